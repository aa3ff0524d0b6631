"""Edits of a placed order: prices that were agreed on, stock, sums, and what is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import StaleVersion
from rustok.events.catalog.orders import OrderEdited
from rustok_commerce import errors, models
from rustok_commerce.dto.fulfilments import FulfilOrderRequest
from rustok_commerce.dto.orders import EditOrderRequest, OrderResponse
from rustok_commerce.services import reservations
from rustok_commerce.services.orders import editing, fulfilment
from tests.factories import commerce, orders, selling
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.test_taxes import FlatTax


def edit(ctx: RequestContext, order: models.Order, **said: Any) -> OrderResponse:
    """Edit an order."""
    return editing.edit_order(ctx, order.id, parse(EditOrderRequest, said))


def change(line: UUID, quantity: int) -> dict[str, Any]:
    """Say how many pieces of a line there are to be."""
    return {"line_id": str(line), "quantity": quantity}


def check_sums(found: OrderResponse) -> None:
    """Check the identities of an order's totals."""
    parts = [*found.lines, *([found.shipping] if found.shipping is not None else [])]
    assert found.subtotal == sum(line.amount for line in found.lines)
    assert found.discount_total == sum(part.discount for part in parts)
    assert found.discount_total == sum(row.amount for row in found.discounts)
    assert (found.net_total, found.tax_total, found.total) == (
        sum(part.net for part in parts),
        sum(part.tax for part in parts),
        sum(part.gross for part in parts),
    )
    assert found.total == found.subtotal + found.shipping_total - found.discount_total
    assert sum(tax.amount for tax in found.taxes) == found.tax_total
    for part in parts:
        assert part.gross == part.net + part.tax == part.amount - part.discount
    assert found.due == max(0, found.total - found.captured_total)
    assert reservations.check() == []


def test_what_stays_keeps_its_price_and_the_difference_is_shown(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[3, 1])
    orders.paid(order)
    first, second = models.OrderLine.objects.filter(order=order).order_by("position")
    models.Price.objects.filter(variant_id=first.variant_id).update(amount=9999)
    heard.clear()

    less = edit(ctx, order, change=[change(first.id, 1)], version=2 + 1)

    check_sums(less)
    assert (less.total, less.to_refund, less.due) == (2 * 1999 + 500, 2 * 1999, 0)
    assert less.payment_status == "paid"
    assert OrderEdited(order_id=order.id, before=4 * 1999 + 500, after=2 * 1999 + 500) in heard
    level = models.StockLevel.objects.get(variant_id=first.variant_id)
    assert (level.on_hand, level.reserved) == (100, 1)

    more = edit(ctx, order, change=[change(second.id, 4)])

    check_sums(more)
    assert (more.due, more.to_refund, more.payment_status) == (1999, 0, "partially_paid")


def test_a_new_line_costs_what_it_costs_now_or_what_was_agreed(ctx: RequestContext) -> None:
    order = orders.order()
    lamp = commerce.product(title="Lamp", published=True)
    variant = lamp.variants[0]

    found = edit(
        ctx,
        order,
        add=[
            {"variant_id": str(variant.id), "quantity": 2},
            {"variant_id": str(variant.id), "quantity": 1, "unit_price": 100},
        ],
    )

    check_sums(found)
    assert [(line.title, line.quantity, line.unit_price) for line in found.lines[1:]] == [
        ("Lamp", 2, 1999),
        ("Lamp", 1, 100),
    ]
    level = models.StockLevel.objects.get(variant_id=variant.id)
    assert (level.on_hand, level.reserved) == (10, 3)


def test_a_new_line_is_taxed_by_the_provider_that_the_shop_uses(ctx: RequestContext, settings: Any) -> None:
    path = f"{FlatTax.__module__}.{FlatTax.__name__}"
    settings.RUSTOK = {**settings.RUSTOK, "commerce": {"tax_providers": {"flat": path}}}
    selling.settings(tax_provider="flat")
    order = orders.order()
    lamp = commerce.product(title="Lamp", published=True)

    found = edit(ctx, order, add=[{"variant_id": str(lamp.variants[0].id), "quantity": 1, "unit_price": 1100}])

    check_sums(found)
    assert [[(tax.name, tax.rate_ppm) for tax in line.taxes] for line in found.lines] == [
        [("VAT", 190_000)],
        [("Flat", 100_000)],
    ]
    assert (found.lines[1].gross, found.lines[1].tax) == (1100, 100)


def test_a_line_that_is_taken_away_is_gone_with_its_stock(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2, 1])
    first, second = models.OrderLine.objects.filter(order=order).order_by("position")

    found = edit(ctx, order, change=[change(first.id, 0)])

    check_sums(found)
    assert [line.id for line in found.lines] == [second.id]
    assert models.StockLevel.objects.get(variant_id=first.variant_id).reserved == 0


def test_what_cannot_be_edited_stays_as_it_is(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[2])
    (line,) = models.OrderLine.objects.filter(order=order)
    data = {"lines": [{"line_id": str(line.id), "quantity": 1}]}
    fulfilment.fulfil_order(ctx, order.id, parse(FulfilOrderRequest, data))
    unknown = str(ctx.correlation_id)
    before = models.Order.objects.values().get(id=order.id)
    heard.clear()

    refused: list[tuple[type[Exception], dict[str, Any]]] = [
        (errors.TooManyPieces, {"change": [change(line.id, 0)]}),
        (errors.OrderLineNotFound, {"change": [{"line_id": unknown, "quantity": 1}]}),
        (errors.DuplicateOrderLine, {"change": [change(line.id, 3), change(line.id, 4)]}),
        (errors.VariantNotSold, {"add": [{"variant_id": unknown, "quantity": 1}]}),
        (errors.SoldOut, {"change": [change(line.id, 102)]}),
        (StaleVersion, {"change": [change(line.id, 3)], "version": 1}),
    ]
    for fault, said in refused:
        with pytest.raises(fault):
            edit(ctx, order, **said)

    assert models.Order.objects.values().get(id=order.id) == before
    assert [event for event in heard if event.aggregate_type == "commerce.order"] == []
    assert reservations.check() == []


def test_an_order_cannot_be_emptied(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    (line,) = models.OrderLine.objects.filter(order=order)

    with pytest.raises(errors.OrderEmpty):
        edit(ctx, order, change=[change(line.id, 0)])


def test_more_than_was_refunded_must_be_left_of_a_line(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    payment = orders.paid(order)
    (line,) = models.OrderLine.objects.filter(order=order)
    orders.refund(payment, order, 2500, lines=[(line, 1, 2500)])

    with pytest.raises(errors.LineRefunded):
        edit(ctx, order, change=[change(line.id, 1)])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bought=st.lists(st.integers(1, 5), min_size=1, max_size=3),
    price=st.integers(1, 99_999),
    discount=st.integers(0, 60),
    edits=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7)), min_size=1, max_size=4),
)
def test_edits_keep_the_identities_of_the_totals(
    ctx: RequestContext, bought: list[int], price: int, discount: int, edits: list[tuple[int, int]]
) -> None:
    order = orders.order(quantities=bought, price=price, discount=discount)
    for place, quantity in edits:
        lines = list(models.OrderLine.objects.filter(order=order).order_by("position"))
        line = lines[place % len(lines)]
        if quantity == 0 and len(lines) == 1:
            continue

        found = edit(ctx, order, change=[change(line.id, quantity)])

        check_sums(found)
        kept = [row for row in found.lines if row.id == line.id]
        assert all(row.unit_price == price for row in found.lines)
        if quantity:
            assert kept[0].discount <= line.discount
