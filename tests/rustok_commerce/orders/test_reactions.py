"""What follows an order's events by itself: money given back, documents issued."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok_commerce import models
from rustok_commerce.dto.fulfilments import FulfilOrderRequest
from rustok_commerce.dto.orders import CancelOrderRequest
from rustok_commerce.dto.payments import MarkPaidRequest
from rustok_commerce.services.orders import cancelling, fulfilment, giving_back, invoicing
from rustok_commerce.services.payments import authorising
from rustok_commerce.services.payments.desk import mark_paid
from tests.factories import orders, payments
from tests.rustok_commerce.conftest import Told


def paid_by_test_provider(ctx: RequestContext, *, capture: bool) -> tuple[models.Order, models.Payment]:
    """Make an order that the test provider holds the money of, or has taken it."""
    order = orders.order()
    begun = payments.session(ctx, amount=order.total, cart_id=None, order_id=order.id)
    authorising.authorise(ctx, begun.id)
    if capture:
        authorising.capture(ctx, begun.id)
    return order, models.Payment.objects.get(id=begun.id)


def give_back(told: Told) -> None:
    """Hand the cancellations since the last look over, twice."""
    envelopes = [envelope for envelope in told.take() if envelope.event.type == "order.cancelled"]
    giving_back.give_back(envelopes)
    giving_back.give_back(envelopes)


@pytest.mark.parametrize(
    ("capture", "is_refunded", "status", "refunded"),
    [(True, True, "refunded", 4498), (True, False, "paid", 0), (False, False, "voided", 0)],
)
def test_the_money_of_a_cancelled_order_goes_back_once(
    ctx: RequestContext, told: Told, capture: bool, is_refunded: bool, status: str, refunded: int
) -> None:
    order, payment = paid_by_test_provider(ctx, capture=capture)
    told.clear()
    cancelling.cancel_order(ctx, order.id, CancelOrderRequest(refund=is_refunded))

    give_back(told)

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.payment_status, order.refunded_total, payment.refunding) == (status, refunded, 0)
    assert models.Refund.objects.filter(order=order).count() == int(is_refunded)


def issue(told: Told) -> None:
    """Hand the causes of documents since the last look over, twice."""
    envelopes = [envelope for envelope in told.take() if envelope.event.type in invoicing.DOCUMENT_CAUSES]
    invoicing.issue_by_itself(envelopes)
    invoicing.issue_by_itself(envelopes)


def test_an_order_has_its_invoice_when_it_is_paid(ctx: RequestContext, told: Told) -> None:
    order = orders.order()
    begun = payments.session(ctx, amount=order.total, cart_id=None, order_id=order.id, method="manual")
    issue(told)
    assert models.Invoice.objects.count() == 0

    mark_paid(ctx, begun.id, MarkPaidRequest())
    issue(told)

    assert [row.gross for row in models.Invoice.objects.filter(order=order)] == [4498]
    fulfilment.fulfil_order(ctx, order.id, FulfilOrderRequest())
    issue(told)
    assert models.Invoice.objects.count() == 1


def test_an_order_that_is_sent_unpaid_has_its_invoice_then(ctx: RequestContext, told: Told) -> None:
    order = orders.order()
    fulfilment.fulfil_order(ctx, order.id, FulfilOrderRequest())

    issue(told)

    assert models.Invoice.objects.get(order=order).number == "INV-000001"


def test_a_shop_that_issues_by_hand_is_left_to_it(ctx: RequestContext, told: Told) -> None:
    models.SalesSettings.objects.create(auto_invoice=False)
    orders.paid(orders.order())

    issue(told)

    assert models.Invoice.objects.count() == 0
