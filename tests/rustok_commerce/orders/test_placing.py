"""Orders as they are made: snapshots, sums, numbers, states."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from rustok.context import RequestContext
from rustok.events.catalog.orders import OrderPlaced
from rustok.ids import id_time
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import ListOrdersRequest, OrderOption
from rustok_commerce.selectors import orders as selectors
from rustok_commerce.services.numbers import take_order_number
from tests.factories import commerce, orders
from tests.rustok_commerce.conftest import Heard


def test_an_order_keeps_what_was_agreed_on(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product(title="Lamp")
    heard.clear()

    made = orders.order(product=product, quantities=[3])

    found = selectors.get_order(ctx, made.id)
    assert (found.subtotal, found.shipping_total, found.discount_total) == (5997, 500, 0)
    assert (found.net_total, found.tax_total, found.total) == (5039 + 420, 958 + 80, 6497)
    assert (found.status, found.payment_status, found.fulfilment_status) == ("placed", "unpaid", "unfulfilled")
    assert (found.due, found.to_refund) == (6497, 0)
    assert found.email == "ann@example.com"
    assert found.shipping_address is not None
    assert found.shipping_address.city == "Berlin"
    (line,) = found.lines
    assert (line.title, line.quantity, line.open, line.unit_price, line.gross) == ("Lamp", 3, 3, 1999, 5997)
    assert line.options == (OrderOption(name="Colour", value="Red"),)
    assert found.shipping is not None
    assert (found.shipping.code, found.shipping.gross) == ("parcel", 500)
    assert [event for event in heard if event.aggregate_type == "commerce.order"] == [
        OrderPlaced(
            order_id=made.id,
            number=made.number,
            cart_id=made.cart_id,
            customer_id=None,
            channel="default",
            currency="USD",
            total=6497,
        )
    ]
    assert list(models.OrderTransition.objects.filter(order=made).values_list("machine", "before", "after")) == [
        ("order", "", "placed"),
        ("payment", "", "unpaid"),
        ("fulfilment", "", "unfulfilled"),
    ]


def test_what_costs_nothing_is_paid(ctx: RequestContext) -> None:
    made = orders.order(price=0, shipping=None)

    assert selectors.get_order(ctx, made.id).payment_status == "paid"


def test_numbers_are_counted_and_begin_with_the_prefix(ctx: RequestContext) -> None:
    first = orders.order()
    models.SalesSettings.objects.create(order_prefix="LAMP-")

    second = orders.order()

    assert (first.number, second.number) == ("1001", "LAMP-1002")


def test_a_number_that_an_older_order_has_is_passed_over(ctx: RequestContext) -> None:
    models.OrderNumber.objects.create(number="1001", order_id=commerce.system().correlation_id)

    assert orders.order().number == "1002"


def test_an_order_that_fails_leaves_no_gap(ctx: RequestContext) -> None:
    with transaction.atomic():
        assert take_order_number(commerce.system().correlation_id, None) == "1001"
        transaction.set_rollback(True)

    assert orders.order().number == "1001"


def test_a_cart_has_one_order(ctx: RequestContext) -> None:
    made = orders.order()

    with pytest.raises(IntegrityError), transaction.atomic():
        take_order_number(commerce.system().correlation_id, made.cart_id)


def test_an_order_of_next_quarter_has_a_partition(ctx: RequestContext) -> None:
    made = orders.order()
    later = made.created_at + dt.timedelta(days=95)
    moved = models.Order.objects.get(id=made.id)
    moved.id = type(made.id)(int=(int(later.timestamp() * 1000) << 80) | (made.id.int & ((1 << 80) - 1)))
    moved.created_at = id_time(moved.id)

    moved.save(force_insert=True)

    assert models.Order.objects.get(id=moved.id).number == made.number


def test_orders_are_listed_by_what_is_asked(ctx: RequestContext) -> None:
    first = orders.order()
    second = orders.order(email="bob@example.com", channel="b2b")

    def found(**asked: str) -> list[str]:
        return [row.number for row in selectors.list_orders(ctx, ListOrdersRequest(**asked)).items]  # type: ignore[arg-type]

    assert found() == [second.number, first.number]
    assert found(number=first.number) == [first.number]
    assert found(email="BOB@example.com") == [second.number]
    assert found(channel="b2b") == [second.number]
    assert found(q="bob") == [second.number]
    assert found(q="100") == [second.number, first.number]
    assert found(q="nobody") == []
    assert found(status="completed") == []


def test_a_list_goes_on_where_it_ended(ctx: RequestContext) -> None:
    numbers = [orders.order().number for _ in range(3)]

    page = selectors.list_orders(ctx, ListOrdersRequest(limit=2))
    rest = selectors.list_orders(ctx, ListOrdersRequest(limit=2, after=page.next))

    assert [row.number for row in (*page.items, *rest.items)] == numbers[::-1]
    assert rest.next is None


def test_a_guest_opens_an_order_by_its_token_only(ctx: RequestContext) -> None:
    made = orders.order(token="a-secret-token")
    guest = RequestContext(tenant_id=ctx.tenant_id)

    assert selectors.get_own_order(guest, made.id, "a-secret-token").id == made.id
    for wrong in (None, "", "another"):
        with pytest.raises(errors.OrderNotFound):
            selectors.get_own_order(guest, made.id, wrong)
