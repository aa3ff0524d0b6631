"""Categories of nodes in the operators' tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from rustok.api.admin.chips import language_chips
from rustok.api.admin.forms import (
    VersionedForm,
    choice,
    in_locale,
    language_name,
    long_text,
    number,
    switch,
    text,
)
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import CONTENT
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.roles import Role
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.choices import category_choices, category_name
from rustok_content.admin.texts import texts_in
from rustok_content.dto.categories import (
    CreateNodeCategoryRequest,
    MergeNodeCategoriesRequest,
    UpdateNodeCategoryRequest,
)
from rustok_content.services import categories, category_merging

_MODULES: Final = [("content", "Everything"), ("blog", "Blog"), ("forum", "Forum")]
_ROLES: Final = (Role.ANONYMOUS, Role.CUSTOMER, Role.AUTHOR, Role.MODERATOR, Role.EDITOR, Role.MANAGER)
_OWN: Final = ("position", "colour", "icon", "is_closed", "needs_approval", "slow_mode_seconds")
_EMPTY: Final[Mapping[str, Any]] = {
    "position": 0,
    "colour": "",
    "icon": "",
    "is_closed": False,
    "needs_approval": False,
    "slow_mode_seconds": 0,
}


class CategoryForm(VersionedForm):
    """A category's own fields; its names, rights and place are added by the page."""

    slug = text("Slug", max_length=200, help_text="Lower-case letters, digits and hyphens; part of addresses.")
    position = number("Position", help_text="Order among the categories beside it.")
    colour = text("Colour", max_length=7, help_text="#rrggbb, or empty.")
    icon = text("Icon", max_length=64, help_text="A name of Material Symbols, for the storefront.")
    is_closed = switch("Closed", help_text="Nothing new is written here.")
    needs_approval = switch("Needs approval", help_text="What members write waits for a moderator.")
    slow_mode_seconds = number("Seconds between two texts of a member", maximum=30 * 24 * 3600)

    class Meta:
        model = models.Category
        fields = ("position", "colour", "icon", "is_closed", "needs_approval", "slow_mode_seconds")


