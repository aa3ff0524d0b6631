"""Processes that die between the steps of a payment, and all else that may happen, by the provider's books."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind, PaymentState, RefundRequest, RefundStatus
from rustok_commerce.services.payments import (
    attempts,
    authorising,
    calling,
    refunds,
    resolving,
    sessions,
    settling,
    webhooks,
)
from rustok_commerce.services.payments.providers import trial
from tests.factories import payments
from tests.rustok_commerce.payments.test_refunds import due_now
from tests.rustok_commerce.payments.test_webhooks import send

PLACES = (
    "payment.attempt_committed", "payment.no_answer", "payment.answered", "payment.settled", "refund.held",
    "webhook.stored", "webhook.applied",
)  # fmt: skip
TOLD = (
    "", "create:timeout_after authorise:timeout_after", "capture:timeout_after refund:timeout_after",
    "authorise:timeout_before capture:timeout_before refund:timeout_before", "capture:late refund:late",
    "messages:reordered",
)  # fmt: skip


class Killed(BaseException):
    """The process is gone."""


class Kill:
    """Where to die next, and at which time of coming there."""

    def __init__(self) -> None:
        self.place, self.left = "", 0

    def at(self, place: str, nth: int = 1) -> None:
        self.place, self.left = place, nth

    def __call__(self, place: str) -> None:
        if place == self.place:
            self.left -= 1
            if self.left == 0:
                self.place = ""
                raise Killed


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Kill:
    found = Kill()
    for module in (attempts, refunds, webhooks):
        monkeypatch.setattr(module, "failpoint", found)
    return found


class Purchase:
    """A buyer and an operator who do not give up: each step is asked for again until it is answered."""

    def __init__(self, ctx: RequestContext, told: str) -> None:
        self.ctx, self.told = ctx, told
        self.cart = payments.cart()
        self.order: models.Order | None = None

    @property
    def payment(self) -> models.Payment:
        return models.Payment.objects.get(cart_id=self.cart.id)

    def run(self) -> None:
        if self.order is None:
            begun = payments.session(self.ctx, amount=3000, cart_id=self.cart.id, told=self.told)
            authorising.authorise(self.ctx, begun.id)
            with transaction.atomic():
                order = payments.order(total=3000, cart_id=self.cart.id)
                payments.attach(self.ctx, begun.id, order)
            self.order = order
        authorising.capture(self.ctx, self.payment.id)
        refunds.refund(self.ctx, RefundRequest(order_id=self.order.id, amount=1000, key="refund"))
        resolving.deliver_trial_messages(self.ctx)

    def until_done(self) -> None:
        """Ask again after each death and each answer that did not come; the sweep works meanwhile."""
        for _ in range(12):
            try:
                if self.order is None or not models.Refund.objects.filter(order_id=self.order.id).exists():
                    self.run()
                else:
                    break
            except (Killed, errors.PaymentOutcomeUnknown, errors.PaymentInProgress):
                for payment in models.Payment.objects.exclude(reference=None):
                    trial.do_late_ones(payment.reference)
                continue
        for _ in range(3):
            for payment in models.Payment.objects.exclude(reference=None):
                trial.do_late_ones(payment.reference)
            due_now()
            resolving.sweep()

    def check(self) -> None:
        """By the provider's books: held, taken and given back once; and ours say the same."""
        (books,) = models.TrialPayment.objects.all()
        assert (books.authorised, books.captured, books.refunded) == (3000, 3000, 1000)
        payment = self.payment
        assert (payment.authorised, payment.captured, payment.refunded, payment.refunding) == (3000, 3000, 1000, 0)
        assert not models.PaymentAttempt.objects.filter(status__in=settling.OPEN).exists()
        assert [refund.status for refund in models.Refund.objects.all()] == [RefundStatus.SUCCEEDED]
        assert not models.PaymentEvent.objects.filter(processed_at=None).exists()
        assert self.order is not None
        self.order.refresh_from_db()
        assert (self.order.captured_total, self.order.refunded_total) == (3000, 1000)


