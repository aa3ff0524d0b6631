"""Which promotions hold for a basket, and what each takes off. Pure: no table, no clock.

Chosen from the highest priority down, of equal ones in the order of their making: an exclusive one holds only alone, of
a stacking group only the first. Conditions look at what things cost before any discount, so that no promotion takes
another one's ground. What is chosen is worked out in phases, each in the same order: lines, then the cart, then the
delivery; a later percentage is one of what the earlier ones left.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from rustok_commerce.dto.promotion_rules import (
    Condition,
    CurrencyCondition,
    CustomerCondition,
    Effect,
    QuantityCondition,
    SubtotalCondition,
    amount_in,
)
from rustok_commerce.dto.promotions import PromotionFault, PromotionStatus
from rustok_commerce.dto.totals import AppliedPromotion, Basket, Discounts, DiscountShare, RefusedPromotion
from rustok_commerce.services.promotions.effects import Left, fits, has_currency, phase_of, take
from rustok_commerce.services.promotions.faults import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A promotion, as far as it decides. ``customer_used`` is how often this buyer used it."""

    promotion_id: UUID
    code: str
    name: str
    effect: Effect
    conditions: tuple[Condition, ...] = ()
    status: PromotionStatus = PromotionStatus.ACTIVE
    needs_coupon: bool = False
    priority: int = 0
    is_exclusive: bool = False
    stacking_group: str = ""
    channels: frozenset[str] = frozenset()
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    usage_limit: int | None = None
    used_count: int = 0
    customer_limit: int | None = None
    customer_used: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A coupon that was found for a code."""

    coupon_id: UUID
    promotion_id: UUID
    code: str
    is_active: bool = True
    expires_at: dt.datetime | None = None
    usage_limit: int | None = None
    used_count: int = 0


def evaluate(
    basket: Basket, rules: Iterable[Rule], codes: Mapping[str, Code], *, has_ordered: bool = False
) -> Discounts:
    """Work out what promotions take off a basket, and why others do not hold.

    ``codes`` are those of the basket's that are known. ``has_ordered`` tells whether the buyer has ordered before.
    """
    basket = replace(basket, lines=tuple(sorted(basket.lines, key=lambda line: line.id)))
    ordered = sorted(rules, key=lambda rule: (-rule.priority, rule.promotion_id))
    refused: list[RefusedPromotion] = []
    coupons = _read_codes(basket, {rule.promotion_id: rule for rule in ordered}, codes, refused)
    chosen = _choose(basket, ordered, coupons, has_ordered, refused)
    return _work_out(basket, chosen, coupons, refused)


def _read_codes(
    basket: Basket, rules: Mapping[UUID, Rule], codes: Mapping[str, Code], refused: list[RefusedPromotion]
) -> dict[UUID, Code]:
    """Return the code that brings each promotion."""
    found: dict[UUID, Code] = {}
    for text in dict.fromkeys(basket.coupon_codes):
        code = codes.get(text)
        rule = rules.get(code.promotion_id) if code is not None else None
        if code is None or rule is None:
            refused.append(_refusal(None, text, Fault(PromotionFault.UNKNOWN_CODE)))
        elif (fault := _code_fault(basket, code)) is not None:
            refused.append(_refusal(rule, text, fault))
        elif rule.promotion_id in found:
            refused.append(_refusal(rule, text, Fault(PromotionFault.ALREADY_APPLIED)))
        else:
            found[rule.promotion_id] = code
    return found


def _code_fault(basket: Basket, code: Code) -> Fault | None:
    if not code.is_active:
        return Fault(PromotionFault.COUPON_INACTIVE)
    if code.expires_at is not None and code.expires_at <= basket.at:
        return Fault(PromotionFault.COUPON_EXPIRED)
    if code.usage_limit is not None and code.used_count >= code.usage_limit:
        return Fault(PromotionFault.COUPON_LIMIT_REACHED)
    return None


def _choose(
    basket: Basket,
    rules: Sequence[Rule],
    coupons: Mapping[UUID, Code],
    has_ordered: bool,
    refused: list[RefusedPromotion],
) -> list[Rule]:
    untouched = _all_of(basket)
    chosen: list[Rule] = []
    for rule in rules:
        code = coupons.get(rule.promotion_id)
        fault = _rule_fault(basket, rule, code, has_ordered)
        if fault is None and not take(rule.effect, basket, untouched).total:
            fault = Fault(PromotionFault.NOTHING_TO_DISCOUNT)
        if fault is None and (other := _in_the_way(rule, chosen)) is not None:
            fault = Fault(PromotionFault.EXCLUDED_BY, other.name)
        if fault is None:
            chosen.append(rule)
        else:
            refused.append(_refusal(rule, code.code if code else "", fault))
    return chosen


def _in_the_way(rule: Rule, chosen: Sequence[Rule]) -> Rule | None:
    for other in chosen:
        same_group = rule.stacking_group and rule.stacking_group == other.stacking_group
        if rule.is_exclusive or other.is_exclusive or same_group:
            return other
    return None


def _rule_fault(basket: Basket, rule: Rule, code: Code | None, has_ordered: bool) -> Fault | None:
    found = _state_fault(basket, rule, code)
    if found is not None:
        return Fault(found)
    for condition in rule.conditions:
        if (found := _condition_fault(basket, condition, has_ordered)) is not None:
            return Fault(found)
    return None


def _state_fault(basket: Basket, rule: Rule, code: Code | None) -> PromotionFault | None:
    if rule.status is not PromotionStatus.ACTIVE:
        return PromotionFault.NOT_ACTIVE
    if rule.starts_at is not None and rule.starts_at > basket.at:
        return PromotionFault.NOT_STARTED
    if rule.ends_at is not None and rule.ends_at <= basket.at:
        return PromotionFault.EXPIRED
    if rule.channels and basket.channel not in rule.channels:
        return PromotionFault.WRONG_CHANNEL
    if not has_currency(rule.effect, basket.currency):
        return PromotionFault.WRONG_CURRENCY
    if rule.needs_coupon and code is None:
        return PromotionFault.NEEDS_COUPON
    if rule.usage_limit is not None and rule.used_count >= rule.usage_limit:
        return PromotionFault.LIMIT_REACHED
    if rule.customer_limit is not None and rule.customer_used >= rule.customer_limit:
        return PromotionFault.CUSTOMER_LIMIT_REACHED
    return None


def _condition_fault(basket: Basket, condition: Condition, has_ordered: bool) -> PromotionFault | None:
    match condition:
        case CurrencyCondition():
            return None if basket.currency in condition.currencies else PromotionFault.WRONG_CURRENCY
        case CustomerCondition():
            other_group = condition.group_ids and basket.buyer.group_id not in condition.group_ids
            return PromotionFault.NOT_FOR_CUSTOMER if other_group or (condition.first_order and has_ordered) else None
        case QuantityCondition():
            pieces = sum(line.quantity for line in basket.lines if fits(line, condition.of))
            if not pieces:
                return PromotionFault.NO_MATCHING_ITEMS
            return PromotionFault.MINIMUM_NOT_REACHED if pieces < condition.minimum else None
        case SubtotalCondition():
            minimum = amount_in(condition.minimums, basket.currency)
            if minimum is None:
                return PromotionFault.WRONG_CURRENCY
            worth = sum(line.amount for line in basket.lines if fits(line, condition.of))
            return PromotionFault.MINIMUM_NOT_REACHED if worth < minimum else None


def _work_out(
    basket: Basket, chosen: Sequence[Rule], coupons: Mapping[UUID, Code], refused: list[RefusedPromotion]
) -> Discounts:
    left = _all_of(basket)
    lines: defaultdict[UUID, tuple[DiscountShare, ...]] = defaultdict(tuple)
    shipping: tuple[DiscountShare, ...] = ()
    applied: list[AppliedPromotion] = []
    # The sort is stable: within a phase the order is that of the choice.
    for rule in sorted(chosen, key=lambda rule: phase_of(rule.effect)):
        taken = take(rule.effect, basket, left)
        code = coupons.get(rule.promotion_id)
        if not taken.total:
            refused.append(_refusal(rule, code.code if code else "", Fault(PromotionFault.NOTHING_TO_DISCOUNT)))
            continue
        for line_id, amount in taken.lines.items():
            lines[line_id] += (DiscountShare(promotion_id=rule.promotion_id, amount=amount),)
        if taken.shipping:
            shipping += (DiscountShare(promotion_id=rule.promotion_id, amount=taken.shipping),)
        left = Left(
            {line_id: rest - taken.lines.get(line_id, 0) for line_id, rest in left.lines.items()},
            left.shipping - taken.shipping,
        )
        applied.append(
            AppliedPromotion(
                promotion_id=rule.promotion_id,
                code=rule.code,
                name=rule.name,
                coupon_id=code.coupon_id if code else None,
                coupon_code=code.code if code else "",
                amount=taken.total,
            )
        )
    return Discounts(lines=dict(lines), shipping=shipping, applied=tuple(applied), refused=tuple(refused))


def _all_of(basket: Basket) -> Left:
    shipping = basket.shipping.amount if basket.shipping is not None else 0
    return Left({line.id: line.amount if line.discountable else 0 for line in basket.lines}, shipping)


def _refusal(rule: Rule | None, coupon_code: str, fault: Fault) -> RefusedPromotion:
    return RefusedPromotion(
        promotion_id=rule.promotion_id if rule else None,
        name=rule.name if rule else "",
        coupon_code=coupon_code,
        code=fault.code,
        message=fault.message,
    )
