"""Carts that are bought at once, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.carts import (
    AddCartLineRequest,
    CompleteCartRequest,
    CreateCartRequest,
    SetCartAddressRequest,
    StartCartPaymentRequest,
)
from rustok_commerce.services import checkout
from rustok_commerce.services.carts import creating, details, lines
from tests.rustok_commerce.test_inventory import in_threads

ADDRESS = {"country": "DE", "first_name": "Ada", "last_name": "King", "line1": "Hauptstr. 1", "city": "Berlin"}

Ready = tuple[UUID, str]
"""A cart that can be completed, and its token."""


def guest(tenant: Tenant) -> RequestContext:
    """Return the context of a visitor."""
    return RequestContext(tenant_id=tenant.id, currencies=("USD", "EUR"))


def ready_cart(
    ctx: RequestContext, variant_ids: Sequence[UUID], method: str = "manual", number: int = 0, **data: str
) -> Ready:
    """Fill a cart up to its payment."""
    cart, token = creating.create_cart(ctx, CreateCartRequest())
    for variant_id in variant_ids:
        lines.add_line(ctx, cart.id, token, AddCartLineRequest(variant_id=variant_id))
    address = {**ADDRESS, "postcode": "10115"}
    told = {"shipping_address": address, "email": f"buyer-{number}@example.com"}
    details.set_address(ctx, cart.id, token, parse(SetCartAddressRequest, told))
    checkout.start_payment(ctx, cart.id, token, StartCartPaymentRequest(method=method, data=data))
    return cart.id, token


def complete_all(tenant: Tenant, carts: Sequence[Ready]) -> list[BaseException]:
    """Complete carts at once; return what was raised."""

    def buyer(cart: Ready) -> Callable[[], Any]:
        ctx = guest(tenant)
        return lambda: checkout.complete_cart(ctx, cart[0], cart[1], CompleteCartRequest())

    return [raised for raised in in_threads(tenant, [buyer(cart) for cart in carts]) if raised is not None]


def left_behind(tenant: Tenant) -> dict[str, int]:
    """Count what completions leave behind."""
    with tenant_scope(tenant):
        return {
            "orders": models.Order.objects.count(),
            "numbers": models.OrderNumber.objects.count(),
            "promised": sum(models.StockLevel.objects.values_list("reserved", flat=True)),
            "kept": sum(models.StockReservation.objects.values_list("quantity", flat=True)),
            "completed": models.Cart.objects.filter(status="completed").count(),
        }
