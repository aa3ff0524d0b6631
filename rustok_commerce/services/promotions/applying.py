"""Promotions for a basket: the rules are loaded in at most three statements, and the engine decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.db.models import Value

from rustok.dto import adapter
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read
from rustok_commerce import models
from rustok_commerce.dto.orders import OrderStatus
from rustok_commerce.dto.promotion_rules import Conditions, CustomerCondition, PromotionEffect, condition_of, effect_of
from rustok_commerce.dto.promotions import PromotionStatus
from rustok_commerce.dto.totals import Basket, Buyer, Discounts
from rustok_commerce.services.promotions.engine import Code, Rule, evaluate

MAX_CODES: Final = 20
"""Codes of one basket that are looked at."""
_AN_ORDER: Final = -1
"""Stands where a count would: the row is an order."""

_PROMOTIONS: Final = Read(
    models.Promotion,
    "p",
    "commerce_promotions p"
    " LEFT JOIN commerce_promotion_translations t ON t.tenant_id = %s AND t.promotion_id = p.id AND t.locale = %s"
    " WHERE p.tenant_id = %s AND (p.id = ANY(%s) OR (p.status = 'active' AND NOT p.needs_coupon"
    "  AND (p.starts_at IS NULL OR p.starts_at <= %s) AND (p.ends_at IS NULL OR p.ends_at > %s)))",
    also={"shown_name": "coalesce(t.name, p.name)"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotions:
    """What was loaded of promotions for a buyer's codes: it decides for any basket of this buyer at this moment.

    ``said`` are the rules' conditions and effects as they are stored.
    """

    rules: tuple[Rule, ...] = ()
    codes: Mapping[str, Code]
    said: tuple[tuple[Any, Any], ...] = ()
    has_ordered: bool = False


def load(
    coupon_codes: Iterable[str], *, buyer: Buyer, locale: str, at: dt.datetime, promotion_ids: Iterable[UUID] = ()
) -> Promotions:
    """Load what may hold: the active promotions, those of codes, and those named."""
    codes = _codes(tuple(dict.fromkeys(coupon_codes))[:MAX_CODES])
    rows = _rows({code.promotion_id for code in codes.values()} | set(promotion_ids), locale, at)
    if not rows:
        return Promotions(codes=codes)
    rules, has_ordered = _of_buyer(buyer.key, [rule_of(row, row.shown_name) for row in rows])
    said = tuple((row.conditions, row.effect) for row in rows)
    return Promotions(rules=tuple(rules), codes=codes, said=said, has_ordered=has_ordered)


def discounts_for(basket: Basket, promotions: Promotions | None = None) -> Discounts:
    """Work out what promotions take off a basket.

    Of what does not hold only codes that were given are told: whoever has none need not know of every promotion.

    :param promotions: what was loaded for this basket's buyer, codes, language and moment; loaded here where not given.
    """
    found = explain(basket) if promotions is None else _evaluated(basket, promotions)
    return replace(found, refused=tuple(refusal for refusal in found.refused if refusal.coupon_code))


def explain(basket: Basket, *, promotion_ids: Iterable[UUID] = ()) -> Discounts:
    """Work out the same, and tell of all that do not hold: the active ones, those of codes, and those named."""
    promotions = load(
        basket.coupon_codes, buyer=basket.buyer, locale=basket.locale, at=basket.at, promotion_ids=promotion_ids
    )
    return _evaluated(basket, promotions)


def _evaluated(basket: Basket, promotions: Promotions) -> Discounts:
    basket = replace(basket, coupon_codes=tuple(dict.fromkeys(basket.coupon_codes))[:MAX_CODES])
    return evaluate(basket, promotions.rules, promotions.codes, has_ordered=promotions.has_ordered)


def rule_of(row: models.Promotion, name: str) -> Rule:
    """Read a stored promotion as the engine does, under a name."""
    conditions = adapter(Conditions).validate_python(row.conditions)
    effect: PromotionEffect = adapter(PromotionEffect).validate_python(row.effect)
    return Rule(
        promotion_id=row.id,
        code=row.code,
        name=name,
        conditions=tuple(condition_of(condition) for condition in conditions),
        effect=effect_of(effect),
        status=PromotionStatus(row.status),
        needs_coupon=row.needs_coupon,
        priority=row.priority,
        is_exclusive=row.is_exclusive,
        stacking_group=row.stacking_group,
        channels=frozenset(row.channels),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        usage_limit=row.usage_limit,
        used_count=row.used_count,
        customer_limit=row.usage_limit_per_customer,
    )


def _codes(texts: tuple[str, ...]) -> Mapping[str, Code]:
    if not texts:
        return {}
    return {
        row.code: Code(
            coupon_id=row.id,
            promotion_id=row.promotion_id,
            code=row.code,
            is_active=row.is_active,
            expires_at=row.expires_at,
            usage_limit=row.usage_limit,
            used_count=row.used_count,
        )
        for row in models.Coupon.objects.filter(code__in=texts)
    }


def _rows(wanted: set[UUID], locale: str, at: dt.datetime) -> list[Any]:
    return _PROMOTIONS.all(locale, require_tenant_id(), list(wanted), at, at)


def _of_buyer(key: str, rules: list[Rule]) -> tuple[list[Rule], bool]:
    """Add to the rules how often the buyer used them; tell whether the buyer has ordered before. One statement."""
    limited = [rule.promotion_id for rule in rules if rule.customer_limit is not None]
    asks = any(
        isinstance(condition, CustomerCondition) and condition.first_order
        for rule in rules
        for condition in rule.conditions
    )
    if not key or not (limited or asks):
        return rules, False
    rows = models.PromotionCustomer.objects.filter(promotion_id__in=limited, customer_key=key)
    found = rows.values_list("promotion_id", "used_count")
    if asks:
        orders = models.Order.objects.filter(email=key).exclude(status=OrderStatus.CANCELLED)
        found = found.union(orders.order_by().values_list("id", Value(_AN_ORDER))[:1], all=True)
    answers = list(found)
    used = {id: count for id, count in answers if count != _AN_ORDER}
    rules = [replace(rule, customer_used=used.get(rule.promotion_id, 0)) for rule in rules]
    return rules, len(used) < len(answers)
