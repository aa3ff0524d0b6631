"""From a cart to an order, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.ids import parse_id
from rustok_commerce import models
from rustok_commerce.services import reservations
from tests.factories import commerce
from tests.rustok_commerce.carts.conftest import Basket, code

ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "King",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postcode": "10115",
}


def ready(basket: Basket, quantity: int = 2, **changes: Any) -> Any:
    """Fill a cart with pieces of a new thing, and say where they go; return the variant."""
    variant = commerce.product(published=True, variants=[commerce.variant(**changes)]).variants[0]
    assert basket.add(variant, quantity).status_code == 201
    told = basket.send("PUT", "/address", {"shipping_address": ADDRESS, "email": "Ada@Example.com"})
    assert told.status_code == 200, told.content
    return variant


def pay(basket: Basket, method: str = "manual", **data: Any) -> Any:
    answer = basket.send("POST", "/payment-session", {"method": method, "data": data})
    assert answer.status_code == 200, answer.content
    return answer.json()


def complete(basket: Basket, **data: Any) -> Any:
    return basket.send("POST", "/complete", data)


def test_a_guest_buys_by_bank_transfer(basket: Basket) -> None:
    variant = ready(basket)
    payment = pay(basket)

    done = complete(basket, total=3998)

    assert done.status_code == 200, done.content
    order = models.Order.objects.get(id=parse_id(done.json()["order_id"]))
    assert done.json() == {
        "cart_id": basket.id,
        "order_id": done.json()["order_id"],
        "order_number": order.number,
        "payment_id": payment["id"],
        "payment_state": "pending",
        "currency": "USD",
        "total": 3998,
    }
    assert (order.total, order.email, order.payment_status) == (3998, "ada@example.com", "pending")
    line = models.OrderLine.objects.get(order=order)
    assert (line.quantity, line.unit_price, line.variant_id) == (2, 1999, variant.id)
    reserved = models.StockReservation.objects.get()
    assert (reserved.order_line_id, reserved.quantity) == (line.id, 2)
    assert basket.seen()["status"] == "completed"
    assert reservations.check() == []
