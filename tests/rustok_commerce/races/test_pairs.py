"""Any two commands that change the same things, at the same time: nothing comes out that must not be.

Where both are a transaction of one piece, the outcome must also be that of one after the other, in one of the two
orders. A command that calls a provider is several transactions; of those the rules alone are checked.

``RUSTOK_RACES=full`` lets every pair meet in both ways, which takes minutes. In CI it is a part of them, the same each
time: every command meets several others, in turn this way and that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.services.payments import resolving
from tests.rustok_commerce.races.meeting import Mode, meet, told
from tests.rustok_commerce.races.shop import anomalies
from tests.rustok_commerce.races.worlds import CART, ORDER, CartWorld, OrderWorld

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1800 if os.environ.get("RUSTOK_RACES") else 300),
]

FULL = os.environ.get("RUSTOK_RACES") == "full"
SEVERAL = frozenset({"begin to pay", "refund most", "refund some", "capture the rest", "capture some", "void"})
"""Commands of several transactions."""

GONE = {
    "commerce.stock.sold_out": "there is none",
    "commerce.cart.not_ready": "there is none",
    "commerce.variant.not_found": "there is none",
}
"""What may be said of goods that are deleted in that very moment: of none there are none left."""

World = Any
Scenarios = dict[str, Callable[[World], Any]]


CI_PART = {CartWorld: 8, OrderWorld: 16}
"""One of how many meetings, two a pair, is held in CI. An order takes longer to come by than a cart."""


@pytest.mark.parametrize("first", CART)
def test_pairs_around_a_cart(selling: Tenant, first: str) -> None:
    against_all(selling, CartWorld, CART, first)


@pytest.mark.parametrize("first", ORDER)
def test_pairs_around_an_order(selling: Tenant, first: str) -> None:
    against_all(selling, OrderWorld, ORDER, first)


@pytest.mark.parametrize("second", ["take stock away", "transfer stock"])
def test_pairs_that_once_waited_in_a_circle(selling: Tenant, second: str) -> None:
    """A level that a transaction changes twice has its variant looked for at the commit: nobody may hold it then."""
    pair = ("take the packed parcel back", second)

    assert [fault for mode in Mode for fault in faults(selling, OrderWorld, ORDER, pair, mode)] == []


def against_all(tenant: Tenant, world: type[World], scenarios: Scenarios, first: str) -> None:
    """Let a command meet itself and all that come after it in the table."""
    names = list(scenarios)
    place = names.index(first)
    found = []
    for other in range(place, len(names)):
        for turn, mode in enumerate(Mode):
            if FULL or (3 * place + other + turn * 2) % CI_PART[world] == turn:
                found += faults(tenant, world, scenarios, (first, names[other]), mode)
    assert found == []


def faults(
    tenant: Tenant, world: Callable[[], World], scenarios: Scenarios, pair: tuple[str, str], mode: Mode
) -> list[str]:
    """Let two commands meet in a world; name what is wrong afterwards."""
    here = world()
    first, second = (scenarios[name] for name in pair)
    name = f"{pair[0]} and {pair[1]}, {mode}"
    try:
        said = meet(tenant, lambda: first(here), lambda: second(here), mode)
    except Exception as exc:
        return [f"{name}: {type(exc).__name__}: {exc}"]
    wrong = [f"{name}: {said}: {rule}" for rule in anomalies()]
    if not wrong:
        settle()
        wrong = [f"{name}: {said}, settled: {rule}" for rule in anomalies()]
    if not wrong and SEVERAL.isdisjoint(pair):
        seen = (said, here.state())
        serial = [one_after_the_other(world, first, second)]
        if seen not in serial:
            there = one_after_the_other(world, second, first)
            serial.append(((there[0][1], there[0][0]), there[1]))
        if "delete the" in name:
            seen, serial = (_gone(seen), [_gone(outcome) for outcome in serial])
        if seen not in serial:
            wrong.append(f"{name}: {seen} is none of {serial}")
    return wrong


def _gone(outcome: tuple[tuple[str, str], Any]) -> tuple[tuple[str, ...], Any]:
    said, state = outcome
    return tuple(GONE.get(code, code) for code in said), state


def one_after_the_other(world: Callable[[], World], first: Any, second: Any) -> tuple[tuple[str, str], Any]:
    """Run two commands in a world of their own, in this order."""
    here = world()
    said = told(lambda: first(here)), told(lambda: second(here))
    settle()
    return said, here.state()


def settle() -> None:
    """Find out what a provider was asked and nobody heard."""
    models.PaymentAttempt.objects.exclude(next_check_at=None).update(next_check_at="2020-01-01T00:00:00Z")
    resolving.sweep()
