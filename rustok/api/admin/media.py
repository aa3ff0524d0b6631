"""The media library: pictures, taken in once and described in every language."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from rustok.api.admin.chips import language_chips
from rustok.api.admin.forms import VersionedForm, in_locale, language_name, number, operator_locales, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import LIBRARY
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Invalid, InvalidInput, TooLarge
from rustok.media import models
from rustok.media.dto import UpdateAssetRequest
from rustok.media.pictures import CONTENT_TYPES
from rustok.media.renditions import rendition_url, thumbnail_url
from rustok.media.selectors.assets import usages_of
from rustok.media.services import assets
from rustok.modules.contract import AssetUsage
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant

_THUMBNAIL: Final = 160
_CROPS: Final = (("focal-square", "1 : 1"), ("focal-wide", "16 : 9"), ("focal-tall", "3 : 4"))


def usage_link(usage: AssetUsage) -> SafeString:
    """Return the HTML of a link to what shows a picture."""
    label = f"{usage.kind} {usage.title}"
    if usage.url is None:
        return format_html("{}", label)
    return format_html('<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', usage.url, label)


class SeveralFiles(UnfoldAdminFileFieldWidget):
    """A choice of files, several at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join(CONTENT_TYPES.values()), "data-several-files": ""})


class FilesField(forms.FileField):
    """Files, at least one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in given or [None]]


class DescribedFilter(admin.SimpleListFilter):
    """Finds the pictures that want a text."""

    title = "alternative text"
    parameter_name = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every language of the tenant."""
        return [(locale, f"missing in {language_name(locale)}") for locale in current_tenant().locale_codes]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the pictures without a text in the language."""
        locale = self.value()
        if locale is None:
            return queryset
        texts = models.AssetTranslation.objects.filter(asset_id=OuterRef("pk"), locale=locale)
        return queryset.exclude(Exists(texts))


class AssetForm(VersionedForm):
    """A picture's texts, and the files when they are new."""

    file = FilesField(label="Files", help_text="JPEG, PNG, WebP, AVIF or GIF; as many as you like.")
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
    list_filter = (DescribedFilter, "content_type")
    search_fields = ("filename", "translations__alt")
    ordering = ("-id",)
    list_per_page = 30

    class Media:
        js = ("rustok/admin/media.js",)
        css = {"all": ("rustok/admin/media.css",)}

    def owner_of(self, obj: Any) -> UUID | None:
        """Return who uploaded it."""
        found: UUID | None = obj.created_by_id
        return found

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
            (None, {"fields": ["preview", "focal_x", "focal_y", "facts"]}),
            ("Alternative texts", {"fields": alternatives}),
            ("Shown by", {"fields": ["usages"]}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only texts and the focal point change."""
        return ("preview", "facts", "usages") if obj else ()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a picture; its texts hang on it for those who may only look."""
        asset = super().get_object(request, object_id, from_field)
        if asset is not None:
            asset.shown_by = usages_of(context_of(request), [asset.pk]).get(asset.pk, [])
        for row in asset.translations.all() if asset else ():
            setattr(asset, in_locale("alt", row.locale), row.alt)
        return asset

    @display(description="Picture", header=True, ordering="filename")
    def picture(self, asset: models.Asset) -> Any:
        """Show a thumbnail with the name."""
        image = {"path": thumbnail_url(asset, _THUMBNAIL), "squared": True, "width": 56, "height": 56}
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

    @display(description="Focal point")
    def preview(self, asset: models.Asset) -> SafeString:
        """Show the picture, with the point that stays in sight and what is cut out around it."""
        shown = rendition_url(asset, 960)
        alternative = self._alternative(asset)
        crops = format_html_join(
            "",
            '<figure><img src="{}" alt="" class="{}" data-focal-crop><figcaption>{}</figcaption></figure>',
            ((rendition_url(asset, 480), shape, name) for shape, name in _CROPS),
        )
        return format_html(
            '<div class="focal-picker" data-focal-picker data-width="{}" data-height="{}" data-focal-x="{}"'
            ' data-focal-y="{}"><div class="focal-stage" aria-label="Focal point: click, or move it by the arrow keys">'
            '<img src="{}" alt="{}" data-focal-picture draggable="false"><span class="focal-point" data-focal-point>'
            '</span></div><div class="focal-crops">{}</div></div>',
            *(asset.width, asset.height, asset.focal_x, asset.focal_y, shown, alternative, crops),
        )

    @display(description="Shown by")
    def usages(self, asset: models.Asset) -> SafeString | str:
        """Show what would lose the picture."""
        found = getattr(asset, "shown_by", [])
        return format_html_join(mark_safe("<br>"), "{}", ((usage_link(usage),) for usage in found)) or "Nothing"

    @display(description="File")
    def facts(self, asset: models.Asset) -> str:
        """Show what the file is."""
        return f"{asset.filename} · {asset.content_type} · {self.dimensions(asset)} · {self.weight(asset)}"

    @staticmethod
    def _alternative(asset: models.Asset) -> str:
        texts = {row.locale: row.alt for row in asset.translations.all()}
        return next((texts[locale] for locale in operator_locales(current_tenant()) if locale in texts), "")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Take the files in. One that is refused does not keep the others out; if all are, nothing is written."""
        form.taken, form.refused_files = [], []
        for file in form.cleaned_data["file"]:
            try:
                form.taken.append(
                    assets.store_asset(ctx, file.read(), filename=file.name, alt=self._alternatives(form))
                )
            except (Invalid, TooLarge) as exc:
                form.refused_files.append(f"{file.name}: {exc}")
        if not form.taken:
            raise InvalidInput.field("file", code="refused", message=" ".join(form.refused_files))
        first: UUID = form.taken[0].id
        return first

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and tell which files were refused."""
        super().save_model(request, obj, form, change)
        if change:
            return
        for reason in form.refused_files:
            messages.error(request, f"Not taken in: {reason}")
        if len(form.taken) > 1:
            messages.success(request, f"{len(form.taken)} pictures were taken in.")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the pictures, and what shows them: there they disappear."""
        chosen = list(objs)
        names, counts, denied, protected = super().get_deleted_objects(chosen, request)
        ctx = context_of(request)
        usages = usages_of(ctx, [asset.pk for asset in chosen])
        if not allowed(ctx, "media.asset:delete_used"):
            shown = [usage for found in usages.values() for usage in found if usage.is_public]
            protected = [*protected, *(format_html("Readers see it in {}", usage_link(usage)) for usage in shown)]
        lines: list[Any] = []
        for name, asset in zip(names, chosen, strict=True):
            lines.append(name)
            if found := usages.get(asset.pk):
                lines.append([format_html("disappears from {}", usage_link(usage)) for usage in found])
        if places := sum(map(len, usages.values())):
            counts["places that show it"] = places
        return lines, counts, denied, protected

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
        """Delete the file; the page has told where it disappears from."""
        assets.delete_asset(ctx, obj.pk, force=allowed(ctx, "media.asset:delete_used"))

    @staticmethod
    def _alternatives(form: Any) -> dict[str, str]:
        return {
            locale: alt
            for locale in current_tenant().locale_codes
            if (alt := form.cleaned_data.get(in_locale("alt", locale)))
        }
