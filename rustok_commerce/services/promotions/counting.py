"""How often promotions were used. Counters change by one conditional statement each, in the order of the promotions.

Whoever comes first locks the counter's row until the transaction ends, so that of any number of orders at once exactly
as many count as the limit allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from rustok.context import RequestContext
from rustok_commerce import errors, models
from rustok_commerce.dto.totals import AppliedPromotion, Totals

_HAS_ROOM = Q(usage_limit__isnull=True) | Q(used_count__lt=F("usage_limit"))


def count_uses(ctx: RequestContext, *, order_id: UUID, customer_key: str, totals: Totals) -> None:
    """Count what an order uses, in the caller's transaction. What the order has counted already is not counted again.

    :raises PromotionExhausted: a promotion was used as often as it may be, in all or by the customer, or is gone.
    :raises CouponExhausted: a code was used as often as it may be, or is switched off.
    """
    if not totals.applied:
        return
    counted = _counted(order_id)
    for applied in sorted(totals.applied, key=lambda applied: applied.promotion_id):
        if applied.promotion_id not in counted:
            _count(order_id, customer_key, applied, totals.currency)


def release_uses(ctx: RequestContext, order_id: UUID, *, promotion_ids: Iterable[UUID] | None = None) -> None:
    """Give back what an order used, in the caller's transaction: it was cancelled, or it is without some of them now.

    What has been given back already is not given back again.
    """
    uses = models.PromotionUse.objects.filter(order_id=order_id, released_at__isnull=True)
    if promotion_ids is not None:
        uses = uses.filter(promotion_id__in=list(promotion_ids))
    for use in uses.order_by("promotion_id"):
        if not models.PromotionUse.objects.filter(id=use.id, released_at__isnull=True).update(
            released_at=timezone.now()
        ):
            continue
        models.Promotion.objects.filter(id=use.promotion_id).update(used_count=F("used_count") - 1)
        if use.coupon_id is not None:
            models.Coupon.objects.filter(id=use.coupon_id).update(used_count=F("used_count") - 1)
        if use.customer_key:
            models.PromotionCustomer.objects.filter(
                promotion_id=use.promotion_id, customer_key=use.customer_key
            ).update(used_count=F("used_count") - 1)


def _counted(order_id: UUID) -> set[UUID]:
    return set(
        models.PromotionUse.objects.filter(order_id=order_id, released_at__isnull=True).values_list(
            "promotion_id", flat=True
        )
    )


def _count(order_id: UUID, customer_key: str, applied: AppliedPromotion, currency: str) -> None:
    if not models.Promotion.objects.filter(_HAS_ROOM, id=applied.promotion_id).update(used_count=F("used_count") + 1):
        raise errors.PromotionExhausted(promotion=applied.name)
    if applied.coupon_id is not None:
        coupons = models.Coupon.objects.filter(_HAS_ROOM, id=applied.coupon_id, is_active=True)
        if not coupons.update(used_count=F("used_count") + 1):
            raise errors.CouponExhausted(coupon=applied.coupon_code)
    if customer_key:
        _count_customer(customer_key, applied)
    models.PromotionUse.objects.update_or_create(
        promotion_id=applied.promotion_id,
        order_id=order_id,
        defaults={
            "coupon_id": applied.coupon_id,
            "customer_key": customer_key,
            "amount": applied.amount,
            "currency": currency,
            "released_at": None,
        },
    )


def _count_customer(customer_key: str, applied: AppliedPromotion) -> None:
    promotion_id = applied.promotion_id
    models.PromotionCustomer.objects.bulk_create(
        [models.PromotionCustomer(promotion_id=promotion_id, customer_key=customer_key)], ignore_conflicts=True
    )
    limit = models.Promotion.objects.values_list("usage_limit_per_customer", flat=True).get(id=promotion_id)
    rows = models.PromotionCustomer.objects.filter(promotion_id=promotion_id, customer_key=customer_key)
    if limit is not None:
        rows = rows.filter(used_count__lt=limit)
    if not rows.update(used_count=F("used_count") + 1):
        raise errors.PromotionExhausted(promotion=applied.name)
