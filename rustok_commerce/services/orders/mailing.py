"""Mails to buyers about their orders: one for each cause, in the language of the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from rustok.events.catalog.orders import (
    FulfilmentDelivered,
    FulfilmentShipped,
    OrderCancelled,
    OrderMailRequested,
    OrderPaid,
    OrderPlaced,
    ReturnReceived,
)
from rustok.events.catalog.payments import PaymentRefunded
from rustok.events.envelope import EventEnvelope
from rustok.ids import to_ulid
from rustok.mail import messages
from rustok_commerce import models
from rustok_commerce.dto.orders import OrderMail
from rustok_commerce.services.carts.tokens import token_of
from rustok_commerce.services.money import format_amount

_NAME: Final = re.compile(r"[^\W\d_][\w'’ -]{0,39}")
"""A name fit for a greeting: anybody may order for any address, and must not write to it through a name."""

Context = Mapping[str, Any]


def send_mails(envelopes: Sequence[EventEnvelope]) -> None:
    """Send the mail of each event; once more for an event delivered again, with the same Message-ID.

    :raises OSError: the mail server does not take it (``smtplib.SMTPException`` is one); the outbox tries again.
    """
    for envelope in envelopes:
        event: Any = envelope.event
        wanted = _wanted(event)
        if wanted is None or event.order_id is None:
            continue
        mail, subject_id = wanted
        order = models.Order.objects.filter(id=event.order_id).first()
        # Without an address, or erased since: nobody to tell.
        if order is None or not order.email:
            continue
        context = _COMPOSE[mail](order, subject_id)
        if context is not None:
            _send(mail, order, envelope.event_id, context)


def _wanted(event: Any) -> tuple[OrderMail, UUID | None] | None:
    """Return which mail an event asks for, and what it is about; None where it asks for none."""
    match event:
        case OrderPlaced():
            return OrderMail.PLACED, None
        case OrderPaid():
            return OrderMail.PAID, None
        case FulfilmentShipped(notify=True):
            return OrderMail.SHIPPED, event.fulfilment_id
        case FulfilmentDelivered():
            return OrderMail.DELIVERED, event.fulfilment_id
        case PaymentRefunded():
            return OrderMail.REFUNDED, event.refund_id
        case OrderCancelled(notify=True):
            return OrderMail.CANCELLED, None
        case ReturnReceived(notify=True):
            return OrderMail.RETURN_RECEIVED, event.return_id
        case OrderMailRequested():
            return OrderMail(event.mail), event.subject_id
    return None


def _send(mail: OrderMail, order: models.Order, event_id: UUID, context: Context) -> None:
    template = f"order_{mail.value}"
    messages.send(
        template,
        to=order.email,
        locale=order.locale,
        context={"name": _greeted(order), "number": order.number, "link": _link(order), **context},
        message_id=f"{template}.{event_id}",
    )


def _link(order: models.Order) -> str:
    """Return the storefront's page of an order; a guest opens it by the token of the cart."""
    path = f"orders/{to_ulid(order.id)}"
    if order.customer_id is None and order.cart_id is not None and order.token_hash:
        return messages.link(path, token=token_of(order.cart_id))
    return messages.link(path)


def _greeted(order: models.Order) -> str:
    name = str((order.billing_address or order.shipping_address or {}).get("first_name", ""))
    return name if _NAME.fullmatch(name) else ""


def _placed(order: models.Order, subject_id: UUID | None) -> Context:
    lines = models.OrderLine.objects.filter(order=order).order_by("position", "id")
    return {
        "lines": [
            {"quantity": line.quantity, "title": _title(line), "amount": _money(order, line.amount - line.discount)}
            for line in lines
        ],
        "shipping": _money(order, order.shipping_total) if order.shipping_total else "",
        "total": _money(order, order.total),
    }


def _paid(order: models.Order, subject_id: UUID | None) -> Context:
    return {"amount": _money(order, order.captured_total or order.total)}


def _parcel(order: models.Order, subject_id: UUID | None) -> Context | None:
    parcel = models.Fulfilment.objects.filter(id=subject_id, order=order).first()
    if parcel is None:
        return None
    pieces = models.FulfilmentLine.objects.filter(fulfilment=parcel).order_by("id")
    return {
        "lines": _pieces(order, pieces.values_list("order_line_id", "quantity")),
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
        "tracking_url": parcel.tracking_url,
    }


def _refunded(order: models.Order, subject_id: UUID | None) -> Context | None:
    amount = models.Refund.objects.filter(id=subject_id, order=order).values_list("amount", flat=True).first()
    return {"amount": _money(order, amount)} if amount is not None else None


def _cancelled(order: models.Order, subject_id: UUID | None) -> Context:
    last = models.OrderTransition.objects.filter(order=order, machine="order", after="cancelled").last()
    return {
        "reason": last.reason if last is not None else "",
        "amount": _money(order, order.captured_total) if order.captured_total else "",
    }


def _returned(order: models.Order, subject_id: UUID | None) -> Context | None:
    if not models.Return.objects.filter(id=subject_id, order=order).exists():
        return None
    pieces = models.ReturnLine.objects.filter(parcel_id=subject_id, received__gt=0).order_by("id")
    return {"lines": _pieces(order, pieces.values_list("order_line_id", "received"))}


def _pieces(order: models.Order, parts: Iterable[tuple[UUID, int]]) -> list[dict[str, Any]]:
    lines = {line.id: line for line in models.OrderLine.objects.filter(order=order)}
    return [{"quantity": quantity, "title": _title(lines[line_id])} for line_id, quantity in parts if line_id in lines]


def _title(line: models.OrderLine) -> str:
    return f"{line.title} — {line.variant_title}" if line.variant_title else line.title


def _money(order: models.Order, amount: int) -> str:
    return format_amount(amount, order.currency, order.locale)


_COMPOSE: Final[Mapping[OrderMail, Callable[[models.Order, UUID | None], Context | None]]] = MappingProxyType(
    {
        OrderMail.PLACED: _placed,
        OrderMail.PAID: _paid,
        OrderMail.SHIPPED: _parcel,
        OrderMail.DELIVERED: _parcel,
        OrderMail.REFUNDED: _refunded,
        OrderMail.CANCELLED: _cancelled,
        OrderMail.RETURN_RECEIVED: _returned,
    }
)

MAIL_CAUSES: Final = (
    OrderPlaced.type,
    OrderPaid.type,
    FulfilmentShipped.type,
    FulfilmentDelivered.type,
    PaymentRefunded.type,
    OrderCancelled.type,
    ReturnReceived.type,
    OrderMailRequested.type,
)
"""Events that buyers are told of."""
