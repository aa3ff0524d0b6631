"""Many buyers at a time through four server processes: each piece is sold once, each key has one effect."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial

import pytest

from rustok_commerce import models
from tests.rustok_commerce.races.server import Answer, Servers, at_once
from tests.rustok_commerce.races.shop import Filled, anomalies, carts_with, variant_of

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("races"),
    pytest.mark.timeout(900),
]

FULL = os.environ.get("RUSTOK_RACES") == "full"
BUYERS = 2000 if FULL else 100
KEYS, REPLAYS = (1000, 20) if FULL else (20, 10)


def complete(servers: Servers, cart: Filled, **headers: str) -> Answer:
    return servers.send("POST", cart.path("complete"), {}, X_Cart_Token=cart.token, **headers)


@pytest.mark.parametrize("pieces", [1, 100 if FULL else 20])
def test_each_piece_is_sold_once(servers: Servers, pieces: int) -> None:
    variant = variant_of(stock=pieces)
    carts = carts_with(variant, BUYERS, method="manual")

    answers = at_once([partial(complete, servers, cart) for cart in carts])

    told = Counter((answer.status, answer.code) for answer in answers)
    assert told == {(200, ""): pieces, (409, "commerce.stock.sold_out"): BUYERS - pieces}
    assert models.Order.objects.count() == pieces
    level = models.StockLevel.objects.get(variant_id=variant.id)
    assert (level.on_hand, level.reserved) == (pieces, pieces)
    assert anomalies() == []


def test_the_last_pieces_are_held_for_whoever_pays_first(servers: Servers) -> None:
    """With a provider the pieces are promised when paying begins, and every promise becomes an order."""
    variant = variant_of(stock=10)
    carts = carts_with(variant, 40)

    def buy(cart: Filled) -> Answer:
        begun = servers.send("POST", cart.path("payment-session"), {"method": "test"}, X_Cart_Token=cart.token)
        return complete(servers, cart) if begun.status == 200 else begun

    answers = at_once([partial(buy, cart) for cart in carts])

    told = Counter((answer.status, answer.code) for answer in answers)
    assert told == {(200, ""): 10, (409, "commerce.stock.sold_out"): 30}
    assert sorted(models.TrialPayment.objects.values_list("captured", flat=True)) == [1999] * 10
    assert anomalies() == []


def test_a_key_has_one_effect_and_one_answer(servers: Servers) -> None:
    """Replays that meet the first request on its way are told to come back, and then get its very answer."""
    variant = variant_of(stock=KEYS)
    carts = carts_with(variant, KEYS, method="manual")

    asks = [
        partial(complete, servers, cart, Idempotency_Key=f"key-{number}")
        for number, cart in enumerate(carts)
        for _ in range(REPLAYS)
    ]
    answers = at_once(asks)
    while early := [place for place, answer in enumerate(answers) if answer.code == "idempotency.request.in_flight"]:
        for place, answer in zip(early, at_once([asks[place] for place in early]), strict=True):
            answers[place] = answer

    assert Counter(answer.status for answer in answers) == {200: KEYS * REPLAYS}
    for number in range(KEYS):
        bodies = {answer.body for answer in answers[number * REPLAYS : (number + 1) * REPLAYS]}
        assert len(bodies) == 1
    assert len({answer.body for answer in answers}) == KEYS
    assert models.Order.objects.count() == KEYS
    assert anomalies() == []


def test_double_clicks_buy_once(servers: Servers) -> None:
    """Without any key: paying and completing, each clicked four times at a time."""
    variant = variant_of(stock=100)
    carts = carts_with(variant, 10)

    def begin(cart: Filled) -> Answer:
        return servers.send("POST", cart.path("payment-session"), {"method": "test"}, X_Cart_Token=cart.token)

    begun = at_once([partial(begin, cart) for cart in carts for _ in range(4)])
    done = at_once([partial(complete, servers, cart) for cart in carts for _ in range(4)])

    assert Counter(answer.status for answer in begun) == {200: 40}
    assert {answer.status for answer in done} <= {200, 409, 503}
    for number, cart in enumerate(carts):
        orders = {answer.json()["order_id"] for answer in done[number * 4 : number * 4 + 4] if answer.status == 200}
        assert len(orders) == 1, [answer.body for answer in done[number * 4 : number * 4 + 4]]
        assert models.Order.objects.filter(cart_id=cart.id).count() == 1
    assert sorted(models.TrialPayment.objects.values_list("authorised", "captured")) == [(1999, 1999)] * 10
    assert models.StockReservation.objects.count() == 10
    assert anomalies() == []
