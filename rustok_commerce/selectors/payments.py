"""Payments and refunds for staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.payments import PaymentEventResponse, PaymentResponse, RefundResponse

_MOST = 500


def list_order_payments(ctx: RequestContext, order_id: UUID) -> tuple[PaymentResponse, ...]:
    """Return the payments of an order, the first one first, each with its calls.

    :raises OrderNotFound: no such order in the shop.
    """
    require(ctx, "commerce.payment:read")
    _require_order(order_id)
    return _present(list(models.Payment.objects.filter(order_id=order_id).order_by("id")))


def get_payment(ctx: RequestContext, payment_id: UUID) -> PaymentResponse:
    """Return a payment with its calls.

    :raises PaymentNotFound: no such payment in the shop.
    """
    require(ctx, "commerce.payment:read")
    return present_payment(payment_id)


def present_payment(payment_id: UUID) -> PaymentResponse:
    """Return a payment to whoever has just changed it, without asking for the right to read.

    :raises PaymentNotFound: no such payment in the shop.
    """
    payments = list(models.Payment.objects.filter(id=payment_id))
    if not payments:
        raise errors.PaymentNotFound(payment=to_ulid(payment_id))
    return _present(payments)[0]


def list_payment_events(ctx: RequestContext, payment_id: UUID) -> tuple[PaymentEventResponse, ...]:
    """Return the messages of the provider about a payment, the last one first.

    :raises PaymentNotFound: no such payment in the shop.
    """
    require(ctx, "commerce.payment:read")
    if not models.Payment.objects.filter(id=payment_id).exists():
        raise errors.PaymentNotFound(payment=to_ulid(payment_id))
    events = models.PaymentEvent.objects.filter(payment_id=payment_id).order_by("-id")[:_MOST]
    return tuple(mappers.payment_event_response(event) for event in events)


def list_order_refunds(ctx: RequestContext, order_id: UUID) -> tuple[RefundResponse, ...]:
    """Return the refunds of an order, the first one first.

    :raises OrderNotFound: no such order in the shop.
    """
    require(ctx, "commerce.payment:read")
    _require_order(order_id)
    refunds = models.Refund.objects.filter(order_id=order_id).order_by("created_at", "id").prefetch_related("lines")
    return tuple(mappers.refund_response(refund) for refund in refunds)


def _require_order(order_id: UUID) -> None:
    if not models.Order.objects.filter(id=order_id).exists():
        raise errors.OrderNotFound(order=to_ulid(order_id))


def _present(payments: Sequence[models.Payment]) -> tuple[PaymentResponse, ...]:
    calls: dict[UUID, list[models.PaymentAttempt]] = defaultdict(list)
    for attempt in models.PaymentAttempt.objects.filter(payment__in=payments).order_by("id"):
        calls[attempt.payment_id].append(attempt)
    return tuple(mappers.payment_response(payment, calls[payment.id]) for payment in payments)
