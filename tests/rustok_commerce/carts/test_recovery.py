"""Reminders of carts that were left, and carts that expire."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.catalog.carts import CartAbandoned, CartExpired
from rustok.ids import generate_id, parse_id
from rustok_commerce import models
from rustok_commerce.services import reservations
from rustok_commerce.services.carts import expiry, recovery
from tests.factories import commerce
from tests.rustok_commerce.carts.conftest import Basket, code
from tests.rustok_commerce.conftest import Heard

DAY = dt.timedelta(days=1)


@pytest.fixture
def left(basket: Basket) -> Basket:
    """A cart that was left two days ago by somebody who wants to be reminded after one."""
    models.SalesSettings.objects.create(recovery_hours=24)
    basket.add(commerce.product(published=True, title="Lantern").variants[0], 2)
    told = basket.send("PATCH", "", {"email": "ada@example.com", "accepts_recovery": True})
    assert told.status_code == 200, told.content
    models.Cart.objects.update(updated_at=timezone.now() - 2 * DAY)
    return basket


def test_whoever_wants_to_be_reminded_is_once(
    left: Basket, ctx: RequestContext, heard: Heard, mailoutbox: list[Any]
) -> None:
    assert recovery.remind_all(ctx) == 1
    assert recovery.remind_all(ctx) == 0

    (event,) = [event for event in heard if isinstance(event, CartAbandoned)]
    recovery.send_reminder(event.cart_id, generate_id())
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.com"]
    assert "2 × Lantern" in mail.body
    assert f"token={left.token}" in mail.body


@pytest.mark.parametrize("lacks", ["consent", "address", "lines", "time", "setting"])
def test_nobody_else_is(left: Basket, ctx: RequestContext, lacks: str) -> None:
    match lacks:
        case "consent":
            models.Cart.objects.update(accepts_recovery=False)
        case "address":
            models.Cart.objects.update(email="")
        case "lines":
            models.CartLine.objects.all().delete()
        case "time":
            models.Cart.objects.update(updated_at=timezone.now())
        case "setting":
            models.SalesSettings.objects.update(recovery_hours=None)

    assert recovery.remind_all(ctx) == 0


def test_stop_is_for_good_and_needs_no_sign_in(left: Basket, ctx: RequestContext, mailoutbox: list[Any]) -> None:
    recovery.remind_all(ctx)
    assert code(left.send("POST", "/stop-reminders", X_Cart_Token="x"), 404) == "commerce.cart.not_found"
    assert left.send("POST", "/stop-reminders").status_code == 204

    recovery.send_reminder(parse_id(left.id), generate_id())

    assert mailoutbox == []
    assert left.seen()["accepts_recovery"] is False


def test_a_cart_that_nobody_touched_expires_with_its_promises(
    basket: Basket, ctx: RequestContext, heard: Heard
) -> None:
    variant = commerce.product(published=True).variants[0]
    basket.add(variant, 2)
    reservations.reserve_for_cart(ctx, parse_id(basket.id), {variant.id: 2}, timezone.now() + DAY)
    assert expiry.expire_carts(ctx) == 0
    models.Cart.objects.update(expires_at=timezone.now() - DAY)
    assert code(basket.add(variant), 409) == "commerce.cart.not_open"
    heard.clear()

    assert expiry.expire_carts(ctx) == 1

    assert [event for event in heard if isinstance(event, CartExpired)] == [CartExpired(cart_id=parse_id(basket.id))]
    assert models.StockReservation.objects.count() == 0
    assert reservations.check() == []
