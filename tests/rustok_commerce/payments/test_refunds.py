"""Giving money back: by amount and by lines, never more than was taken, with every answer of the provider."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from rustok.context import RequestContext
from rustok.events.catalog.payments import PaymentRefunded, PaymentRefundFailed
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import PaymentStatus
from rustok_commerce.dto.payments import MarkPaidRequest, RefundPart, RefundRequest, RefundStatus
from rustok_commerce.services.payments import refunds, resolving
from rustok_commerce.services.payments.desk import mark_paid
from rustok_commerce.services.payments.providers import trial
from tests.factories import payments
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.payments.conftest import Paid


def books(payment: models.Payment) -> models.TrialPayment:
    return models.TrialPayment.objects.get(reference=payment.reference)


def due_now() -> None:
    models.PaymentAttempt.objects.exclude(next_check_at=None).update(next_check_at="2020-01-01T00:00:00Z")


def test_lines_and_shipping_are_refunded_up_to_what_they_cost(ctx: RequestContext, paid: Paid, heard: Heard) -> None:
    order, payment = paid(total=3000, lines=(1000, 1500), shipping=500)
    first, second = models.OrderLine.objects.filter(order=order).order_by("position")
    heard.take()

    made = refunds.refund(
        ctx,
        RefundRequest(
            order_id=order.id,
            lines=(RefundPart(order_line_id=first.id), RefundPart(order_line_id=second.id, amount=400)),
            shipping_amount=500,
            reason="Broken",
        ),
    )

    assert (made.status, made.amount, made.shipping_amount) == (RefundStatus.SUCCEEDED, 1900, 500)
    assert {line.order_line_id: line.amount for line in made.lines} == {first.id: 1000, second.id: 400}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.refunded, second.refunded) == (1000, 400)
    assert models.OrderShipping.objects.get(order=order).refunded == 500
    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.refunded, payment.refunding, payment.refundable) == (1900, 0, 1100)
    assert (order.refunded_total, order.payment_status) == (1900, PaymentStatus.PARTIALLY_REFUNDED)
    assert books(payment).refunded == 1900
    assert [event for event in heard.take() if isinstance(event, PaymentRefunded)] == [
        PaymentRefunded(
            payment_id=payment.id,
            cart_id=payment.cart_id,
            order_id=order.id,
            refund_id=made.id,
            amount=1900,
            refunded=1900,
            currency="USD",
        )
    ]
    for too_much in (
        RefundRequest(order_id=order.id, lines=(RefundPart(order_line_id=second.id, amount=1101),)),
        RefundRequest(order_id=order.id, shipping_amount=1),
        RefundRequest(order_id=order.id, amount=1101),
    ):
        with pytest.raises(errors.RefundTooHigh):
            refunds.refund(ctx, too_much)
    assert books(payment).refunded == 1900
    assert models.Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("request_of", "error"),
    [
        (lambda order: RefundRequest(order_id=generate_id(), amount=1), errors.OrderNotFound),
        (lambda order: RefundRequest(order_id=order.id), errors.RefundEmpty),
        (lambda order: RefundRequest(order_id=order.id, amount=0), errors.RefundEmpty),
        (lambda order: RefundRequest(order_id=order.id, amount=1, payment_id=generate_id()), errors.PaymentNotFound),
        (
            lambda order: RefundRequest(order_id=order.id, lines=(RefundPart(order_line_id=generate_id(), amount=1),)),
            errors.RefundLineUnknown,
        ),
        (lambda order: RefundRequest(order_id=order.id, amount=1, to_store_credit=True), errors.RefundWithoutCustomer),
        (lambda order: RefundRequest(order_id=order.id, amount=3001), errors.RefundTooHigh),
    ],
)
def test_a_refund_that_cannot_be_changes_nothing(ctx: RequestContext, paid: Paid, request_of, error) -> None:
    order, payment = paid()

    with pytest.raises(error):
        refunds.refund(ctx, request_of(order))

    payment.refresh_from_db()
    assert (payment.refunded, payment.refunding, books(payment).refunded) == (0, 0, 0)
    assert not models.Refund.objects.exists()


def test_a_declined_refund_sets_everything_free_again(ctx: RequestContext, paid: Paid, heard: Heard) -> None:
    order, payment = paid(told="refund:decline")
    line = models.OrderLine.objects.get(order=order)

    with pytest.raises(errors.RefundDeclined):
        refunds.refund(ctx, RefundRequest(order_id=order.id, lines=(RefundPart(order_line_id=line.id),)))

    payment.refresh_from_db()
    line.refresh_from_db()
    refund = models.Refund.objects.get()
    assert (payment.refunded, payment.refunding, line.refunded) == (0, 0, 0)
    assert (refund.status, refund.error_code) == (RefundStatus.FAILED, "card_declined")
    assert [type(event) for event in heard.take()][-1] is PaymentRefundFailed


@pytest.mark.parametrize("told", ["refund:timeout_before", "refund:timeout_after", "refund:pending", "refund:late"])
def test_an_unanswered_refund_is_held_and_found_out(ctx: RequestContext, paid: Paid, told: str) -> None:
    order, payment = paid(told=told)

    made = refunds.refund(ctx, RefundRequest(order_id=order.id, amount=1000))
    payment.refresh_from_db()
    assert (made.status, payment.refunding, payment.refunded) == (RefundStatus.PENDING, 1000, 0)
    with pytest.raises(errors.RefundTooHigh):
        refunds.refund(ctx, RefundRequest(order_id=order.id, amount=2001))

    trial.do_late_ones(payment.reference)
    due_now()
    resolving.sweep()

    payment.refresh_from_db()
    assert (payment.refunding, payment.refunded, books(payment).refunded) == (0, 1000, 1000)
    assert models.Refund.objects.get().status == RefundStatus.SUCCEEDED


def test_a_refund_with_the_key_of_its_request_is_made_once(ctx: RequestContext, paid: Paid) -> None:
    order, payment = paid(told="refund:timeout_after")
    request = RefundRequest(order_id=order.id, amount=1000, key="k")

    first = refunds.refund(ctx, request)
    again = refunds.refund(ctx, request)

    assert (first.id, first.status) == (again.id, RefundStatus.PENDING)
    assert again.status == RefundStatus.SUCCEEDED
    assert (books(payment).refunded, models.Refund.objects.count()) == (1000, 1)


def test_a_refund_as_store_credit_asks_no_provider(ctx: RequestContext, paid: Paid) -> None:
    customer = models.Customer.objects.create(email="buyer@example.com")
    order, payment = paid(customer_id=customer.id)

    made = refunds.refund(ctx, RefundRequest(order_id=order.id, amount=1200, to_store_credit=True))

    account = models.CreditAccount.objects.get(customer=customer)
    payment.refresh_from_db()
    assert (made.status, made.to_store_credit) == (RefundStatus.SUCCEEDED, True)
    assert (account.balance, payment.refunded, books(payment).refunded) == (1200, 1200, 0)


def test_a_refund_of_a_gift_card_goes_back_to_the_card(ctx: RequestContext) -> None:
    order = payments.order(total=800)
    card = models.CreditAccount.objects.create(kind="gift_card", code_hash="0" * 64, currency="USD")
    models.Payment.objects.create(
        order_id=order.id,
        provider="credit",
        method="credit",
        state="captured",
        currency="USD",
        amount=800,
        authorised=800,
        captured=800,
        credit_account_id=card.id,
    )

    refunds.refund(ctx, RefundRequest(order_id=order.id, amount=300))

    card.refresh_from_db()
    assert (card.balance, models.Payment.objects.get().refunded) == (300, 300)


def test_money_by_hand_is_marked_as_paid_and_as_given_back(ctx: RequestContext) -> None:
    order = payments.order(total=800)
    begun = payments.session(ctx, amount=800, cart_id=None, order_id=order.id, method="manual")

    part = mark_paid(ctx, begun.id, MarkPaidRequest(amount=300, note="Statement 7"))
    assert (part.captured, part.state, part.method_label) == (300, "partially_captured", "Statement 7")
    with pytest.raises(errors.CaptureTooHigh):
        mark_paid(ctx, begun.id, MarkPaidRequest(amount=501))
    whole = mark_paid(ctx, begun.id, MarkPaidRequest())
    order.refresh_from_db()
    assert (whole.state, order.payment_status, order.captured_total) == ("captured", PaymentStatus.PAID, 800)

    refunds.refund(ctx, RefundRequest(order_id=order.id, amount=800))
    order.refresh_from_db()
    assert (order.payment_status, order.refunded_total) == (PaymentStatus.REFUNDED, 800)


def test_the_database_itself_refuses_to_give_back_more_than_was_taken(ctx: RequestContext, paid: Paid) -> None:
    _, payment = paid()

    for fields in ({"refunded": 3001}, {"refunding": 3001}, {"captured": 3001}, {"refunded": 2000, "refunding": 1001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Payment.objects.filter(id=payment.id).update(**fields)