@admin.register(models.Category)
class CategoryAdmin(RustokModelAdmin):
    """Categories of nodes."""

    module = "content"
    resource = "content.category"
    aggregate_type = "content.category"
    menu_section = CONTENT
    menu_icon = "folder"
    menu_order = 20
    list_display = ("name", "module_name", "parent_name", "node_count", "access", "languages")
    list_filter = ("module",)
    search_fields = ("slug", "translations__name")
    ordering = ("module", "position", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the names along."""
        return super().get_queryset(request).prefetch_related("translations", "parent__translations", "rights")

    @display(description="Name", header=True, ordering="slug")
    def name(self, category: models.Category) -> Any:
        """Show name and slug in the operator's language."""
        return (category_name(category), category.slug)

    @display(description="For", ordering="module")
    def module_name(self, category: models.Category) -> str:
        """Show whose nodes it files."""
        return category.module

    @display(description="Open to")
    def access(self, category: Any) -> str:
        """Show which roles see it."""
        rights = [row.role for row in category.rights.all() if row.can_see]
        return ", ".join(sorted(rights)) if category.rights.all() else "all"

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
            setattr(category, in_locale("description", row.locale), row.description)
        return category

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Add a name per language, and the categories it may be below."""
        texts = {row.locale: row for row in obj.translations.all()} if obj else {}
        fields: dict[str, Any] = {}
        for locale in current_tenant().locale_codes:
            present = texts.get(locale)
            language = language_name(locale)
            fields[in_locale("name", locale)] = text(
                f"Name, {language}", initial=present.name if present else "", max_length=255
            )
            fields[in_locale("description", locale)] = long_text(
                f"Description, {language}", initial=present.description if present else "", rows=2, max_length=5000
            )
        if obj is None:
            fields["module"] = choice("For", _MODULES, initial="content")
        choices = [entry for entry in category_choices() if obj is None or entry[0] != str(obj.pk)]
        fields["parent"] = choice("Below", [("", "—"), *choices], initial=str(obj.parent_id or "") if obj else "")
        fields["slug"] = text(
            "Slug",
            initial=obj.slug if obj else "",
            max_length=200,
            help_text="Lower-case letters, digits and hyphens; part of addresses. A former one leads here still.",
        )
        rights = {row.role: row for row in obj.rights.all()} if obj else {}
        for role in _ROLES:
            fields[f"right_{role.value}"] = _right(role, rights.get(role.value))
        if obj is not None:
            others = [entry for entry in choices if entry[0] in _mergeable(obj)]
            fields["into"] = choice("Becomes a part of", [("", "—"), *others], help_text="All in it moves there.")
        form = type("CategoryForm", (CategoryForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": _OWN})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the names, then the place."""
        texts = [
            in_locale(name, locale) for locale in current_tenant().locale_codes for name in ("name", "description")
        ]
        place = ["parent", "position", "colour", "icon", *([] if obj else ["module"])]
        found = [
            (None, {"fields": [*texts, "slug"]}),
            ("Place", {"fields": place}),
            ("Rules", {"fields": ["is_closed", "needs_approval", "slow_mode_seconds"]}),
            (
                "Rights",
                {
                    "fields": [f"right_{role.value}" for role in _ROLES],
                    "description": "Nothing chosen at all: everybody sees it, members write.",
                },
            ),
        ]
        return [*found, ("Merge", {"fields": ["into"]})] if obj is not None else found

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a category."""
        data = form.cleaned_data
        request = {
            "slug": data["slug"],
            "names": texts_in(data, "name"),
            "parent_id": data["parent"] or None,
            "module": data["module"],
            "descriptions": texts_in(data, "description"),
            "rights": _rights(data),
            **{name: data[name] or _EMPTY[name] for name in _OWN},
        }
        return categories.create_category(ctx, parse(CreateNodeCategoryRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = form.changed()
        request: dict[str, Any] = form.given_version()
        request |= {name: changes[name] for name in ("slug",) if name in changes}
        request |= {name: changes[name] or _EMPTY[name] for name in _OWN if name in changes}
        if "parent" in changes:
            request["parent_id"] = changes["parent"] or None
        if any(name.startswith("name__") for name in changes):
            request["names"] = texts_in(form.cleaned_data, "name")
        if any(name.startswith("description__") for name in changes):
            request["descriptions"] = texts_in(form.cleaned_data, "description")
        if any(name.startswith("right_") for name in changes):
            request["rights"] = _rights(form.cleaned_data)
        categories.update_category(ctx, obj.pk, parse(UpdateNodeCategoryRequest, request))
        if changes.get("into"):
            merge = parse(MergeNodeCategoriesRequest, {"into_id": changes["into"]})
            category_merging.merge_category(ctx, obj.pk, merge)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the category; its nodes stay."""
        categories.delete_category(ctx, obj.pk)


def _right(role: Role, present: Any) -> Any:
    held = (
        [name for name in ("can_see", "can_reply", "can_create") if getattr(present, name)]
        if present is not None
        else []
    )
    return forms.MultipleChoiceField(
        label=role.value.replace("_", " ").capitalize(),
        choices=[("can_see", "sees it"), ("can_reply", "answers"), ("can_create", "begins texts")],
        initial=held,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


def _rights(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"role": role.value, "can_see": True, "can_reply": "can_reply" in held, "can_create": "can_create" in held}
        for role in _ROLES
        if (held := data.get(f"right_{role.value}"))
    ]


def _mergeable(category: models.Category) -> set[str]:
    """Return the categories that one may become a part of: those of the same module."""
    same = models.Category.objects.filter(module=category.module).exclude(pk=category.pk)
    return {str(key) for key in same.values_list("pk", flat=True)}
