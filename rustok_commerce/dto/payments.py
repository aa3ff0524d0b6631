"""Payments and refunds: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from enum import StrEnum


class PaymentState(StrEnum):
    """What the provider has said of a payment so far. It only ever moves on."""

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    AUTHORISED = "authorised"
    PARTIALLY_CAPTURED = "partially_captured"
    CAPTURED = "captured"
    VOIDED = "voided"
    FAILED = "failed"


class AttemptKind(StrEnum):
    """What a provider was asked to do."""

    CREATE = "create"
    AUTHORISE = "authorise"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"


class AttemptStatus(StrEnum):
    """What came of a call: nothing yet, yes, no, or no answer."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


class RefundStatus(StrEnum):
    """How far a refund is."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
