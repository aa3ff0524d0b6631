"""Everybody comes to the tables in one order, so that no two transactions wait for each other in a circle."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from itertools import combinations, pairwise
from typing import Any, Final
from uuid import UUID

import pytest
from django.utils import timezone

from rustok.dto import parse
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.customers import MergeCustomersRequest
from rustok_commerce.dto.orders import CancelOrderRequest, EditOrderRequest
from rustok_commerce.dto.payments import CreateRefundRequest
from rustok_commerce.services import customer_logins, customer_merging, customer_privacy
from rustok_commerce.services.carts import expiry, merging
from rustok_commerce.services.orders import cancelling, editing, invoicing
from rustok_commerce.services.payments import desk
from tests.factories import customers
from tests.rustok_commerce.races.locking import watched
from tests.rustok_commerce.races.meeting import told
from tests.rustok_commerce.races.shop import carts_with
from tests.rustok_commerce.races.worlds import CART, ORDER, CartWorld, OrderWorld

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

_PARTS: Final = {
    f"commerce_{name}"
    for name in (
        "cart_lines",
        "cart_credits",
        "customer_addresses",
        "fulfilments",
        "order_discounts",
        "order_lines",
        "order_shipping",
        "payment_attempts",
        "promotion_uses",
        "refunds",
        "return_lines",
        "returns",
    )
}
"""Nobody changes them but under the lock of what they are a part of: a cart, a customer, an order, a payment."""


class CustomerWorld(CartWorld):
    """A customer who has bought with a coupon and a gift card, has an open cart more, and is there twice."""

    def __init__(self) -> None:
        super().__init__()
        self.user = customers.login()
        self.buyer = customers.shopper(self.user.id)
        self.customer_id = customers.customer(email=f"of-{self.user.email}").id
        self.twin_id = customers.customer().id
        models.Cart.objects.filter(id=self.carts[0].id).update(customer_id=self.customer_id)
        self.complete()
        self.order_id: UUID = models.Order.objects.get(cart_id=self.carts[0].id).id
        self.line_id = models.OrderLine.objects.get(order_id=self.order_id).id
        self.open = carts_with(self.variant, 2, method="manual")
        models.Cart.objects.filter(id=self.open[0].id).update(customer_id=self.customer_id)
        self.hold(self.open[0].id)

    def hold(self, cart_id: UUID) -> None:
        """Promise a piece to a cart."""
        models.StockReservation.objects.create(
            level=self.level, quantity=1, cart_id=cart_id, expires_at=timezone.now() + dt.timedelta(hours=1)
        )
        models.StockLevel.objects.filter(id=self.level.id).update(reserved=3)

    def edit(self, quantity: int) -> None:
        """Change what was ordered; with a piece more of the same, which is taken without the discount."""
        change = [{"line_id": str(self.line_id), "quantity": quantity}]
        add = [] if quantity else [{"variant_id": str(self.variant.id), "quantity": 1}]
        editing.edit_order(self.ctx, self.order_id, parse(EditOrderRequest, {"change": change, "add": add}))

    def refund(self, **said: Any) -> None:
        """Give money back."""
        desk.create_refund(self.ctx, self.order_id, CreateRefundRequest(amount=500, **said))


CUSTOMER: Final[dict[str, Callable[[CustomerWorld], Any]]] = {
    "cancel": lambda world: cancelling.cancel_order(world.ctx, world.order_id, CancelOrderRequest(notify=False)),
    "edit": lambda world: world.edit(1),
    "order something else": lambda world: world.edit(0),
    "refund to the gift card": lambda world: world.refund(),
    "refund to store credit": lambda world: world.refund(to_store_credit=True),
    "invoice": lambda world: invoicing.issue_invoice(world.ctx, world.order_id),
    "merge": lambda world: customer_merging.merge_customers(
        world.ctx, world.twin_id, MergeCustomersRequest(customer_id=world.customer_id)
    ),
    "erase": lambda world: customer_privacy.erase_customer(world.ctx, world.customer_id),
    "take a cart over": lambda world: merging.claim_cart(world.buyer, world.open[1].id, world.open[1].token),
    "follow the login": lambda world: customer_logins.follow_login(world.ctx, world.user.id),
    "expire carts": lambda world: expiry.expire_carts(world.ctx, timezone.now() + dt.timedelta(days=60)),
}

WORLDS: Final[tuple[tuple[Callable[[], Any], dict[str, Callable[[Any], Any]]], ...]] = (
    (CartWorld, CART),
    (OrderWorld, ORDER),
    (CustomerWorld, CUSTOMER),
)


def test_every_command_comes_to_the_tables_in_one_order(selling: Tenant) -> None:
    before: dict[str, set[str]] = defaultdict(set)
    by: dict[tuple[str, str], str] = {}
    for world, scenarios in WORLDS:
        for name, command in scenarios.items():
            here = world()
            with watched() as seen:
                said = told(lambda: command(here))  # noqa: B023
            for tables in seen():
                for first, second in combinations([name for name in tables if name not in _PARTS], 2):
                    before[second].add(first)
                    by.setdefault((first, second), f"{name} ({said}): {', '.join(tables)}")

    try:
        order = list(TopologicalSorter(before).static_order())
    except CycleError as exc:
        pytest.fail("\n".join(by[pair] for pair in pairwise(exc.args[1])))
    places = {name.removeprefix("commerce_"): place for place, name in enumerate(order)}
    selling_order = ["customers", "carts", "orders", "stock_reservations", "stock_levels", "promotions"]
    assert sorted(selling_order, key=places.__getitem__) == selling_order
    assert places["promotions"] < places["credit_accounts"] < places["payments"]
    assert places["credit_accounts"] < places["number_sequences"]
