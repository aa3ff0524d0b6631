"""Stripe over its HTTP API, against a server of ours that holds to the contract and can misbehave."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.events.catalog.orders import OrderNoteAdded, OrderPaymentChanged, OrderStateChanged
from rustok.events.catalog.payments import PaymentRefundFailed
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import (
    AttemptKind,
    AttemptStatus,
    PaymentState,
    RefundPart,
    RefundRequest,
    RefundStatus,
)
from rustok_commerce.services.payments import authorising, refunds, resolving, webhooks
from rustok_commerce.services.payments.port import BadMessage
from rustok_commerce.services.payments.providers.stripe import verify
from rustok_commerce.services.payments.providers.stripe_amounts import NotRepresentable, from_stripe, to_stripe
from tests.factories import payments
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.payments import fake_stripe
from tests.rustok_commerce.payments.fake_stripe import FakeStripe
from tests.rustok_commerce.payments.test_refunds import due_now

WEBHOOK_SECRET = "whsec_ours"


@pytest.fixture
def stripe(settings: Any, ctx: RequestContext) -> Iterator[FakeStripe]:
    with fake_stripe.serve() as server:
        settings.STRIPE_API_URL = server.url
        settings.STRIPE_ACCOUNTS = {
            "a": {
                "secret_key": fake_stripe.SECRET,
                "publishable_key": "pk_test_ours",
                "webhook_secrets": ["whsec_old", WEBHOOK_SECRET],
            }
        }
        models.PaymentMethod.objects.create(code="card", provider="stripe", names={"en": "Card"})
        yield server


def begin(ctx: RequestContext, amount: int = 2000) -> models.Payment:
    begun = payments.session(ctx, amount=amount, cart_id=payments.cart().id, method="card")
    return models.Payment.objects.get(id=begun.id)


def held(ctx: RequestContext, stripe: FakeStripe, amount: int = 2000) -> tuple[models.Order, models.Payment]:
    payment = begin(ctx, amount)
    stripe.confirm(payment.reference)
    authorising.authorise(ctx, payment.id)
    order = payments.order(total=amount, lines=(amount,), cart_id=payment.cart_id)
    with transaction.atomic():
        payments.attach(ctx, payment.id, order)
    payment.refresh_from_db()
    return order, payment


def signature(body: bytes, *, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    stamp = int(time.time() if at is None else at)
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v0=00,v1={digest}"


def event(kind: str, about: dict[str, Any], id: str = "evt_1") -> bytes:
    return json.dumps(
        {"id": id, "object": "event", "type": kind, "created": 1700000000, "data": {"object": about}}
    ).encode()


def send(ctx: RequestContext, body: bytes) -> int:
    return webhooks.receive(ctx, "stripe", {"stripe-signature": signature(body)}, body)


def test_a_card_is_held_captured_and_refunded(ctx: RequestContext, stripe: FakeStripe) -> None:
    payment = begin(ctx)
    intent = stripe.intents[payment.reference]
    assert (intent["amount"], intent["currency"]) == (2000, "usd")
    assert intent["metadata"] == {"rustok_payment": str(payment.id)}
    assert payment.client_data == {
        "client_secret": f"{payment.reference}_secret_ours",
        "publishable_key": "pk_test_ours",
    }
    with pytest.raises(errors.PaymentActionRequired):
        authorising.authorise(ctx, payment.id)

    stripe.confirm(payment.reference)
    assert authorising.authorise(ctx, payment.id).state == PaymentState.AUTHORISED
    order = payments.order(total=2000, cart_id=payment.cart_id)
    with transaction.atomic():
        payments.attach(ctx, payment.id, order)
    taken = authorising.capture(ctx, payment.id, 1500)
    assert (taken.captured, taken.released, taken.capturable, stripe.captured) == (1500, 500, 0, 1500)

    made = refunds.refund(ctx, RefundRequest(order_id=order.id, amount=400))
    payment.refresh_from_db()
    assert (made.status, payment.refunded, stripe.refunded) == (RefundStatus.SUCCEEDED, 400, 400)
    # Every call had the id of its attempt as the key.
    keys = [str(id) for id in models.PaymentAttempt.objects.order_by("id").values_list("id", flat=True)]
    assert set(stripe.seen_keys) <= set(keys)
    assert len(stripe.seen_keys) == 3


@pytest.mark.parametrize("manner", ["drop_before", "drop_after", "error_after", "busy"])
@pytest.mark.parametrize("step", ["create", "capture", "refund", "void"])
def test_a_lost_answer_charges_and_refunds_once(
    ctx: RequestContext, stripe: FakeStripe, manner: str, step: str
) -> None:
    if step == "create":
        stripe.misbehave = [manner]
        with pytest.raises(errors.PaymentOutcomeUnknown):
            begin(ctx)
        payment = models.Payment.objects.get()
    else:
        order, payment = held(ctx, stripe)
        if step == "refund":
            authorising.capture(ctx, payment.id)
        stripe.misbehave = [manner]
        if step == "refund":
            assert refunds.refund(ctx, RefundRequest(order_id=order.id, amount=900)).status == RefundStatus.PENDING
        else:
            with pytest.raises(errors.PaymentOutcomeUnknown):
                authorising.capture(ctx, payment.id) if step == "capture" else authorising.void(ctx, payment.id)

    due_now()
    assert resolving.sweep() == 1

    payment.refresh_from_db()
    assert models.PaymentAttempt.objects.exclude(status=AttemptStatus.SUCCEEDED).count() == 0
    assert len(stripe.intents) == 1
    match step:
        case "create":
            assert payment.reference in stripe.intents
        case "capture":
            assert (payment.captured, stripe.captured) == (2000, 2000)
        case "refund":
            assert (payment.refunded, payment.refunding, stripe.refunded) == (900, 0, 900)
        case "void":
            assert (payment.state, stripe.intents[payment.reference]["status"]) == (PaymentState.VOIDED, "canceled")


def test_a_declined_card_says_why(ctx: RequestContext, stripe: FakeStripe) -> None:
    payment = begin(ctx)
    stripe.confirm(payment.reference, outcome="requires_payment_method")

    with pytest.raises(errors.PaymentDeclined) as refused:
        authorising.authorise(ctx, payment.id)
    assert refused.value.params["reason"] == "insufficient_funds"
    payment.refresh_from_db()
    assert (payment.state, payment.error_message) == (PaymentState.FAILED, "Your card has insufficient funds.")

    stripe.confirm(payment.reference)
    assert authorising.authorise(ctx, payment.id).state == PaymentState.AUTHORISED

    stripe.capture_error = fake_stripe.declined()
    with pytest.raises(errors.PaymentDeclined):
        authorising.capture(ctx, payment.id)
    assert models.PaymentAttempt.objects.get(kind=AttemptKind.CAPTURE).error_code == "insufficient_funds"


def test_what_was_done_at_stripe_itself_is_taken_as_done(ctx: RequestContext, stripe: FakeStripe) -> None:
    _, payment = held(ctx, stripe)
    stripe.intents[payment.reference].update(status="succeeded", amount_received=2000, amount_capturable=0)
    assert authorising.capture(ctx, payment.id).captured == 2000

    other = begin(ctx)
    stripe.intents[other.reference]["status"] = "canceled"
    assert authorising.void(ctx, other.id).state == PaymentState.VOIDED


def test_a_pending_refund_ends_by_its_event(ctx: RequestContext, stripe: FakeStripe) -> None:
    order, payment = held(ctx, stripe)
    authorising.capture(ctx, payment.id)
    stripe.refund_status = "pending"
    made = refunds.refund(ctx, RefundRequest(order_id=order.id, amount=900))
    assert made.status == RefundStatus.PENDING

    (refund,) = stripe.refunds.values()
    assert send(
        ctx, event("refund.updated", {**refund, "status": "failed", "failure_reason": "expired_or_canceled_card"})
    )
    payment.refresh_from_db()
    assert (payment.refunding, payment.refunded) == (0, 0)
    assert models.Refund.objects.get().error_code == "expired_or_canceled_card"


def test_a_refund_that_comes_back_is_taken_back(ctx: RequestContext, stripe: FakeStripe, heard: Heard) -> None:
    order, payment = held(ctx, stripe)
    authorising.capture(ctx, payment.id)
    line_id = models.OrderLine.objects.get(order_id=order.id).id
    part = RefundPart(order_line_id=line_id, quantity=0, amount=900)
    made = refunds.refund(ctx, RefundRequest(order_id=order.id, lines=(part,)))
    order.refresh_from_db()
    assert (made.status, order.payment_status) == (RefundStatus.SUCCEEDED, "partially_refunded")
    heard.take()
    (refund,) = stripe.refunds.values()
    told_before = dict(refund)
    refund.update(status="failed", failure_reason="expired_or_canceled_card")

    assert send(ctx, event("refund.failed", refund))

    payment.refresh_from_db()
    order.refresh_from_db()
    line = models.OrderLine.objects.get(id=line_id)
    assert (payment.refunded, payment.refunding, payment.captured) == (0, 0, 2000)
    assert (order.refunded_total, order.allowed_total, order.payment_status) == (0, 0, "paid")
    assert line.refunded == 0
    stored = models.Refund.objects.get()
    assert (stored.status, stored.error_code) == (RefundStatus.FAILED, "expired_or_canceled_card")
    assert models.PaymentAttempt.objects.get(kind=AttemptKind.REFUND).status == AttemptStatus.FAILED
    note = models.OrderNote.objects.get(order_id=order.id)
    assert (note.for_customer, note.author_id) == (False, None)
    assert note.text.startswith("A refund of $9.00 came back from the payment provider (expired_or_canceled_card).")
    assert heard == [
        PaymentRefundFailed(
            payment_id=payment.id,
            cart_id=payment.cart_id,
            order_id=order.id,
            refund_id=made.id,
            amount=900,
            code="expired_or_canceled_card",
        ),
        OrderNoteAdded(order_id=order.id, note_id=note.id, for_customer=False),
        OrderPaymentChanged(order_id=order.id, authorised=2000, captured=2000, refunded=0),
        OrderStateChanged(order_id=order.id, machine="payment", before="partially_refunded", after="paid"),
    ]

    # What is late, or comes again, says nothing new.
    assert send(ctx, event("refund.updated", told_before, id="evt_2"))
    assert send(ctx, event("refund.failed", refund, id="evt_3"))
    payment.refresh_from_db()
    assert (payment.refunded, models.OrderNote.objects.count()) == (0, 1)

    assert refunds.refund(ctx, RefundRequest(order_id=order.id, amount=2000)).status == RefundStatus.SUCCEEDED
    assert stripe.refunded == 2000


def test_events_in_any_order_and_twice_say_the_same(ctx: RequestContext, stripe: FakeStripe) -> None:
    payment = begin(ctx)
    intent = stripe.intents[payment.reference]
    made = event("payment_intent.created", dict(intent), "evt_1")
    stripe.confirm(payment.reference)
    capturable = event("payment_intent.amount_capturable_updated", dict(intent), "evt_2")
    intent.update(status="succeeded", amount_received=2000, amount_capturable=0)
    succeeded = event("payment_intent.succeeded", dict(intent), "evt_3")
    other = event("customer.created", {"object": "customer", "id": "cus_1"}, "evt_4")

    assert [send(ctx, body) for body in (succeeded, capturable, succeeded, made, other)] == [1, 1, 0, 1, 1]

    payment.refresh_from_db()
    assert (payment.state, payment.captured, payment.authorised) == (PaymentState.CAPTURED, 2000, 2000)
    stored = json.dumps(list(models.PaymentEvent.objects.values_list("payload", flat=True)))
    assert "_secret_" not in stored
    assert models.PaymentEvent.objects.filter(processed_at=None).count() == 0


def test_signatures_are_checked_over_the_raw_body_and_get_old() -> None:
    body = event("payment_intent.created", {"object": "x"})
    now = time.time()

    verify(signature(body, at=now), body, ["whsec_other", WEBHOOK_SECRET], now=now)
    verify(signature(body, at=now), body, [WEBHOOK_SECRET], now=now + 299)
    for header, text, secrets, at in (
        ("", body, [WEBHOOK_SECRET], now),
        ("t=,v1=", body, [WEBHOOK_SECRET], now),
        ("t=1700000000", body, [WEBHOOK_SECRET], now),
        (signature(body, at=now), body + b" ", [WEBHOOK_SECRET], now),
        (signature(body, secret="whsec_theirs", at=now), body, [WEBHOOK_SECRET], now),
        (signature(body, at=now), body, [], now),
        (signature(body, at=now), body, [WEBHOOK_SECRET], now + 302),
        (signature(body, at=now), body, [WEBHOOK_SECRET], now - 302),
        (signature(body, at=now).replace("v1=", "v1=é"), body, [WEBHOOK_SECRET], now),
    ):
        with pytest.raises(BadMessage):
            verify(header, text, secrets, now=at)


def test_another_shop_has_no_account(ctx: RequestContext, stripe: FakeStripe, settings: Any) -> None:
    settings.STRIPE_ACCOUNTS = {"b": settings.STRIPE_ACCOUNTS["a"]}

    with pytest.raises(errors.PaymentMethodUnavailable):
        begin(ctx)
    body = event("payment_intent.created", fake_stripe.intent_object("pi_1", 1, "usd"))
    with pytest.raises(errors.BadWebhook):
        send(ctx, body)
    assert not stripe.seen_keys


def test_keys_are_in_no_log(ctx: RequestContext, stripe: FakeStripe, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    _, payment = held(ctx, stripe)
    stripe.capture_error = fake_stripe.declined()
    with pytest.raises(errors.PaymentDeclined):
        authorising.capture(ctx, payment.id)

    said = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "commerce.stripe_refused" in said
    assert fake_stripe.SECRET not in said
    assert WEBHOOK_SECRET not in said


@pytest.mark.parametrize(
    ("amount", "currency", "there"),
    [
        (1999, "USD", 1999),
        (500, "JPY", 500),
        (500, "ISK", 50_000),
        (5, "UGX", 500),
        (500, "MGA", 5),
        (5120, "KWD", 5120),
        (700, "XOF", 700),
    ],
)
def test_amounts_are_as_stripe_counts_them(amount: int, currency: str, there: int) -> None:
    assert to_stripe(amount, currency) == there
    assert from_stripe(there, currency) == amount


@pytest.mark.parametrize(("amount", "currency"), [(5124, "KWD"), (501, "MGA"), (1, "BHD")])
def test_what_stripe_cannot_move_is_refused(
    ctx: RequestContext, stripe: FakeStripe, amount: int, currency: str
) -> None:
    with pytest.raises(NotRepresentable):
        to_stripe(amount, currency)
    with pytest.raises(errors.PaymentDeclined):
        payments.session(ctx, amount=amount, cart_id=payments.cart().id, method="card", currency=currency)
    assert not stripe.intents
