"""What is refused about promotions and coupons."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class PromotionNotFound(NotFound):
    """No such promotion for this tenant."""

    code = "commerce.promotion.not_found"
    message = "There is no promotion {promotion!r}."


class DuplicatePromotionCode(Conflict):
    """Another promotion has this code."""

    code = "commerce.promotion.duplicate_code"
    message = "Promotion code {promotion!r} is already taken."


class PromotionUsed(Conflict):
    """Orders refer to it: it can be archived."""

    code = "commerce.promotion.used"
    message = "A promotion that orders have used cannot be deleted; archive it."


class PromotionExhausted(Conflict):
    """It was used as often as it may be, in all or by this customer, before this order came."""

    code = "commerce.promotion.exhausted"
    message = "The promotion {promotion!r} has been used as often as it may be."


class UsageLimitTooLow(Invalid):
    """It was used more often than that already."""

    code = "commerce.promotion.limit_too_low"
    message = "It has been used {used} times already."


class CouponNotFound(NotFound):
    """No such coupon for this tenant."""

    code = "commerce.coupon.not_found"
    message = "There is no coupon {coupon!r}."


class DuplicateCouponCode(Conflict):
    """Another coupon has this code."""

    code = "commerce.coupon.duplicate_code"
    message = "Coupon code {coupon!r} is already taken."


class CouponExhausted(Conflict):
    """It was used as often as it may be, or switched off, before this order came."""

    code = "commerce.coupon.exhausted"
    message = "The code {coupon!r} can no longer be used."


class TooManyCoupons(Conflict):
    """A promotion holds no more coupons."""

    code = "commerce.coupon.too_many"
    message = "A promotion has at most {limit} coupons."