@pytest.mark.parametrize("told", TOLD)
def test_dying_anywhere_charges_once_and_leaves_nothing_unknown(ctx: RequestContext, kill: Kill, told: str) -> None:
    reached = 0
    for place in PLACES:
        for nth in (1, 2, 3):
            models.TrialMessage.objects.all().delete()
            models.PaymentEvent.objects.all().delete()
            models.PaymentAttempt.objects.all().delete()
            models.Refund.objects.all().delete()
            models.Payment.objects.all().delete()
            models.TrialPayment.objects.all().delete()
            purchase = Purchase(ctx, told)
            kill.at(place, nth)
            purchase.until_done()
            reached += kill.place == ""
            kill.at("")
            purchase.until_done()
            purchase.check()
    assert reached >= 8


def test_a_new_key_at_each_try_would_charge_twice(
    ctx: RequestContext, kill: Kill, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = attempts.call_of
    monkeypatch.setattr(
        attempts, "call_of", lambda attempt, payment: dataclasses.replace(real(attempt, payment), key=generate_id())
    )
    purchase = Purchase(ctx, "authorise:timeout_after")

    purchase.until_done()
    with pytest.raises(AssertionError):
        purchase.check()
    assert models.TrialPayment.objects.get().authorised > 3000


def test_a_call_before_the_commit_would_be_refused(ctx: RequestContext) -> None:
    begun = payments.session(ctx, amount=3000, cart_id=payments.cart().id)

    def hasty() -> None:
        with transaction.atomic():
            attempt = attempts.begin(ctx, begun.id, AttemptKind.AUTHORISE, amount=3000, check=lambda payment: True)
            assert attempt is not None
            attempts.make(ctx, attempt)

    with pytest.raises(calling.CalledInTransaction):
        hasty()

    assert models.TrialPayment.objects.get().authorised == 0


def test_the_database_takes_a_message_once(ctx: RequestContext) -> None:
    models.PaymentEvent.objects.create(provider="test", event_id="1", type="x", payload={})

    with pytest.raises(IntegrityError), transaction.atomic():
        models.PaymentEvent.objects.create(provider="test", event_id="1", type="x", payload={})


class PaymentMachine(RuleBasedStateMachine):
    """Any sequence of clicks, messages, refunds and deaths, against the books of the provider."""

    ctx: RequestContext
    kill: Kill

    def __init__(self) -> None:
        super().__init__()
        self.kill.at("")
        self.cart = payments.cart()
        self.order: models.Order | None = None
        self.payment_id: Any = None

    def attempt(self, step: Callable[[], Any], place: str = "", nth: int = 1) -> None:
        self.kill.at(place, nth)
        try:
            step()
        except (RustokError, Killed):
            return
        finally:
            self.kill.at("")

    @property
    def payment(self) -> models.Payment:
        return models.Payment.objects.get(id=self.payment_id)

    @property
    def books(self) -> models.TrialPayment | None:
        reference = trial._reference(self.payment_id)
        return models.TrialPayment.objects.filter(reference=reference).first()

    @precondition(lambda self: self.payment_id is None)
    @rule(told=st.sampled_from(TOLD), place=st.sampled_from(("", *PLACES)))
    def begin(self, told: str, place: str) -> None:
        self.attempt(lambda: payments.session(self.ctx, amount=3000, cart_id=self.cart.id, told=told), place)
        self.payment_id = models.Payment.objects.get(cart_id=self.cart.id).id

    @precondition(lambda self: self.payment_id is not None)
    @rule(place=st.sampled_from(("", *PLACES)))
    def authorise(self, place: str) -> None:
        self.attempt(lambda: sessions.create(self.ctx, self.payment_id))
        self.attempt(lambda: authorising.authorise(self.ctx, self.payment_id), place)

    @precondition(lambda self: self.payment_id is not None and self.order is None)
    @rule()
    def attach(self) -> None:
        def step() -> None:
            with transaction.atomic():
                order = payments.order(total=3000, cart_id=self.cart.id)
                payments.attach(self.ctx, self.payment_id, order)
                self.order = order

        self.attempt(step)

    @precondition(lambda self: self.order is not None)
    @rule(
        amount=st.sampled_from((None, 700, 1300, 3000, 3001)),
        key=st.sampled_from((None, "a", "b")),
        place=st.sampled_from(("", *PLACES)),
    )
    def capture(self, amount: int | None, key: str | None, place: str) -> None:
        self.attempt(lambda: authorising.capture(self.ctx, self.payment_id, amount, key=key), place)

    @precondition(lambda self: self.order is not None)
    @rule(
        amount=st.sampled_from((1, 500, 1000, 3000)),
        key=st.sampled_from((None, "a", "b")),
        place=st.sampled_from(("", *PLACES)),
    )
    def refund(self, amount: int, key: str | None, place: str) -> None:
        assert self.order is not None
        key = None if key is None else f"{self.order.id.hex}{key}"
        request = RefundRequest(order_id=self.order.id, amount=amount, key=key)
        self.attempt(lambda: refunds.refund(self.ctx, request), place)

    @precondition(lambda self: self.payment_id is not None)
    @rule(place=st.sampled_from(("", *PLACES)), by_staff=st.booleans())
    def void(self, place: str, by_staff: bool) -> None:
        step = authorising.void if by_staff else authorising.give_up
        self.attempt(lambda: step(self.ctx, self.payment_id), place)

    @precondition(lambda self: self.payment_id is not None)
    @rule(which=st.integers(0, 20), place=st.sampled_from(("", "webhook.stored", "webhook.applied")))
    def message(self, which: int, place: str) -> None:
        told = list(
            models.TrialMessage.objects.filter(body__reference=trial._reference(self.payment_id)).order_by("id")
        )
        if told:
            self.attempt(lambda: send(self.ctx, told[which % len(told)]), place)

    @precondition(lambda self: self.payment_id is not None)
    @rule()
    def do_late(self) -> None:
        trial.do_late_ones(trial._reference(self.payment_id))

    @rule(due=st.booleans())
    def sweep(self, due: bool) -> None:
        if due:
            due_now()
        self.attempt(resolving.sweep)

    @invariant()
    def nothing_is_taken_twice(self) -> None:
        if self.payment_id is None:
            return
        payment, books = self.payment, self.books
        assert payment.captured <= payment.amount
        assert payment.refunded + payment.refunding <= payment.captured
        if books is None:
            assert payment.authorised == 0
            return
        assert books.authorised in (0, 3000)
        assert books.captured + books.released <= books.authorised
        assert payment.authorised <= books.authorised
        assert payment.captured <= books.captured
        assert payment.refunded <= books.refunded <= books.captured

    def teardown(self) -> None:
        if self.payment_id is None:
            return
        for _ in range(5):
            trial.do_late_ones(trial._reference(self.payment_id))
            models.TrialMessage.objects.update(due_at="2020-01-01T00:00:00Z")
            due_now()
            resolving.sweep()
        payment, books = self.payment, self.books
        assert not models.PaymentAttempt.objects.filter(payment=payment, status__in=settling.OPEN).exists()
        assert not models.PaymentEvent.objects.filter(payment_id=payment.id, processed_at=None).exists()
        if books is not None:
            ours = (payment.authorised, payment.captured, payment.released, payment.refunded, payment.refunding)
            assert ours == (books.authorised, books.captured, books.released, books.refunded, 0)
            # What was given up before the provider's answer came is open there, and nobody can pay it.
            assert (payment.state != PaymentState.VOIDED) or not books.captured
            assert payment.state == PaymentState.VOIDED or not books.closed or books.captured
        if self.order is not None:
            self.order.refresh_from_db()
            assert (self.order.captured_total, self.order.refunded_total) == (payment.captured, payment.refunded)


@pytest.mark.timeout(250)
def test_whatever_happens_the_books_agree(ctx: RequestContext, kill: Kill) -> None:
    PaymentMachine.ctx, PaymentMachine.kill = ctx, kill
    run_state_machine_as_test(
        PaymentMachine,
        settings=settings(
            max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
