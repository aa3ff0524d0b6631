"""What the list of nodes can be narrowed to."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest

from rustok.api.admin.forms import (
    language_name,
)
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.lifecycle import SubmissionState
from rustok_content.dto.nodes import NodeStatus
from rustok_content.services.kinds import kinds

_STATES: Final = {
    "missing": "missing",
    "draft": "draft",
    "stale": "out of date",
    "submitted": "in review",
    "scheduled": "scheduled",
    "published": "published",
}


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
        """Keep nodes of the kind; answers are not listed unless they are asked for."""
        return queryset.filter(kind=self.value()) if self.value() else queryset.filter(root_id=None)


class TextFilter(admin.SimpleListFilter):
    """By where the text in one language is: ``de:stale``."""

    title = "text"
    parameter_name = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every state in every language of the tenant."""
        return [
            (f"{locale}:{state}", f"{language_name(locale)}: {words}")
            for locale in current_tenant().locale_codes
            for state, words in _STATES.items()
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the nodes whose text in the language is there."""
        locale, _, state = (self.value() or "").partition(":")
        if state not in _STATES:
            return queryset
        texts = models.NodeTranslation.objects.filter(locale=locale, node=OuterRef("pk"))
        if state == "missing":
            return queryset.exclude(Exists(texts))
        draft = models.NodeDraft.objects.filter(locale=locale, node=OuterRef("pk"))
        handed_in = models.NodeSubmission.objects.filter(
            state=SubmissionState.SUBMITTED, locale__in=(locale, ""), node=OuterRef("pk")
        )
        found = {
            "draft": Exists(texts.filter(status=NodeStatus.DRAFT)) | Exists(draft),
            "stale": Exists(texts.filter(source_version__lt=OuterRef("text_version"))),
            "submitted": Exists(handed_in) & Exists(texts),
            "scheduled": Exists(texts.filter(Q(publish_at__isnull=False) | Q(unpublish_at__isnull=False))),
            "published": Exists(texts.filter(status=NodeStatus.PUBLISHED)),
        }
        return queryset.filter(found[state])
