"""Payments and refunds: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import MAX_AMOUNT, UNSET, Amount, CurrencyCode, Id, LocaleCode, Unset, Version

PositiveAmount = Annotated[int, Ge(1), Le(MAX_AMOUNT), doc("Minor units of the currency, cents for USD.")]
Pieces = Annotated[int, Ge(0), Le(2**31 - 1)]
MethodCode = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"), MaxLen(63), doc("Lower-case letters and digits.")
]
MethodTexts = Annotated[dict[LocaleCode, Annotated[str, MinLen(1), MaxLen(127)]], MinLen(1), MaxLen(50)]
MethodInstructions = Annotated[dict[LocaleCode, Annotated[str, MaxLen(2000)]], MaxLen(50)]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPart:
    """A line of the order to refund: an amount, or a number of pieces, or all that is left of it."""

    order_line_id: Id
    quantity: Pieces = 0
    amount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """Money to give back of an order, for services. ``key`` is that of the client's request."""

    order_id: UUID
    payment_id: UUID | None = None
    amount: int | None = None
    lines: tuple[RefundPart, ...] = ()
    shipping_amount: int = 0
    reason: str = ""
    to_store_credit: bool = False
    return_id: UUID | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRefundRequest:
    """Money to give back. Without an amount it is what the lines and the shipping come to.

    Without a payment it is the order's last one of which enough is left. With ``to_store_credit`` the customer gets
    credit instead of the money.
    """

    payment_id: Id | None = None
    amount: Amount | None = None
    lines: Annotated[tuple[RefundPart, ...], MaxLen(500)] = ()
    shipping_amount: Amount = 0
    reason: Annotated[str, MaxLen(255)] = ""
    to_store_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLineResponse:
    """What of a refund is for a line of the order."""

    order_line_id: Id
    quantity: int
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundResponse:
    """A refund. It is pending until the provider has answered."""

    id: Id
    order_id: Id
    payment_id: Id
    return_id: Id | None
    status: RefundStatus
    currency: CurrencyCode
    amount: Amount
    shipping_amount: Amount
    lines: tuple[RefundLineResponse, ...]
    reason: str
    to_store_credit: bool
    error_code: str
    error_message: str
    actor_id: Id | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAttemptResponse:
    """A call to the provider, and what came of it."""

    id: Id
    kind: AttemptKind
    status: AttemptStatus
    amount: Amount
    reference: str
    error_code: str
    error_message: str
    checks: int
    created_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResponse:
    """A payment as staff sees it, with every call that was made for it."""

    id: Id
    order_id: Id | None
    cart_id: Id | None
    method: str
    provider: str
    reference: str
    state: PaymentState
    currency: CurrencyCode
    amount: Amount
    authorised: Amount
    captured: Amount
    released: Amount
    refunded: Amount
    refunding: Amount
    capturable: Amount
    refundable: Amount
    method_label: str
    error_code: str
    error_message: str
    attempts: tuple[PaymentAttemptResponse, ...]
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEventResponse:
    """A message of the provider. ``error`` says why it is not processed yet."""

    id: Id
    event_id: str
    type: str
    occurred_at: dt.datetime | None
    received_at: dt.datetime
    processed_at: dt.datetime | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturePaymentRequest:
    """How much to take; without an amount all that is held ready."""

    amount: PositiveAmount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkPaidRequest:
    """Money that came by itself; without an amount all of it."""

    amount: PositiveAmount | None = None
    note: Annotated[str, MaxLen(127)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethodResponse:
    """A way to pay. Empty channels and currencies mean all of the shop's."""

    id: Id
    code: str
    provider: str
    names: dict[str, str]
    instructions: dict[str, str]
    channels: tuple[str, ...]
    currencies: tuple[CurrencyCode, ...]
    position: int
    is_active: bool
    is_available: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePaymentMethodRequest:
    """A way to pay to offer. ``names`` and ``instructions`` are by locale."""

    code: MethodCode
    provider: MethodCode
    names: MethodTexts
    instructions: MethodInstructions = field(default_factory=dict)
    channels: Annotated[tuple[Annotated[str, MaxLen(63)], ...], MaxLen(100)] = ()
    currencies: Annotated[tuple[CurrencyCode, ...], MaxLen(200)] = ()
    position: Annotated[int, Ge(0), Le(10_000)] = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePaymentMethodRequest:
    """Fields to change; one left out stays as it is."""

    names: MethodTexts | Unset = UNSET
    instructions: MethodInstructions | Unset = UNSET
    channels: Annotated[tuple[Annotated[str, MaxLen(63)], ...], MaxLen(100)] | Unset = UNSET
    currencies: Annotated[tuple[CurrencyCode, ...], MaxLen(200)] | Unset = UNSET
    position: Annotated[int, Ge(0), Le(10_000)] | Unset = UNSET
    is_active: bool | Unset = UNSET
    version: Version | None = None
