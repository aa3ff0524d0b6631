"""Prices in documents: the public ones, by channel and currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from rustok.search.storefront import StorePriceTier
from rustok_commerce.mappers import VariantAggregate
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.prices import price_range, public_prices, unit_price

Ranges = dict[str, dict[str, tuple[int, int] | None]]


def ranges(variants: Sequence[VariantAggregate], channels: Sequence[SalesChannel], now: dt.datetime) -> Ranges:
    """Return the lowest and highest price of one piece by channel and currency; None where there is none."""
    return {
        channel.code: {code: price_range(variants, channel, code, now) for code in channel.currencies}
        for channel in channels
    }


def card_prices(
    variants: Sequence[VariantAggregate], channels: Sequence[SalesChannel], now: dt.datetime
) -> dict[str, dict[str, dict[str, int]]]:
    """Return what a card shows; beside the lowest price the former one, where it is reduced."""
    shown: dict[str, dict[str, dict[str, int]]] = {}
    for channel in channels:
        for code in channel.currencies:
            found = [price for variant in variants if (price := unit_price(variant, channel, code, now)) is not None]
            if not found:
                continue
            low = min(price.amount for price in found)
            entry = {"min": low, "max": max(price.amount for price in found)}
            former = [price.compare_at for price in found if price.amount == low and price.compare_at]
            if former:
                entry["compare_at"] = max(former)
            shown.setdefault(channel.code, {})[code] = entry
    return shown


def variant_prices(
    variant: VariantAggregate, channels: Sequence[SalesChannel], now: dt.datetime
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return a variant's prices of one piece by channel and currency."""
    shown: dict[str, dict[str, dict[str, Any]]] = {}
    for channel in channels:
        for code in channel.currencies:
            price = unit_price(variant, channel, code, now)
            if price is None:
                continue
            entry = {"amount": price.amount}
            if price.compare_at is not None:
                entry["compare_at"] = price.compare_at
            shown.setdefault(channel.code, {})[code] = entry
    return shown


def price_tiers(
    variant: VariantAggregate, channels: Sequence[SalesChannel], now: dt.datetime
) -> tuple[StorePriceTier, ...]:
    """Return a variant's prices from a quantity on."""
    return tuple(
        StorePriceTier(channel=channel.code, currency=code, min_quantity=price.min_quantity, amount=price.amount)
        for channel in channels
        for code in channel.currencies
        for price in public_prices(variant.prices, channel, code, now)
        if price.min_quantity > 1
    )
