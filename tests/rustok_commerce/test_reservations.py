"""Stock that is promised: as many pieces as there are, at all places, whoever is faster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.catalog.carts import AvailabilityChanged
from rustok.events.catalog.commerce import InventoryLow
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import CreateStockLocationRequest, SetStockRequest, UpdateStockLocationRequest
from rustok_commerce.services import inventory, reservations, stock_locations, stock_plans
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.test_inventory import in_threads


class Line:
    """A line of an order that stock is promised to."""

    def __init__(self, variant_id: UUID, quantity: int) -> None:
        self.id = generate_id()
        self.order_id = generate_id()
        self.variant_id = variant_id
        self.quantity = quantity
        self.manage_inventory = True


def later(minutes: int = 15) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)


def variant_of(**changes: object) -> UUID:
    return commerce.product(published=True, variants=[commerce.variant(**changes)]).variants[0].id


def levels(variant_id: UUID) -> dict[str, tuple[int, int]]:
    """Return what lies and what is promised, by location."""
    rows = models.StockLevel.objects.filter(variant_id=variant_id).order_by("location__code")
    return {
        code: (on_hand, reserved)
        for code, on_hand, reserved in rows.values_list("location__code", "on_hand", "reserved")
    }


def place(ctx: RequestContext, code: str, variant_id: UUID, on_hand: int) -> UUID:
    location = inventory.create_location(ctx, CreateStockLocationRequest(code=code, name=code))
    inventory.set_stock(ctx, SetStockRequest(variant_id=variant_id, location_id=location.id, on_hand=on_hand))
    return location.id


def take(ctx: RequestContext, *lines: Line, cart_id: UUID | None = None, location_id: UUID | None = None) -> UUID:
    order_id = generate_id()
    with transaction.atomic():
        reservations.take_for_order(ctx, order_id, lines, cart_id=cart_id, location_id=location_id)
    return order_id


def reserve(ctx: RequestContext, cart_id: UUID, pieces: dict[UUID, int], until: dt.datetime | None = None) -> None:
    with transaction.atomic():
        reservations.reserve_for_cart(ctx, cart_id, pieces, until or later())


def test_pieces_come_from_the_default_location_first(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=3)
    place(ctx, "attic", variant_id, 4)
    place(ctx, "barn", variant_id, 4)

    take(ctx, Line(variant_id, 5), Line(variant_id, 3))

    assert levels(variant_id) == {"attic": (4, 4), "barn": (4, 1), "main": (3, 3)}
    assert reservations.check() == []


def test_more_than_there_is_at_all_places_is_refused_and_nothing_is_promised(ctx: RequestContext) -> None:
    variant_id, other = variant_of(stock=3), variant_of(stock=10)
    place(ctx, "attic", variant_id, 4)

    with pytest.raises(errors.SoldOut) as refused:
        take(ctx, Line(other, 2), Line(variant_id, 8))

    assert [(error.path, error.code) for error in refused.value.errors] == [
        (("variants", to_ulid(variant_id)), "only_n_left")
    ]
    assert levels(variant_id) == {"attic": (4, 0), "main": (3, 0)}
    assert levels(other) == {"main": (10, 0)}
    assert models.StockReservation.objects.count() == 0


def test_where_the_buyer_fetches_them_only_pieces_of_that_place_count(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=10)
    attic = place(ctx, "attic", variant_id, 2)

    with pytest.raises(errors.SoldOut):
        take(ctx, Line(variant_id, 3), location_id=attic)
    take(ctx, Line(variant_id, 2), location_id=attic)

    assert levels(variant_id) == {"attic": (2, 2), "main": (10, 0)}


def test_a_location_that_is_switched_off_promises_nothing(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=1)
    place(ctx, "attic", variant_id, 0)
    row = models.StockLocation.objects.get(code="attic")
    models.StockLevel.objects.filter(location=row).delete()
    stock_locations.update_location(ctx, row.id, UpdateStockLocationRequest(is_active=False))

    with pytest.raises(errors.SoldOut):
        take(ctx, Line(variant_id, 2))


def test_what_can_be_ordered_in_advance_has_no_end(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=1, allow_backorder=True)
    take(ctx, Line(variant_id, 50))

    assert levels(variant_id) == {"main": (1, 50)}
    assert reservations.check() == []


def test_what_is_not_counted_is_never_promised(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=0, manage_inventory=False)
    line = Line(variant_id, 5)
    line.manage_inventory = False
    take(ctx, line)

    assert models.StockReservation.objects.count() == 0


def test_a_cart_keeps_its_pieces_for_a_while_and_its_order_takes_them(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=5)
    cart_id = generate_id()
    reserve(ctx, cart_id, {variant_id: 4})
    with pytest.raises(errors.SoldOut):
        take(ctx, Line(variant_id, 2))

    line = Line(variant_id, 5)
    take(ctx, line, cart_id=cart_id)

    assert levels(variant_id) == {"main": (5, 5)}
    rows = models.StockReservation.objects.values_list("quantity", "cart_id", "order_line_id", "expires_at")
    assert list(rows) == [(5, None, line.id, None)]


def test_a_cart_that_changed_is_promised_what_it_has_now(ctx: RequestContext) -> None:
    one, two = variant_of(stock=5), variant_of(stock=5)
    cart_id = generate_id()
    reserve(ctx, cart_id, {one: 4, two: 1})
    reserve(ctx, cart_id, {one: 1})
    assert (levels(one), levels(two)) == ({"main": (5, 1)}, {"main": (5, 0)})

    with pytest.raises(errors.SoldOut):
        reserve(ctx, cart_id, {one: 6})
    assert levels(one) == {"main": (5, 1)}
    assert reservations.check() == []


def test_promises_to_carts_lapse(ctx: RequestContext, heard: Heard) -> None:
    variant_id = variant_of(stock=5)
    reserve(ctx, generate_id(), {variant_id: 2}, later(-1))
    reserve(ctx, generate_id(), {variant_id: 1}, later(1))
    heard.clear()

    assert reservations.sweep() == 1

    assert levels(variant_id) == {"main": (5, 1)}
    assert [type(event) for event in heard] == [AvailabilityChanged]
    assert reservations.sweep() == 0


def test_pieces_of_lines_are_given_back_at_every_place(ctx: RequestContext) -> None:
    variant_id, other_id = variant_of(stock=3), variant_of(stock=5)
    place(ctx, "attic", variant_id, 4)
    line, other, kept = Line(variant_id, 5), Line(other_id, 2), Line(variant_id, 1)
    order_id = take(ctx, line, other, kept)

    with transaction.atomic():
        assert reservations.release_lines(order_id, [line.id, other.id], ctx=ctx) == 7
        assert reservations.release_lines(order_id, [line.id], ctx=ctx) == 0
    assert sum(reserved for _, reserved in levels(variant_id).values()) == 1
    assert levels(other_id) == {"main": (5, 0)}
    assert reservations.check() == []


def test_what_is_sent_leaves_the_stock_and_is_written_down(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=5)
    main = models.StockLocation.objects.get(code="main")
    line = Line(variant_id, 3)
    take(ctx, line)

    with transaction.atomic():
        reservations.ship(ctx, line, main, 2)  # type: ignore[arg-type]

    assert levels(variant_id) == {"main": (3, 1)}
    movement = models.StockMovement.objects.order_by("-id").first()
    assert (movement.delta, movement.on_hand_after, movement.reason) == (-2, 3, "sale")
    with transaction.atomic():
        assert reservations.restock(ctx, line, main, 1, note="came back")  # type: ignore[arg-type]
    assert levels(variant_id) == {"main": (4, 1)}
    assert reservations.check() == []


def test_what_is_sent_from_another_place_frees_the_promise_there(ctx: RequestContext) -> None:
    variant_id = variant_of(stock=3)
    attic = models.StockLocation.objects.get(id=place(ctx, "attic", variant_id, 2))
    line = Line(variant_id, 3)
    take(ctx, line)

    with pytest.raises(errors.InsufficientStock), transaction.atomic():
        reservations.ship(ctx, line, attic, 3)  # type: ignore[arg-type]
    assert levels(variant_id) == {"attic": (2, 0), "main": (3, 3)}
    with transaction.atomic():
        reservations.ship(ctx, line, attic, 2)  # type: ignore[arg-type]

    assert levels(variant_id) == {"attic": (0, 0), "main": (3, 1)}
    assert reservations.check() == []


def test_the_last_pieces_of_several_products_are_told_of_in_order(ctx: RequestContext, heard: Heard) -> None:
    """Two buyers of the same products come to their places in the log in one order."""
    variant_ids = [variant_of(stock=1, low_stock_threshold=0) for _ in range(6)]
    heard.clear()

    take(ctx, *(Line(variant_id, 1) for variant_id in reversed(variant_ids)))

    low = [event.variant_id for event in heard.take() if isinstance(event, InventoryLow)]
    assert low == variant_ids


def test_the_last_pieces_are_told_of(ctx: RequestContext, heard: Heard) -> None:
    variant_id = variant_of(stock=5, low_stock_threshold=2)
    heard.clear()
    take(ctx, Line(variant_id, 2))
    assert [type(event) for event in heard.take()] == [AvailabilityChanged]
    take(ctx, Line(variant_id, 1))

    low = [event for event in heard.take() if isinstance(event, InventoryLow)]
    assert [(event.variant_id, event.available) for event in low] == [(variant_id, 2)]


def test_the_check_finds_a_level_that_was_written_behind_its_back(ctx: RequestContext, tenant_a: Tenant) -> None:
    variant_id = variant_of(stock=5)
    call_command("stock", "check", "--tenant", "a", stdout=StringIO())
    models.StockLevel.objects.filter(variant_id=variant_id).update(reserved=1)

    with pytest.raises(CommandError) as failed:
        call_command("stock", "check", "--tenant", "a", stdout=StringIO())
    assert failed.value.returncode == 1


# --- Races ------------------------------------------------------------------------------------------------------------

UNCONDITIONAL = stock_plans.CHANGE.split(" AND (%s <= 0")[0] + " AND (%s <= 0 OR %s >= 0)"


def race(
    tenant: Tenant, buyers: int, pieces: int = 1, variants: int = 1
) -> tuple[list[object], dict[str, tuple[int, int]]]:
    """Let buyers take pieces of the same variants at once; return what was raised and the last level."""
    with tenant_scope(tenant):
        ids = list(models.Variant.objects.order_by("id").values_list("id", flat=True)[:variants])
        ctx = commerce.system()

    def buyer(number: int) -> Callable[[], object]:
        def run() -> object:
            # Half of them name the variants the other way round: locks are taken in order all the same.
            wanted = ids if number % 2 else ids[::-1]
            return take(ctx, *(Line(variant_id, pieces) for variant_id in wanted))

        return run

    outcome = in_threads(tenant, [buyer(number) for number in range(buyers)])
    with tenant_scope(tenant):
        return [raised for raised in outcome if raised is not None], levels(ids[-1])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("stock", "buyers"), [(1, 12), (7, 16)])
def test_of_buyers_at_once_as_many_succeed_as_there_are_pieces(tenant_a: Tenant, stock: int, buyers: int) -> None:
    with tenant_scope(tenant_a):
        variant_of(stock=stock)

    raised, left = race(tenant_a, buyers)

    assert [type(error) for error in raised] == [errors.SoldOut] * (buyers - stock)
    assert left == {"main": (stock, stock)}
    with tenant_scope(tenant_a):
        assert reservations.check() == []
        assert models.StockReservation.objects.aggregate(pieces=Sum("quantity"))["pieces"] == stock


@pytest.mark.django_db(transaction=True)
def test_buyers_at_once_find_the_pieces_at_other_places(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        variant_id = variant_of(stock=3)
        place(commerce.system(), "attic", variant_id, 3)
        place(commerce.system(), "barn", variant_id, 3)

    raised, left = race(tenant_a, 12)

    assert [type(error) for error in raised] == [errors.SoldOut] * 3
    assert left == {"attic": (3, 3), "barn": (3, 3), "main": (3, 3)}


@pytest.mark.django_db(transaction=True)
def test_buyers_of_several_things_at_once_do_not_wait_in_a_circle(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        for _ in range(5):
            variant_of(stock=4)

    raised, left = race(tenant_a, 10, variants=5)

    assert [type(error) for error in raised] == [errors.SoldOut] * 6
    assert left == {"main": (4, 4)}
    with tenant_scope(tenant_a):
        assert reservations.check() == []


@pytest.mark.django_db(transaction=True)
def test_without_the_condition_the_database_itself_refuses_to_oversell(
    tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The condition is what makes a refusal of it: without, buyers run into the check of the table."""
    monkeypatch.setattr(stock_plans, "CHANGE", UNCONDITIONAL)
    with tenant_scope(tenant_a):
        variant_of(stock=1)

    raised, left = race(tenant_a, 12)

    assert IntegrityError in [type(error) for error in raised]
    assert left == {"main": (1, 1)}
