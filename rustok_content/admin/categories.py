"""Categories of nodes in the operators' tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import language_chips
from rustok.api.admin.forms import (
    VersionedForm,
    choice,
    in_locale,
    language_name,
    number,
    text,
)
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import CONTENT
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.choices import category_choices, category_name
from rustok_content.dto.categories import CreateNodeCategoryRequest, UpdateNodeCategoryRequest
from rustok_content.services import categories


class CategoryForm(VersionedForm):
    """A category's own fields; its names are added by the page."""

    slug = text("Slug", max_length=200, help_text="Lower-case letters, digits and hyphens; part of addresses.")
    position = number("Position", help_text="Order among the categories beside it.")

    class Meta:
        model = models.Category
        fields = ("position",)


@admin.register(models.Category)
class CategoryAdmin(RustokModelAdmin):
    """Categories of nodes."""

    module = "content"
    resource = "content.category"
    aggregate_type = "content.category"
    menu_section = CONTENT
    menu_icon = "folder"
    menu_order = 20
    list_display = ("name", "parent_name", "position", "languages")
    search_fields = ("slug", "translations__name")
    ordering = ("position", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the names along."""
        return super().get_queryset(request).prefetch_related("translations", "parent__translations")

    @display(description="Name", header=True, ordering="slug")
    def name(self, category: models.Category) -> Any:
        """Show name and slug in the operator's language."""
        return (category_name(category), category.slug)

    @display(description="Below")
    def parent_name(self, category: models.Category) -> str:
        """Show where it is filed."""
        return category_name(category.parent) if category.parent else "—"

    @display(description="Languages")
    def languages(self, category: models.Category) -> SafeString:
        """Show in which languages it has a name."""
        return language_chips(
            current_tenant().locale_codes, complete=[row.locale for row in category.translations.all()], stale=()
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Find a category; its names hang on it for those who may only look."""
        category = super().get_object(request, object_id, from_field)
        for row in category.translations.all() if category else ():
            setattr(category, in_locale("name", row.locale), row.name)
        return category

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add a name per language, and the categories it may be below."""
        present = {row.locale: row.name for row in obj.translations.all()} if obj else {}
        fields: dict[str, Any] = {
            in_locale("name", locale): text(
                f"Name, {language_name(locale)}", initial=present.get(locale), max_length=255
            )
            for locale in current_tenant().locale_codes
        }
        choices = [entry for entry in category_choices() if obj is None or entry[0] != str(obj.pk)]
        fields["parent"] = choice("Below", [("", "—"), *choices], initial=str(obj.parent_id or "") if obj else "")
        fields["slug"] = text(
            "Slug",
            initial=obj.slug if obj else "",
            max_length=200,
            help_text="Lower-case letters, digits and hyphens; part of addresses.",
        )
        form = type("CategoryForm", (CategoryForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ("position",)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the names, then the place."""
        names = [in_locale("name", locale) for locale in current_tenant().locale_codes]
        return ((None, {"fields": [*names, "slug"]}), ("Place", {"fields": ["parent", "position"]}))

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a category."""
        data = form.cleaned_data
        request = {
            "slug": data["slug"],
            "names": self._names(data),
            "parent_id": data["parent"] or None,
            "position": data["position"] or 0,
        }
        return categories.create_category(ctx, parse(CreateNodeCategoryRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = form.changed()
        request: dict[str, Any] = form.given_version()
        request |= {name: changes[name] for name in ("slug",) if name in changes}
        if "position" in changes:
            request["position"] = changes["position"] or 0
        if "parent" in changes:
            request["parent_id"] = changes["parent"] or None
        if any(name.startswith("name__") for name in changes):
            request["names"] = self._names(form.cleaned_data)
        categories.update_category(ctx, obj.pk, parse(UpdateNodeCategoryRequest, request))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the category; its nodes stay."""
        categories.delete_category(ctx, obj.pk)

    @staticmethod
    def _names(data: Mapping[str, Any]) -> dict[str, str]:
        return {
            locale: name for locale in current_tenant().locale_codes if (name := data.get(in_locale("name", locale)))
        }
