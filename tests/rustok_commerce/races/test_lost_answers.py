"""Providers that do not answer, or twice, or out of order; processes that die anywhere: nobody is charged twice.

What the test provider charged stands in its own books, which the shop never reads.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from rustok.context import RequestContext
from rustok.events import failpoints
from rustok.tenancy.context import no_scope, require_tenant_id
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.payments import AttemptStatus
from rustok_commerce.services import checkout, reservations
from rustok_commerce.services.payments import resolving
from rustok_commerce.services.payments.providers import trial
from rustok_outbox.relay import drain
from tests.rustok_commerce.carts.conftest import Basket
from tests.rustok_commerce.carts.test_checkout import complete as complete_basket
from tests.rustok_commerce.carts.test_checkout import pay, ready
from tests.rustok_commerce.races.server import Answer, Servers, at_once
from tests.rustok_commerce.races.shop import STORE, Filled, anomalies, carts_with, variant_of

stormy = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("races"),
    pytest.mark.timeout(300),
]

OPEN = (AttemptStatus.PENDING, AttemptStatus.UNKNOWN)
TOLD = (
    "",
    "create:timeout_after",
    "create:timeout_before",
    "authorise:timeout_after",
    "authorise:timeout_before",
    "authorise:late",
    "authorise:decline",
    "capture:timeout_after",
    "capture:timeout_before",
    "capture:late",
    "capture:decline",
    "void:timeout_after",
    "messages:twice",
    "messages:reordered",
)


def begin(servers: Servers, cart: Filled, told: str) -> Answer:
    data = {"method": "test", "data": {"test": told} if told else {}}
    return servers.send("POST", cart.path("payment-session"), data, X_Cart_Token=cart.token)


def complete(servers: Servers, cart: Filled) -> Answer:
    return servers.send("POST", cart.path("complete"), {}, X_Cart_Token=cart.token)


def until_answered(ask: Callable[[], Answer], *, tries: int = 40) -> Answer:
    """Ask as a storefront does: again where no answer came, or where it was said to come back."""
    for _ in range(tries):
        answer = ask()
        if answer.status not in (0, 503) and answer.code != "commerce.payment.in_progress":
            return answer
    return answer


def find_out(*, relay: bool = True) -> None:
    """Do what the periodic tasks and the relay do, until nothing is left to find out."""
    for _ in range(12 + models.PaymentAttempt.objects.filter(status__in=OPEN).count() // resolving.BATCH):
        models.PaymentAttempt.objects.exclude(next_check_at=None).update(next_check_at="2020-01-01T00:00:00Z")
        waiting = models.TrialOperation.objects.filter(done_at=None)
        for reference in waiting.values_list("payment__reference", flat=True).distinct():
            trial.do_late_ones(reference)
        resolving.sweep()
        if relay:
            with no_scope():
                drain()
        if not models.PaymentAttempt.objects.filter(status__in=OPEN).exists():
            break
    models.StockReservation.objects.exclude(expires_at=None).update(expires_at="2020-01-01T00:00:00Z")
    reservations.sweep()


def assert_charged_once() -> None:
    """Compare the provider's books with the shop's: an order is charged once, and nothing is held for no order."""
    assert not models.PaymentAttempt.objects.filter(status__in=OPEN).exists()
    orders = dict(models.Order.objects.values_list("cart_id", "id"))
    charged: Counter[object] = Counter()
    all_books = {books.reference: books for books in models.TrialPayment.objects.all()}
    for payment in models.Payment.objects.filter(provider="test").exclude(reference=None):
        books = all_books[payment.reference]
        assert books.captured in (0, books.amount)
        charged[payment.cart_id] += books.captured > 0
        if payment.order_id is None:
            assert (books.captured, books.authorised - books.released) == (0, 0)
    assert all(count <= 1 for count in charged.values())
    assert all(cart_id in orders for cart_id, count in charged.items() if count)
    assert anomalies() == []


@pytest.mark.parametrize("comes_back", [True, False], ids=["comes-back", "leaves"])
class TestStorm:
    """Through four server processes."""

    pytestmark = stormy

    def test_a_lost_answer_is_found_out(self, servers: Servers, comes_back: bool) -> None:
        variant = variant_of(stock=1000)
        carts = carts_with(variant, len(TOLD))

        def buy(cart: Filled, told: str) -> Answer:
            begun = until_answered(partial(begin, servers, cart, told))
            assert begun.status == 200, begun.body
            once = partial(complete, servers, cart)
            return until_answered(once, tries=3) if comes_back else once()

        asks = [partial(buy, cart, TOLD[number % len(TOLD)]) for number, cart in enumerate(carts)]
        at_once(asks, clients=8)
        find_out()

        assert_charged_once()
        bought = models.Order.objects.count()
        # Who is declined buys nothing; nor does who left before the money was held.
        assert len(carts) - 3 <= bought <= len(carts) - 1
        taken = models.TrialPayment.objects.filter(captured__gt=0).count()
        declined = sum(TOLD[number % len(TOLD)] == "capture:decline" for number in range(len(carts)))
        assert taken == bought - declined


class TestMessages:
    """What the provider tells by itself, through four server processes."""

    pytestmark = stormy

    def test_messages_count_once_in_any_order(self, servers: Servers, shop: Tenant) -> None:
        variant = variant_of(stock=100)
        carts = carts_with(variant, 8)
        told = ("", "capture:timeout_after", "authorise:timeout_after", "messages:twice")
        for number, cart in enumerate(carts):
            assert begin(servers, cart, told[number % len(told)]).status == 200
        at_once([partial(complete, servers, cart) for cart in carts])
        asks: list[Callable[[], Answer]] = []
        events = set()
        for message in models.TrialMessage.objects.all():
            events.add(message.event_id)
            body = trial.body_of(message)
            headers = {trial.SIGNATURE: trial.sign(body)}
            tell = partial(servers.send, "POST", f"{STORE}/payments/webhooks/test", raw=body, **headers)
            asks += [tell, tell, tell]
        asks += [partial(complete, servers, cart) for cart in carts for _ in range(2)]
        random.Random(4).shuffle(asks)

        answers = at_once(asks)

        assert {answer.status for answer in answers} <= {200, 409, 503}
        assert sorted(models.PaymentEvent.objects.values_list("event_id", flat=True)) == sorted(events)
        find_out()
        assert_charged_once()
        assert models.Order.objects.filter(payment_status="paid").count() == len(carts)


class TestKills:
    """Workers that are killed in the middle of what they do."""

    pytestmark = stormy

    def test_a_killed_worker_charges_nobody_twice(self, servers: Servers) -> None:
        variant = variant_of(stock=1000)
        carts = carts_with(variant, 24)
        victims = servers.workers()
        done: list[int] = []
        lock = threading.Lock()

        def buy(cart: Filled) -> Answer:
            until_answered(partial(begin, servers, cart, ""), tries=200)
            answer = until_answered(partial(complete, servers, cart), tries=200)
            with lock:
                done.append(answer.status)
                # Others are in the middle of theirs.
                if len(done) in (6, 12):
                    servers.kill(victims[len(done) // 6 - 1])
            return answer

        answers = at_once([partial(buy, cart) for cart in carts], clients=8)
        find_out()

        assert Counter(answer.status for answer in answers) == {200: len(carts)}
        assert models.Order.objects.count() == len(carts)
        assert_charged_once()
        assert sorted(models.TrialPayment.objects.values_list("captured", flat=True)) == [1999] * len(carts)


class Killed(BaseException):
    """The end of a process: no handler of errors sees it, and what was not committed is gone."""


POINTS = (
    "checkout.reserved",
    "payment.attempt_committed",
    "payment.answered",
    "payment.settled",
    "checkout.authorised",
    "checkout.placed",
    "payment.attempt_committed=kill@2",
    "payment.answered=kill@2",
    "payment.settled=kill@2",
)


@pytest.mark.django_db
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("comes_back", [True, False], ids=["comes-back", "leaves"])
def test_a_checkout_that_dies_anywhere_is_charged_once(
    basket: Basket, monkeypatch: pytest.MonkeyPatch, point: str, comes_back: bool
) -> None:
    def die(status: int) -> None:
        raise Killed

    ready(basket)
    pay(basket, "test")
    monkeypatch.setattr("rustok.events.failpoints.os._exit", die)
    failpoints.arm(point if "=" in point else f"{point}=kill")
    try:
        with pytest.raises(Killed):
            complete_basket(basket)
    finally:
        failpoints.arm("")

    if comes_back:
        assert complete_basket(basket).status_code == 200
    find_out(relay=not comes_back)

    assert_charged_once()
    if comes_back:
        assert models.TrialPayment.objects.get().captured == 3998
    # What was done at the provider is an order in the end, whether somebody came back or not.
    done = models.TrialOperation.objects.filter(kind="authorise").exists()
    assert models.Order.objects.count() == done


@pytest.mark.django_db
def test_a_cart_paid_twice_at_a_time_lets_one_go(basket: Basket, ctx: RequestContext) -> None:
    """Two windows, each with a payment of its own that is held ready."""
    ready(basket)
    first = pay(basket, "test")
    checkout.authorising.authorise(ctx, models.Payment.objects.get().id)
    second = pay(basket, "test", note="another")

    assert first["id"] != second["id"]
    assert complete_basket(basket).status_code == 200
    find_out()

    assert_charged_once()
    assert sorted(models.TrialPayment.objects.values_list("captured", "released")) == [(0, 3998), (3998, 0)]
    assert require_tenant_id() == ctx.tenant_id
