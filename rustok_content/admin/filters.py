"""What the list of nodes can be narrowed to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from rustok.api.admin.forms import (
    language_name,
)
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.services.kinds import kinds


class MissingLanguageFilter(admin.SimpleListFilter):
    """Finds what waits for a translator."""

    title = "to be translated"
    parameter_name = "untranslated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the tenant's languages."""
        return [(locale, language_name(locale)) for locale in current_tenant().locale_codes]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep nodes that are not in the language, or whose text there is older than the original."""
        locale = self.value()
        if locale is None:
            return queryset
        fresh = models.NodeTranslation.objects.filter(
            locale=locale, node=OuterRef("pk"), source_version__gte=OuterRef("text_version")
        )
        return queryset.exclude(pk__in=queryset.filter(pk__in=Subquery(fresh.values("node_id"))).values("pk"))


class KindFilter(admin.SimpleListFilter):
    """Chooses what the nodes are."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds that modules have registered."""
        return [(kind.name, kind.label) for kind in kinds()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep nodes of the kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset
