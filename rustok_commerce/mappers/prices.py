"""Which of a variant's prices holds: by list, channel, quantity and time. The one place where it is decided.

A price is considered where its currency is the one asked for, it is of the channel or of all channels, its quantity is
reached, its own window contains the time, and it is either a usual price (of no list) or one of a list that holds: an
active one whose window contains the time, for everybody or for the customer's group. A window contains its start and
not its end. Then:

1. Of the lists that have such a price, the one with the highest priority decides; of equal ones, the one of the
   customer's group, then the one that began last, then the one made last.
2. Within the list, and among the usual prices: a price of the channel goes before one of all channels, then the one of
   the highest quantity that is reached, then the one that began last. So windows may overlap: a price from Friday to
   Sunday lies upon the one without end, and no two prices of equal rank begin together (a unique constraint).
3. The price of a sale stands unless the usual one is as low; an override stands in any case.
4. What is crossed out beside it is the price's own ``compare_at``, for a sale else the usual price. Only where one is,
   a price is called reduced.

Lists for customer groups are considered in carts only, never in documents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.dto.prices import (
    PriceChangeResponse,
    PriceListKind,
    PriceListResponse,
    PriceListStatus,
    PriceResponse,
)
from rustok_commerce.mappers.aggregates import ProductAggregate, VariantAggregate
from rustok_commerce.mappers.channels import SalesChannel

_BEGINNING: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


class PriceTerms(Protocol):
    """What is said of a price, now or in the history."""

    channel_id: UUID | None
    price_list_id: UUID | None
    currency: str
    min_quantity: int
    amount: Any
    compare_at: int | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


class ListTerms(Protocol):
    """What is said of a price list, now or in the history."""

    kind: str
    status: str
    priority: int
    customer_group_id: UUID | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A list that holds: ``rank`` is higher for one that goes before."""

    rank: tuple[int, bool, dt.datetime, int]
    is_sale: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A price that holds, and what is crossed out beside it."""

    amount: int
    compare_at: int | None
    price: Any


def within(starts_at: dt.datetime | None, ends_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Tell whether a window contains a time: its start it does, its end it does not."""
    return (starts_at is None or starts_at <= at) and (ends_at is None or ends_at > at)


def standing(
    lists: Mapping[UUID, ListTerms], at: dt.datetime, customer_group_id: UUID | None = None
) -> dict[UUID, Standing]:
    """Return the lists that hold at a time: for everybody, and for a group where one is given."""
    return {
        list_id: Standing(
            (terms.priority, terms.customer_group_id is not None, terms.starts_at or _BEGINNING, list_id.int),
            terms.kind == PriceListKind.SALE,
        )
        for list_id, terms in lists.items()
        if terms.status == PriceListStatus.ACTIVE
        and (terms.customer_group_id is None or terms.customer_group_id == customer_group_id)
        and within(terms.starts_at, terms.ends_at, at)
    }


def resolve(
    prices: Iterable[PriceTerms],
    lists: Mapping[UUID, Standing],
    *,
    channel_id: UUID | None,
    currency: str,
    at: dt.datetime,
    quantity: int = 1,
) -> Offer | None:
    """Return what one variant's piece costs, as this module says; None where it is not sold there.

    :param lists: those that hold, as :func:`standing` returns them.
    """
    usual: PriceTerms | None = None
    listed: PriceTerms | None = None
    usual_rank: Any = None
    listed_rank: Any = None
    is_sale = False
    for price in prices:
        if (
            price.currency != currency
            or price.min_quantity > quantity
            or (price.channel_id is not None and price.channel_id != channel_id)
            or not within(price.starts_at, price.ends_at, at)
        ):
            continue
        rank: Any = (price.channel_id is not None, price.min_quantity, price.starts_at or _BEGINNING)
        if price.price_list_id is None:
            if usual is None or rank > usual_rank:
                usual, usual_rank = price, rank
        elif (holding := lists.get(price.price_list_id)) is not None:
            rank = (holding.rank, rank)
            if listed is None or rank > listed_rank:
                listed, listed_rank, is_sale = price, rank, holding.is_sale
    if listed is None or (is_sale and usual is not None and usual.amount <= listed.amount):
        return None if usual is None else Offer(usual.amount, usual.compare_at, usual)
    compare_at = listed.compare_at
    if compare_at is None and is_sale and usual is not None:
        compare_at = usual.amount
    return Offer(listed.amount, compare_at, listed)


def tiers(
    prices: Sequence[PriceTerms],
    lists: Mapping[UUID, Standing],
    *,
    channel_id: UUID | None,
    currency: str,
    at: dt.datetime,
) -> list[tuple[int, Offer]]:
    """Return what a piece costs from each quantity on at which that changes, beginning with the least quantity."""
    found: list[tuple[int, Offer]] = []
    for quantity in sorted({price.min_quantity for price in prices if price.currency == currency}):
        offer = resolve(prices, lists, channel_id=channel_id, currency=currency, at=at, quantity=quantity)
        if offer is not None and (not found or found[-1][1].amount != offer.amount):
            found.append((quantity, offer))
    return found


def unit_price(
    variant: VariantAggregate,
    channel: SalesChannel,
    currency: str,
    now: dt.datetime,
    lists: Mapping[UUID, Standing],
) -> Offer | None:
    """Return the price of one piece; None where it is not sold there."""
    return resolve(variant.prices, lists, channel_id=channel.id, currency=currency, at=now)


def price_range(
    variants: Sequence[VariantAggregate],
    channel: SalesChannel,
    currency: str,
    now: dt.datetime,
    lists: Mapping[UUID, Standing],
) -> tuple[int, int] | None:
    """Return the lowest and the highest price of one piece; None where no variant has one."""
    offers = (unit_price(variant, channel, currency, now, lists) for variant in variants)
    amounts = [offer.amount for offer in offers if offer is not None]
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


def price_response(row: models.Price) -> PriceResponse:
    """Map a price."""
    return PriceResponse(
        id=row.id,
        currency=row.currency,
        amount=row.amount,
        compare_at=row.compare_at,
        min_quantity=row.min_quantity,
        channel_id=row.channel_id,
        price_list_id=row.price_list_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def price_change_response(row: models.PriceChange) -> PriceChangeResponse:
    """Map a line of the history of prices."""
    return PriceChangeResponse(
        id=row.id,
        variant_id=row.variant_id,
        channel_id=row.channel_id,
        price_list_id=row.price_list_id,
        currency=row.currency,
        min_quantity=row.min_quantity,
        amount=row.amount,
        compare_at=row.compare_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        actor_id=row.actor_id,
        created_at=row.created_at,
    )


def price_list_response(row: models.PriceList, price_count: int, now: dt.datetime) -> PriceListResponse:
    """Map a price list."""
    return PriceListResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=PriceListKind(row.kind),
        status=PriceListStatus(row.status),
        priority=row.priority,
        customer_group_id=row.customer_group_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        price_count=price_count,
        holds_now=row.status == PriceListStatus.ACTIVE and within(row.starts_at, row.ends_at, now),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
