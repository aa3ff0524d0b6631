"""Many buyers at once, twins of one buyer, and processes that die: as many orders as there are pieces, one per cart."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection, transaction

from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import CompleteCartRequest
from rustok_commerce.services import checkout, reservations, stock_plans
from rustok_commerce.services.carts import access
from rustok_commerce.services.numbers import take_order_number
from tests.factories import commerce
from tests.rustok_commerce.carts import races
from tests.rustok_commerce.carts.races import complete_all, guest, left_behind, ready_cart

pytestmark = pytest.mark.django_db(transaction=True)


def carts_of(tenant: Tenant, stock: int, buyers: int, method: str = "manual", **changes: Any) -> list[races.Ready]:
    """Give as many buyers a ready cart of one thing, of which there are fewer pieces."""
    with tenant_scope(tenant):
        variant = commerce.product(published=True, variants=[commerce.variant(stock=stock, **changes)]).variants[0]
        ctx = guest(tenant)
        return [ready_cart(ctx, [variant.id], method, number) for number in range(buyers)]


@pytest.mark.parametrize(("stock", "buyers"), [(1, 12), (5, 12)])
def test_of_buyers_at_once_as_many_get_an_order_as_there_are_pieces(tenant_a: Tenant, stock: int, buyers: int) -> None:
    carts = carts_of(tenant_a, stock, buyers)

    raised = complete_all(tenant_a, carts)

    assert [type(error) for error in raised] == [errors.SoldOut] * (buyers - stock)
    assert left_behind(tenant_a) == {
        "orders": stock,
        "numbers": stock,
        "promised": stock,
        "kept": stock,
        "completed": stock,
    }
    with tenant_scope(tenant_a):
        assert reservations.check() == []


def test_twins_get_one_order(tenant_a: Tenant) -> None:
    (cart,) = carts_of(tenant_a, 10, 1)

    assert complete_all(tenant_a, [cart] * 8) == []

    assert left_behind(tenant_a) == {"orders": 1, "numbers": 1, "promised": 1, "kept": 1, "completed": 1}


def test_twins_who_pay_by_card_are_charged_once(tenant_a: Tenant) -> None:
    (cart,) = carts_of(tenant_a, 10, 1, "test")

    raised = complete_all(tenant_a, [cart] * 6)

    # One whose twin is at the provider at this moment may be told to wait; none is charged a second time.
    assert {type(error) for error in raised} <= {errors.PaymentInProgress, errors.PaymentOutcomeUnknown}
    assert left_behind(tenant_a)["orders"] == 1
    with tenant_scope(tenant_a):
        payment = models.Payment.objects.get()
        assert (payment.authorised, payment.captured, payment.state) == (1999, 1999, "captured")
        assert sorted(models.PaymentAttempt.objects.values_list("kind", "status")) == [
            ("authorise", "succeeded"),
            ("capture", "succeeded"),
            ("create", "succeeded"),
        ]


def test_carts_of_the_same_things_in_another_order_do_not_wait_in_a_circle(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        things = [
            commerce.product(published=True, variants=[commerce.variant(stock=20)]).variants[0].id for _ in range(4)
        ]
        ctx = guest(tenant_a)
        carts = [ready_cart(ctx, things if number % 2 else things[::-1], number=number) for number in range(10)]

    assert complete_all(tenant_a, carts) == []

    assert left_behind(tenant_a) == {"orders": 10, "numbers": 10, "promised": 40, "kept": 40, "completed": 10}


# --- What each guard is for: taken out, the race is lost --------------------------------------------------------------


def test_without_the_condition_buyers_run_into_the_table(tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_plans, "CHANGE", stock_plans.CHANGE.split(" AND (%s")[0] + " AND %s = %s")
    carts = carts_of(tenant_a, 1, 10)

    raised = complete_all(tenant_a, carts)

    assert {type(error) for error in raised} != {errors.SoldOut}
    # The check of the table is the second line: still nothing is sold twice.
    assert left_behind(tenant_a)["orders"] == 1


def refusals(monkeypatch: pytest.MonkeyPatch) -> list[IntegrityError]:
    """Collect what the database refuses to completions."""
    found: list[IntegrityError] = []
    place = checkout._place_once

    def watched(*args: Any) -> Any:
        try:
            return place(*args)
        except IntegrityError as exc:
            found.append(exc)
            raise

    monkeypatch.setattr(checkout, "_place_once", watched)
    return found


@pytest.mark.parametrize("locked", [True, False])
def test_twins_take_turns_by_the_lock_and_without_it_unique_rows_keep_them_from_two_orders(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    refused = refusals(monkeypatch)
    if not locked:
        monkeypatch.setattr(checkout, "lock_cart", access.find_cart)
    (cart,) = carts_of(tenant_a, 10, 1)

    assert complete_all(tenant_a, [cart] * 8) == []

    assert (refused == []) is locked
    # The losers' transactions are gone whole, with the pieces that they took.
    assert left_behind(tenant_a) == {"orders": 1, "numbers": 1, "promised": 1, "kept": 1, "completed": 1}


def test_a_second_order_of_a_cart_cannot_be_numbered(tenant_a: Tenant) -> None:
    (cart,) = carts_of(tenant_a, 10, 1)
    complete_all(tenant_a, [cart])

    with (
        tenant_scope(tenant_a),
        pytest.raises(IntegrityError, match="commerce_order_numbers_cart_uq"),
        transaction.atomic(),
    ):
        take_order_number(generate_id(), cart[0])

    assert left_behind(tenant_a)["numbers"] == 1


# --- Processes that die -----------------------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import django
django.setup()
from rustok.context import RequestContext
from rustok.ids import parse_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import find_by_slug
from rustok_commerce.dto.carts import CompleteCartRequest
from rustok_commerce.services import checkout
import sys
tenant = find_by_slug("a")
with tenant_scope(tenant):
    ctx = RequestContext(tenant_id=tenant.id, currencies=("USD", "EUR"))
    checkout.complete_cart(ctx, parse_id(sys.argv[1]), sys.argv[2], CompleteCartRequest())
"""


