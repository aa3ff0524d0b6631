"""Makes carts, orders and payments for tests of payments, as bare rows where the commands are others' subject."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import generate_id, id_time
from rustok_commerce import models
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.dto.orders import FulfilmentStatus, OrderStatus, PaymentStatus
from rustok_commerce.dto.payments import PaymentSessionResponse, StartPaymentRequest
from rustok_commerce.services.orders.paying import add_up
from rustok_commerce.services.payments import attaching, sessions

_numbers = count(1)


def cart(**changes: Any) -> models.Cart:
    """Make an open cart in USD, without lines."""
    fields: dict[str, Any] = {
        "kind": CartKind.CART,
        "status": CartStatus.OPEN,
        "token_hash": f"{next(_numbers):064d}",
        "channel": "default",
        "currency": "USD",
        "locale": "en",
        "expires_at": timezone.now() + dt.timedelta(days=30),
    }
    made: models.Cart = models.Cart.objects.create(**{**fields, **changes})
    return made


def order(*, total: int, lines: tuple[int, ...] = (), shipping: int = 0, **changes: Any) -> models.Order:
    """Make a placed order of lines with these gross amounts (one of the whole, if none are given), without tax."""
    amounts = lines or (total - shipping,)
    assert sum(amounts) + shipping == total
    order_id = generate_id()
    fields: dict[str, Any] = {
        "created_at": id_time(order_id),
        "number": f"P-{next(_numbers)}",
        "channel": "default",
        "locale": "en",
        "currency": "USD",
        "prices_include_tax": True,
        "status": OrderStatus.PLACED,
        "payment_status": PaymentStatus.UNPAID,
        "fulfilment_status": FulfilmentStatus.UNFULFILLED,
        "subtotal": sum(amounts),
        "shipping_total": shipping,
        "net_total": total,
        "total": total,
        "placed_at": timezone.now(),
    }
    made: models.Order = models.Order.objects.create(id=order_id, **{**fields, **changes})
    for position, amount in enumerate(amounts):
        models.OrderLine.objects.create(
            order=made,
            position=position,
            product_id=generate_id(),
            variant_id=generate_id(),
            title=f"Piece {position}",
            quantity=1,
            unit_price=amount,
            amount=amount,
            net=amount,
            gross=amount,
        )
    if shipping:
        models.OrderShipping.objects.create(
            order=made, code="post", name="Post", kind="flat", amount=shipping, net=shipping, gross=shipping
        )
    return made


def session(
    ctx: RequestContext, *, amount: int, cart_id: UUID | None, told: str = "", **changes: Any
) -> PaymentSessionResponse:
    """Begin a payment with the test provider, which is told how to behave: ``authorise:decline``."""
    fields: dict[str, Any] = {
        "method": "test",
        "amount": amount,
        "currency": "USD",
        "cart_id": cart_id,
        "cart_version": 1,
        "data": {"test": told} if told else {},
    }
    return sessions.start_session(ctx, StartPaymentRequest(**{**fields, **changes}))


def attach(ctx: RequestContext, payment_id: UUID, made: models.Order) -> None:
    """Make a cart's payment that of an order which is there already."""
    attaching.attach(payment_id, made.id, cart_id=made.cart_id, currency=made.currency)
    add_up(ctx, made)
