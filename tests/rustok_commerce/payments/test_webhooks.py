"""Messages of providers: signed, taken once, harmless in any order; and the sweep that finds out the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.events.catalog.payments import PaymentAuthorised, PaymentCaptured
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind, AttemptStatus, PaymentState, RefundStatus
from rustok_commerce.services.payments import attempts, authorising, resolving, webhooks
from rustok_commerce.services.payments.providers import trial
from tests.factories import payments
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.payments.conftest import Paid
from tests.rustok_commerce.payments.test_refunds import due_now


def send(ctx: RequestContext, message: Any) -> int:
    body = json.dumps(message if isinstance(message, dict) else message.body).encode()
    return webhooks.receive(ctx, "test", {trial.SIGNATURE: trial.sign(body)}, body)


def bodies() -> list[Any]:
    return [message.body for message in models.TrialMessage.objects.order_by("id")]


def test_a_message_is_taken_once(ctx: RequestContext, heard: Heard) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2000, cart_id=cart.id, told="authorise:timeout_after")
    with pytest.raises(errors.PaymentOutcomeUnknown):
        authorising.authorise(ctx, begun.id)
    told = bodies()[-1]

    assert [send(ctx, told), send(ctx, told)] == [1, 0]

    payment = models.Payment.objects.get(id=begun.id)
    assert (payment.state, payment.authorised, models.PaymentEvent.objects.count()) == (
        PaymentState.AUTHORISED,
        2000,
        1,
    )
    assert heard.take() == [PaymentAuthorised(payment_id=begun.id, cart_id=cart.id, amount=2000, currency="USD")]
    # The call itself is over as well, by the next look.
    due_now()
    assert resolving.sweep() == 1
    assert models.PaymentAttempt.objects.get(kind=AttemptKind.AUTHORISE).status == AttemptStatus.SUCCEEDED
    assert heard.take() == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 2, 0, 1, 1)])
def test_messages_say_the_same_in_any_order(ctx: RequestContext, heard: Heard, order: tuple[int, ...]) -> None:
    begun = payments.session(ctx, amount=2000, cart_id=payments.cart().id)
    reference = models.Payment.objects.get(id=begun.id).reference
    # Everything happens at the provider, and the shop hears of it by messages alone.
    provider = trial.TestProvider()
    payment = models.Payment.objects.get(id=begun.id)
    for kind, amount in ((AttemptKind.AUTHORISE, 2000), (AttemptKind.CAPTURE, 1500)):
        attempt = models.PaymentAttempt(payment=payment, kind=kind, amount=amount)
        call = attempts.call_of(attempt, payment)
        provider.authorise(call) if kind is AttemptKind.AUTHORISE else provider.capture(call)
    heard.take()

    told = bodies()
    for place in order:
        send(ctx, told[place])

    payment.refresh_from_db()
    assert (payment.reference, payment.state, payment.authorised, payment.captured) == (
        reference,
        PaymentState.PARTIALLY_CAPTURED,
        2000,
        1500,
    )
    happened = heard.take()
    assert sorted(type(event).__name__ for event in happened) == ["PaymentAuthorised", "PaymentCaptured"]
    assert [event.amount for event in happened if isinstance(event, PaymentCaptured)] == [1500]


def test_unsigned_and_unreadable_messages_are_refused(ctx: RequestContext) -> None:
    body = b"{}"

    for headers, text in (({}, body), ({trial.SIGNATURE: "0" * 64}, body), ({trial.SIGNATURE: trial.sign(b"x")}, body)):
        with pytest.raises(errors.BadWebhook):
            webhooks.receive(ctx, "test", headers, text)
    with pytest.raises(errors.BadWebhook):
        webhooks.receive(ctx, "test", {trial.SIGNATURE: trial.sign(body)}, body)
    with pytest.raises(errors.BadWebhook):
        webhooks.receive(ctx, "manual", {}, body)
    with pytest.raises(errors.UnknownProvider):
        webhooks.receive(ctx, "nobody", {}, body)

    assert not models.PaymentEvent.objects.exists()


def test_a_message_before_its_payment_waits_for_it(ctx: RequestContext) -> None:
    begun = payments.session(ctx, amount=2000, cart_id=payments.cart().id)
    authorising.authorise(ctx, begun.id)
    told = bodies()[-1]
    payment = models.Payment.objects.get(id=begun.id)
    real = payment.reference
    models.Payment.objects.filter(id=begun.id).update(reference="other", authorised=0, state="pending")

    assert send(ctx, told) == 1
    event = models.PaymentEvent.objects.get()
    assert (event.processed_at, event.error) == (None, f"there is no payment {real}")

    models.Payment.objects.filter(id=begun.id).update(reference=real)
    resolving.sweep()
    event.refresh_from_db()
    payment.refresh_from_db()
    assert event.processed_at is not None
    assert (event.error, payment.authorised) == ("", 2000)


def test_what_cannot_be_is_not_believed(ctx: RequestContext, paid: Paid) -> None:
    _, payment = paid(capture=False)
    told = bodies()[-1]
    told["seen"]["captured"] = 3001

    assert send(ctx, told) == 1

    payment.refresh_from_db()
    event = models.PaymentEvent.objects.get()
    assert (payment.captured, payment.state) == (0, PaymentState.AUTHORISED)
    assert (event.processed_at, event.error) == (None, "3001 captured of a payment of 3000")


def test_money_given_back_at_the_provider_is_written_down(ctx: RequestContext, paid: Paid) -> None:
    order, payment = paid()
    told = bodies()[-1]
    told["seen"]["refunds"] = [
        {"reference": "r1", "amount": 700, "verdict": "done", "key": None, "error_code": ""},
    ]

    send(ctx, told)
    send(ctx, {**told, "id": "another"})

    payment.refresh_from_db()
    refund = models.Refund.objects.get()
    assert (payment.refunded, payment.refunding) == (700, 0)
    assert (refund.amount, refund.status, refund.order_id) == (700, RefundStatus.SUCCEEDED, order.id)


@pytest.mark.parametrize("told", ["capture:timeout_before", "capture:timeout_after", "capture:late"])
def test_an_unanswered_capture_is_made_once(ctx: RequestContext, paid: Paid, told: str) -> None:
    order, payment = paid(told=told, capture=False)
    with pytest.raises(errors.PaymentOutcomeUnknown):
        authorising.capture(ctx, payment.id)
    with pytest.raises(errors.PaymentInProgress):
        authorising.void(ctx, payment.id)
    trial.do_late_ones(payment.reference)

    due_now()
    assert resolving.sweep() == 1
    due_now()
    assert resolving.sweep() == 0

    payment.refresh_from_db()
    order.refresh_from_db()
    books = models.TrialPayment.objects.get(reference=payment.reference)
    assert (payment.captured, books.captured, order.captured_total) == (3000, 3000, 3000)


def test_a_buyer_who_left_is_not_charged_later(ctx: RequestContext) -> None:
    begun = payments.session(ctx, amount=2000, cart_id=payments.cart().id, told="authorise:late")
    with pytest.raises(errors.PaymentOutcomeUnknown):
        authorising.authorise(ctx, begun.id)

    for _ in range(3):
        due_now()
        resolving.sweep()

    payment = models.Payment.objects.get(id=begun.id)
    attempt = models.PaymentAttempt.objects.get(kind=AttemptKind.AUTHORISE)
    assert (payment.state, attempt.status, attempt.error_code) == (
        PaymentState.VOIDED,
        AttemptStatus.FAILED,
        "abandoned",
    )
    trial.do_late_ones(payment.reference)
    books = models.TrialPayment.objects.get(reference=payment.reference)
    assert (books.authorised, books.captured) == (0, 0)


@pytest.mark.parametrize("told", ["messages:twice", "messages:reordered", "messages:late"])
def test_the_test_provider_sends_its_messages_as_it_was_told(ctx: RequestContext, paid: Paid, told: str) -> None:
    _, payment = paid(told=told)
    models.TrialMessage.objects.update(due_at="2020-01-01T00:00:00Z")

    assert resolving.deliver_trial_messages(ctx) == (6 if told == "messages:twice" else 3)
    assert resolving.deliver_trial_messages(ctx) == 0

    payment.refresh_from_db()
    assert (payment.authorised, payment.captured, payment.state) == (3000, 3000, PaymentState.CAPTURED)
    assert models.PaymentEvent.objects.filter(processed_at=None).count() == 0
