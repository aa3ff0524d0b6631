"""Thousands of payments with the test provider: answers are lost, messages come twice, buttons are clicked twice.

``RUSTOK_RACES=full`` makes it ten thousand, which takes the better part of an hour on two cores;
``RUSTOK_RACES_PAYMENTS`` says another number.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.services.payments.providers import trial
from tests.rustok_commerce.races.server import Answer, Servers, at_once
from tests.rustok_commerce.races.shop import STORE, Filled, carts_with, variant_of
from tests.rustok_commerce.races.test_lost_answers import TOLD, assert_charged_once, begin, complete, find_out

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("races"),
    pytest.mark.timeout(7200 if os.environ.get("RUSTOK_RACES") else 300),
]

FULL = os.environ.get("RUSTOK_RACES") == "full"
PAYMENTS = int(os.environ.get("RUSTOK_RACES_PAYMENTS", 10_000 if FULL else 56))
BATCH = 250


def test_nobody_is_charged_twice(servers: Servers, shop: Tenant) -> None:
    variant = variant_of(stock=PAYMENTS)
    carts = carts_with(variant, PAYMENTS)
    told = {cart.id: TOLD[number % len(TOLD)] for number, cart in enumerate(carts)}
    dice = random.Random(9)
    seen: Counter[tuple[str, int, str]] = Counter()

    def ask(what: str, asks: list[Callable[[], Answer]]) -> None:
        dice.shuffle(asks)
        for answer in at_once(asks):
            seen[what, answer.status, answer.code] += 1

    for start in range(0, PAYMENTS, BATCH):
        batch = carts[start : start + BATCH]
        # Every click is a double click; who gets no answer clicks once more, a third of them never.
        ask("begin", [partial(begin, servers, cart, told[cart.id]) for cart in batch for _ in range(2)])
        ask("complete", [partial(complete, servers, cart) for cart in batch for _ in range(2)])
        ask("again", [partial(begin, servers, cart, told[cart.id]) for cart in batch if dice.random() < 2 / 3])
        ask("again", [partial(complete, servers, cart) for cart in batch if dice.random() < 2 / 3])
        ask("message", twice(servers, batch))

    find_out()

    print(dict(sorted(seen.items())))
    assert {status for _, status, _ in seen} <= {200, 409, 503}
    assert_charged_once()
    books = models.TrialPayment.objects.filter(captured__gt=0).values_list("captured", "amount")
    assert {captured for captured, _ in books} == {1999}
    placed = models.Order.objects.count()
    declined = sum(told[cart.id] == "authorise:decline" for cart in carts)
    # Who is declined buys nothing, nor does who never came back before the money was held.
    assert placed <= PAYMENTS - declined
    assert placed >= PAYMENTS * 4 // 5
    refused = models.Order.objects.exclude(payment_status="paid").values_list("cart_id", flat=True)
    assert {told[cart_id] for cart_id in refused} <= {"capture:decline"}


def twice(servers: Servers, carts: list[Filled]) -> list[Callable[[], Answer]]:
    """Return what the provider has to tell of carts, each message two times."""
    payments = models.Payment.objects.filter(cart_id__in=[cart.id for cart in carts]).exclude(reference=None)
    references = set(payments.values_list("reference", flat=True))
    asks: list[Callable[[], Answer]] = []
    for message in models.TrialMessage.objects.filter(sent_at=None, body__reference__in=references):
        body = trial.body_of(message)
        tell = partial(servers.send, "POST", f"{STORE}/payments/webhooks/test", raw=body)
        asks += [partial(tell, **{trial.SIGNATURE: trial.sign(body)}) for _ in range(2)]
    return asks
