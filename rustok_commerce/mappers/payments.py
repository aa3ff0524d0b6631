"""Payments to DTOs."""

from __future__ import annotations

from rustok_commerce import models
from rustok_commerce.dto.payments import PaymentSessionResponse, PaymentState


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
