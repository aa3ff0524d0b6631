"""What the storms and the pairs are worth: with a guard taken away they find out.

Each guard has another one behind it. Where that one alone still holds, both are taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rustok.ids import generate_id
from rustok.tenancy.models import Tenant
from rustok.tenancy.owner import owner_connection
from rustok.testing.database import truncate_used_tables
from rustok_commerce import models
from rustok_commerce.services import checkout, stock_plans
from rustok_commerce.services.orders import placing
from tests.factories import commerce
from tests.rustok_commerce.races.meeting import Mode
from tests.rustok_commerce.races.shop import carts_with, variant_of
from tests.rustok_commerce.races.test_pairs import faults
from tests.rustok_commerce.races.worlds import CART, ORDER, CartWorld, OrderWorld

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS = ("complete", "complete the other")


@pytest.fixture
def without(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[None]:
    """Take constraints of the pool's tables away for the length of a test."""
    kept = []
    with owner_connection() as owner:
        for table, name in request.param:
            row = owner.execute(
                "SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE c.conname = %s"
                " AND c.conrelid = ('pool.' || %s)::regclass",
                (name, table),
            ).fetchone()
            if row is None:
                # A unique constraint with a condition is an index.
                row = owner.execute("SELECT pg_get_indexdef(('pool.' || %s)::regclass)", (name,)).fetchone()
                kept.append(row[0])
                owner.execute(f"DROP INDEX pool.{name}")
            else:
                kept.append(f"ALTER TABLE pool.{table} ADD CONSTRAINT {name} {row[0]}")
                owner.execute(f"ALTER TABLE pool.{table} DROP CONSTRAINT {name}")
    try:
        yield
    finally:
        truncate_used_tables()
        with owner_connection() as owner:
            for statement in kept:
                owner.execute(statement)


def all_modes(tenant: Tenant, world: Any, scenarios: Any, pair: tuple[str, str]) -> list[str]:
    return [fault for mode in Mode for fault in faults(tenant, world, scenarios, pair, mode)]


def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stock be taken without looking whether it is there."""
    monkeypatch.setattr(stock_plans, "CHANGE", stock_plans.CHANGE.split(" AND (")[0] + " AND %s = %s")


def test_without_the_condition_the_database_refuses_and_the_pairs_tell(
    selling: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(monkeypatch)

    found = all_modes(selling, CartWorld, CART, BUYERS)

    assert any("commerce_stock_levels_reserved_ck" in fault for fault in found), found


@pytest.mark.parametrize("without", [[("commerce_stock_levels", "commerce_stock_levels_reserved_ck")]], indirect=True)
def test_without_the_condition_and_the_check_pieces_are_sold_twice(
    without: None, selling: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(monkeypatch)

    found = all_modes(selling, ScarceWorld, CART, BUYERS)

    assert any("a level promises more than lies there" in fault for fault in found), found


def test_without_the_lock_an_order_is_not_what_its_cart_is(selling: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "lock_cart", checkout.find_cart)

    assert all_modes(selling, CartWorld, CART, ("complete", "add a piece"))


def leave_one_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away all that keeps a cart from being bought twice but its number's constraint: locks, and ids of lines."""
    monkeypatch.setattr(checkout, "lock_cart", checkout.find_cart)
    named = placing.order_line

    def unnamed(*args: Any) -> models.OrderLine:
        line = named(*args)
        line.id = generate_id()
        return line

    monkeypatch.setattr(placing, "order_line", unnamed)


def test_by_the_unique_constraint_alone_a_cart_has_one_order(selling: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two completions the second is refused by the database, and finds the first one's order."""
    leave_one_guard(monkeypatch)

    assert all_modes(selling, EndlessWorld, CART, ("complete", "complete")) == []


@pytest.mark.parametrize("without", [[("commerce_order_numbers", "commerce_order_numbers_cart_uq")]], indirect=True)
def test_without_the_unique_constraint_it_has_two(
    without: None, selling: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_one_guard(monkeypatch)

    found = all_modes(selling, EndlessWorld, CART, ("complete", "complete"))

    assert any("a cart has two orders" in fault for fault in found), found


@pytest.mark.parametrize("without", [[("commerce_payment_events", "commerce_payment_events_uq")]], indirect=True)
def test_without_the_unique_constraint_a_message_counts_twice(without: None, selling: Tenant) -> None:
    found = all_modes(selling, OrderWorld, ORDER, ("hear a message", "hear a message"))

    assert any("a message was taken twice" in fault for fault in found), found


def test_with_every_guard_in_place_none_of_it_happens(selling: Tenant) -> None:
    assert all_modes(selling, CartWorld, CART, BUYERS) == []
    assert all_modes(selling, CartWorld, CART, ("complete", "add a piece")) == []
    assert all_modes(selling, OrderWorld, ORDER, ("hear a message", "hear a message")) == []


class ScarceWorld(CartWorld):
    """Where only the pieces do not suffice: neither the coupon nor the gift card stands in anybody's way."""

    uses = None
    credit = 100_000


class EndlessWorld(CartWorld):
    """Where nothing stands in a buyer's way but the cart itself: goods that nobody counts and that cost nothing."""

    def __init__(self) -> None:
        self.ctx = commerce.system()
        self.variant = variant_of(stock=0, price=0, manage_inventory=False)
        self.carts = carts_with(self.variant, 1, price=0)

    def state(self) -> dict[str, Any]:
        """Return what came of it all."""
        orders = models.Order.objects.filter(cart_id=self.carts[0].id)
        return {"orders": sorted(orders.values_list("total", "payment_status"))}
