"""Channels as a storefront shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent
from rustok.search.documents import ChannelDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreChannel, as_json
from rustok_commerce import models
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.selectors.channels import sales_channels

CHANNEL_EVENTS: Final = (events.ChannelCreated, events.ChannelUpdated, events.ChannelDeleted)
_SHOWN_BY_PRODUCTS: Final = frozenset({"code", "currencies", "position", "is_default", "is_active"})


def changes_products(event: DomainEvent) -> bool:
    """Tell whether an event is about a channel and touches what products show of it; one that names no field does."""
    if isinstance(event, events.ChannelUpdated):
        return not event.fields or not _SHOWN_BY_PRODUCTS.isdisjoint(event.fields)
    return isinstance(event, events.ChannelCreated | events.ChannelDeleted)


class ChannelSource:
    """Documents of the channels that sell: the same in every language."""

    index = "channels"
    events = tuple(event.type for event in CHANNEL_EVENTS)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the channels that the events touch."""
        return frozenset(envelope.event.aggregate_id for envelope in envelopes)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[ChannelDocument]:
        """Build the documents of these channels; one that does not sell has none."""
        selling = {channel.id: channel for channel in sales_channels()}
        rows = {row.id: row for row in models.Channel.objects.filter(id__in=list(ids))}
        return [
            _channel_document(rows[channel_id], selling[channel_id], chain)
            for channel_id in ids
            if channel_id in rows and channel_id in selling
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next channels in id order."""
        rows = models.Channel.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these channels."""
        selling = [channel.id for channel in sales_channels()]
        rows = models.Channel.objects.filter(id__in=list(ids)).filter(id__in=selling)
        return dict(rows.values_list("id", "version"))


def _channel_document(row: models.Channel, channel: SalesChannel, chain: LocaleChain) -> ChannelDocument:
    shown = as_json(
        StoreChannel(
            id=row.id,
            code=row.code,
            name=row.name,
            currencies=channel.currencies,
            locales=tuple(row.locales),
            countries=tuple(row.countries),
            prices_include_tax=row.prices_include_tax,
            is_default=row.is_default,
        )
    )
    return ChannelDocument(
        entity_id=row.id,
        locale=chain.locale,
        source_locale=chain.locale,
        is_fallback=False,
        stale=False,
        source_version=row.version,
        status="active",
        title=row.name,
        slug=row.code,
        search_text="",
        currencies=channel.currencies,
        is_default=row.is_default,
        position=row.position,
        card=shown,
        document=shown,
    )
