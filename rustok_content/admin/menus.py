"""Menus in the operators' tool: their entries are put in order, in and out on the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.forms import VersionedForm, language_name, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import CONTENT
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import to_ulid
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.editor import editor_places
from rustok_content.dto.menus import MAX_DEPTH, CreateMenuRequest, SetMenuItemsRequest, UpdateMenuRequest
from rustok_content.selectors.menus import get_menu
from rustok_content.services import menus


class MenuForm(VersionedForm):
    """Its fields are made by the page."""

    class Meta:
        model = models.Menu
        fields = ()

    def _post_clean(self) -> None:
        """Leave all rules to the services."""


@admin.register(models.Menu)
class MenuAdmin(RustokModelAdmin):
    """Menus of the site: an entry leads to a page, to an address, or holds others."""

    module = "content"
    resource = "content.menu"
    aggregate_type = "content.menu"
    menu_section = CONTENT
    menu_icon = "menu"
    menu_order = 50
    list_display = ("name", "location", "entry_count", "updated_at")
    search_fields = ("name", "location")
    ordering = ("location",)

    class Media:
        js = (
            *(f"rustok_content/admin/{name}.js" for name in ("elements", "picker", "menu")),
            "rustok/api/admin/keeping.js",
        )
        css = {"all": ("rustok_content/admin/editor.css",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the entries along."""
        return super().get_queryset(request).prefetch_related("items")

    @display(description="Entries")
    def entry_count(self, menu: models.Menu) -> int:
        """Show how many entries it has."""
        return len(menu.items.all())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields; the entries are one value that the page's script fills."""
        fields: dict[str, Any] = {
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "location": text(
                "Place", initial=obj.location if obj else "", max_length=64, help_text="Its name for the site: main."
            ),
        }
        if obj is not None:
            entries = _entries(context_of(request), obj.pk)
            fields["entries"] = forms.CharField(
                required=False,
                initial=orjson.dumps(entries).decode(),
                widget=forms.HiddenInput(attrs={"data-menu": ""}),
            )
        form = type("MenuForm", (MenuForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the name, then the entries."""
        own = (None, {"fields": ["name", "location"]})
        if obj is None:
            return [own]
        return [own, ("Entries", {"fields": ["entries"], "description": _frame(request)})]

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make an empty menu."""
        data = {name: form.cleaned_data[name] for name in ("name", "location")}
        return menus.create_menu(ctx, parse(CreateMenuRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change the name, then the entries as a whole."""
        changes = form.changed()
        own = {name: changes[name] for name in ("name", "location") if name in changes}
        found = menus.update_menu(ctx, obj.pk, parse(UpdateMenuRequest, {**own, **form.given_version()}))
        if "entries" in changes:
            request = {"entries": _typed(changes["entries"]), "version": found.version}
            menus.set_items(ctx, obj.pk, parse(SetMenuItemsRequest, request))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the menu with its entries."""
        menus.delete_menu(ctx, obj.pk)


def _entries(ctx: RequestContext, menu_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": to_ulid(entry.id),
            "level": entry.level,
            "labels": dict(entry.labels),
            "node_id": to_ulid(entry.node_id) if entry.node_id else None,
            "url": entry.url,
            "opens_new_tab": entry.opens_new_tab,
            "problem": entry.problem.value if entry.problem else None,
            "title": entry.title,
        }
        for entry in get_menu(ctx, menu_id).entries
    ]


def _typed(value: str) -> list[dict[str, Any]]:
    try:
        entries = orjson.loads(value or "[]")
    except orjson.JSONDecodeError as exc:
        raise InvalidInput.field("entries", code="json_invalid", message="The entries could not be read.") from exc
    if not isinstance(entries, list):
        raise InvalidInput.field("entries", code="list_type", message="The entries could not be read.")
    shown = ("problem", "title")
    return [
        {name: part for name, part in entry.items() if name not in shown} if isinstance(entry, dict) else entry
        for entry in entries
    ]


def _frame(request: HttpRequest) -> SafeString:
    """Return the place of the entries, and what the page's script has to know."""
    data = {
        "locales": [[code, language_name(code)] for code in current_tenant().locale_codes],
        "levels": MAX_DEPTH,
    }
    return format_html(
        '<div data-menu-entries class="px-3 pt-3"></div>{}{}',
        json_script(data, "rustok-menu-data"),
        editor_places(request),
    )
