"""Beginning payments, holding, taking and letting go of money, with the test and the manual provider."""

from __future__ import annotations

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.events.catalog.payments import PaymentAuthorised, PaymentCaptured, PaymentFailed, PaymentVoided
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind, AttemptStatus, PaymentState
from rustok_commerce.services.payments import authorising, calling
from rustok_commerce.services.payments.providers import trial
from tests.factories import payments
from tests.rustok_commerce.conftest import Heard


def books(payment_id: object) -> models.TrialPayment:
    return models.TrialPayment.objects.get(reference=models.Payment.objects.get(id=payment_id).reference)


def attempt(payment_id: object, kind: AttemptKind) -> models.PaymentAttempt:
    return models.PaymentAttempt.objects.filter(payment_id=payment_id, kind=kind).order_by("-id")[0]


def test_a_payment_is_begun_authorised_and_captured(ctx: RequestContext, heard: Heard) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2500, cart_id=cart.id)

    assert begun.state == PaymentState.PENDING
    assert begun.client_data == {"reference": books(begun.id).reference}
    assert heard.take() == []

    held = authorising.authorise(ctx, begun.id)
    assert (held.state, held.authorised, held.captured) == (PaymentState.AUTHORISED, 2500, 0)
    assert heard.take() == [
        PaymentAuthorised(payment_id=begun.id, cart_id=cart.id, amount=2500, currency="USD"),
    ]

    taken = authorising.capture(ctx, begun.id)
    assert (taken.state, taken.captured, taken.capturable) == (PaymentState.CAPTURED, 2500, 0)
    assert heard.take() == [
        PaymentCaptured(payment_id=begun.id, cart_id=cart.id, amount=2500, captured=2500, currency="USD"),
    ]
    kept = books(begun.id)
    assert (kept.authorised, kept.captured, kept.operations.count()) == (2500, 2500, 3)
    # The attempt's id is the key of the call.
    keys = {str(row.id) for row in models.PaymentAttempt.objects.filter(payment_id=begun.id)}
    assert keys == set(kept.operations.values_list("key", flat=True))


def test_every_step_done_twice_happens_once(ctx: RequestContext, heard: Heard) -> None:
    cart = payments.cart()
    first = payments.session(ctx, amount=2500, cart_id=cart.id)
    again = payments.session(ctx, amount=2500, cart_id=cart.id)
    assert first.id == again.id

    for _ in range(2):
        authorising.authorise(ctx, first.id)
    for _ in range(2):
        authorising.capture(ctx, first.id)

    kept = books(first.id)
    assert (kept.authorised, kept.captured, kept.operations.count()) == (2500, 2500, 3)
    assert len(heard.take()) == 2


def test_a_declined_payment_says_why_and_another_may_be_begun(ctx: RequestContext, heard: Heard) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2901, cart_id=cart.id)

    with pytest.raises(errors.PaymentDeclined) as refused:
        authorising.authorise(ctx, begun.id)

    assert refused.value.params["reason"] == "card_declined"
    payment = models.Payment.objects.get(id=begun.id)
    assert (payment.state, payment.error_code, payment.authorised) == (PaymentState.FAILED, "card_declined", 0)
    assert attempt(begun.id, AttemptKind.AUTHORISE).status == AttemptStatus.FAILED
    assert heard.take() == [PaymentFailed(payment_id=begun.id, cart_id=cart.id, code="card_declined")]


def test_the_buyer_confirms_and_the_next_try_goes_through(ctx: RequestContext) -> None:
    begun = payments.session(ctx, amount=2902, cart_id=payments.cart().id)
    with pytest.raises(errors.PaymentActionRequired):
        authorising.authorise(ctx, begun.id)
    assert models.Payment.objects.get(id=begun.id).state == PaymentState.REQUIRES_ACTION

    trial.confirm(books(begun.id).reference)
    held = authorising.authorise(ctx, begun.id)

    assert (held.state, held.authorised, books(begun.id).authorised) == (PaymentState.AUTHORISED, 2902, 2902)


@pytest.mark.parametrize(("told", "done"), [("authorise:timeout_before", 0), ("authorise:timeout_after", 2000)])
def test_without_an_answer_the_same_call_is_made_again(ctx: RequestContext, told: str, done: int) -> None:
    begun = payments.session(ctx, amount=2000, cart_id=payments.cart().id, told=told)

    with pytest.raises(errors.PaymentOutcomeUnknown):
        authorising.authorise(ctx, begun.id)
    unknown = attempt(begun.id, AttemptKind.AUTHORISE)
    assert (unknown.status, books(begun.id).authorised) == (AttemptStatus.UNKNOWN, done)

    held = authorising.authorise(ctx, begun.id)
    assert (held.state, held.authorised, books(begun.id).authorised) == (PaymentState.AUTHORISED, 2000, 2000)
    assert attempt(begun.id, AttemptKind.AUTHORISE).id == unknown.id


