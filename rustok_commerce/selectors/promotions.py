"""Promotions and their coupons, for staff."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.coupons import CouponResponse, ListCouponsRequest
from rustok_commerce.dto.promotions import ListPromotionsRequest, PromotionResponse
from rustok_commerce.mappers.promotions import coupon_response, promotion_response
from rustok_commerce.selectors import keyset

_EXPORTED_AT_ONCE = 2000


def get_promotion(ctx: RequestContext, promotion_id: UUID) -> PromotionResponse:
    """Return a promotion.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    require(ctx, "commerce.promotion:read")
    return present_promotion(promotion_id)


def present_promotion(promotion_id: UUID) -> PromotionResponse:
    """Return a promotion to whoever has just changed it, without asking for the right to read.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    found = _present([promotion_id])
    if not found:
        raise errors.PromotionNotFound(promotion=to_ulid(promotion_id))
    return found[0]


def list_promotions(ctx: RequestContext, request: ListPromotionsRequest) -> Page[PromotionResponse]:
    """Return one page of promotions; statements do not grow with it.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.promotion:read")
    rows = models.Promotion.objects.order_by("-id")
    if request.status is not None:
        rows = rows.filter(status=request.status)
    if request.needs_coupon is not None:
        rows = rows.filter(needs_coupon=request.needs_coupon)
    if request.q:
        rows = rows.filter(Q(code__icontains=request.q) | Q(name__icontains=request.q))
    if request.after is not None:
        rows = rows.filter(id__lt=keyset.decode("promotions", request.after)[1])
    ids = list(rows.values_list("id", flat=True)[: request.limit + 1])
    page, more = ids[: request.limit], len(ids) > request.limit
    return Page(items=tuple(_present(page)), next=keyset.encode("promotions", None, page[-1]) if more else None)


def list_coupons(ctx: RequestContext, promotion_id: UUID, request: ListCouponsRequest) -> Page[CouponResponse]:
    """Return one page of a promotion's coupons.

    :raises PromotionNotFound: no such promotion in the shop.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.promotion:read")
    _check(promotion_id)
    rows = models.Coupon.objects.filter(promotion_id=promotion_id).order_by("-id")
    if request.is_active is not None:
        rows = rows.filter(is_active=request.is_active)
    if request.q:
        rows = rows.filter(code__startswith=request.q.upper())
    if request.after is not None:
        rows = rows.filter(id__lt=keyset.decode("coupons", request.after)[1])
    found = list(rows[: request.limit + 1])
    page, more = found[: request.limit], len(found) > request.limit
    after = keyset.encode("coupons", None, page[-1].id) if more else None
    return Page(items=tuple(coupon_response(row) for row in page), next=after)


def all_coupons(ctx: RequestContext, promotion_id: UUID) -> Iterator[CouponResponse]:
    """Return all coupons of a promotion, the oldest first, a few thousand at a time.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    require(ctx, "commerce.promotion:read")
    _check(promotion_id)
    rows = models.Coupon.objects.filter(promotion_id=promotion_id).order_by("id")
    return _in_batches(list(rows[:_EXPORTED_AT_ONCE]), promotion_id)


def present_coupon(coupon_id: UUID) -> CouponResponse:
    """Return a coupon to whoever has just changed it, without asking for the right to read.

    :raises CouponNotFound: no such coupon in the shop.
    """
    row = models.Coupon.objects.filter(id=coupon_id).first()
    if row is None:
        raise errors.CouponNotFound(coupon=to_ulid(coupon_id))
    return coupon_response(row)


def _in_batches(batch: list[models.Coupon], promotion_id: UUID) -> Iterator[CouponResponse]:
    while batch:
        yield from (coupon_response(row) for row in batch)
        rows = models.Coupon.objects.filter(promotion_id=promotion_id, id__gt=batch[-1].id).order_by("id")
        batch = list(rows[:_EXPORTED_AT_ONCE]) if len(batch) == _EXPORTED_AT_ONCE else []


def _present(ids: list[UUID]) -> list[PromotionResponse]:
    """Return promotions in this order, in two statements."""
    coupons = (
        models.Coupon.objects.filter(promotion=OuterRef("pk"))
        .order_by()
        .values("promotion")
        .annotate(count=Count("id"))
        .values("count")
    )
    rows = models.Promotion.objects.filter(id__in=ids).annotate(coupon_count=Coalesce(Subquery(coupons), 0))
    found = {
        row.id: promotion_response(row, row.translations.all(), row.coupon_count)
        for row in rows.prefetch_related("translations")
    }
    return [found[id] for id in ids if id in found]


def _check(promotion_id: UUID) -> None:
    if not models.Promotion.objects.filter(id=promotion_id).exists():
        raise errors.PromotionNotFound(promotion=to_ulid(promotion_id))
