"""What a promotion asks for and what it takes off. Amounts in minor units, rates in parts per million.

A condition and an effect are each one of several kinds: an object of which exactly one field is given, and the field
that is given says which kind it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import Amount, CurrencyCode, Id
from rustok_commerce.dto.localized import Key
from rustok_commerce.dto.products import Tag

WHOLE: Final = 1_000_000
"""All of something, in parts per million."""

Rate = Annotated[int, Ge(1), Le(WHOLE), doc("Parts per million: 100000 is 10 %.")]
Pieces = Annotated[int, Ge(1), Le(1_000_000)]
Ids = Annotated[tuple[Id, ...], MaxLen(500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionAmount:
    """An amount in one currency."""

    currency: CurrencyCode
    amount: Amount


Amounts = Annotated[tuple[PromotionAmount, ...], MaxLen(50)]
SomeAmounts = Annotated[tuple[PromotionAmount, ...], MinLen(1), MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines are meant: those that fit any of what is named, all of them where nothing is.

    A category stands for all below it too. What is excluded is never meant; ``skip_reduced`` leaves out what has a
    crossed-out price. Lines that are not discountable are never meant.
    """

    product_ids: Ids = ()
    variant_ids: Ids = ()
    category_ids: Ids = ()
    collection_ids: Ids = ()
    tags: Annotated[tuple[Tag, ...], MaxLen(100)] = ()
    excluded_product_ids: Ids = ()
    excluded_category_ids: Ids = ()
    skip_reduced: bool = False


ALL_LINES: Final = LineFilter()


class EffectTarget(StrEnum):
    """What is made cheaper: each line for itself, all lines together, or the delivery."""

    LINES = "lines"
    CART = "cart"
    SHIPPING = "shipping"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityCondition:
    """At least so many pieces of these are in the cart."""

    minimum: Pieces = 1
    of: LineFilter = ALL_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtotalCondition:
    """These, before any discount, cost at least so much, in the currency of the cart."""

    minimums: SomeAmounts
    of: LineFilter = ALL_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCondition:
    """Who buys: a customer of one of the groups, or somebody who has not ordered before."""

    group_ids: Ids = ()
    first_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyCondition:
    """The cart is in one of the currencies."""

    currencies: Annotated[tuple[CurrencyCode, ...], MinLen(1), MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionCondition:
    """One thing that must hold: exactly one of the fields is given."""

    quantity: QuantityCondition | None = None
    subtotal: SubtotalCondition | None = None
    customer: CustomerCondition | None = None
    currency: CurrencyCondition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentEffect:
    """A share of the price off. ``maximums`` limit what is taken off in all."""

    rate_ppm: Rate
    target: EffectTarget = EffectTarget.LINES
    of: LineFilter = ALL_LINES
    maximums: Amounts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedEffect:
    """An amount off: off every piece (``lines``), once off all of them together (``cart``), or off the delivery."""

    amounts: SomeAmounts
    target: EffectTarget = EffectTarget.CART
    of: LineFilter = ALL_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedPriceEffect:
    """A price for every piece. What is cheaper already stays so."""

    amounts: SomeAmounts
    of: LineFilter = ALL_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeShippingEffect:
    """No price for the delivery, with one of the methods, any where none is named."""

    method_codes: Annotated[tuple[Key, ...], MaxLen(100)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyGetEffect:
    """With ``buy_quantity`` pieces of ``buy_of``, ``get_quantity`` pieces of ``get_of`` are cheaper, the cheapest ones.

    Pieces that are bought and pieces that are got are different ones; ``get_of`` is by default what ``buy_of`` is.
    ``rate_ppm`` is how much cheaper, all of it by default; ``limit`` is how often it holds in one cart.
    """

    buy_quantity: Pieces
    get_quantity: Pieces = 1
    buy_of: LineFilter = ALL_LINES
    get_of: LineFilter | None = None
    rate_ppm: Rate = WHOLE
    limit: Pieces | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionTier:
    """What holds from an amount on: a share or an amount, exactly one of them."""

    minimums: SomeAmounts
    rate_ppm: Rate | None = None
    amounts: Amounts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TieredEffect:
    """The more these cost before any discount, the more is taken off them: the highest tier that is reached holds."""

    tiers: Annotated[tuple[PromotionTier, ...], MinLen(1), MaxLen(20)]
    of: LineFilter = ALL_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionEffect:
    """What is taken off: exactly one of the fields is given."""

    percent: PercentEffect | None = None
    fixed: FixedEffect | None = None
    fixed_price: FixedPriceEffect | None = None
    free_shipping: FreeShippingEffect | None = None
    buy_get: BuyGetEffect | None = None
    tiered: TieredEffect | None = None


Condition = QuantityCondition | SubtotalCondition | CustomerCondition | CurrencyCondition
Effect = PercentEffect | FixedEffect | FixedPriceEffect | FreeShippingEffect | BuyGetEffect | TieredEffect

Conditions = Annotated[tuple[PromotionCondition, ...], MaxLen(20)]


def given_kinds(rule: PromotionCondition | PromotionEffect) -> tuple[str, ...]:
    """Return the names of the fields that are given; of a rule that can be meant it is one."""
    return tuple(field.name for field in fields(rule) if getattr(rule, field.name) is not None)


def condition_of(rule: PromotionCondition) -> Condition:
    """Return the one condition that is given.

    :raises ValueError: not exactly one is.
    """
    (name,) = given_kinds(rule)
    condition: Condition = getattr(rule, name)
    return condition


def effect_of(rule: PromotionEffect) -> Effect:
    """Return the one effect that is given.

    :raises ValueError: not exactly one is.
    """
    (name,) = given_kinds(rule)
    effect: Effect = getattr(rule, name)
    return effect


def amount_in(amounts: tuple[PromotionAmount, ...], currency: str) -> int | None:
    """Return the amount in a currency; None where there is none."""
    return next((amount.amount for amount in amounts if amount.currency == currency), None)
