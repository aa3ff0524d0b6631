"""What the payments of an order come to."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderPaymentChanged
from rustok_commerce import mappers, models
from rustok_commerce.dto.orders import OrderMachine, OrderStatus
from rustok_commerce.dto.payments import PaymentState
from rustok_commerce.services.orders import states


def payments_changed(ctx: RequestContext, order_id: UUID) -> None:
    """Add up the payments of an order anew, under the order's lock, and let its payment state follow.

    Called inside the transaction that changed a payment, after the change: whoever gets the lock later sees it.

    :raises OrderNotFound: no such order in the shop.
    """
    add_up(ctx, states.lock_order(order_id))


def add_up(ctx: RequestContext, order: models.Order) -> None:
    """Do the same for an order whose lock the caller holds, or which the caller's transaction has just written."""
    payments = list(models.Payment.objects.filter(order_id=order.id))
    live = [row for row in payments if row.state not in (PaymentState.VOIDED, PaymentState.FAILED)]
    captured = sum(row.captured for row in payments)
    refunded = sum(row.refunded for row in payments)
    authorised = sum(max(row.authorised - row.released, row.captured) for row in live)
    before = (order.authorised_total, order.captured_total, order.refunded_total)
    if before != (authorised, captured, refunded):
        allowed = _allowed(order, captured, refunded)
        states.save(
            order,
            authorised_total=authorised,
            captured_total=captured,
            refunded_total=refunded,
            allowed_total=allowed,
        )
        publish(
            ctx,
            OrderPaymentChanged(order_id=order.id, authorised=authorised, captured=captured, refunded=refunded),
        )
    follow_payments(ctx, order, [row.state for row in payments])


def follow_payments(ctx: RequestContext, order: models.Order, payment_states: list[str]) -> None:
    """Let the payment state of a locked order be what its sums say."""
    states.move(ctx, order, OrderMachine.PAYMENT, states.payment_status_of(order, payment_states))


def _allowed(order: models.Order, captured: int, refunded: int) -> int:
    """Return what of the refunds the buyer need not pay any more.

    A refund first gives back what was paid too much, as after an edit: that is no allowance.
    """
    order.captured_total = captured
    # A cancelled order is owed nothing: all that goes back is let off.
    excess = mappers.to_refund_of(order) if order.status != OrderStatus.CANCELLED else 0
    more = max(0, refunded - order.refunded_total - excess)
    return min(order.allowed_total + more, refunded)
