"""What the payments of an order come to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderPaymentChanged
from rustok.events.types import DomainEvent
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
    authorised, captured, refunded = _sums(payments)
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


def pay_first(order: models.Order, payments: Sequence[models.Payment]) -> list[DomainEvent]:
    """Let an order that is not written yet be paid as its first payments say; return what there is to tell of it."""
    if not payments:
        return []
    happened: list[DomainEvent] = []
    order.authorised_total, order.captured_total, order.refunded_total = _sums(payments)
    if order.authorised_total or order.captured_total:
        happened.append(
            OrderPaymentChanged(
                order_id=order.id, authorised=order.authorised_total, captured=order.captured_total, refunded=0
            )
        )
    before = order.payment_status
    after = states.payment_status_of(order, [row.state for row in payments])
    if after != before:
        order.payment_status = after
        happened += states.payment_moved(order.id, before, after)
    return happened


def _sums(payments: Sequence[models.Payment]) -> tuple[int, int, int]:
    """Return what is held ready or taken, what is taken, and what was given back."""
    live = [row for row in payments if row.state not in (PaymentState.VOIDED, PaymentState.FAILED)]
    return (
        sum(max(row.authorised - row.released, row.captured) for row in live),
        sum(row.captured for row in payments),
        sum(row.refunded for row in payments),
    )


def _allowed(order: models.Order, captured: int, refunded: int) -> int:
    """Return what of the refunds the buyer need not pay any more.

    A refund first gives back what was paid too much, as after an edit: that is no allowance.
    """
    order.captured_total = captured
    # A cancelled order is owed nothing: all that goes back is let off.
    excess = mappers.to_refund_of(order) if order.status != OrderStatus.CANCELLED else 0
    more = max(0, refunded - order.refunded_total - excess)
    # A refund that came back lets nobody off anything: an allowance is the first to go.
    back = max(0, order.refunded_total - refunded)
    return min(max(0, order.allowed_total + more - back), refunded)
