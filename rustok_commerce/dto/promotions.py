"""Promotions: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Amount, CurrencyCode, Id, LocaleCode, Moment, Unset, Version
from rustok_commerce.dto.localized import Key, ShortText
from rustok_commerce.dto.promotion_rules import Conditions, PromotionEffect

MAX_GENERATED: Final = 10_000
"""Coupons that one request makes."""
MAX_COUPONS: Final = 1_000_000
"""Coupons of one promotion."""
MAX_CODE: Final = 63
"""Characters of a coupon's code."""
MAX_PREFIX: Final = 32
"""Characters that generated codes begin with."""


class PromotionStatus(StrEnum):
    """How far a promotion is. Only an active one is applied."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class PromotionFault(StrEnum):
    """Why a promotion or a code does not hold."""

    UNKNOWN_CODE = "unknown_code"
    NOT_ACTIVE = "not_active"
    NOT_STARTED = "not_started"
    EXPIRED = "expired"
    WRONG_CHANNEL = "wrong_channel"
    WRONG_CURRENCY = "wrong_currency"
    NOT_FOR_CUSTOMER = "not_for_customer"
    NEEDS_COUPON = "needs_coupon"
    COUPON_INACTIVE = "coupon_inactive"
    COUPON_EXPIRED = "coupon_expired"
    LIMIT_REACHED = "limit_reached"
    COUPON_LIMIT_REACHED = "coupon_limit_reached"
    CUSTOMER_LIMIT_REACHED = "customer_limit_reached"
    ALREADY_APPLIED = "already_applied"
    NO_MATCHING_ITEMS = "no_matching_items"
    MINIMUM_NOT_REACHED = "minimum_not_reached"
    EXCLUDED_BY = "excluded_by"
    NOTHING_TO_DISCOUNT = "nothing_to_discount"


UsageLimit = Annotated[int, Ge(1), Le(2**31 - 1)]
Priority = Annotated[int, Ge(-(2**31)), Le(2**31 - 1), doc("The highest is applied first.")]
StackingGroup = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(63)]
Channels = Annotated[tuple[Key, ...], MaxLen(100), doc("Codes of the channels where it holds; empty: everywhere.")]
CouponCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^\w[\w-]*$"),
    MinLen(3),
    MaxLen(MAX_CODE),
    doc("Letters, digits, hyphens; kept upper-case."),
]
CouponPrefix = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^(?:\w[\w-]*)?$"),
    MaxLen(MAX_PREFIX),
    doc("What codes begin with."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionTranslationInput:
    """A promotion's name as shoppers read it, in one language."""

    locale: LocaleCode
    name: ShortText


PromotionTranslations = Annotated[tuple[PromotionTranslationInput, ...], MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePromotionRequest:
    """A new promotion, which begins as a draft. All conditions must hold."""

    code: Key
    name: ShortText
    effect: PromotionEffect
    conditions: Conditions = ()
    translations: PromotionTranslations = ()
    needs_coupon: bool = False
    priority: Priority = 0
    is_exclusive: bool = False
    stacking_group: StackingGroup = ""
    channels: Channels = ()
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    usage_limit: UsageLimit | None = None
    usage_limit_per_customer: UsageLimit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePromotionRequest:
    """Fields to change. Conditions, the effect, channels and translations are given whole."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    effect: PromotionEffect | Unset = UNSET
    conditions: Conditions | Unset = UNSET
    translations: PromotionTranslations | Unset = UNSET
    needs_coupon: bool | Unset = UNSET
    priority: Priority | Unset = UNSET
    is_exclusive: bool | Unset = UNSET
    stacking_group: StackingGroup | Unset = UNSET
    channels: Channels | Unset = UNSET
    starts_at: Moment | Unset | None = UNSET
    ends_at: Moment | Unset | None = UNSET
    usage_limit: UsageLimit | Unset | None = UNSET
    usage_limit_per_customer: UsageLimit | Unset | None = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPromotionsRequest:
    """Which promotions, the newest first. ``q`` looks into codes and names."""

    status: PromotionStatus | None = None
    needs_coupon: bool | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(100)] | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionTranslationResponse:
    """A promotion's name in one language."""

    locale: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionResponse:
    """A promotion as staff see it. ``used_count`` counts orders."""

    id: Id
    code: str
    name: str
    status: PromotionStatus
    effect: PromotionEffect
    conditions: Conditions
    translations: tuple[PromotionTranslationResponse, ...]
    needs_coupon: bool
    priority: int
    is_exclusive: bool
    stacking_group: str
    channels: tuple[str, ...]
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    usage_limit: int | None
    usage_limit_per_customer: int | None
    used_count: int
    coupon_count: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedLine:
    """Pieces of a variant to try promotions with, at a price; by default the one that the variant has."""

    variant_id: Id
    quantity: Annotated[int, Ge(1), Le(1_000_000)] = 1
    unit_price: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainPromotionsRequest:
    """Something like a cart, to see which promotions hold for it, and why others do not.

    ``shipping_amount`` is what the delivery by ``shipping_code`` costs. ``promotion_ids`` are explained whatever their
    state. ``at`` is now by default; ``email`` and ``group_id`` tell who buys.
    """

    currency: CurrencyCode
    lines: Annotated[tuple[TestedLine, ...], MinLen(1), MaxLen(100)]
    channel: Key | None = None
    coupon_codes: Annotated[tuple[CouponCode, ...], MaxLen(20)] = ()
    promotion_ids: Annotated[tuple[Id, ...], MaxLen(100)] = ()
    shipping_amount: Amount | None = None
    shipping_code: Key | None = None
    email: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(254)] = ""
    group_id: Id | None = None
    at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPromotionResponse:
    """A promotion that holds, and what it takes off."""

    promotion_id: Id
    name: str
    coupon_code: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPromotionResponse:
    """A promotion or a code that does not hold, and why."""

    promotion_id: Id | None
    name: str
    coupon_code: str
    code: PromotionFault
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLineResponse:
    """A line that was tried: what it costs, and what is taken off it."""

    variant_id: Id
    title: str
    quantity: int
    amount: int
    discount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationResponse:
    """What promotions do to a cart. Amounts in minor units of the currency."""

    currency: str
    lines: tuple[ExplainedLineResponse, ...]
    shipping_discount: int
    discount: int
    applied: tuple[ExplainedPromotionResponse, ...]
    refused: tuple[RefusedPromotionResponse, ...]
