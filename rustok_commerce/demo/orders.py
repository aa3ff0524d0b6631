"""Orders of the demo shops, so that the order desk is alive: bought by carts and treated by the desk's own commands."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok.modules.contract import Progress
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import (
    AddCartLineRequest,
    CompleteCartRequest,
    CreateCartRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
    StartCartPaymentRequest,
)
from rustok_commerce.dto.fulfilments import FulfilOrderRequest, ReceiveReturnRequest, RequestReturnRequest
from rustok_commerce.dto.orders import AddNoteRequest, CancelOrderRequest
from rustok_commerce.dto.payments import CreateRefundRequest
from rustok_commerce.services import checkout
from rustok_commerce.services.carts import creating, details, lines, viewing
from rustok_commerce.services.orders import cancelling, fulfilment, returns, updating
from rustok_commerce.services.payments import desk

_BUYERS: Final = (
    ("Anna", "Kowalska", "Torstr. 12", "10119", "Berlin", "DE"),
    ("Maximilian", "von Hohenberg-Sternfels", "Am Alten Botanischen Garten 127 b", "20355", "Hamburg", "DE"),
    ("Lena", "Schmidt", "Sendlinger Str. 8", "80331", "München", "DE"),
    ("Lukas", "Gruber", "Mariahilfer Str. 45", "1060", "Wien", "AT"),
    ("Eva", "Novak", "Herrengasse 3", "8010", "Graz", "AT"),
    ("Jonas", "Weber", "Bahnhofstr. 21", "70173", "Stuttgart", "DE"),
    ("Sofia", "Huber", "Linzer Gasse 17", "5020", "Salzburg", "AT"),
)
_PLACES: Final = 24
_MOST: Final = 40
"""How many variants are looked at to find what can be bought."""


def seed_orders(ctx: RequestContext, progress: Progress) -> None:
    """Buy something, once: a shop that has orders keeps to those."""
    if models.Order.objects.exists():
        return
    variants = _for_sale()
    if not variants:
        return
    for number in range(_PLACES):
        try:
            order_id = _buy(ctx, number, variants, pays=_PAYMENTS[number % len(_PAYMENTS)])
        except (errors.VariantNotSold, errors.SoldOut, errors.CartNotReady):
            # Sold out by those before, or not delivered there: the demonstration has one order less.
            continue
        finally:
            progress("orders", number + 1, _PLACES)
        if order_id is not None:
            # Promised at two places: it waits for somebody who sends two parcels.
            with contextlib.suppress(errors.InsufficientStock):
                _FATES[number % len(_FATES)](ctx, order_id)


def _for_sale() -> list[UUID]:
    """Return variants that are on sale, with plenty in stock."""
    rows = models.Variant.objects.filter(
        product__status="active",
        stock_levels__on_hand__gte=8,
        prices__currency=current_tenant().default_currency,
        prices__channel=None,
        prices__price_list=None,
    )
    found = rows.order_by("-product_id", "-id").values_list("id", flat=True).distinct()
    return list(found[:_MOST])


def _buy(ctx: RequestContext, number: int, variants: Sequence[UUID], *, pays: dict[str, Any]) -> UUID | None:
    """Fill a cart and complete it; what nobody pays for stays a cart."""
    first, last, street, postcode, city, country = _BUYERS[number % len(_BUYERS)]
    email = f"{first}.{last}@example.com".lower().replace(" ", "-")
    cart, token = creating.create_cart(ctx, parse(CreateCartRequest, {"email": email}))
    for place in range(1 + number % 2):
        data = {"variant_id": to_ulid(variants[(number * 5 + place * 2) % len(variants)]), "quantity": 1 + number % 2}
        lines.add_line(ctx, cart.id, token, parse(AddCartLineRequest, data))
    address = {
        "first_name": first,
        "last_name": last,
        "line1": street,
        "postcode": postcode,
        "city": city,
        "country": country,
    }
    details.set_address(ctx, cart.id, token, parse(SetCartAddressRequest, {"shipping_address": address}))
    # Not fetched: what is in the store in town is little.
    options = [found for found in viewing.shipping_options(ctx, cart.id, token) if found.kind != "pickup"]
    if options:
        chosen = options[number % len(options)].code
        details.set_shipping(ctx, cart.id, token, parse(SetCartShippingRequest, {"code": chosen}))
    if not pays:
        return None
    checkout.start_payment(ctx, cart.id, token, parse(StartCartPaymentRequest, pays))
    return checkout.complete_cart(ctx, cart.id, token, CompleteCartRequest()).order_id


def _leave(ctx: RequestContext, order_id: UUID) -> None:
    """Let it wait."""


def _send(ctx: RequestContext, order_id: UUID) -> None:
    data = {"carrier": "DHL", "tracking_number": f"00340{order_id.int % 10**12:012d}", "notify": False}
    fulfilment.fulfil_order(ctx, order_id, parse(FulfilOrderRequest, data))


def _send_some(ctx: RequestContext, order_id: UUID) -> None:
    line = _lines(order_id)[0]
    data = {"lines": [{"line_id": to_ulid(line.id), "quantity": 1}], "carrier": "DPD", "notify": False}
    fulfilment.fulfil_order(ctx, order_id, parse(FulfilOrderRequest, data))


def _finish(ctx: RequestContext, order_id: UUID) -> None:
    _send(ctx, order_id)
    for parcel in models.Fulfilment.objects.filter(order_id=order_id):
        fulfilment.deliver_fulfilment(ctx, order_id, parcel.id)
    if models.Order.objects.filter(id=order_id, payment_status="paid").exists():
        updating.complete_order(ctx, order_id)


def _refund(ctx: RequestContext, order_id: UUID) -> None:
    _send(ctx, order_id)
    line = _lines(order_id)[0]
    if models.Order.objects.filter(id=order_id, captured_total__gt=0).exists():
        data = {"lines": [{"order_line_id": to_ulid(line.id), "quantity": 1}], "reason": "Arrived damaged"}
        desk.create_refund(ctx, order_id, parse(CreateRefundRequest, data))
    note = {"text": "The buyer sent a photo of the damage; refunded without a return.", "for_customer": False}
    updating.add_note(ctx, order_id, parse(AddNoteRequest, note))


def _want_back(ctx: RequestContext, order_id: UUID) -> None:
    _send(ctx, order_id)
    line = _lines(order_id)[0]
    data = {"lines": [{"line_id": to_ulid(line.id), "quantity": 1, "reason": "Does not fit"}]}
    returns.create_return(ctx, order_id, parse(RequestReturnRequest, data))


def _take_back(ctx: RequestContext, order_id: UUID) -> None:
    _want_back(ctx, order_id)
    for parcel in models.Return.objects.filter(order_id=order_id):
        returns.receive_return(ctx, order_id, parcel.id, parse(ReceiveReturnRequest, {"notify": False}))


def _cancel(ctx: RequestContext, order_id: UUID) -> None:
    data = {"reason": "Ordered twice", "notify": False}
    cancelling.cancel_order(ctx, order_id, parse(CancelOrderRequest, data))


def _lines(order_id: UUID) -> list[models.OrderLine]:
    return list(models.OrderLine.objects.filter(order_id=order_id).order_by("position", "id"))


_PAYMENTS: Final[tuple[dict[str, Any], ...]] = (
    {"method": "test"},
    {"method": "test"},
    {"method": "manual"},
    {"method": "test"},
    {"method": "test", "data": {"test": "capture:decline"}},
    {"method": "test"},
    {},
)
_FATES: Final[tuple[Callable[[RequestContext, UUID], None], ...]] = (
    _leave,
    _finish,
    _leave,
    _send,
    _leave,
    _refund,
    _send_some,
    _want_back,
    _leave,
    _take_back,
    _finish,
    _cancel,
)
