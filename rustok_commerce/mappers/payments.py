"""Payments and refunds to DTOs."""

from __future__ import annotations

from collections.abc import Sequence

from rustok_commerce import models
from rustok_commerce.dto.payments import (
    AttemptKind,
    AttemptStatus,
    PaymentAttemptResponse,
    PaymentEventResponse,
    PaymentMethodResponse,
    PaymentResponse,
    PaymentSessionResponse,
    PaymentState,
    RefundLineResponse,
    RefundResponse,
    RefundStatus,
)


def payment_session_response(payment: models.Payment) -> PaymentSessionResponse:
    """Map a payment to what the buyer's storefront needs of it."""
    return PaymentSessionResponse(
        id=payment.id,
        method=payment.method,
        provider=payment.provider,
        state=PaymentState(payment.state),
        currency=payment.currency,
        amount=payment.amount,
        client_data=payment.client_data,
        error_code=payment.error_code,
        error_message=payment.error_message,
    )


def payment_response(payment: models.Payment, attempts: Sequence[models.PaymentAttempt]) -> PaymentResponse:
    """Map a payment to what staff sees: nothing of what lets the buyer pay."""
    return PaymentResponse(
        id=payment.id,
        order_id=payment.order_id,
        cart_id=payment.cart_id,
        method=payment.method,
        provider=payment.provider,
        reference=payment.reference or "",
        state=PaymentState(payment.state),
        currency=payment.currency,
        amount=payment.amount,
        authorised=payment.authorised,
        captured=payment.captured,
        released=payment.released,
        refunded=payment.refunded,
        refunding=payment.refunding,
        capturable=payment.capturable,
        refundable=payment.refundable,
        method_label=payment.method_label,
        error_code=payment.error_code,
        error_message=payment.error_message,
        attempts=tuple(attempt_response(attempt) for attempt in attempts),
        created_at=payment.created_at,
        updated_at=payment.updated_at,
    )


def attempt_response(attempt: models.PaymentAttempt) -> PaymentAttemptResponse:
    """Map a call to a provider."""
    return PaymentAttemptResponse(
        id=attempt.id,
        kind=AttemptKind(attempt.kind),
        status=AttemptStatus(attempt.status),
        amount=attempt.amount,
        reference=attempt.reference,
        error_code=attempt.error_code,
        error_message=attempt.error_message,
        checks=attempt.checks,
        created_at=attempt.created_at,
        finished_at=attempt.finished_at,
    )


def payment_event_response(event: models.PaymentEvent) -> PaymentEventResponse:
    """Map a message of a provider, without what it said."""
    return PaymentEventResponse(
        id=event.id,
        event_id=event.event_id,
        type=event.type,
        occurred_at=event.occurred_at,
        received_at=event.received_at,
        processed_at=event.processed_at,
        error=event.error,
    )


def refund_response(refund: models.Refund) -> RefundResponse:
    """Map a refund; its lines are best loaded."""
    return RefundResponse(
        id=refund.id,
        order_id=refund.order_id,
        payment_id=refund.payment_id,
        return_id=refund.return_id,
        status=RefundStatus(refund.status),
        currency=refund.currency,
        amount=refund.amount,
        shipping_amount=refund.shipping_amount,
        lines=tuple(
            RefundLineResponse(order_line_id=line.order_line_id, quantity=line.quantity, amount=line.amount)
            for line in sorted(refund.lines.all(), key=lambda line: line.order_line_id)
        ),
        reason=refund.reason,
        to_store_credit=refund.credit_account_id is not None,
        error_code=refund.error_code,
        error_message=refund.error_message,
        actor_id=refund.actor_id,
        created_at=refund.created_at,
        finished_at=refund.finished_at,
    )


def payment_method_response(method: models.PaymentMethod, *, is_available: bool) -> PaymentMethodResponse:
    """Map a way to pay; ``is_available``: its provider is set up."""
    return PaymentMethodResponse(
        id=method.id,
        code=method.code,
        provider=method.provider,
        names=method.names,
        instructions=method.instructions,
        channels=tuple(method.channels),
        currencies=tuple(method.currencies),
        position=method.position,
        is_active=method.is_active,
        is_available=is_available,
        version=method.version,
    )
