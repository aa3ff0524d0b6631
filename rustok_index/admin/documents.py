"""The read model, to look at: what storefronts are given, row by row."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models as fields
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Chip, Tone, chips, pretty_json
from rustok.api.admin.forms import language_name
from rustok.api.admin.model_admin import ReadOnlyAdmin
from rustok.api.admin.navigation import OPERATIONS
from rustok.tenancy.info import current_tenant
from rustok_index import models


class LocaleFilter(admin.SimpleListFilter):
    """Chooses documents by whom they are for."""

    title = "language"
    parameter_name = "locale"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the tenant's languages."""
        return [(locale, language_name(locale)) for locale in current_tenant().locale_codes]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the language's documents."""
        return queryset.filter(locale=self.value()) if self.value() else queryset


class _DocumentAdmin(ReadOnlyAdmin):
    module = "index"
    resource = "index.document"
    menu_section = OPERATIONS
    menu_icon = "database_search"
    list_display = ("title", "locale", "marks", "source_version", "indexed_at")
    list_filter = (LocaleFilter, "is_visible", "is_fallback")
    search_fields = ("title",)
    ordering = ("-id",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show every column; the document last, as people read JSON."""
        plain = [
            field.name
            for field in self.opts.concrete_fields
            if not isinstance(field, fields.JSONField)
            and field.name not in {"tenant", "card", "search_text", "search_vector"}
        ]
        return [*plain, "document_json"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nothing here is written by hand: ``manage.py reindex`` builds it anew."""
        return self.get_fields(request, obj)

    @display(description="Marks")
    def marks(self, row: models.IndexedDocument) -> SafeString:
        """Show whether visitors see it, and in which language."""
        found = [Chip("visible", Tone.GOOD) if row.is_visible else Chip("hidden")]
        if row.is_fallback:
            found.append(Chip(f"from {row.source_locale}", Tone.WARNING, "Not translated: another language is shown."))
        if row.stale:
            found.append(Chip("out of date", Tone.WARNING, "The original has changed since this was translated."))
        return chips(found)

    @display(description="Document")
    def document_json(self, row: models.IndexedDocument) -> SafeString:
        """Show the document."""
        return pretty_json(row.document)


@admin.register(models.IndexProduct)
class IndexProductAdmin(_DocumentAdmin):
    """Products as storefronts read them."""

    menu_order = 40


@admin.register(models.IndexCategory)
class IndexCategoryAdmin(_DocumentAdmin):
    """Categories of products as storefronts read them."""

    menu_order = 41


@admin.register(models.IndexContent)
class IndexContentAdmin(_DocumentAdmin):
    """Content as readers read it."""

    menu_order = 42


@admin.register(models.IndexSection)
class IndexSectionAdmin(_DocumentAdmin):
    """Categories of nodes, tags, menus and redirects as readers read them."""

    menu_order = 43
