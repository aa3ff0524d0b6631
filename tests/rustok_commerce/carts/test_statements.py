"""A full cart costs as many statements as one with a single line."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.models import Tenant
from rustok_commerce.dto.carts import (
    AddCartLineRequest,
    CompleteCartRequest,
    CreateCartRequest,
    SetCartAddressRequest,
    StartCartPaymentRequest,
)
from rustok_commerce.services import checkout
from rustok_commerce.services.carts import creating, details, lines, viewing
from tests.factories import commerce
from tests.rustok_commerce.carts.races import ADDRESS, guest


def statements(tenant: Tenant, size: int) -> tuple[int, int, int]:
    """Fill a cart up to a size; count the statements of adding the last line, of showing it and of completing it."""
    ctx: RequestContext = guest(tenant)
    cart, token = creating.create_cart(ctx, CreateCartRequest())
    ids = [commerce.product(published=True).variants[0].id for _ in range(size)]
    for variant_id in ids[:-1]:
        lines.add_line(ctx, cart.id, token, AddCartLineRequest(variant_id=variant_id))
    with CaptureQueriesContext(
        connection,
    ) as adding:
        lines.add_line(ctx, cart.id, token, AddCartLineRequest(variant_id=ids[-1]))
    told = {"shipping_address": {**ADDRESS, "postcode": "10115"}, "email": "ada@example.com"}
    details.set_address(ctx, cart.id, token, parse(SetCartAddressRequest, told))
    checkout.start_payment(ctx, cart.id, token, StartCartPaymentRequest(method="manual"))
    with CaptureQueriesContext(connection) as showing:
        viewing.get_cart(ctx, cart.id, token)
    with CaptureQueriesContext(connection) as completing:
        checkout.complete_cart(ctx, cart.id, token, CompleteCartRequest())
    return len(adding), len(showing), len(completing)


def test_statements_do_not_grow_with_the_cart(in_tenant_a: Tenant) -> None:
    statements(in_tenant_a, 1)
    one, many = statements(in_tenant_a, 2), statements(in_tenant_a, 40)

    assert one == many
    # With what a shop costs that is made in the test's own transaction: it is read anew each time.
    assert [count for count, most in zip(many, (21, 26, 49), strict=True) if count > most] == []
