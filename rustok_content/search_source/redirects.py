"""Redirects as readers meet them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.events.envelope import EventEnvelope
from rustok.search.documents import SectionDocument
from rustok.search.sources import LocaleChain
from rustok_content import models
from rustok_content.search_source.nodes import ids_in


class RedirectSource:
    """Documents of redirects, in the languages that they hold for."""

    index = "sections"
    events: tuple[str, ...] = ("redirect.*",)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the redirects that events touch."""
        return frozenset(found for envelope in envelopes for found in ids_in(envelope.event, "redirect"))

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[SectionDocument]:
        """Build the documents of these redirects."""
        return [
            SectionDocument(
                entity_id=row.id,
                locale=chain.locale,
                source_locale=chain.locale,
                is_fallback=False,
                stale=False,
                source_version=row.version,
                status="published",
                title=row.path[:255],
                slug=row.path,
                search_text="",
                document={"target": row.target, "permanent": row.permanent},
                card={"target": row.target, "permanent": row.permanent},
                kind="redirect",
                # What holds for one language goes before what holds for all.
                position=0 if row.locale else 1,
            )
            for row in models.Redirect.objects.filter(pk__in=ids).order_by("id")
            for chain in locales
            if row.locale in ("", chain.locale)
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next redirects in id order."""
        rows = models.Redirect.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these redirects."""
        return dict(models.Redirect.objects.filter(pk__in=ids).values_list("id", "version"))
