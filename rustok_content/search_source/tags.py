"""Tags of nodes as readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.events.envelope import EventEnvelope
from rustok.search.documents import SectionDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreTag, as_json
from rustok_content import models
from rustok_content.search_source.nodes import COUNTERS_REPAIRED, NODE_EVENTS, ids_in, nodes_in
from rustok_content.search_source.texts import named


class TagSource:
    """Documents of tags."""

    index = "sections"
    events: tuple[str, ...] = ("tag.*", *NODE_EVENTS)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the tags that events touch, and those of nodes that came or went: they are counted."""
        touched: set[UUID] = set()
        nodes: set[UUID] = set()
        for envelope in envelopes:
            touched |= ids_in(envelope.event, "tag") | ids_in(envelope.event, "merged")
            if envelope.event.type == COUNTERS_REPAIRED:
                touched.update(models.Tag.objects.values_list("id", flat=True))
            nodes |= nodes_in(envelope.event)
        if nodes:
            touched.update(models.NodeTag.objects.filter(node_id__in=nodes).values_list("tag_id", flat=True))
        return frozenset(touched)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[SectionDocument]:
        """Build the documents of these tags in every locale."""
        tags = models.Tag.objects.filter(pk__in=ids).order_by("id").prefetch_related("translations", "synonyms")
        found = []
        for tag in tags:
            names = {text.locale: text.name for text in tag.translations.all()}
            former = tuple(sorted(synonym.slug for synonym in tag.synonyms.all()))
            for chain in locales:
                name, code = named(names, chain, tag.name)
                is_fallback = code is not None and code != chain.locale
                shown = as_json(
                    StoreTag(
                        id=tag.id,
                        slug=tag.slug,
                        name=name,
                        node_count=tag.node_count,
                        locale=chain.locale,
                        source_locale=code or chain.locale,
                        is_fallback=is_fallback,
                    )
                )
                found.append(
                    SectionDocument(
                        entity_id=tag.id,
                        locale=chain.locale,
                        source_locale=code or chain.locale,
                        is_fallback=is_fallback,
                        stale=False,
                        source_version=tag.version,
                        status="published",
                        title=name,
                        slug=tag.slug,
                        search_text="",
                        document=shown,
                        card=shown,
                        kind="tag",
                        former_slugs=former,
                        position=-tag.node_count,
                    )
                )
        return found

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next tags in id order."""
        rows = models.Tag.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these tags."""
        return dict(models.Tag.objects.filter(pk__in=ids).values_list("id", "version"))
