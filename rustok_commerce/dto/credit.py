"""Gift cards and store credit: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from enum import StrEnum


class CreditKind(StrEnum):
    """Who may spend it: whoever knows the code, or one customer."""

    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class CreditReason(StrEnum):
    """Why a balance changed."""

    ISSUE = "issue"
    SPEND = "spend"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"
    EXPIRY = "expiry"
