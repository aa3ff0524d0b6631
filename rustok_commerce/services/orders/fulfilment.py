"""Parcels: what leaves the stock, is on its way, arrives, or comes back before it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.orders import (
    FulfilmentCancelled,
    FulfilmentCreated,
    FulfilmentDelivered,
    FulfilmentShipped,
    FulfilmentUpdated,
)
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.fulfilments import (
    OPEN_RETURNS,
    FulfilOrderRequest,
    ShipFulfilmentRequest,
    ShipmentStatus,
    UpdateFulfilmentRequest,
)
from rustok_commerce.dto.orders import OrderMachine, OrderResponse, OrderStatus
from rustok_commerce.selectors.orders import present_order
from rustok_commerce.services import reservations
from rustok_commerce.services.orders import pieces, states

_STEPS: Final = {
    ShipmentStatus.PACKED: {ShipmentStatus.SHIPPED, ShipmentStatus.CANCELLED},
    ShipmentStatus.SHIPPED: {ShipmentStatus.DELIVERED, ShipmentStatus.CANCELLED},
}
"""What a parcel can become."""


@command()
def fulfil_order(ctx: RequestContext, order_id: UUID, request: FulfilOrderRequest) -> OrderResponse:
    """Pack pieces of an order into a parcel: they leave the stock.

    :raises OrderNotFound: no such order in the shop.
    :raises OrderNotOpen: it was cancelled or completed.
    :raises NothingToFulfil: every piece was sent or given up.
    :raises TooManyPieces: more than is left of a line.
    :raises InsufficientStock: the location has not as many.
    """
    require(ctx, "commerce.order:fulfil")
    order = states.lock_order(order_id)
    if order.status != OrderStatus.PLACED:
        raise errors.OrderNotOpen(status=order.status)
    lines = pieces.lines_of(order)
    wanted = [(part.line_id, part.quantity) for part in request.lines]
    parts = pieces.chosen(lines, wanted or [(line.id, pieces.open_of(line)) for line in lines.values()])
    parts = [(line, quantity) for line, quantity in parts if quantity]
    if not parts:
        raise errors.NothingToFulfil()
    for line, quantity in parts:
        if quantity > pieces.open_of(line):
            raise errors.TooManyPieces(line=to_ulid(line.id), available=pieces.open_of(line))
    location = pieces.place_of(order, [line.id for line, _ in parts], request.location_id)
    pieces.hold_stock(line for line, _ in parts)
    for line, quantity in pieces.in_lock_order(parts, location):
        reservations.ship(ctx, line, location, quantity)
        models.OrderLine.objects.filter(id=line.id).update(fulfilled=F("fulfilled") + quantity)
    parcel = _write(order, location, request, parts)
    publish(ctx, FulfilmentCreated(order_id=order.id, fulfilment_id=parcel.id))
    if request.shipped:
        publish(ctx, FulfilmentShipped(order_id=order.id, fulfilment_id=parcel.id, notify=request.notify))
    states.save(order)
    pieces.follow_lines(ctx, order)
    return present_order(order.id)


@command()
def update_fulfilment(
    ctx: RequestContext, order_id: UUID, fulfilment_id: UUID, request: UpdateFulfilmentRequest
) -> OrderResponse:
    """Say what else is known of a parcel's way.

    :raises FulfilmentNotFound: the order has no such parcel.
    :raises FulfilmentStateRefused: it was cancelled.
    """
    order, parcel = _lock(ctx, order_id, fulfilment_id)
    if parcel.status == ShipmentStatus.CANCELLED:
        raise errors.FulfilmentStateRefused(status=parcel.status, after=parcel.status)
    changes = {name: value for name, value in given(request).items() if getattr(parcel, name) != value}
    if changes:
        _change(parcel, **changes)
        publish(ctx, FulfilmentUpdated(order_id=order.id, fulfilment_id=parcel.id))
    return present_order(order.id)


@command()
def ship_fulfilment(
    ctx: RequestContext, order_id: UUID, fulfilment_id: UUID, request: ShipFulfilmentRequest
) -> OrderResponse:
    """Send a packed parcel on its way.

    :raises FulfilmentNotFound: the order has no such parcel.
    :raises FulfilmentStateRefused: it is on its way already, or was cancelled.
    """
    order, parcel = _lock(ctx, order_id, fulfilment_id)
    changes = given(request)
    notify = changes.pop("notify")
    _step(parcel, ShipmentStatus.SHIPPED, shipped_at=timezone.now(), **changes)
    publish(ctx, FulfilmentShipped(order_id=order.id, fulfilment_id=parcel.id, notify=notify))
    return present_order(order.id)


@command()
def deliver_fulfilment(ctx: RequestContext, order_id: UUID, fulfilment_id: UUID) -> OrderResponse:
    """Say that a parcel has come to the buyer.

    :raises FulfilmentNotFound: the order has no such parcel.
    :raises FulfilmentStateRefused: it is not on its way.
    """
    order, parcel = _lock(ctx, order_id, fulfilment_id)
    _step(parcel, ShipmentStatus.DELIVERED, delivered_at=timezone.now())
    publish(ctx, FulfilmentDelivered(order_id=order.id, fulfilment_id=parcel.id))
    return present_order(order.id)


@command()
def cancel_fulfilment(ctx: RequestContext, order_id: UUID, fulfilment_id: UUID) -> OrderResponse:
    """Take a parcel back before it arrives: its pieces go into stock again and are promised to the order.

    :raises FulfilmentNotFound: the order has no such parcel.
    :raises FulfilmentStateRefused: it has arrived, or was cancelled.
    :raises TooManyPieces: some of its pieces came back as a return.
    """
    order, parcel = _lock(ctx, order_id, fulfilment_id)
    _step(parcel, ShipmentStatus.CANCELLED, cancelled_at=timezone.now())
    lines = pieces.lines_of(order)
    rows = models.FulfilmentLine.objects.filter(fulfilment=parcel).values_list("order_line_id", "quantity")
    parts = [(lines[line_id], quantity) for line_id, quantity in rows]
    coming = pieces_coming_back(order)
    for line, quantity in parts:
        kept = line.fulfilled - line.returned - coming.get(line.id, 0)
        if quantity > kept:
            raise errors.TooManyPieces(line=to_ulid(line.id), available=kept)
    location = pieces.place_of(order, [line.id for line, _ in parts], parcel.location_id)
    pieces.hold_stock(line for line, _ in parts)
    for line, quantity in pieces.in_lock_order(parts, location):
        reservations.restock(ctx, line, location, quantity, note=f"{order.number}#{parcel.position}")
        models.OrderLine.objects.filter(id=line.id).update(fulfilled=F("fulfilled") - quantity)
        line.fulfilled -= quantity
    pieces.promise_anew(ctx, order, [line for line, _ in parts])
    publish(ctx, FulfilmentCancelled(order_id=order.id, fulfilment_id=parcel.id))
    pieces.follow_lines(ctx, order)
    if order.status == OrderStatus.COMPLETED:
        states.move(ctx, order, OrderMachine.ORDER, OrderStatus.PLACED)
    return present_order(order.id)


def pieces_coming_back(order: models.Order) -> dict[UUID, int]:
    """Return how many pieces of each line are announced as returns and have not come yet."""
    rows = models.ReturnLine.objects.filter(parcel__order=order, parcel__status__in=OPEN_RETURNS)
    coming: dict[UUID, int] = {}
    for line_id, quantity in rows.values_list("order_line_id", "quantity"):
        coming[line_id] = coming.get(line_id, 0) + quantity
    return coming


def _lock(ctx: RequestContext, order_id: UUID, fulfilment_id: UUID) -> tuple[models.Order, models.Fulfilment]:
    require(ctx, "commerce.order:fulfil")
    order = states.lock_order(order_id)
    parcel: models.Fulfilment | None = models.Fulfilment.objects.filter(id=fulfilment_id, order=order).first()
    if parcel is None:
        raise errors.FulfilmentNotFound(fulfilment=to_ulid(fulfilment_id))
    return order, parcel


def _step(parcel: models.Fulfilment, after: ShipmentStatus, **changes: Any) -> None:
    if after not in _STEPS.get(ShipmentStatus(parcel.status), ()):
        raise errors.FulfilmentStateRefused(status=parcel.status, after=after.value)
    _change(parcel, status=after, **changes)


def _change(parcel: models.Fulfilment, **changes: Any) -> None:
    models.Fulfilment.objects.filter(id=parcel.id).update(**changes)
    for name, value in changes.items():
        setattr(parcel, name, value)


def _write(
    order: models.Order,
    location: models.StockLocation,
    request: FulfilOrderRequest,
    parts: Iterable[tuple[models.OrderLine, int]],
) -> models.Fulfilment:
    last = models.Fulfilment.objects.filter(order=order).aggregate(last=Max("position"))["last"] or 0
    parcel: models.Fulfilment = models.Fulfilment.objects.create(
        order=order,
        position=last + 1,
        status=ShipmentStatus.SHIPPED if request.shipped else ShipmentStatus.PACKED,
        location=location,
        carrier=request.carrier,
        tracking_number=request.tracking_number,
        tracking_url=request.tracking_url,
        shipped_at=timezone.now() if request.shipped else None,
    )
    models.FulfilmentLine.objects.bulk_create(
        models.FulfilmentLine(fulfilment=parcel, order_line_id=line.id, quantity=quantity) for line, quantity in parts
    )
    return parcel
