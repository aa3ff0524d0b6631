"""Events of promotions and their coupons. Uses are told by the order that made them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _PromotionEvent(DomainEvent):
    promotion_id: UUID


@event("promotion.created", aggregate="commerce.promotion", key="promotion_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionCreated(_PromotionEvent):
    """A promotion exists, as a draft."""


@event("promotion.updated", aggregate="commerce.promotion", key="promotion_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionUpdated(_PromotionEvent):
    """A promotion was changed, switched on or off. ``fields`` names what."""

    fields: tuple[str, ...] = ()


@event("promotion.deleted", aggregate="commerce.promotion", key="promotion_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionDeleted(_PromotionEvent):
    """A promotion is gone, with its coupons. No order had used it."""


@event("coupon.created", aggregate="commerce.promotion", key="promotion_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CouponsCreated(_PromotionEvent):
    """A promotion has ``count`` more coupons: one event for all that a command makes. No code is in here."""

    count: int


@event("coupon.updated", aggregate="commerce.promotion", key="promotion_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CouponUpdated(_PromotionEvent):
    """A coupon was changed, switched on or off. ``fields`` names what."""

    coupon_id: UUID
    fields: tuple[str, ...] = ()


@event("coupon.deleted", aggregate="commerce.promotion", key="promotion_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CouponDeleted(_PromotionEvent):
    """A coupon is gone. No order had used it."""

    coupon_id: UUID
