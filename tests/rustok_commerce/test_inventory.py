"""Stock: never below zero, every change in the ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from rustok.context import RequestContext
from rustok.events.catalog.commerce import InventoryLow, InventoryUpdated
from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import (
    MAX_STOCK,
    AdjustStockRequest,
    CreateStockLocationRequest,
    MovementReason,
    SetStockRequest,
)
from rustok_commerce.dto.variants import UpdateVariantRequest
from rustok_commerce.selectors import inventory as stock
from rustok_commerce.services import inventory, variants
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard


def test_adjusting_moves_tells_and_is_written_down(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    variant = product.variants[0]
    location_id = variant.stock[0].location_id
    heard.clear()

    changed = inventory.adjust_stock(ctx, AdjustStockRequest(variant_id=variant.id, delta=-4, note="broken"))

    assert changed.available == 6
    assert heard == [InventoryUpdated(product_id=product.id, variant_id=variant.id, location_id=location_id, delta=-4)]
    ledger = stock.list_movements(ctx, variant.id)
    assert [(m.delta, m.on_hand_after, m.reason, m.note) for m in ledger.items] == [
        (-4, 6, MovementReason.ADJUSTMENT, "broken"),
        (10, 10, MovementReason.INITIAL, None),
    ]


def test_more_than_there_is_cannot_be_taken(ctx: RequestContext, heard: Heard) -> None:
    variant = commerce.product().variants[0]
    models.StockLevel.objects.update(reserved=4)
    heard.clear()

    with pytest.raises(errors.InsufficientStock) as caught:
        inventory.adjust_stock(ctx, AdjustStockRequest(variant_id=variant.id, delta=-7))
    with pytest.raises(errors.StockReserved):
        inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=3))
    with pytest.raises(errors.StockOverflow):
        inventory.adjust_stock(ctx, AdjustStockRequest(variant_id=variant.id, delta=MAX_STOCK))

    assert caught.value.params == {"available": 6}
    assert heard == []
    assert models.StockLevel.objects.get().on_hand == 10
    assert models.StockMovement.objects.count() == 1


def test_setting_nothing_where_nothing_ever_was_writes_nothing(ctx: RequestContext, heard: Heard) -> None:
    variant = commerce.product().variants[0]
    models.StockLevel.objects.all().delete()
    heard.clear()

    changed = inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=0))

    assert (changed.stock, heard) == ((), [])
    assert not models.StockLevel.objects.exists()


def test_setting_the_same_quantity_tells_nobody(ctx: RequestContext, heard: Heard) -> None:
    variant = commerce.product().variants[0]
    heard.clear()

    inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=10))
    inventory.adjust_stock(ctx, AdjustStockRequest(variant_id=variant.id, delta=0))

    assert heard == []
    assert models.StockMovement.objects.count() == 1


def test_low_stock_is_told_once_on_the_way_down(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product(variants=[commerce.variant(stock=5, low_stock_threshold=3)])
    variant = product.variants[0]
    heard.clear()

    for on_hand in (4, 3, 1, 5):
        inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=on_hand))

    low = [event for event in heard if isinstance(event, InventoryLow)]
    assert low == [InventoryLow(product_id=product.id, variant_id=variant.id, available=3)]


def test_places_are_counted_together_and_apart(ctx: RequestContext) -> None:
    variant = commerce.product().variants[0]
    shop = inventory.create_location(ctx, CreateStockLocationRequest(code="shop", name="Shop"))

    changed = inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=2, location_id=shop.id))

    assert [(level.location_code, level.on_hand) for level in changed.stock] == [("main", 10), ("shop", 2)]
    assert changed.available == 12
    assert [location.code for location in stock.list_locations(ctx)] == ["main", "shop"]
    with pytest.raises(errors.DuplicateLocation):
        inventory.create_location(ctx, CreateStockLocationRequest(code="shop", name="Shop"))
    with pytest.raises(errors.StockLocationNotFound):
        inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=2, location_id=generate_id()))


def test_backorders_may_promise_more_than_there_is(ctx: RequestContext) -> None:
    variant = commerce.product(variants=[commerce.variant(stock=2, allow_backorder=True)]).variants[0]
    models.StockLevel.objects.update(reserved=5)

    inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=0))
    with pytest.raises(errors.StockReserved):
        variants.update_variant(ctx, variant.id, UpdateVariantRequest(allow_backorder=False))

    assert models.StockLevel.objects.get().on_hand == 0
    assert models.Variant.objects.get().allow_backorder


@pytest.mark.parametrize("change", [{"on_hand": -1}, {"reserved": -1}, {"reserved": 11}])
def test_the_database_refuses_impossible_stock(ctx: RequestContext, change: dict[str, int]) -> None:
    commerce.product()

    with pytest.raises(IntegrityError), transaction.atomic():
        models.StockLevel.objects.update(**change)


@pytest.mark.parametrize(
    "statement", ["UPDATE commerce_stock_movements SET delta = 0", "DELETE FROM commerce_stock_movements"]
)
def test_the_ledger_only_grows(ctx: RequestContext, statement: str) -> None:
    commerce.product()

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def in_threads(tenant: Tenant, work: list[Callable[[], None]]) -> list[BaseException | None]:
    """Run each piece of work on a connection of its own, all at once; return what each raised."""
    outcome: list[BaseException | None] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(number: int) -> None:
        try:
            with tenant_scope(tenant):
                start.wait(10)
                work[number]()
        except Exception as exc:
            outcome[number] = exc
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcome


@pytest.mark.django_db(transaction=True)
def test_the_last_pieces_are_sold_once(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        variant = commerce.product(variants=[commerce.variant(stock=5)]).variants[0]

    def buy() -> None:
        inventory.adjust_stock(ctx, AdjustStockRequest(variant_id=variant.id, delta=-1, reason=MovementReason.SALE))

    outcome = in_threads(tenant_a, [buy] * 8)

    with tenant_scope(tenant_a):
        assert models.StockLevel.objects.get().on_hand == 0
        assert sum(models.StockMovement.objects.values_list("delta", flat=True)) == 0
        assert models.StockMovement.objects.count() == 6
    assert [type(found) for found in outcome if found is not None] == [errors.InsufficientStock] * 3


@pytest.mark.django_db(transaction=True)
def test_reservations_and_counts_race_safely(tenant_a: Tenant) -> None:
    """Whoever comes first: what is promised is never more than what is there."""
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        variant = commerce.product(variants=[commerce.variant(stock=5)]).variants[0]

    def reserve() -> None:
        # The statement that a checkout will use: it takes no product's lock.
        rows = models.StockLevel.objects.filter(variant_id=variant.id, on_hand__gte=F("reserved") + 5)
        rows.update(reserved=F("reserved") + 5)

    def count() -> None:
        inventory.set_stock(ctx, SetStockRequest(variant_id=variant.id, on_hand=1))

    outcome = in_threads(tenant_a, [reserve, count])

    with tenant_scope(tenant_a):
        level = models.StockLevel.objects.get()
    assert (level.on_hand, level.reserved) in {(5, 5), (1, 0)}
    assert (level.on_hand == 5) == isinstance(outcome[1], errors.StockReserved)
    assert outcome[0] is None
