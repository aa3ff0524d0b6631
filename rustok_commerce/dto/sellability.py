"""Why a product is not for sale, or not everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from rustok.dto import Id


class SellabilityReason(StrEnum):
    """What keeps a product, or a part of it, from being sold."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    ARCHIVED = "archived"
    NO_VARIANT = "no_variant"
    NO_TRANSLATION = "no_translation"
    ATTRIBUTE_MISSING = "attribute_missing"
    NOT_IN_CHANNEL = "not_in_channel"
    NOT_YET_IN_CHANNEL = "not_yet_in_channel"
    NO_LONGER_IN_CHANNEL = "no_longer_in_channel"
    NO_PRICE = "no_price"
    OUT_OF_STOCK = "out_of_stock"
    NOT_INDEXED = "not_indexed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SellabilityProblemResponse:
    """One reason. One that does not block concerns a part only: a currency, some variants, a language.

    ``at`` is when it changes by itself; ``variant_ids`` are the variants it is true of, of many the first twenty.
    """

    reason: SellabilityReason
    blocks: bool
    message: str
    at: dt.datetime | None = None
    currency: str | None = None
    locale: str | None = None
    attribute: str | None = None
    variant_ids: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSellabilityResponse:
    """Whether a product can be bought in one channel; ``problems`` begins with what blocks it in every channel."""

    channel_code: str
    channel_name: str
    is_for_sale: bool
    problems: tuple[SellabilityProblemResponse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SellabilityResponse:
    """Whether shoppers can buy a product now: ``problems`` are true everywhere, a channel's there.

    ``is_for_sale`` where it can be bought in at least one channel.
    """

    product_id: Id
    is_for_sale: bool
    problems: tuple[SellabilityProblemResponse, ...]
    channels: tuple[ChannelSellabilityResponse, ...]