def test_parts_are_captured_up_to_what_is_authorised_and_the_rest_let_go(ctx: RequestContext) -> None:
    begun = payments.session(ctx, amount=2000, cart_id=payments.cart().id)
    authorising.authorise(ctx, begun.id)

    part = authorising.capture(ctx, begun.id, 700)
    assert (part.state, part.captured, part.capturable) == (PaymentState.PARTIALLY_CAPTURED, 700, 1300)
    with pytest.raises(errors.CaptureTooHigh) as refused:
        authorising.capture(ctx, begun.id, 1301)
    assert refused.value.params["available"] == 1300

    rest = authorising.void(ctx, begun.id)
    assert (rest.state, rest.captured, rest.released, rest.capturable) == (
        PaymentState.PARTIALLY_CAPTURED,
        700,
        1300,
        0,
    )
    assert (books(begun.id).captured, books(begun.id).released) == (700, 1300)


def test_a_voided_payment_can_neither_be_authorised_nor_captured(ctx: RequestContext, heard: Heard) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2000, cart_id=cart.id)
    authorising.authorise(ctx, begun.id)
    heard.take()

    assert authorising.void(ctx, begun.id).state == PaymentState.VOIDED
    assert authorising.void(ctx, begun.id).state == PaymentState.VOIDED

    assert heard.take() == [PaymentVoided(payment_id=begun.id, cart_id=cart.id)]
    with pytest.raises(errors.PaymentStateConflict):
        authorising.authorise(ctx, begun.id)
    with pytest.raises(errors.PaymentStateConflict):
        authorising.capture(ctx, begun.id)
    assert (books(begun.id).captured, books(begun.id).released) == (0, 2000)


def test_another_amount_begins_another_payment_and_gives_up_the_first(ctx: RequestContext) -> None:
    cart = payments.cart()
    first = payments.session(ctx, amount=2000, cart_id=cart.id)
    authorising.authorise(ctx, first.id)

    second = payments.session(ctx, amount=2500, cart_id=cart.id, cart_version=2)

    assert second.id != first.id
    assert models.Payment.objects.get(id=first.id).state == PaymentState.VOIDED
    assert books(first.id).released == 2000


def test_a_payment_is_attached_to_the_order_of_its_cart(ctx: RequestContext) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2000, cart_id=cart.id)
    authorising.authorise(ctx, begun.id)
    order = payments.order(total=2000, cart_id=cart.id)

    with transaction.atomic():
        payments.attach(ctx, begun.id, order)
        payments.attach(ctx, begun.id, order)

    assert models.Payment.objects.get(id=begun.id).order_id == order.id
    order.refresh_from_db()
    assert (order.authorised_total, order.captured_total) == (2000, 0)
    authorising.capture(ctx, begun.id)
    order.refresh_from_db()
    assert (order.authorised_total, order.captured_total) == (2000, 2000)


@pytest.mark.parametrize("what", ["pending", "voided", "other cart", "other currency"])
def test_what_is_not_held_for_this_cart_is_not_attached(ctx: RequestContext, what: str) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2000, cart_id=cart.id)
    if what != "pending":
        authorising.authorise(ctx, begun.id)
    if what == "voided":
        authorising.void(ctx, begun.id)
    order = payments.order(
        total=2000,
        cart_id=generate_id() if what == "other cart" else cart.id,
        currency="EUR" if what == "other currency" else "USD",
    )

    with (
        pytest.raises((errors.PaymentOutcomeUnknown, errors.PaymentStateConflict, errors.PaymentChanged)),
        transaction.atomic(),
    ):
        payments.attach(ctx, begun.id, order)

    assert models.Payment.objects.get(id=begun.id).order_id is None


def test_a_bank_transfer_is_good_for_an_order_before_it_comes(ctx: RequestContext) -> None:
    cart = payments.cart()
    begun = payments.session(ctx, amount=2000, cart_id=cart.id, method="manual")

    payment = authorising.authorise(ctx, begun.id)
    assert (payment.state, payment.authorised) == (PaymentState.PENDING, 0)
    order = payments.order(total=2000, cart_id=cart.id)
    with transaction.atomic():
        payments.attach(ctx, begun.id, order)
    assert not models.PaymentAttempt.objects.exists()

    with pytest.raises(errors.PaymentStateConflict):
        authorising.capture(ctx, begun.id)
    assert authorising.void(ctx, begun.id).state == PaymentState.VOIDED


def test_no_provider_is_called_inside_a_transaction(ctx: RequestContext) -> None:
    begun = payments.session(ctx, amount=2000, cart_id=payments.cart().id)

    with transaction.atomic(), pytest.raises(calling.CalledInTransaction):
        authorising.authorise(ctx, begun.id)
    with transaction.atomic(), pytest.raises(calling.CalledInTransaction):
        payments.session(ctx, amount=2000, cart_id=payments.cart().id)

    assert books(begun.id).operations.count() == 1
    assert not models.PaymentAttempt.objects.filter(kind=AttemptKind.AUTHORISE).exists()


def test_nothing_and_unknown_methods_are_refused(ctx: RequestContext) -> None:
    cart = payments.cart()

    with pytest.raises(errors.AmountTooLow):
        payments.session(ctx, amount=0, cart_id=cart.id)
    with pytest.raises(errors.PaymentMethodUnavailable):
        payments.session(ctx, amount=100, cart_id=cart.id, method="gold")

    assert not models.Payment.objects.exists()
