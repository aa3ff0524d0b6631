"""Events of payments and refunds. Everything about a payment shares the payment's order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaymentEvent(DomainEvent):
    """``cart_id`` is the cart that it was begun for, ``order_id`` the order it is of, if there is one already."""

    payment_id: UUID
    cart_id: UUID | None = None
    order_id: UUID | None = None


@event("payment.authorised", aggregate="commerce.payment", key="payment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAuthorised(_PaymentEvent):
    """The provider holds the money ready. ``amount`` is what is authorised in all."""

    amount: int
    currency: str


@event("payment.captured", aggregate="commerce.payment", key="payment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(_PaymentEvent):
    """The money was taken. ``amount`` is what was taken now, ``captured`` what was taken in all."""

    amount: int
    captured: int
    currency: str


@event("payment.failed", aggregate="commerce.payment", key="payment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(_PaymentEvent):
    """The provider said no. ``code`` is its reason."""

    code: str


@event("payment.voided", aggregate="commerce.payment", key="payment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentVoided(_PaymentEvent):
    """The payment is given up: nothing was taken, and nothing can be any more."""


@event("payment.refunded", aggregate="commerce.payment", key="payment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(_PaymentEvent):
    """Money was given back. ``amount`` is of this refund, ``refunded`` what was given back in all."""

    refund_id: UUID
    amount: int
    refunded: int
    currency: str


@event("payment.refund_failed", aggregate="commerce.payment", key="payment_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefundFailed(_PaymentEvent):
    """The provider did not give the money back, or it came back to the provider later. ``code`` is its reason."""

    refund_id: UUID
    amount: int
    code: str
