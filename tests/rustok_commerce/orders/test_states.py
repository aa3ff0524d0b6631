"""The three states of an order: what leads where, and what they follow."""

from __future__ import annotations

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.events.catalog.orders import OrderCompleted, OrderPaid, OrderPaymentChanged, OrderStateChanged
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import FulfilmentStatus, OrderMachine, OrderStatus, PaymentStatus
from rustok_commerce.selectors import orders as selectors
from rustok_commerce.services.orders import states
from rustok_commerce.services.orders.paying import payments_changed
from tests.factories import orders
from tests.rustok_commerce.conftest import Heard


def settle(ctx: RequestContext, order: models.Order) -> models.Order:
    """Add up an order's payments."""
    with transaction.atomic():
        payments_changed(ctx, order.id)
    found: models.Order = models.Order.objects.get(id=order.id)
    return found


def test_the_payment_state_follows_the_payments(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order()
    assert order.total == 4498
    payment = orders.payment(order, captured=0)
    seen = [settle(ctx, order).payment_status]
    for columns in (
        {"state": "authorised", "authorised": 4498},
        {"state": "partially_captured", "captured": 1000},
        {"state": "captured", "captured": 4498},
        {"refunded": 500},
        {"refunded": 4498},
    ):
        models.Payment.objects.filter(id=payment.id).update(**columns)
        heard.clear()
        seen.append(settle(ctx, order).payment_status)
        if columns.get("captured") == 4498:
            assert heard == [
                OrderPaymentChanged(order_id=order.id, authorised=4498, captured=4498, refunded=0),
                OrderStateChanged(order_id=order.id, machine="payment", before="partially_paid", after="paid"),
                OrderPaid(order_id=order.id),
            ]

    assert seen == ["pending", "authorised", "partially_paid", "paid", "partially_refunded", "refunded"]
    assert list(
        models.OrderTransition.objects.filter(order=order, machine="payment").values_list("before", "after")
    ) == list(zip(["", "unpaid", *seen[:-1]], ["unpaid", *seen], strict=True))


def test_payments_that_changed_nothing_tell_nobody(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order()
    orders.payment(order)
    version = settle(ctx, order).version
    heard.clear()

    assert settle(ctx, order).version == version
    assert heard == []


def test_a_voided_payment_pays_nothing(ctx: RequestContext) -> None:
    order = orders.order()
    orders.payment(order, captured=0, state="voided", authorised=order.total)

    found = settle(ctx, order)

    assert (found.payment_status, found.authorised_total) == ("voided", 0)


def test_a_refund_is_not_owed_again(ctx: RequestContext) -> None:
    order = orders.order()
    payment = orders.payment(order)
    settle(ctx, order)
    models.Payment.objects.filter(id=payment.id).update(refunded=1000)
    settle(ctx, order)

    found = selectors.get_order(ctx, order.id)

    assert (found.due, found.to_refund, found.payment_status) == (0, 0, "partially_refunded")


def test_a_refund_gives_back_what_was_paid_too_much_first(ctx: RequestContext) -> None:
    order = orders.order()
    payment = orders.payment(order, captured=order.total + 500)
    settle(ctx, order)
    assert selectors.get_order(ctx, order.id).to_refund == 500

    models.Payment.objects.filter(id=payment.id).update(refunded=800)
    found = settle(ctx, order)

    assert found.allowed_total == 300
    assert (selectors.get_order(ctx, order.id).due, selectors.get_order(ctx, order.id).to_refund) == (0, 0)


def test_a_state_that_does_not_hold_is_refused(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order()
    heard.clear()

    for machine, after in (
        (OrderMachine.ORDER, OrderStatus.COMPLETED),
        (OrderMachine.PAYMENT, PaymentStatus.PAID),
        (OrderMachine.FULFILMENT, FulfilmentStatus.FULFILLED),
    ):
        with transaction.atomic(), pytest.raises(errors.OrderStateRefused):
            states.move(ctx, states.lock_order(order.id), machine, after)

    assert heard == []
    assert models.Order.objects.get(id=order.id).version == 1
    assert models.OrderTransition.objects.filter(order=order).count() == 3


def test_an_order_that_is_paid_and_sent_is_completed(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order()
    orders.payment(order)
    settle(ctx, order)
    models.OrderLine.objects.filter(order=order).update(fulfilled=2)
    with transaction.atomic():
        locked = states.lock_order(order.id)
        states.move(ctx, locked, OrderMachine.FULFILMENT, FulfilmentStatus.FULFILLED)
        heard.clear()

        assert states.move(ctx, locked, OrderMachine.ORDER, OrderStatus.COMPLETED)
        assert not states.move(ctx, locked, OrderMachine.ORDER, OrderStatus.COMPLETED)

    assert heard == [
        OrderStateChanged(order_id=order.id, machine="order", before="placed", after="completed"),
        OrderCompleted(order_id=order.id),
    ]
    assert models.Order.objects.get(id=order.id).completed_at is not None
