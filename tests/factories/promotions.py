"""Makes promotions for tests, and baskets for them."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from rustok.dto import adapter
from rustok.ids import generate_id
from rustok_commerce import models
from rustok_commerce.dto.promotion_rules import (
    Conditions,
    PercentEffect,
    PromotionEffect,
    condition_of,
    effect_of,
)
from rustok_commerce.dto.promotions import PromotionStatus
from rustok_commerce.dto.totals import Basket, BasketLine
from rustok_commerce.services.promotions.engine import Rule
from tests.factories import baskets

NOON = baskets.AT
TEN_PERCENT: dict[str, Any] = {"percent": {"rate_ppm": 100_000}}

_numbers = count(1)


def line(unit_price: int = 1000, quantity: int = 1, **changes: Any) -> BasketLine:
    """Make a line of a product of its own."""
    return baskets.line(unit_price, quantity, **changes)


def basket(*lines: BasketLine, **changes: Any) -> Basket:
    """Make a basket in USD."""
    return baskets.basket(*lines, **{"currency": "USD", **changes})


def usd(amount: int) -> list[dict[str, Any]]:
    """Return an amount as rules write it."""
    return [{"currency": "USD", "amount": amount}]


def rule(effect: dict[str, Any] | None = None, *conditions: dict[str, Any], **changes: Any) -> Rule:
    """Make a rule for the engine: ten per cent off, unless told otherwise."""
    number = next(_numbers)
    read_effect: PromotionEffect = adapter(PromotionEffect).validate_python(effect or TEN_PERCENT)
    read_conditions = adapter(Conditions).validate_python(conditions)
    data: dict[str, Any] = {
        "promotion_id": generate_id(),
        "code": f"rule-{number}",
        "name": f"Rule {number}",
        "effect": effect_of(read_effect),
        "conditions": tuple(condition_of(condition) for condition in read_conditions),
        **changes,
    }
    return Rule(**data)


def percent(rate_ppm: int, **changes: Any) -> PercentEffect:
    """Make a percentage off lines."""
    return PercentEffect(rate_ppm=rate_ppm, **changes)


def stored_promotion(effect: dict[str, Any] | None = None, **changes: Any) -> models.Promotion:
    """Write an active promotion straight into the table of the tenant in scope."""
    number = next(_numbers)
    data: dict[str, Any] = {
        "code": f"promotion-{number}",
        "name": f"Promotion {number}",
        "status": PromotionStatus.ACTIVE,
        "effect": effect or TEN_PERCENT,
        **changes,
    }
    row: models.Promotion = models.Promotion.objects.create(**data)
    return row


def stored_coupon(promotion_id: UUID, code: str, **changes: Any) -> models.Coupon:
    """Write a coupon straight into the table of the tenant in scope."""
    row: models.Coupon = models.Coupon.objects.create(promotion_id=promotion_id, code=code, **changes)
    return row
