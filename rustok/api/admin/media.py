"""The media library: pictures, taken in once and described in every language."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from rustok.api.admin.chips import language_chips
from rustok.api.admin.forms import VersionedForm, in_locale, language_name, number, operator_locales, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import LIBRARY
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.media import models
from rustok.media.dto import UpdateAssetRequest
from rustok.media.services import assets
from rustok.tenancy.info import current_tenant


class AssetForm(VersionedForm):
    """A picture's texts, and its file when it is new."""

    file = forms.FileField(
        label="File", help_text="JPEG, PNG, WebP, AVIF or GIF.", widget=UnfoldAdminFileFieldWidget, required=True
    )
    focal_x = number("Focal point, from the left", maximum=1000, help_text="Thousandths of the width.")
    focal_y = number("Focal point, from above", maximum=1000, help_text="Thousandths of the height.")

    class Meta:
        model = models.Asset
        fields = ("focal_x", "focal_y")


@admin.register(models.Asset)
class AssetAdmin(RustokModelAdmin):
    """Pictures."""

    module = "media"
    resource = "media.asset"
    aggregate_type = "media.asset"
    menu_section = LIBRARY
    menu_icon = "photo_library"
    menu_order = 10
    list_display = ("picture", "alternative_texts", "dimensions", "weight", "created_at")
    list_filter = ("content_type",)
    search_fields = ("filename", "translations__alt")
    ordering = ("-id",)
    list_per_page = 30

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the texts along."""
        return super().get_queryset(request).prefetch_related("translations")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add a text per language; the file is asked for once."""
        present = {row.locale: row.alt for row in obj.translations.all()} if obj else {}
        fields: dict[str, Any] = {
            in_locale("alt", locale): text(
                f"Alternative text, {language_name(locale)}", initial=present.get(locale), max_length=500
            )
            for locale in current_tenant().locale_codes
        }
        if obj:
            fields["file"] = None
        else:
            fields |= {"focal_x": None, "focal_y": None}
        kwargs["fields"] = ("focal_x", "focal_y") if obj else ()
        return super().get_form(request, obj, change=change, form=type("AssetForm", (AssetForm,), fields), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the picture first."""
        alternatives = [in_locale("alt", locale) for locale in current_tenant().locale_codes]
        if obj is None:
            return ((None, {"fields": ["file", *alternatives]}),)
        return (
            (None, {"fields": ["preview", "facts", *alternatives]}),
            ("Cropping", {"fields": ["focal_x", "focal_y"]}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only texts and the focal point change."""
        return ("preview", "facts") if obj else ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a picture; its texts hang on it for those who may only look."""
        asset = super().get_object(request, object_id, from_field)
        for row in asset.translations.all() if asset else ():
            setattr(asset, in_locale("alt", row.locale), row.alt)
        return asset

    @display(description="Picture", header=True, ordering="filename")
    def picture(self, asset: models.Asset) -> Any:
        """Show a thumbnail with the name."""
        image = {"path": default_storage.url(asset.storage_name), "squared": True, "width": 56, "height": 56}
        return (asset.filename, self._alternative(asset), None, image)

    @display(description="Alternative texts")
    def alternative_texts(self, asset: models.Asset) -> SafeString:
        """Show in which languages the picture is described."""
        locales = [row.locale for row in asset.translations.all()]
        return language_chips(current_tenant().locale_codes, complete=locales, stale=())

    @display(description="Size", ordering="width")
    def dimensions(self, asset: models.Asset) -> str:
        """Show width and height in pixels."""
        return f"{asset.width} × {asset.height}"

    @display(description="Weight", ordering="size")
    def weight(self, asset: models.Asset) -> str:
        """Show the bytes."""
        return str(filesizeformat(asset.size))

    @display(description="Picture")
    def preview(self, asset: models.Asset) -> SafeString:
        """Show the picture, as large as the page allows."""
        return format_html(
            '<img src="{}" alt="{}" class="rounded-default max-w-full" style="max-height: 20rem">',
            default_storage.url(asset.storage_name),
            self._alternative(asset),
        )

    @display(description="File")
    def facts(self, asset: models.Asset) -> str:
        """Show what the file is."""
        return f"{asset.filename} · {asset.content_type} · {self.dimensions(asset)} · {self.weight(asset)}"

    @staticmethod
    def _alternative(asset: models.Asset) -> str:
        texts = {row.locale: row.alt for row in asset.translations.all()}
        return next((texts[locale] for locale in operator_locales(current_tenant()) if locale in texts), "")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Take the file in."""
        file = form.cleaned_data["file"]
        return assets.store_asset(ctx, file.read(), filename=file.name, alt=self._alternatives(form)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change texts and focal point."""
        changes = form.changed()
        focal = {name: changes[name] for name in ("focal_x", "focal_y") if changes.get(name) is not None}
        alternatives = {"alt": self._alternatives(form)} if any(name.startswith("alt__") for name in changes) else {}
        assets.update_asset(
            ctx,
            obj.pk,
            parse(UpdateAssetRequest, {**focal, **alternatives, **form.given_version()}),
        )

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the file."""
        assets.delete_asset(ctx, obj.pk)

    @staticmethod
    def _alternatives(form: Any) -> dict[str, str]:
        return {
            locale: alt
            for locale in current_tenant().locale_codes
            if (alt := form.cleaned_data.get(in_locale("alt", locale)))
        }
