"""Promotions and coupons as answers."""

from __future__ import annotations

from collections.abc import Iterable

from rustok.dto import adapter
from rustok_commerce import models
from rustok_commerce.dto.coupons import CouponResponse
from rustok_commerce.dto.promotion_rules import Conditions, PromotionEffect
from rustok_commerce.dto.promotions import PromotionResponse, PromotionStatus, PromotionTranslationResponse


def promotion_response(
    row: models.Promotion, names: Iterable[models.PromotionTranslation], coupon_count: int
) -> PromotionResponse:
    """Show a promotion to staff."""
    return PromotionResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        status=PromotionStatus(row.status),
        effect=adapter(PromotionEffect).validate_python(row.effect),
        conditions=adapter(Conditions).validate_python(row.conditions),
        translations=tuple(
            PromotionTranslationResponse(locale=text.locale, name=text.name)
            for text in sorted(names, key=lambda text: str(text.locale))
        ),
        needs_coupon=row.needs_coupon,
        priority=row.priority,
        is_exclusive=row.is_exclusive,
        stacking_group=row.stacking_group,
        channels=tuple(row.channels),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        usage_limit=row.usage_limit,
        usage_limit_per_customer=row.usage_limit_per_customer,
        used_count=row.used_count,
        coupon_count=coupon_count,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def coupon_response(row: models.Coupon) -> CouponResponse:
    """Show a coupon to staff."""
    return CouponResponse(
        id=row.id,
        promotion_id=row.promotion_id,
        code=row.code,
        is_active=row.is_active,
        usage_limit=row.usage_limit,
        used_count=row.used_count,
        expires_at=row.expires_at,
        created_at=row.created_at,
    )
