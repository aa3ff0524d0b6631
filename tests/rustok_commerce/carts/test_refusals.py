"""What is asked wrongly of a cart is refused by its code, and no table of commerce has changed by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import generate_id, to_ulid
from rustok_commerce import models
from tests.rustok_commerce.carts.conftest import Basket
from tests.rustok_commerce.carts.test_checkout import ADDRESS, complete, pay, ready

Ask = Callable[[Basket], Any]
NOBODY = to_ulid(generate_id())


def tables() -> dict[str, list[Any]]:
    """Return all that is in the tables of commerce."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("rustok_commerce").get_models()
    }


def line_of(basket: Basket) -> str:
    return to_ulid(models.CartLine.objects.get().id)


def add(**data: Any) -> Ask:
    def ask(basket: Basket) -> Any:
        variant = to_ulid(models.Variant.objects.get().id)
        return basket.send("POST", "/lines", {"variant_id": variant, **data})

    return ask


def send(method: str, path: str, data: Any = None) -> Ask:
    return lambda basket: basket.send(method, path, data)


REFUSED: dict[str, tuple[Ask, int, str]] = {
    "negative pieces": (add(quantity=-1), 422, "input.invalid"),
    "no pieces": (add(quantity=0), 422, "input.invalid"),
    "more than a number holds": (add(quantity=2**63), 422, "input.invalid"),
    "half a piece": (add(quantity=1.5), 422, "input.invalid"),
    "more than the shop sells at once": (add(quantity=10**6), 422, "commerce.cart_line.quantity_too_large"),
    "a stale version": (add(version=99), 409, "resource.stale_version"),
    "an unknown field": (add(price=1), 422, "input.invalid"),
    "an unknown variant": (send("POST", "/lines", {"variant_id": NOBODY}), 409, "commerce.cart_line.not_sold"),
    "a NUL": (add(personalisation={"text": "\0"}), 422, "input.invalid"),
    "an unknown line": (send("PATCH", f"/lines/{NOBODY}", {"quantity": 1}), 404, "commerce.cart_line.not_found"),
    "negative pieces of a line": (
        lambda basket: basket.send("PATCH", f"/lines/{line_of(basket)}", {"quantity": -5}),
        422,
        "input.invalid",
    ),
    "an unknown country": (
        send("PUT", "/address", {"shipping_address": {**ADDRESS, "country": "XX"}}),
        422,
        "input.invalid",
    ),
    "a postcode of nowhere": (
        send("PUT", "/address", {"shipping_address": {**ADDRESS, "postcode": "1"}}),
        422,
        "input.invalid",
    ),
    "an unknown delivery": (
        send("PUT", "/shipping-method", {"code": "rocket"}),
        409,
        "commerce.shipping.not_available",
    ),
    "an unknown code": (send("POST", "/promotions", {"code": "FREE"}), 422, "commerce.cart.coupon_unknown"),
    "an unknown gift card": (
        send("POST", "/credits", {"code": "AAAA-BBBB-CCCC-DDDD"}),
        404,
        "commerce.gift_card.not_found",
    ),
    "an unknown credit": (send("DELETE", f"/credits/{NOBODY}"), 404, "commerce.cart.credit_not_found"),
    "an unknown way to pay": (
        send("POST", "/payment-session", {"method": "gold"}),
        422,
        "commerce.payment_method.unavailable",
    ),
    "a payment of somebody else": (
        send("POST", "/complete", {"payment_id": NOBODY}),
        404,
        "commerce.payment.not_of_cart",
    ),
    "no payment": (send("POST", "/complete", {}), 409, "commerce.payment.missing"),
    "a negative total": (send("POST", "/complete", {"total": -1}), 422, "input.invalid"),
    "another total": (send("POST", "/complete", {"total": 1}), 409, "commerce.cart.changed"),
    "a total beyond all numbers": (send("POST", "/complete", {"total": 2**63}), 422, "input.invalid"),
    "another currency": (
        lambda basket: basket.client.post("/api/v1/store/carts", {"currency": "CHF"}),
        422,
        "commerce.cart.currency_not_offered",
    ),
    "no currency at all": (
        lambda basket: basket.client.post("/api/v1/store/carts", {"currency": "dollars"}),
        422,
        "input.invalid",
    ),
    "somebody else's cart": (
        lambda basket: basket.send("POST", "/complete", {}, X_Cart_Token="guessed"),
        404,
        "commerce.cart.not_found",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_input_has_its_code_and_changes_nothing(basket: Basket, what: str) -> None:
    ask, status, code = REFUSED[what]
    ready(basket)
    before = tables()

    answer = ask(basket)

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert tables() == before


CHANGES: dict[str, Ask] = {
    "add": add(quantity=1),
    "change": lambda basket: basket.send("PATCH", f"/lines/{line_of(basket)}", {"quantity": 1}),
    "remove": lambda basket: basket.send("DELETE", f"/lines/{line_of(basket)}"),
    "details": send("PATCH", "", {"note": "x"}),
    "address": send("PUT", "/address", {"shipping_address": ADDRESS}),
    "refresh": send("POST", "/refresh", {}),
    "pay": send("POST", "/payment-session", {"method": "manual"}),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_cart_that_is_bought_or_has_expired_stands_still(basket: Basket, how: str) -> None:
    ready(basket)
    pay(basket)
    models.Cart.objects.update(expires_at=timezone.now())
    expired = tables()

    refused = [CHANGES[how](basket), complete(basket)]

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "commerce.cart.not_open")] * 2
    assert tables() == expired

    models.Cart.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    assert complete(basket).status_code == 200
    bought = tables()
    refused = [CHANGES[how](basket)]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(409, "commerce.cart.not_open")]
    assert tables() == bought


def test_what_is_sold_out_or_withdrawn_is_not_bought(basket: Basket, ctx: RequestContext) -> None:
    ready(basket, 2, stock=5)
    pay(basket)
    models.StockLevel.objects.update(reserved=4)
    sold_out = tables()

    refused = complete(basket)

    assert (refused.status_code, refused.json()["code"]) == (409, "commerce.stock.sold_out")
    assert tables() == sold_out
    models.StockLevel.objects.update(reserved=0)
    models.Product.objects.update(status="archived")
    withdrawn = tables()
    refused = complete(basket)
    assert (refused.status_code, refused.json()["code"]) == (409, "commerce.cart.not_ready")
    assert tables() == withdrawn
