"""Stock of many variants, transfers, and the places that hold it."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, RustokError
from rustok.events.catalog.commerce import InventoryLow, InventoryUpdated
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import (
    AdjustStockRequest,
    ChangeStockLevelsRequest,
    CreateStockLocationRequest,
    MovementReason,
    SetStockLevelsRequest,
    SetStockRequest,
    StockLevelsResponse,
    TransferStockRequest,
    UpdateStockLocationRequest,
)
from rustok_commerce.selectors import inventory as ledger
from rustok_commerce.selectors.low_stock import list_low_stock
from rustok_commerce.services import inventory, stock_levels, stock_locations
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard


def place(ctx: RequestContext, code: str) -> UUID:
    return inventory.create_location(ctx, CreateStockLocationRequest(code=code, name=code)).id


def transfer(ctx: RequestContext, variant_id: UUID, from_id: UUID, to_id: UUID, quantity: int) -> Any:
    return stock_levels.transfer_stock(
        ctx,
        TransferStockRequest(variant_id=variant_id, from_location_id=from_id, to_location_id=to_id, quantity=quantity),
    )


def count(ctx: RequestContext, *rows: dict[str, Any]) -> StockLevelsResponse:
    return stock_levels.set_stock_levels(ctx, parse(SetStockLevelsRequest, {"levels": list(rows)}))


def change(ctx: RequestContext, *rows: dict[str, Any]) -> StockLevelsResponse:
    data = {"changes": list(rows), "reason": "receipt", "note": "delivery 7"}
    return stock_levels.change_stock_levels(ctx, parse(ChangeStockLevelsRequest, data))


def on_hand(variant_id: UUID) -> dict[str, int]:
    rows = models.StockLevel.objects.filter(variant_id=variant_id)
    return dict(rows.values_list("location__code", "on_hand"))


def assert_ledger_is_right() -> None:
    """Check for every level that its movements add up to what is there."""
    for level in models.StockLevel.objects.all():
        moved = models.StockMovement.objects.filter(variant_id=level.variant_id, location_id=level.location_id)
        assert (moved.aggregate(sum=Sum("delta"))["sum"] or 0) == level.on_hand
        last = moved.order_by("-id").first()
        assert last is None or last.on_hand_after == level.on_hand


def test_a_transfer_is_two_lines_and_changes_no_sum(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    variant = product.variants[0]
    main = variant.stock[0].location_id
    attic = place(ctx, "attic")
    heard.clear()

    moved = transfer(ctx, variant.id, main, attic, 4)

    assert moved.available == 10
    assert on_hand(variant.id) == {"main": 6, "attic": 4}
    assert heard == [
        InventoryUpdated(product_id=product.id, variant_id=variant.id, location_id=main, delta=-4),
        InventoryUpdated(product_id=product.id, variant_id=variant.id, location_id=attic, delta=4),
    ]
    lines = ledger.list_movements(ctx, variant.id).items
    assert {(line.delta, line.on_hand_after, line.reason) for line in lines[:2]} == {
        (-4, 6, MovementReason.TRANSFER),
        (4, 4, MovementReason.TRANSFER),
    }


def test_a_transfer_that_cannot_be_changes_nothing(ctx: RequestContext, heard: Heard) -> None:
    variant = commerce.product().variants[0]
    main = variant.stock[0].location_id
    attic, cellar = place(ctx, "attic"), place(ctx, "cellar")
    stock_locations.update_location(ctx, cellar, UpdateStockLocationRequest(is_active=False))
    models.StockLevel.objects.update(reserved=4)
    heard.clear()

    for fault, from_id, to_id, quantity in (
        (errors.InsufficientStock, main, attic, 7),
        (errors.InsufficientStock, attic, main, 1),
        (errors.SameLocation, main, main, 1),
        (errors.LocationInactive, main, cellar, 1),
        (errors.StockLocationNotFound, main, generate_id(), 1),
    ):
        with pytest.raises(fault):
            transfer(ctx, variant.id, from_id, to_id, quantity)

    assert heard == []
    assert {code: pieces for code, pieces in on_hand(variant.id).items() if pieces} == {"main": 10}


@pytest.mark.django_db(transaction=True)
def test_two_transfers_at_once_take_no_piece_twice(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        variant = commerce.product().variants[0]
        main = variant.stock[0].location_id
        attic = place(ctx, "attic")
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def work(to_there: bool) -> None:
        with tenant_scope(tenant_a):
            for _ in range(6):
                start.wait()
                try:
                    transfer(commerce.system(), variant.id, main, attic, 2)
                    outcomes.append("moved")
                except errors.InsufficientStock:
                    outcomes.append("refused")
        connection.close()

    threads = [threading.Thread(target=work, args=(way,)) for way in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved"] * 5 + ["refused"] * 7
    with tenant_scope(tenant_a):
        assert on_hand(variant.id) == {"main": 0, "attic": 10}
        assert_ledger_is_right()


def test_a_delivery_is_booked_as_a_whole(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product(variants=[commerce.variant(low_stock_threshold=5) for _ in range(3)])
    first, second, third = product.variants
    attic = place(ctx, "attic")
    heard.clear()

    done = change(
        ctx,
        {"variant_id": to_ulid(first.id), "delta": 5},
        {"variant_id": to_ulid(first.id), "delta": 3, "location_id": to_ulid(attic)},
        {"variant_id": to_ulid(second.id), "delta": -6},
        {"variant_id": to_ulid(third.id), "delta": 0},
    )

    assert (done.changed, done.product_ids) == (3, (product.id,))
    assert on_hand(first.id) == {"main": 15, "attic": 3}
    assert on_hand(second.id) == {"main": 4}
    assert [type(event).__name__ for event in heard] == ["InventoryUpdated"] * 3 + ["InventoryLow"]
    assert heard[-1] == InventoryLow(product_id=product.id, variant_id=second.id, available=4)
    assert ledger.list_movements(ctx, second.id).items[0].note == "delivery 7"
    assert_ledger_is_right()
    heard.clear()
    assert count(ctx, {"variant_id": to_ulid(second.id), "on_hand": 4}).changed == 0
    assert heard == []


def test_rows_that_cannot_be_are_named_and_none_is_booked(ctx: RequestContext, heard: Heard) -> None:
    variant, other = (commerce.product().variants[0] for _ in range(2))
    models.StockLevel.objects.filter(variant_id=variant.id).update(reserved=4)
    good = {"variant_id": to_ulid(other.id), "delta": 1}
    heard.clear()

    with pytest.raises(InvalidInput) as unknown:
        change(
            ctx,
            good,
            {**good, "variant_id": to_ulid(generate_id())},
            {**good, "location_id": to_ulid(generate_id())},
            good,
        )
    with pytest.raises(InvalidInput) as taken:
        change(ctx, good, {"variant_id": to_ulid(variant.id), "delta": -7})
    with pytest.raises(InvalidInput) as counted:
        count(ctx, {"variant_id": to_ulid(variant.id), "on_hand": 3})

    assert [(error.path, error.code) for error in unknown.value.errors] == [
        (("changes", 1, "variant_id"), "commerce.variant.not_found"),
        (("changes", 2, "location_id"), "commerce.stock_location.not_found"),
        (("changes", 3, "variant_id"), "commerce.stock.duplicate_level"),
    ]
    assert [(error.path, error.code) for error in taken.value.errors] == [
        (("changes", 1, "delta"), "commerce.stock.insufficient")
    ]
    assert [(error.path, error.code) for error in counted.value.errors] == [
        (("levels", 0, "on_hand"), "commerce.stock.reserved")
    ]
    assert heard == []
    assert (on_hand(variant.id), on_hand(other.id)) == ({"main": 10}, {"main": 10})


def test_a_location_is_renamed_switched_off_and_deleted_only_while_nothing_lies_there(ctx: RequestContext) -> None:
    variant = commerce.product().variants[0]
    main = variant.stock[0].location_id
    attic = place(ctx, "attic")
    transfer(ctx, variant.id, main, attic, 4)

    renamed = stock_locations.update_location(ctx, attic, UpdateStockLocationRequest(code="loft", name="Loft"))
    assert (renamed.code, renamed.name, renamed.is_active) == ("loft", "Loft", True)
    with pytest.raises(errors.DuplicateLocation):
        stock_locations.update_location(ctx, attic, UpdateStockLocationRequest(code="main"))
    for location_id, fault in ((attic, errors.LocationInUse), (main, errors.LocationIsDefault)):
        with pytest.raises(fault):
            stock_locations.update_location(ctx, location_id, UpdateStockLocationRequest(is_active=False))
        with pytest.raises(fault):
            stock_locations.delete_location(ctx, location_id)
    assert stock_locations.set_default_location(ctx, attic).is_default
    transfer(ctx, variant.id, main, attic, 6)
    assert not stock_locations.update_location(ctx, main, UpdateStockLocationRequest(is_active=False)).is_active
    with pytest.raises(errors.LocationInactive):
        stock_locations.set_default_location(ctx, main)
    with pytest.raises(errors.LocationInactive):
        inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=1, location_id=main))
    stock_locations.delete_location(ctx, main)

    assert on_hand(variant.id) == {"loft": 10}
    assert {line.location_id for line in ledger.list_movements(ctx, variant.id).items} == {main, attic}
    with pytest.raises(IntegrityError), transaction.atomic():
        models.StockLocation.objects.update(is_active=False)


def test_what_runs_out_is_listed_in_pages(ctx: RequestContext) -> None:
    low = commerce.product(title="Low", variants=[commerce.variant(stock=2, low_stock_threshold=2)])
    out = commerce.product(title="Out", variants=[commerce.variant(stock=None)])
    commerce.product(variants=[commerce.variant(stock=3, low_stock_threshold=2)])
    commerce.product(variants=[commerce.variant(stock=0, manage_inventory=False)])

    first = list_low_stock(ctx, limit=1)
    second = list_low_stock(ctx, after=first.next, limit=1)

    assert [(item.product_title, item.available) for item in (*first.items, *second.items)] == [("Out", 0), ("Low", 2)]
    assert [item.product_id for item in (*first.items, *second.items)] == [out.id, low.id]
    assert second.next is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("adjust", "set", "transfer", "back", "change", "count", "reserve")),
        st.integers(0, 1),
        st.integers(-8, 12),
    ),
    min_size=4,
    max_size=10,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, backorder=st.booleans())
def test_the_ledger_adds_up_whatever_is_done(ctx: RequestContext, steps: list[Any], backorder: bool) -> None:
    with transaction.atomic():
        variants = [
            commerce.product(variants=[commerce.variant(allow_backorder=backorder)]).variants[0] for _ in (0, 1)
        ]
        main = variants[0].stock[0].location_id
        attic = place(ctx, f"attic-{variants[0].id}")
        for action, which, number in steps:
            variant_id = variants[which].id
            row = {"variant_id": to_ulid(variant_id), "location_id": to_ulid((main, attic)[number % 2])}
            try:
                match action:
                    case "adjust":
                        inventory.adjust_stock(ctx, AdjustStockRequest(variant_id=variant_id, delta=number))
                    case "set":
                        inventory.set_stock(ctx, SetStockRequest(variant_id=variant_id, on_hand=abs(number)))
                    case "transfer":
                        transfer(ctx, variant_id, main, attic, abs(number) or 1)
                    case "back":
                        transfer(ctx, variant_id, attic, main, abs(number) or 1)
                    case "change":
                        change(ctx, {**row, "delta": number}, {"variant_id": to_ulid(variants[0].id), "delta": -number})
                    case "count":
                        count(ctx, {**row, "on_hand": abs(number)})
                    case "reserve":
                        with transaction.atomic():
                            models.StockLevel.objects.filter(variant_id=variant_id).update(reserved=abs(number))
            except (RustokError, IntegrityError):
                # Refused, so that nothing of it may be seen below.
                continue
        assert_ledger_is_right()
        wrong = [
            level
            for level in models.StockLevel.objects.all()
            if level.on_hand < 0 or (not level.backorder and level.reserved > level.on_hand)
        ]
        assert wrong == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("change", ["on_hand = -1", "reserved = -1", "reserved = on_hand + 1"])
def test_raw_statements_do_not_get_past_the_constraints(ctx: RequestContext, change: str) -> None:
    commerce.product()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE commerce_stock_levels SET {change}")


def _blocked_by(connection_id: int) -> bool:
    with connection.cursor() as cursor:
        # Not pg_stat_activity: a transaction sees it as it was at its first look.
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))", [connection_id]
        )
        return bool(cursor.fetchone()[0])


def _meanwhile(tenant: Tenant, first: Any, second: Any) -> BaseException | None:
    """Do the second while the first is done and not committed yet; return what the second raised."""
    raised: list[BaseException | None] = [None]

    def run() -> None:
        try:
            with tenant_scope(tenant):
                second()
        except RustokError as exc:
            raised[0] = exc
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (mine,) = cursor.fetchone()
        thread.start()
        # It either waits for this transaction, or is through.
        while thread.is_alive() and not _blocked_by(mine):
            thread.join(0.02)
        assert thread.is_alive()
    thread.join(60)
    return raised[0]


@pytest.mark.parametrize("has_level", [True, False])
def test_stock_is_put_nowhere_that_is_deleted_meanwhile(
    transactional_db: None, tenant_a: Tenant, has_level: bool
) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        variant = commerce.product().variants[0]
        attic = place(ctx, "attic")
        if has_level:
            for on_hand_there in (1, 0):
                put = SetStockRequest(variant_id=variant.id, on_hand=on_hand_there, location_id=attic)
                inventory.set_stock(ctx, put)
        put = SetStockRequest(variant_id=variant.id, on_hand=5, location_id=attic)

        refused = _meanwhile(
            tenant_a,
            lambda: inventory.set_stock(ctx, put),
            lambda: stock_locations.delete_location(ctx, attic),
        )
        assert isinstance(refused, errors.LocationInUse)
        assert on_hand(variant.id) == {"main": 10, "attic": 5}

        cellar = place(ctx, "cellar")
        refused = _meanwhile(
            tenant_a,
            lambda: stock_locations.delete_location(ctx, cellar),
            lambda: stock_levels.set_stock_levels(
                ctx,
                parse(
                    SetStockLevelsRequest,
                    {
                        "levels": [{"variant_id": to_ulid(variant.id), "on_hand": 5, "location_id": to_ulid(cellar)}],
                        "reason": "count",
                    },
                ),
            ),
        )
        assert isinstance(refused, InvalidInput)
        assert [error.code for error in refused.errors] == ["commerce.stock_location.not_found"]
        assert on_hand(variant.id) == {"main": 10, "attic": 5}
