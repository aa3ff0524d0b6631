"""Returns: asked for by the buyer or entered by staff, decided on, received."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import (
    ReturnApproved,
    ReturnCancelled,
    ReturnReceived,
    ReturnRejected,
    ReturnRequested,
)
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.fulfilments import (
    DecideReturnRequest,
    ReceivedLine,
    ReceiveReturnRequest,
    RequestReturnRequest,
    ReturnStatus,
)
from rustok_commerce.dto.orders import OrderResponse
from rustok_commerce.selectors.orders import find_own_order, present_order, present_own_order
from rustok_commerce.services import inventory, reservations
from rustok_commerce.services.orders import pieces, states
from rustok_commerce.services.orders.fulfilment import pieces_coming_back

_STEPS: Final = {
    ReturnStatus.REQUESTED: {ReturnStatus.APPROVED, ReturnStatus.REJECTED, ReturnStatus.CANCELLED},
    ReturnStatus.APPROVED: {ReturnStatus.RECEIVED, ReturnStatus.CANCELLED},
}
"""What a return can become."""


@command()
def request_own_return(
    ctx: RequestContext, order_id: UUID, token: str | None, request: RequestReturnRequest
) -> OrderResponse:
    """Let a buyer ask to send pieces back.

    :raises OrderNotFound: no such order, or it is somebody else's.
    :raises TooManyPieces: more than they have of a line.
    """
    find_own_order(ctx, order_id, token)
    order = states.lock_order(order_id)
    parcel = _write(order, request, ReturnStatus.REQUESTED)
    publish(ctx, ReturnRequested(order_id=order.id, return_id=parcel.id))
    return present_own_order(order.id)


@command()
def create_return(ctx: RequestContext, order_id: UUID, request: RequestReturnRequest) -> OrderResponse:
    """Enter a return that was agreed on.

    :raises OrderNotFound: no such order in the shop.
    :raises TooManyPieces: more than the buyer has of a line.
    """
    require(ctx, "commerce.order:fulfil")
    order = states.lock_order(order_id)
    parcel = _write(order, request, ReturnStatus.APPROVED)
    publish(ctx, ReturnApproved(order_id=order.id, return_id=parcel.id))
    return present_order(order.id)


@command()
def approve_return(ctx: RequestContext, order_id: UUID, return_id: UUID) -> OrderResponse:
    """Let the buyer send it back.

    :raises ReturnNotFound: the order has no such return.
    :raises ReturnStateRefused: it was decided on already.
    """
    order, parcel = _lock(ctx, order_id, return_id)
    _step(parcel, ReturnStatus.APPROVED)
    publish(ctx, ReturnApproved(order_id=order.id, return_id=parcel.id))
    return present_order(order.id)


@command()
def reject_return(ctx: RequestContext, order_id: UUID, return_id: UUID, request: DecideReturnRequest) -> OrderResponse:
    """Refuse to take it back.

    :raises ReturnNotFound: the order has no such return.
    :raises ReturnStateRefused: it was decided on already.
    """
    order, parcel = _lock(ctx, order_id, return_id)
    _step(parcel, ReturnStatus.REJECTED, **_remark(request))
    publish(ctx, ReturnRejected(order_id=order.id, return_id=parcel.id))
    return present_order(order.id)


@command()
def cancel_return(ctx: RequestContext, order_id: UUID, return_id: UUID, request: DecideReturnRequest) -> OrderResponse:
    """Say that nothing will come back after all.

    :raises ReturnNotFound: the order has no such return.
    :raises ReturnStateRefused: it came back, or was rejected or cancelled.
    """
    order, parcel = _lock(ctx, order_id, return_id)
    _step(parcel, ReturnStatus.CANCELLED, **_remark(request))
    publish(ctx, ReturnCancelled(order_id=order.id, return_id=parcel.id))
    return present_order(order.id)


@command()
def receive_return(
    ctx: RequestContext, order_id: UUID, return_id: UUID, request: ReceiveReturnRequest
) -> OrderResponse:
    """Write down what came back, and put what is still good into stock. Money is given back by a refund.

    :raises ReturnNotFound: the order has no such return.
    :raises ReturnStateRefused: it was not approved, or came back already.
    :raises TooManyPieces: more than was announced, or more into stock than came.
    """
    order, parcel = _lock(ctx, order_id, return_id)
    rows = list(models.ReturnLine.objects.filter(parcel=parcel).order_by("id"))
    came = _came(rows, request)
    location = inventory.find_location(request.location_id or parcel.location_id)
    _step(parcel, ReturnStatus.RECEIVED, received_at=timezone.now(), location=location)
    lines = pieces.lines_of(order)
    for row in rows:
        part = came.get(row.order_line_id)
        if part is not None and part.received:
            models.ReturnLine.objects.filter(id=row.id).update(received=part.received, restocked=part.restocked)
            models.OrderLine.objects.filter(id=row.order_line_id).update(returned=F("returned") + part.received)
    stock = [(lines[line_id], part.restocked) for line_id, part in came.items() if part.restocked]
    for line, quantity in pieces.in_lock_order(stock, location):
        reservations.restock(ctx, line, location, quantity, note=order.number)
    publish(ctx, ReturnReceived(order_id=order.id, return_id=parcel.id, notify=request.notify))
    pieces.follow_lines(ctx, order)
    return present_order(order.id)


def _came(rows: list[models.ReturnLine], request: ReceiveReturnRequest) -> dict[UUID, ReceivedLine]:
    announced = {row.order_line_id: row.quantity for row in rows}
    if not request.lines:
        return {
            line_id: ReceivedLine(line_id=line_id, received=quantity, restocked=quantity)
            for line_id, quantity in announced.items()
        }
    came: dict[UUID, ReceivedLine] = {}
    for part in request.lines:
        if part.line_id not in announced:
            raise errors.OrderLineNotFound(line=to_ulid(part.line_id))
        if part.line_id in came:
            raise errors.DuplicateOrderLine(line=to_ulid(part.line_id))
        if part.received > announced[part.line_id]:
            raise errors.TooManyPieces(line=to_ulid(part.line_id), available=announced[part.line_id])
        if part.restocked > part.received:
            raise errors.TooManyPieces(line=to_ulid(part.line_id), available=part.received)
        came[part.line_id] = part
    return came


def _write(order: models.Order, request: RequestReturnRequest, status: ReturnStatus) -> models.Return:
    lines = pieces.lines_of(order)
    parts = pieces.chosen(lines, [(part.line_id, part.quantity) for part in request.lines])
    coming = pieces_coming_back(order)
    for line, quantity in parts:
        available = line.fulfilled - line.returned - coming.get(line.id, 0)
        if quantity > available:
            raise errors.TooManyPieces(line=to_ulid(line.id), available=available)
    last = models.Return.objects.filter(order=order).aggregate(last=Max("position"))["last"] or 0
    parcel: models.Return = models.Return.objects.create(
        order=order,
        position=last + 1,
        status=status,
        note=request.note,
        tracking_number=request.tracking_number,
    )
    models.ReturnLine.objects.bulk_create(
        models.ReturnLine(parcel=parcel, order_line_id=part.line_id, quantity=part.quantity, reason=part.reason)
        for part in request.lines
    )
    states.save(order)
    return parcel


def _lock(ctx: RequestContext, order_id: UUID, return_id: UUID) -> tuple[models.Order, models.Return]:
    require(ctx, "commerce.order:fulfil")
    order = states.lock_order(order_id)
    parcel: models.Return | None = models.Return.objects.filter(id=return_id, order=order).first()
    if parcel is None:
        raise errors.ReturnNotFound(return_=to_ulid(return_id))
    return order, parcel


def _step(parcel: models.Return, after: ReturnStatus, **changes: Any) -> None:
    if after not in _STEPS.get(ReturnStatus(parcel.status), ()):
        raise errors.ReturnStateRefused(status=parcel.status, after=after.value)
    models.Return.objects.filter(id=parcel.id).update(status=after, updated_at=timezone.now(), **changes)


def _remark(request: DecideReturnRequest) -> dict[str, str]:
    return {"note": request.note} if request.note else {}
