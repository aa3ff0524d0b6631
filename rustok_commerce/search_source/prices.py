"""Prices in documents: the public ones, by channel and currency, worked out once per product for all languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from rustok.search.storefront import StorePriceTier
from rustok_commerce.mappers import VariantAggregate
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.prices import Offer, Standing, tiers
from rustok_commerce.mappers.reductions import PriceHistory

Shown = dict[str, dict[str, dict[str, Any]]]
"""By channel and currency."""


class ProductPrices:
    """What the documents of one product say of its prices.

    ``ranges`` is the lowest and highest price of one piece by channel and currency, None where there is none; ``card``
    what a card shows; ``variants`` and ``tiers`` what each variant shows, in their order.
    """

    def __init__(
        self,
        variants: Sequence[VariantAggregate],
        channels: Sequence[SalesChannel],
        lists: Mapping[UUID, Standing],
        histories: Mapping[UUID, PriceHistory],
        now: dt.datetime,
    ) -> None:
        """Resolve the prices of one piece and of more in every channel and currency."""
        self.ranges: dict[str, dict[str, tuple[int, int] | None]] = {}
        self.card: Shown = {}
        self.variants: list[Shown] = [{} for _ in variants]
        more: list[list[StorePriceTier]] = [[] for _ in variants]
        for channel in channels:
            ranges = self.ranges[channel.code] = {}
            for currency in channel.currencies:
                entries: list[dict[str, Any]] = []
                for place, variant in enumerate(variants):
                    found = tiers(variant.prices, lists, channel_id=channel.id, currency=currency, at=now)
                    if found and found[0][0] == 1:
                        history = histories.get(variant.variant.id)
                        entry = _entry(found[0][1], channel, currency, history, now)
                        self.variants[place].setdefault(channel.code, {})[currency] = entry
                        entries.append(entry)
                    more[place] += [
                        StorePriceTier(
                            channel=channel.code, currency=currency, min_quantity=quantity, amount=offer.amount
                        )
                        for quantity, offer in found
                        if quantity > 1
                    ]
                ranges[currency] = None
                if entries:
                    shown = _card(entries)
                    ranges[currency] = (shown["min"], shown["max"])
                    self.card.setdefault(channel.code, {})[currency] = shown
        self.tiers = [tuple(found) for found in more]


def _entry(
    offer: Offer, channel: SalesChannel, currency: str, history: PriceHistory | None, now: dt.datetime
) -> dict[str, Any]:
    entry = {"amount": offer.amount}
    if offer.compare_at is not None:
        entry["compare_at"] = offer.compare_at
        lowest = history.lowest_before_reduction(channel.id, currency, now) if history is not None else None
        if lowest is not None:
            entry["lowest_30d"] = lowest
    return entry


def _card(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum variants up; beside the lowest price stands what it was, of the variants that cost so little."""
    low = min(entry["amount"] for entry in entries)
    shown = {"min": low, "max": max(entry["amount"] for entry in entries)}
    cheapest = [entry for entry in entries if entry["amount"] == low]
    former = [entry["compare_at"] for entry in cheapest if "compare_at" in entry]
    if former:
        shown["compare_at"] = max(former)
    lowest = [entry["lowest_30d"] for entry in cheapest if "lowest_30d" in entry]
    if lowest:
        shown["lowest_30d"] = min(lowest)
    return shown
