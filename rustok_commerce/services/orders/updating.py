"""What may change beside an order's goods: addresses, notes, its end; and mails sent once more."""

from __future__ import annotations

import dataclasses
from typing import Any, Final
from uuid import UUID

from rustok.auth import emails
from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import UNSET, given
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderMailRequested, OrderNoteAdded, OrderUpdated
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.fulfilments import ReturnStatus, ShipmentStatus
from rustok_commerce.dto.orders import (
    AddNoteRequest,
    OrderMachine,
    OrderMail,
    OrderResponse,
    OrderStatus,
    PaymentStatus,
    ResendMailRequest,
    UpdateOrderRequest,
)
from rustok_commerce.dto.payments import RefundStatus
from rustok_commerce.selectors.orders import present_order
from rustok_commerce.services import addresses
from rustok_commerce.services.carts.offers import channel_of
from rustok_commerce.services.orders import editing, states

_PLACE: Final = ("country", "region", "postcode")
"""What taxes and deliveries of an address depend on."""


@command()
def update_order(ctx: RequestContext, order_id: UUID, request: UpdateOrderRequest) -> OrderResponse:
    """Change addresses, the e-mail address, the note. What is as asked already changes nothing and tells nobody.

    :raises OrderNotFound: no such order in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the order in between.
    :raises InvalidInput: an address lacks what its country asks for.
    :raises AddressUnfit: the channel does not sell to the country.
    :raises TaxedOtherwise: other taxes are due at the new address, and ``keep_taxes`` was not said.
    """
    require(ctx, "commerce.order:update")
    order = states.lock_order(order_id)
    states.check_version(order, request.version)
    wanted = given(dataclasses.replace(request, version=UNSET))
    del wanted["keep_taxes"]
    for name in ("shipping_address", "billing_address"):
        if name in wanted:
            wanted[name] = _checked(order, name, wanted[name])
    if "shipping_address" in wanted:
        _check_place(order, wanted["shipping_address"], keep_taxes=request.keep_taxes)
    if "email" in wanted:
        wanted["email"] = emails.normalise(wanted["email"])
    changes: dict[str, Any] = {name: value for name, value in wanted.items() if getattr(order, name) != value}
    if changes:
        states.save(order, **changes)
        publish(ctx, OrderUpdated(order_id=order.id, fields=tuple(sorted(changes))))
    return present_order(order.id)


def _checked(order: models.Order, name: str, address: Address) -> dict[str, Any]:
    """Return an address as its country writes it; the order's own as it is, whatever it lacks."""
    said = dataclasses.asdict(address)
    return said if said == getattr(order, name) else dataclasses.asdict(addresses.normalise(address, name))


def _check_place(order: models.Order, address: dict[str, Any], *, keep_taxes: bool) -> None:
    """Refuse a place that the channel does not sell to, or that is taxed otherwise: nothing is priced anew."""
    before = order.shipping_address or order.billing_address
    if before is not None and all(before.get(part, "") == address[part] for part in _PLACE):
        return
    channel = channel_of(order.channel)
    if channel is not None and channel.countries and address["country"] not in channel.countries:
        raise errors.AddressUnfit(country=address["country"])
    if not keep_taxes and not editing.is_taxed_alike(order, address):
        raise errors.TaxedOtherwise(country=address["country"])


@command()
def add_note(ctx: RequestContext, order_id: UUID, request: AddNoteRequest) -> OrderResponse:
    """Write something beside an order.

    :raises OrderNotFound: no such order in the shop.
    """
    require(ctx, "commerce.order:note")
    order = states.lock_order(order_id)
    note = models.OrderNote.objects.create(
        order=order, text=request.text, for_customer=request.for_customer, author_id=ctx.actor_id
    )
    publish(ctx, OrderNoteAdded(order_id=order.id, note_id=note.id, for_customer=request.for_customer))
    return present_order(order.id)


@command()
def complete_order(ctx: RequestContext, order_id: UUID) -> OrderResponse:
    """Say that nothing is left to do. An order that is completed already stays as it is.

    :raises OrderNotFound: no such order in the shop.
    :raises OrderStateRefused: something is left to be paid or sent.
    """
    require(ctx, "commerce.order:update")
    order = states.lock_order(order_id)
    states.move(ctx, order, OrderMachine.ORDER, OrderStatus.COMPLETED)
    return present_order(order.id)


@command()
def resend_mail(ctx: RequestContext, order_id: UUID, request: ResendMailRequest) -> OrderResponse:
    """Have a mail sent once more, to the address that the order has now.

    :raises OrderNotFound: no such order in the shop.
    :raises NothingToMail: there is nothing that it could tell of, or no address.
    """
    require(ctx, "commerce.order:update")
    order = states.lock_order(order_id)
    subject_id = _subject(order, request.mail)
    if not order.email:
        raise errors.NothingToMail(mail=request.mail.value)
    publish(ctx, OrderMailRequested(order_id=order.id, mail=request.mail.value, subject_id=subject_id))
    return present_order(order.id)


def _subject(order: models.Order, mail: OrderMail) -> UUID | None:
    """Return the parcel, refund or return that a mail is about; None where it is about the order.

    :raises NothingToMail: there is none.
    """
    rows: Any
    match mail:
        case OrderMail.SHIPPED:
            sent = (ShipmentStatus.SHIPPED, ShipmentStatus.DELIVERED)
            rows = models.Fulfilment.objects.filter(order=order, status__in=sent)
        case OrderMail.DELIVERED:
            rows = models.Fulfilment.objects.filter(order=order, status=ShipmentStatus.DELIVERED)
        case OrderMail.REFUNDED:
            rows = models.Refund.objects.filter(order=order, status=RefundStatus.SUCCEEDED)
        case OrderMail.RETURN_RECEIVED:
            rows = models.Return.objects.filter(order=order, status=ReturnStatus.RECEIVED)
        case OrderMail.PAID:
            rows = None if order.payment_status in (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED) else ()
        case OrderMail.CANCELLED:
            rows = None if order.status == OrderStatus.CANCELLED else ()
        case _:
            rows = None
    if rows is None:
        return None
    if rows == () or (found := rows.order_by("-id").values_list("id", flat=True).first()) is None:
        raise errors.NothingToMail(mail=mail.value)
    subject_id: UUID = found
    return subject_id
