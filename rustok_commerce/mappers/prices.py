"""Which of a variant's prices holds: by channel, currency, quantity, list and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rustok_commerce import models
from rustok_commerce.mappers.aggregates import ProductAggregate, VariantAggregate
from rustok_commerce.mappers.channels import SalesChannel


def public_prices(
    prices: Iterable[models.Price], channel: SalesChannel, currency: str, now: dt.datetime
) -> list[models.Price]:
    """Return the usual prices that hold in a channel at a time, one per quantity, by quantity.

    A price of the channel itself goes before one of all channels, one that began later before one that began earlier.
    """
    holding = [
        price
        for price in prices
        if price.currency == currency
        and price.price_list_id is None
        and (price.channel_id is None or price.channel_id == channel.id)
        and price.holds_at(now)
    ]
    found: dict[int, models.Price] = {}
    for price in sorted(holding, key=_precedence):
        found[price.min_quantity] = price
    return [found[quantity] for quantity in sorted(found)]


def unit_price(
    variant: VariantAggregate, channel: SalesChannel, currency: str, now: dt.datetime
) -> models.Price | None:
    """Return the price of one piece; None where it is not sold there."""
    for price in public_prices(variant.prices, channel, currency, now):
        if price.min_quantity == 1:
            return price
    return None


def price_range(
    variants: Sequence[VariantAggregate], channel: SalesChannel, currency: str, now: dt.datetime
) -> tuple[int, int] | None:
    """Return the lowest and the highest price of one piece; None where no variant has one."""
    amounts = [
        price.amount for variant in variants if (price := unit_price(variant, channel, currency, now)) is not None
    ]
    return (min(amounts), max(amounts)) if amounts else None


def offering_channels(
    aggregate: ProductAggregate, channels: Sequence[SalesChannel], now: dt.datetime
) -> tuple[SalesChannel, ...]:
    """Return the channels that offer a product at a time."""
    return tuple(
        channel
        for channel in channels
        if channel.offers(aggregate.channel_links.get(channel.id) if channel.id else None, now)
    )


def _precedence(price: models.Price) -> tuple[bool, dt.datetime, str]:
    begun = price.starts_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return price.channel_id is not None, begun, str(price.id)
