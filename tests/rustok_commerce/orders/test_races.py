"""Two commands about the same pieces at once: whoever comes second sees what the first did."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.fulfilments import (
    FulfilLine,
    FulfilOrderRequest,
    ReceiveReturnRequest,
    RequestReturnRequest,
    ReturnedLine,
)
from rustok_commerce.dto.orders import CancelOrderRequest, ChangedLine, EditOrderRequest
from rustok_commerce.services import reservations
from rustok_commerce.services.orders import cancelling, editing, fulfilment, invoicing, returns
from tests.factories import commerce, orders

pytestmark = pytest.mark.django_db(transaction=True)

Call = Callable[[RequestContext, models.Order, models.OrderLine], Any]


@pytest.fixture
def shop(tenant_a: Tenant) -> Iterator[Tenant]:
    """A tenant; nothing is rolled back by itself."""
    with tenant_scope(tenant_a):
        yield tenant_a


def at_once(tenant: Tenant, *calls: Callable[[], Any]) -> list[str]:
    """Run calls at the same moment, each on its own connection; return the codes of their refusals, empty for none."""
    start = threading.Barrier(len(calls))
    found = [""] * len(calls)
    broken: list[BaseException] = []

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            with tenant_scope(tenant):
                start.wait(30)
                call()
        except RustokError as exc:
            found[place] = exc.code
        except BaseException as exc:
            broken.append(exc)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []
    return found


def fulfil(ctx: RequestContext, order: models.Order, line: models.OrderLine) -> Any:
    """Send two pieces."""
    return fulfilment.fulfil_order(ctx, order.id, FulfilOrderRequest(lines=(FulfilLine(line_id=line.id, quantity=2),)))


def cancel(ctx: RequestContext, order: models.Order, line: models.OrderLine) -> Any:
    """Give the order up."""
    return cancelling.cancel_order(ctx, order.id, CancelOrderRequest())


def shrink(ctx: RequestContext, order: models.Order, line: models.OrderLine) -> Any:
    """Leave one piece of the line."""
    return editing.edit_order(ctx, order.id, EditOrderRequest(change=(ChangedLine(line_id=line.id, quantity=1),)))


def take_back(ctx: RequestContext, order: models.Order, line: models.OrderLine) -> Any:
    """Announce two pieces as a return, and receive them."""
    request = RequestReturnRequest(lines=(ReturnedLine(line_id=line.id, quantity=2),))
    made = returns.create_return(ctx, order.id, request).returns[-1]
    return returns.receive_return(ctx, order.id, made.id, ReceiveReturnRequest())


def unpack(ctx: RequestContext, order: models.Order, line: models.OrderLine) -> Any:
    """Take the order's first parcel back."""
    parcel = models.Fulfilment.objects.filter(order=order).order_by("id")[0]
    return fulfilment.cancel_fulfilment(ctx, order.id, parcel.id)


def check_pieces(order: models.Order) -> models.OrderLine:
    """Check that the counters of the line agree with its parcels, its returns and the stock."""
    line: models.OrderLine = models.OrderLine.objects.get(order=order)
    sent = models.FulfilmentLine.objects.filter(order_line_id=line.id).exclude(fulfilment__status="cancelled")
    assert sum(sent.values_list("quantity", flat=True)) == line.fulfilled
    came = models.ReturnLine.objects.filter(order_line_id=line.id)
    assert sum(came.values_list("received", flat=True)) == line.returned
    assert line.returned <= line.fulfilled
    assert line.fulfilled + line.cancelled <= line.quantity
    assert reservations.check() == []
    level = models.StockLevel.objects.get(variant_id=line.variant_id)
    assert level.reserved == line.quantity - line.fulfilled - line.cancelled
    assert level.on_hand == 100 - line.fulfilled + line.returned
    return line


@pytest.mark.parametrize(
    ("first", "second", "is_sent"),
    [
        (fulfil, fulfil, False),
        (fulfil, cancel, False),
        (fulfil, shrink, False),
        (cancel, shrink, False),
        (cancel, cancel, False),
        (take_back, take_back, True),
        (take_back, unpack, True),
        (unpack, unpack, True),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_pieces_are_used_once_whoever_comes_first(shop: Tenant, first: Call, second: Call, is_sent: bool) -> None:
    ctx = commerce.system()
    for _ in range(3):
        order = orders.order(quantities=[2])
        line = models.OrderLine.objects.get(order=order)
        if is_sent:
            fulfil(ctx, order, line)

        refused = at_once(shop, partial(first, ctx, order, line), partial(second, ctx, order, line))

        check_pieces(order)
        if first is cancel:
            # Of two cancellations the second finds what it wanted; an edit may come before a cancellation.
            assert refused[0] == ""
        else:
            assert sorted(map(bool, refused)) == [False, True], refused


def test_orders_of_the_same_things_are_cancelled_at_once_without_waiting_in_a_circle(shop: Tenant) -> None:
    ctx = commerce.system()
    product = commerce.product(variants=[commerce.variant(stock=100) for _ in range(6)])
    turned = dataclasses.replace(product, variants=product.variants[::-1])
    for _ in range(5):
        made = [orders.order(product=one, quantities=[1] * 6) for one in (product, turned)]
        assert at_once(
            shop, *(partial(cancelling.cancel_order, ctx, one.id, CancelOrderRequest()) for one in made)
        ) == [
            "",
            "",
        ]
    assert set(models.StockLevel.objects.values_list("reserved", flat=True)) == {0}
    assert reservations.check() == []


def test_refunds_at_once_are_all_added_up(shop: Tenant) -> None:
    order = orders.order(quantities=[2])
    payments = [orders.payment(order, captured=1000) for _ in range(4)]
    orders.settle(order)

    def give(payment: models.Payment) -> Callable[[], Any]:
        return lambda: orders.refund(payment, order, 700)

    assert at_once(shop, *(give(payment) for payment in payments)) == [""] * 4

    order.refresh_from_db()
    assert (order.captured_total, order.refunded_total, order.allowed_total) == (4000, 2800, 2800)


def test_invoices_are_numbered_without_gaps_under_rollbacks(shop: Tenant) -> None:
    ctx = commerce.system()
    made = [orders.order() for _ in range(12)]

    def issue(place: int) -> Callable[[], Any]:
        def call() -> None:
            with transaction.atomic():
                invoicing.issue_invoice(ctx, made[place].id)
                # Every third changes its mind, with the number in its hand.
                transaction.set_rollback(place % 3 == 0)

        return call

    assert at_once(shop, *(issue(place) for place in range(12))) == [""] * 12

    numbers = sorted(models.Invoice.objects.values_list("sequence", flat=True))
    assert numbers == list(range(1, 9))
    assert models.NumberSequence.objects.get(kind="invoice").next_number == 9


def test_orders_placed_at_once_have_numbers_of_their_own(shop: Tenant) -> None:
    products = [commerce.product(variants=[commerce.variant(stock=100)]) for _ in range(8)]

    def place(number: int) -> Callable[[], Any]:
        return lambda: orders.order(product=products[number])

    assert at_once(shop, *(place(number) for number in range(8))) == [""] * 8

    numbers = sorted(models.Order.objects.values_list("number", flat=True))
    assert numbers == [str(1001 + place) for place in range(8)]
