"""Builds the documents of public answers for the read model: storefronts list and search them as nodes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.events.envelope import EventEnvelope
from rustok.ids import to_ulid
from rustok.modules import toggles
from rustok.search.documents import ContentDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreNode, StoreNodeCard, StoreSeo, as_json
from tests.example_tickets import models


class TicketSource:
    """Answered tickets that everybody may read, in the language they were asked in."""

    index = "content"
    events = ("ticket.*",)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the tickets that events are about."""
        return frozenset(envelope.event.aggregate_id for envelope in envelopes)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[ContentDocument]:
        """Build the documents of these tickets; a switched-off module shows none."""
        if not toggles.is_enabled("tickets"):
            return ()
        tickets = models.Ticket.objects.filter(pk__in=ids, is_public=True).order_by("id")
        return [
            _document(ticket, chain)
            for ticket in tickets
            for chain in locales
            if ticket.locale in (chain.locale, *chain.fallbacks)
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Name the next tickets in id order."""
        tickets = models.Ticket.objects.order_by("id")
        if after is not None:
            tickets = tickets.filter(pk__gt=after)
        return list(tickets.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the tickets' versions."""
        return dict(models.Ticket.objects.filter(pk__in=ids).values_list("id", "version"))


def _document(ticket: models.Ticket, chain: LocaleChain) -> ContentDocument:
    slug = to_ulid(ticket.id).lower()
    card = StoreNodeCard(
        id=ticket.id,
        kind="ticket",
        slug=slug,
        title=ticket.subject,
        excerpt=ticket.question,
        locale=chain.locale,
        source_locale=ticket.locale,
        is_fallback=ticket.locale != chain.locale,
        tags=(),
        category=None,
        author=None,
        cover=None,
        published_at=ticket.answered_at,
    )
    node = StoreNode(
        **{name: getattr(card, name) for name in StoreNodeCard.__slots__},
        stale=False,
        body=None,
        parent_id=None,
        position=0,
        depth=0,
        metadata={"answer": ticket.answer},
        seo=StoreSeo(title=ticket.subject),
        alternates={ticket.locale: slug},
        updated_at=ticket.updated_at,
    )
    return ContentDocument(
        entity_id=ticket.id,
        locale=chain.locale,
        source_locale=ticket.locale,
        is_fallback=card.is_fallback,
        stale=False,
        source_version=ticket.version,
        status="published",
        title=ticket.subject,
        slug=slug,
        search_text=f"{ticket.question} {ticket.answer}",
        document=as_json(node),
        card=as_json(card),
        kind="ticket",
        excerpt=ticket.question,
        created_at=ticket.created_at,
        published_at=ticket.answered_at,
    )
