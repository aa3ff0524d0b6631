"""What staff does with payments: the rights are asked for here, the work is done by the services beside."""

from __future__ import annotations

import hashlib
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors
from rustok_commerce.dto.payments import (
    CapturePaymentRequest,
    CreateRefundRequest,
    MarkPaidRequest,
    PaymentResponse,
    PaymentState,
    RefundRequest,
    RefundResponse,
)
from rustok_commerce.selectors.payments import present_payment
from rustok_commerce.services.payments import authorising, refunds
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import Seen
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.payments.settling import take_seen


def capture_payment(
    ctx: RequestContext, payment_id: UUID, request: CapturePaymentRequest, *, key: str | None = None
) -> PaymentResponse:
    """Take the money that is held ready, or a part of it, once per ``key`` of a client's request.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentStateConflict: nothing is authorised.
    :raises CaptureTooHigh: more than is authorised.
    :raises PaymentDeclined: the provider said no.
    :raises PaymentOutcomeUnknown: the provider has not answered; it is being asked.
    """
    require(ctx, "commerce.payment:capture")
    authorising.capture(ctx, payment_id, request.amount, key=request_key(ctx, payment_id, key))
    return present_payment(payment_id)


def void_payment(ctx: RequestContext, payment_id: UUID) -> PaymentResponse:
    """Let go what is held ready and not taken.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentInProgress: it is being captured.
    :raises PaymentDeclined: the provider said no.
    :raises PaymentOutcomeUnknown: the provider has not answered; it is being asked.
    """
    require(ctx, "commerce.payment:capture")
    authorising.void(ctx, payment_id)
    return present_payment(payment_id)


@command(silent=True)
def mark_paid(ctx: RequestContext, payment_id: UUID, request: MarkPaidRequest) -> PaymentResponse:
    """Write down that money came which no provider tells of: a bank transfer, cash. What is paid already is as it is.

    Silent where nothing changes; what comes in is published.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentStateConflict: a provider tells of it, or it was given up.
    :raises CaptureTooHigh: more than is left to pay.
    """
    require(ctx, "commerce.payment:mark_paid")
    payment = locked_payment(payment_id)
    if not provider(payment.provider).deferred or payment.state == PaymentState.VOIDED:
        raise errors.PaymentStateConflict(state=payment.state, action="marked as paid", payment=to_ulid(payment_id))
    left = payment.amount - payment.captured
    amount = left if request.amount is None else request.amount
    if amount > left:
        raise errors.CaptureTooHigh(available=left)
    paid = payment.captured + amount
    take_seen(ctx, payment, Seen(reference="", authorised=paid, captured=paid, method_label=request.note))
    return present_payment(payment_id)


def create_refund(
    ctx: RequestContext, order_id: UUID, request: CreateRefundRequest, *, key: str | None = None
) -> RefundResponse:
    """Give money of an order back, once per ``key`` of a client's request.

    It answers as :func:`rustok_commerce.services.payments.refunds.refund` does.
    """
    require(ctx, "commerce.payment:refund")
    return refunds.refund(
        ctx,
        RefundRequest(
            order_id=order_id,
            payment_id=request.payment_id,
            amount=request.amount,
            lines=request.lines,
            shipping_amount=request.shipping_amount,
            reason=request.reason,
            to_store_credit=request.to_store_credit,
            key=request_key(ctx, order_id, key),
        ),
    )


def request_key(ctx: RequestContext, about: UUID, key: str | None) -> str | None:
    """Return what is kept of a client's idempotency key: a hash, which two actors and two things never share."""
    return None if key is None else hashlib.sha256(f"{ctx.actor_id}|{about}|{key}".encode()).hexdigest()
