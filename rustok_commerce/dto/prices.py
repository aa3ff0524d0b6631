"""Prices and price lists: what is asked and answered. Amounts are minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import UNSET, Amount, CurrencyCode, Id, Moment, Unset, Version
from rustok_commerce.dto.localized import Key, ShortText

MAX_PRICES = 5000
MinQuantity = Annotated[int, Ge(1), Le(1_000_000), doc("Pieces from which the price holds.")]
Priority = Annotated[int, Ge(-1_000_000), Le(1_000_000), doc("Of the lists that hold the highest decides.")]


class PriceListKind(StrEnum):
    """What a price list does to the usual price."""

    SALE = "sale"
    OVERRIDE = "override"


class PriceListStatus(StrEnum):
    """Whether a price list holds."""

    DRAFT = "draft"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriceRequest:
    """The price of a variant in one currency; ``compare_at`` is the former, higher one.

    Without a channel it holds in all of them, without a price list it is the usual price. It holds from ``starts_at``
    until ``ends_at``. Currency, quantity, channel, list and start say which price is meant; the rest is set.
    """

    currency: CurrencyCode
    amount: Amount
    compare_at: Amount | None = None
    min_quantity: MinQuantity = 1
    channel_id: Id | None = None
    price_list_id: Id | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePriceRequest:
    """Which price of a variant is to go."""

    currency: CurrencyCode
    min_quantity: MinQuantity = 1
    channel_id: Id | None = None
    price_list_id: Id | None = None
    starts_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantPriceInput:
    """One cell of a grid of prices: as in :class:`SetPriceRequest`; without an amount the price is removed."""

    variant_id: Id
    currency: CurrencyCode
    amount: Amount | None = None
    compare_at: Amount | None = None
    min_quantity: MinQuantity = 1
    channel_id: Id | None = None
    price_list_id: Id | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPricesRequest:
    """Prices of one or many products, set together: all of them or none."""

    prices: Annotated[tuple[VariantPriceInput, ...], MinLen(1), MaxLen(MAX_PRICES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPricesResponse:
    """What became of the prices: those that were so already count nowhere. ``product_ids`` are the touched ones."""

    written: int
    removed: int
    product_ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceResponse:
    """A price of a variant in one currency."""

    id: Id
    currency: str
    amount: int
    compare_at: int | None
    min_quantity: int
    channel_id: Id | None
    price_list_id: Id | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChangeResponse:
    """A price as it was set at a time; no amount: it was removed."""

    id: Id
    variant_id: Id
    channel_id: Id | None
    price_list_id: Id | None
    currency: str
    min_quantity: int
    amount: int | None
    compare_at: int | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    actor_id: Id | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPrice:
    """What a variant costs in a channel, for a quantity, at a time. ``compare_at`` is there where it is reduced."""

    variant_id: UUID
    currency: str
    amount: int
    compare_at: int | None
    price_id: UUID
    price_list_id: UUID | None
    min_quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePriceListRequest:
    """A new price list, as a draft.

    A sale shows the usual price beside its own, and never makes anything dearer; an override stands in its place.
    One with a ``customer_group_id`` is for carts of that group only.
    """

    code: Key
    name: ShortText
    kind: PriceListKind = PriceListKind.SALE
    priority: Priority = 0
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    customer_group_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePriceListRequest:
    """Fields to change; a field left out stays as it is, null takes a bound of time away."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    kind: PriceListKind | Unset = UNSET
    priority: Priority | Unset = UNSET
    starts_at: Moment | Unset | None = UNSET
    ends_at: Moment | Unset | None = UNSET
    customer_group_id: Id | Unset | None = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListResponse:
    """A price list, for staff. ``price_count`` is how many prices it has, ``holds_now`` whether they hold now.

    One with a ``customer_group_id`` is for carts of that group only: no storefront shows its prices.
    """

    id: Id
    code: str
    name: str
    kind: PriceListKind
    status: PriceListStatus
    priority: int
    customer_group_id: Id | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    price_count: int
    holds_now: bool
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
