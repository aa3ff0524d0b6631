"""Refunds as money that is put aside: held when one is asked for, given back or set free when it is answered.

The hold is one conditional statement, so that refunds at the same time can never come to more than was captured.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderNoteAdded
from rustok.events.catalog.payments import PaymentRefunded, PaymentRefundFailed
from rustok.tenancy.info import current_tenant
from rustok_commerce import metrics, models
from rustok_commerce.dto.payments import RefundStatus
from rustok_commerce.services.money import format_amount
from rustok_commerce.services.orders.paying import payments_changed


def hold(payment: models.Payment, amount: int, **fields: Any) -> models.Refund | None:
    """Put an amount of a locked payment aside for a refund; None if it was not captured, or is refunded already."""
    held = models.Payment.objects.filter(id=payment.id, captured__gte=F("refunded") + F("refunding") + amount).update(
        refunding=F("refunding") + amount, version=F("version") + 1, updated_at=timezone.now()
    )
    if not held:
        return None
    payment.refresh_from_db()
    made: models.Refund = models.Refund.objects.create(
        order_id=payment.order_id,
        payment=payment,
        amount=amount,
        currency=payment.currency,
        status=RefundStatus.PENDING,
        **fields,
    )
    return made


def finish_refund(
    ctx: RequestContext,
    payment: models.Payment,
    refund_id: UUID,
    *,
    made: bool,
    error_code: str = "",
    error_message: str = "",
) -> None:
    """End a refund of a locked payment: the money was given back, or is free again. A second time changes nothing."""
    refund: models.Refund | None = (
        models.Refund.objects.for_update().filter(id=refund_id, status=RefundStatus.PENDING).first()
    )
    if refund is None:
        return
    refund.status = RefundStatus.SUCCEEDED if made else RefundStatus.FAILED
    refund.error_code, refund.error_message = error_code, error_message
    refund.finished_at = timezone.now()
    refund.save()
    models.Payment.objects.filter(id=payment.id).update(
        refunding=F("refunding") - refund.amount,
        refunded=F("refunded") + (refund.amount if made else 0),
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    payment.refresh_from_db()
    metrics.refunds_finished.labels(payment.provider, refund.status).inc()
    about: dict[str, Any] = {
        "payment_id": payment.id,
        "cart_id": payment.cart_id,
        "order_id": payment.order_id,
        "refund_id": refund.id,
        "amount": refund.amount,
    }
    if made:
        publish(ctx, PaymentRefunded(**about, refunded=payment.refunded, currency=payment.currency))
    else:
        free_parts(refund)
        publish(ctx, PaymentRefundFailed(**about, code=error_code))
    payments_changed(ctx, refund.order_id)


def turn_back(
    ctx: RequestContext, payment: models.Payment, refund_id: UUID, *, error_code: str, error_message: str = ""
) -> None:
    """Take back a refund of a locked payment that its provider had made, and that came back: a card was closed, say.

    What the buyer was given counts as theirs no more: it is with the shop again, and can be given back another way.
    A second time changes nothing.
    """
    refund: models.Refund | None = (
        models.Refund.objects.for_update().filter(id=refund_id, status=RefundStatus.SUCCEEDED).first()
    )
    if refund is None:
        return
    refund.status = RefundStatus.FAILED
    refund.error_code, refund.error_message = error_code, error_message
    refund.finished_at = timezone.now()
    refund.save()
    models.Payment.objects.filter(id=payment.id).update(
        refunded=F("refunded") - refund.amount, version=F("version") + 1, updated_at=timezone.now()
    )
    payment.refresh_from_db()
    metrics.refunds_finished.labels(payment.provider, refund.status).inc()
    free_parts(refund)
    publish(
        ctx,
        PaymentRefundFailed(
            payment_id=payment.id,
            cart_id=payment.cart_id,
            order_id=payment.order_id,
            refund_id=refund.id,
            amount=refund.amount,
            code=error_code,
        ),
    )
    amount = format_amount(refund.amount, refund.currency, current_tenant().default_locale)
    note = models.OrderNote.objects.create(
        order_id=refund.order_id,
        text=f"A refund of {amount} came back from the payment provider{f' ({error_code})' if error_code else ''}."
        " The customer does not have the money: give it back another way.",
    )
    publish(ctx, OrderNoteAdded(order_id=refund.order_id, note_id=note.id, for_customer=False))
    payments_changed(ctx, refund.order_id)


def free_parts(refund: models.Refund) -> None:
    """Let the parts of an order be refunded again that a refund was for."""
    for line in refund.lines.order_by("order_line_id"):
        models.OrderLine.objects.filter(id=line.order_line_id, order_id=refund.order_id).update(
            refunded=F("refunded") - line.amount
        )
    if refund.shipping_amount:
        left = refund.shipping_amount
        for row in models.OrderShipping.objects.for_update().filter(order_id=refund.order_id):
            part = min(left, row.refunded)
            models.OrderShipping.objects.filter(id=row.id).update(refunded=F("refunded") - part)
            left -= part
