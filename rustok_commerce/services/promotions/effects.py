"""What an effect takes off. Pure: amounts that are left go in, shares come out.

An effect on lines looks at each line alone: what it takes off one depends on what is left of that one, and which lines
it means is decided by what they cost before any discount. So a promotion more never makes another take less than it
would of the rest, and no order of lines matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from uuid import UUID

from rustok_commerce.dto.promotion_rules import (
    WHOLE,
    BuyGetEffect,
    Effect,
    EffectTarget,
    FixedEffect,
    FixedPriceEffect,
    FreeShippingEffect,
    LineFilter,
    PercentEffect,
    PromotionTier,
    TieredEffect,
    amount_in,
)
from rustok_commerce.dto.totals import Basket, BasketLine
from rustok_commerce.services.money import allocate, round_amount


class Phase(IntEnum):
    """When an effect is worked out: first what looks at lines alone, then what is shared by many, then delivery."""

    LINES = 1
    CART = 2
    SHIPPING = 3


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to be paid: of each line, and of the delivery."""

    lines: Mapping[UUID, int]
    shipping: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What one effect takes off: of lines, of which none is zero, and of the delivery."""

    lines: Mapping[UUID, int]
    shipping: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.lines.values()) + self.shipping


NOTHING = Taken({})


def fits(line: BasketLine, wanted: LineFilter) -> bool:
    """Tell whether a line is meant."""
    if not line.discountable or (wanted.skip_reduced and line.compare_at is not None):
        return False
    if line.product_id in wanted.excluded_product_ids or not line.categories.isdisjoint(wanted.excluded_category_ids):
        return False
    named = wanted.product_ids or wanted.variant_ids or wanted.category_ids or wanted.collection_ids or wanted.tags
    return not named or (
        line.product_id in wanted.product_ids
        or line.variant_id in wanted.variant_ids
        or not line.categories.isdisjoint(wanted.category_ids)
        or not line.collections.isdisjoint(wanted.collection_ids)
        or not line.tags.isdisjoint(wanted.tags)
    )


def phase_of(effect: Effect) -> Phase:
    """Tell when an effect is worked out."""
    match effect:
        case PercentEffect(target=EffectTarget.LINES, maximums=()) | FixedEffect(target=EffectTarget.LINES):
            return Phase.LINES
        case FixedPriceEffect() | BuyGetEffect():
            return Phase.LINES
        case FreeShippingEffect() | PercentEffect(target=EffectTarget.SHIPPING):
            return Phase.SHIPPING
        case FixedEffect(target=EffectTarget.SHIPPING):
            return Phase.SHIPPING
        case _:
            return Phase.CART


def has_currency(effect: Effect, currency: str) -> bool:
    """Tell whether an effect knows what it takes off in a currency."""
    match effect:
        case PercentEffect(maximums=maximums):
            return not maximums or amount_in(maximums, currency) is not None
        case FixedEffect(amounts=amounts) | FixedPriceEffect(amounts=amounts):
            return amount_in(amounts, currency) is not None
        case TieredEffect(tiers=tiers):
            return any(_tier_holds_in(tier, currency) for tier in tiers)
        case _:
            return True


def take(effect: Effect, basket: Basket, left: Left) -> Taken:
    """Work out what an effect takes off what is left. ``basket.lines`` are in the order of their ids."""
    match effect:
        case PercentEffect():
            return _percent(effect, basket, left)
        case FixedEffect():
            return _fixed(effect, basket, left)
        case FixedPriceEffect():
            price = amount_in(effect.amounts, basket.currency)
            if price is None:
                return NOTHING
            return _each(basket, effect.of, left, lambda line, rest: rest - price * line.quantity)
        case FreeShippingEffect():
            if basket.shipping is None or (effect.method_codes and basket.shipping.code not in effect.method_codes):
                return NOTHING
            return Taken({}, left.shipping)
        case BuyGetEffect():
            return _buy_get(effect, basket, left)
        case TieredEffect():
            return _tiered(effect, basket, left)


def part(amount: int, rate_ppm: int) -> int:
    """Return a share of an amount."""
    return round_amount(Fraction(amount * rate_ppm, WHOLE))


def _percent(effect: PercentEffect, basket: Basket, left: Left) -> Taken:
    maximum = amount_in(effect.maximums, basket.currency)
    if effect.target is EffectTarget.SHIPPING:
        return Taken({}, _at_most(part(left.shipping, effect.rate_ppm), maximum))
    if effect.target is EffectTarget.LINES and maximum is None:
        return _each(basket, effect.of, left, lambda line, rest: part(rest, effect.rate_ppm))
    base = _rest(basket.lines, effect.of, left)
    return _shared(base, _at_most(part(sum(base.values()), effect.rate_ppm), maximum))


def _fixed(effect: FixedEffect, basket: Basket, left: Left) -> Taken:
    amount = amount_in(effect.amounts, basket.currency)
    if amount is None:
        return NOTHING
    if effect.target is EffectTarget.SHIPPING:
        return Taken({}, min(amount, left.shipping))
    if effect.target is EffectTarget.LINES:
        return _each(basket, effect.of, left, lambda line, rest: amount * line.quantity)
    return _shared(_rest(basket.lines, effect.of, left), amount)


def _buy_get(effect: BuyGetEffect, basket: Basket, left: Left) -> Taken:
    bought = {line.id for line in basket.lines if line.unit_price and fits(line, effect.buy_of)}
    got = {line.id for line in basket.lines if line.unit_price and fits(line, effect.get_of or effect.buy_of)}
    pieces = {line.id: line.quantity for line in basket.lines}
    both = sum(pieces[id] for id in bought & got)
    only_bought = sum(pieces[id] for id in bought - got)
    only_got = sum(pieces[id] for id in got - bought)
    times = min(
        (only_got + both) // effect.get_quantity,
        (only_bought + both) // effect.buy_quantity,
        (only_bought + only_got + both) // (effect.buy_quantity + effect.get_quantity),
    )
    if effect.limit is not None:
        times = min(times, effect.limit)
    cheaper = times * effect.get_quantity
    # Pieces that could be either: what the buying needs of them is not there to be got.
    spare = both - max(0, times * effect.buy_quantity - only_bought)
    found = {}
    for line in sorted(basket.lines, key=lambda line: (line.unit_price, line.id)):
        if line.id not in got or not cheaper:
            continue
        count = min(line.quantity, cheaper, spare if line.id in bought else cheaper)
        cheaper -= count
        spare -= count if line.id in bought else 0
        share = Fraction(left.lines[line.id] * count * effect.rate_ppm, line.quantity * WHOLE)
        if amount := round_amount(share):
            found[line.id] = amount
    return Taken(found)


def _tiered(effect: TieredEffect, basket: Basket, left: Left) -> Taken:
    worth = sum(line.amount for line in basket.lines if fits(line, effect.of))
    reached = [
        (minimum, tier)
        for tier in effect.tiers
        if _tier_holds_in(tier, basket.currency)
        and (minimum := amount_in(tier.minimums, basket.currency)) is not None
        and minimum <= worth
    ]
    if not reached:
        return NOTHING
    tier = max(reached, key=lambda found: found[0])[1]
    base = _rest(basket.lines, effect.of, left)
    if tier.rate_ppm is not None:
        return _shared(base, part(sum(base.values()), tier.rate_ppm))
    return _shared(base, amount_in(tier.amounts, basket.currency) or 0)


def _tier_holds_in(tier: PromotionTier, currency: str) -> bool:
    known = tier.rate_ppm is not None or amount_in(tier.amounts, currency) is not None
    return known and amount_in(tier.minimums, currency) is not None


def _at_most(amount: int, maximum: int | None) -> int:
    return amount if maximum is None else min(amount, maximum)


def _rest(lines: Sequence[BasketLine], items: LineFilter, left: Left) -> dict[UUID, int]:
    return {line.id: left.lines[line.id] for line in lines if left.lines[line.id] and fits(line, items)}


def _shared(base: Mapping[UUID, int], amount: int) -> Taken:
    """Share an amount out over lines by what is left of them, at most all of it."""
    amount = min(amount, sum(base.values()))
    if not amount:
        return NOTHING
    shares = zip(base, allocate(amount, list(base.values())), strict=True)
    return Taken({id: share for id, share in shares if share})


def _each(basket: Basket, items: LineFilter, left: Left, off: Callable[[BasketLine, int], int]) -> Taken:
    """Take off each line that is meant, at most what is left of it."""
    found = {}
    for line in basket.lines:
        rest = left.lines[line.id]
        if rest and fits(line, items) and (amount := min(rest, max(0, off(line, rest)))):
            found[line.id] = amount
    return Taken(found)