def complete_and_die(cart: races.Ready, place: str) -> int:
    """Complete a cart in a process that is killed at a place; return its exit code."""
    settings: dict[str, Any] = connection.settings_dict
    login = f"{settings['USER']}:{settings['PASSWORD']}" if settings["PASSWORD"] else settings["USER"]
    query = urlencode({"host": settings["HOST"]}) if str(settings["HOST"]).startswith("/") else ""
    host = "" if query else settings["HOST"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{login}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}?{query}",
        "RUSTOK_FAILPOINTS": f"{place}=kill",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, to_ulid(cart[0]), cart[1]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 137), done.stderr
    return done.returncode


@pytest.mark.parametrize(
    "place",
    [
        "checkout.reserved",
        "payment.attempt_committed",
        "payment.answered",
        "payment.settled",
        "checkout.authorised",
        "checkout.placed",
    ],
)
def test_a_checkout_that_died_goes_on_where_it_stood(tenant_a: Tenant, place: str) -> None:
    (cart,) = carts_of(tenant_a, 10, 1, "test")

    assert complete_and_die(cart, place) == 137
    with tenant_scope(tenant_a):
        checkout.complete_cart(guest(tenant_a), cart[0], cart[1], CompleteCartRequest())
        # What the completed cart's event does, where the process died after the order.
        checkout.settle_payments(commerce.system(), cart[0])

    assert left_behind(tenant_a) == {"orders": 1, "numbers": 1, "promised": 1, "kept": 1, "completed": 1}
    with tenant_scope(tenant_a):
        payment = models.Payment.objects.get()
        assert (payment.state, payment.captured) == ("captured", 1999)
        assert reservations.check() == []
        assert models.Order.objects.get().payment_status == "paid"
