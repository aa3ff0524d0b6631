"""What changes beside the goods of a placed order: its addresses, checked as a cart's are."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.events.catalog.orders import OrderUpdated
from rustok_commerce import errors, models
from rustok_commerce.dto.channels import CreateChannelRequest
from rustok_commerce.dto.orders import OrderResponse, UpdateOrderRequest
from rustok_commerce.services import channels
from rustok_commerce.services.orders import updating
from tests.factories import orders, selling
from tests.rustok_commerce.conftest import Heard

VIENNA = {**orders.ADDRESS, "country": "AT", "city": "Wien", "postcode": "1010"}
HAMBURG = {**orders.ADDRESS, "city": "Hamburg", "postcode": "20095"}


def update(ctx: RequestContext, order: models.Order, **changes: Any) -> OrderResponse:
    return updating.update_order(ctx, order.id, parse(UpdateOrderRequest, changes))


def address_of(order: models.Order) -> dict[str, Any]:
    found: dict[str, Any] = models.Order.objects.get(id=order.id).shipping_address
    return {name: found.get(name, "") for name in orders.ADDRESS}


@pytest.fixture
def taxed(ctx: RequestContext) -> None:
    """Nineteen per cent in Germany, twenty in Austria."""
    selling.tax_class("standard")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    selling.tax_zone("at", ("AT",), (selling.rate("standard", 200_000),))


@pytest.mark.parametrize("which", ["shipping_address", "billing_address"])
def test_an_address_is_checked_by_its_country(ctx: RequestContext, heard: Heard, which: str) -> None:
    order = orders.order()
    heard.take()

    with pytest.raises(InvalidInput) as refused:
        update(ctx, order, **{which: {**HAMBURG, "postcode": "ABC", "city": ""}})

    assert sorted((error.path, error.code) for error in refused.value.errors) == [
        ((which, "city"), "required"),
        ((which, "postcode"), "postcode_invalid"),
    ]
    assert (address_of(order), heard) == (orders.ADDRESS, [])
    update(ctx, order, **{which: {**HAMBURG, "city": "  Hamburg "}})
    order.refresh_from_db()
    assert getattr(order, which)["city"] == "Hamburg"
    assert heard == [OrderUpdated(order_id=order.id, fields=(which,))]


def test_a_delivery_address_is_where_the_channel_sells_to(ctx: RequestContext) -> None:
    data = {"code": "default", "name": "Shop", "currencies": ["USD"], "countries": ["DE"]}
    channels.create_channel(ctx, parse(CreateChannelRequest, data))
    order = orders.order()

    with pytest.raises(errors.AddressUnfit):
        update(ctx, order, shipping_address=VIENNA)

    assert address_of(order) == orders.ADDRESS
    # Where the bill goes is nobody's business.
    update(ctx, order, billing_address=VIENNA, shipping_address=HAMBURG)
    assert address_of(order) == HAMBURG


def test_an_address_that_is_taxed_otherwise_is_refused(ctx: RequestContext, taxed: None, heard: Heard) -> None:
    order = orders.order()
    heard.take()

    with pytest.raises(errors.TaxedOtherwise) as refused:
        update(ctx, order, shipping_address=VIENNA)

    assert refused.value.params["country"] == "AT"
    assert (address_of(order), heard) == (orders.ADDRESS, [])
    update(ctx, order, shipping_address=HAMBURG)
    assert address_of(order) == HAMBURG


def test_the_taxes_of_the_order_can_be_kept(ctx: RequestContext, taxed: None) -> None:
    order = orders.order()

    update(ctx, order, shipping_address=VIENNA, keep_taxes=True)

    assert address_of(order) == VIENNA
    stored = models.Order.objects.get(id=order.id)
    assert (stored.total, stored.tax_total) == (order.total, order.tax_total)


def test_an_address_that_lacks_something_may_be_said_again(ctx: RequestContext) -> None:
    bare = {"country": "DE", "first_name": "", "last_name": "", "company": "", "line1": "", "line2": ""}
    bare |= {"city": "", "region": "", "postcode": "", "phone": ""}
    order = orders.order(shipping_address=bare)

    update(ctx, order, shipping_address=bare, note="Call first")

    assert models.Order.objects.get(id=order.id).note == "Call first"
