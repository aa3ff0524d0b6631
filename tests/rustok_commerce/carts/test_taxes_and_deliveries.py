"""Carts with taxes and deliveries: what an option says is what is charged, and what the order says."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.ids import parse_id
from rustok_commerce import models
from tests.factories import commerce, selling
from tests.rustok_commerce.carts.conftest import Basket, code

ADDRESS = {
    "country": "AT",
    "first_name": "Ada",
    "last_name": "King",
    "line1": "Ring 1",
    "city": "Wien",
    "postcode": "1010",
}
VAT_ID = "ATU13585627"


@pytest.fixture(autouse=True)
def europe(ctx: RequestContext) -> None:
    """A German shop that delivers to Austria, whose tax buyers with a VAT id owe themselves."""
    selling.tax_class("standard")
    selling.settings(country="DE")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    selling.tax_zone("at", ("AT",), (selling.rate("standard", 200_000),), reverse_charge=True)
    zone = selling.shipping_zone("at", "AT")
    rate = {"currency": "USD", "amount": 600, "free_from": 12_000}
    selling.method("post", zone, rate)


def filled(basket: Basket, quantity: int, **about: Any) -> None:
    prices = [{"currency": "USD", "amount": 1200}]
    variant = commerce.product(published=True, variants=[commerce.variant(prices=prices)]).variants[0]
    assert basket.add(variant, quantity).status_code == 201
    told = basket.send("PUT", "/address", {"shipping_address": ADDRESS, "email": "ada@example.com"})
    assert told.status_code == 200, told.content
    if about:
        told = basket.send("PATCH", "", about)
        assert told.status_code == 200, told.content


def options(basket: Basket) -> dict[str, int]:
    told = basket.send("GET", "/shipping-options").json()
    return {option["code"]: option["amount"] for option in told["items"]}


@pytest.mark.parametrize(
    ("quantity", "about", "delivery", "tax", "total"),
    [
        (2, {}, 600, 500, 3000),
        (10, {}, 0, 2000, 12_000),
        (2, {"vat_id": VAT_ID}, 500, 0, 2500),
        # The delivery is free by the price that the channel shows.
        (10, {"vat_id": VAT_ID}, 0, 0, 10_000),
    ],
)
def test_a_delivery_costs_what_its_option_said(
    basket: Basket, quantity: int, about: dict[str, str], delivery: int, tax: int, total: int
) -> None:
    filled(basket, quantity, **about)

    assert options(basket) == {"post": delivery}
    chosen = basket.send("PUT", "/shipping-method", {"code": "post"})

    assert chosen.status_code == 200, chosen.content
    seen = basket.seen()
    assert [seen[name] for name in ("shipping_total", "tax_total", "total")] == [delivery, tax, total]
    assert basket.send("POST", "/payment-session", {"method": "manual", "data": {}}).status_code == 200
    done = basket.send("POST", "/complete", {"total": total})
    assert done.status_code == 200, done.content
    order = models.Order.objects.get(id=parse_id(done.json()["order_id"]))
    assert (order.shipping_total, order.tax_total, order.total) == (delivery, tax, total)
    line = models.OrderLine.objects.get(order=order)
    assert line.amount == line.unit_price * quantity == order.subtotal
    assert (order.prices_include_tax, line.unit_price) == ((False, 1000) if about else (True, 1200))


def test_a_delivery_that_does_not_come_here_is_not_chosen(basket: Basket) -> None:
    filled(basket, 2)
    other = selling.shipping_zone("ch", "CH")
    selling.method("alps", other, {"currency": "USD", "amount": 100})

    refused = basket.send("PUT", "/shipping-method", {"code": "alps"})

    assert code(refused, 409) == "commerce.shipping.not_available"
    assert basket.seen()["shipping"] is None
