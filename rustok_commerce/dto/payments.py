"""Payments and refunds: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from rustok.dto import Amount, CurrencyCode, Id


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPaymentRequest:
    """A payment to begin: of a cart, as it is at a version, or of an order. ``data`` is for the provider.

    For services alone: the amount is worked out, never taken from a client.
    """

    method: str
    amount: int
    currency: str
    cart_id: UUID | None = None
    cart_version: int | None = None
    order_id: UUID | None = None
    email: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSessionResponse:
    """A payment that was begun. ``client_data`` is what the storefront needs to let the buyer pay."""

    id: Id
    method: str
    provider: str
    state: PaymentState
    currency: CurrencyCode
    amount: Amount
    client_data: dict[str, Any]
    error_code: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedPaymentMethodResponse:
    """A way to pay, as shoppers see it. ``instructions`` say what to do, as where to transfer the money to."""

    code: str
    provider: str
    name: str
    instructions: str
