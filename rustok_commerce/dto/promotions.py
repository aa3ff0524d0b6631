"""Promotions: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from enum import StrEnum


class PromotionStatus(StrEnum):
    """How far a promotion is. Only an active one is applied."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class PromotionFault(StrEnum):
    """Why a promotion or a code does not hold."""

    UNKNOWN_CODE = "unknown_code"
    NOT_ACTIVE = "not_active"
    NOT_STARTED = "not_started"
    EXPIRED = "expired"
    WRONG_CHANNEL = "wrong_channel"
    WRONG_CURRENCY = "wrong_currency"
    NOT_FOR_CUSTOMER = "not_for_customer"
    NEEDS_COUPON = "needs_coupon"
    COUPON_INACTIVE = "coupon_inactive"
    COUPON_EXPIRED = "coupon_expired"
    LIMIT_REACHED = "limit_reached"
    COUPON_LIMIT_REACHED = "coupon_limit_reached"
    CUSTOMER_LIMIT_REACHED = "customer_limit_reached"
    ALREADY_APPLIED = "already_applied"
    NO_MATCHING_ITEMS = "no_matching_items"
    MINIMUM_NOT_REACHED = "minimum_not_reached"
    EXCLUDED_BY = "excluded_by"
    NOTHING_TO_DISCOUNT = "nothing_to_discount"
