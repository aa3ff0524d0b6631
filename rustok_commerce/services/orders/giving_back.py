"""What is done with the money of an order that was cancelled. Providers are called here, so no transaction is open."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rustok.context import RequestContext
from rustok.errors import Conflict
from rustok.events.envelope import EventEnvelope
from rustok.ids import to_ulid
from rustok_commerce import models
from rustok_commerce.dto.payments import RefundRequest
from rustok_commerce.services.payments import authorising, refunds

logger = logging.getLogger(__name__)


def give_back(envelopes: Sequence[EventEnvelope]) -> None:
    """Let go what is only authorised of cancelled orders, and give back what was paid where the event says so.

    An event delivered again finds nothing left to do: a refund has the payment's key. A provider that refuses leaves
    the order with what is to be given back, for staff to see; one that does not answer is asked by the sweep.

    :raises PaymentOutcomeUnknown: a provider has not answered; the outbox tries again.
    """
    for envelope in envelopes:
        event: Any = envelope.event
        ctx = envelope.context()
        for payment in models.Payment.objects.filter(order_id=event.order_id).order_by("id"):
            try:
                _give_back(ctx, authorising.void(ctx, payment.id), is_refunded=event.refund)
            except Conflict as exc:
                logger.warning("commerce.give_back_refused", extra={"payment": to_ulid(payment.id), "fault": exc.code})


def _give_back(ctx: RequestContext, payment: models.Payment, *, is_refunded: bool) -> None:
    left = payment.captured - payment.refunded - payment.refunding
    if payment.order_id is None or not is_refunded or left <= 0:
        return
    refunds.refund(
        ctx,
        RefundRequest(
            order_id=payment.order_id, payment_id=payment.id, amount=left, key=f"order-cancelled-{to_ulid(payment.id)}"
        ),
    )
