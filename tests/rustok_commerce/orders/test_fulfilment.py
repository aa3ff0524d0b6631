"""Parcels, returns and cancellations: pieces, stock, states, events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError, StaleVersion
from rustok.events.catalog.orders import (
    FulfilmentCancelled,
    FulfilmentCreated,
    FulfilmentDelivered,
    FulfilmentShipped,
    OrderCancelled,
    OrderStateChanged,
    ReturnApproved,
    ReturnReceived,
    ReturnRequested,
)
from rustok_commerce import errors, models
from rustok_commerce.dto.fulfilments import (
    DecideReturnRequest,
    FulfilOrderRequest,
    ReceiveReturnRequest,
    RequestReturnRequest,
    ShipFulfilmentRequest,
    UpdateFulfilmentRequest,
)
from rustok_commerce.dto.orders import CancelOrderRequest, OrderResponse
from rustok_commerce.services import reservations
from rustok_commerce.services.orders import cancelling, fulfilment, returns, updating
from tests.factories import orders
from tests.rustok_commerce.conftest import Heard


def stock(order: models.Order) -> list[tuple[int, int]]:
    """Return on_hand and reserved of the order's variants, and check every counter against its rows."""
    assert reservations.check() == []
    found = []
    for line in models.OrderLine.objects.filter(order=order).order_by("position"):
        found.append(models.StockLevel.objects.values_list("on_hand", "reserved").get(variant_id=line.variant_id))
    return found


def line_ids(order: models.Order) -> list[UUID]:
    """Return the ids of an order's lines."""
    return list(models.OrderLine.objects.filter(order=order).order_by("position").values_list("id", flat=True))


def send(ctx: RequestContext, order: models.Order, *parts: tuple[UUID, int], **said: Any) -> OrderResponse:
    """Send pieces of an order."""
    data = {"lines": [{"line_id": str(line), "quantity": quantity} for line, quantity in parts], **said}
    return fulfilment.fulfil_order(ctx, order.id, parse(FulfilOrderRequest, data))


def take_back(ctx: RequestContext, order: models.Order, *parts: tuple[UUID, int]) -> OrderResponse:
    """Agree on a return."""
    data = {"lines": [{"line_id": str(line), "quantity": quantity} for line, quantity in parts]}
    return returns.create_return(ctx, order.id, parse(RequestReturnRequest, data))


def everything(order: models.Order) -> tuple[Any, ...]:
    """Return all that a refused command must not have changed."""
    order.refresh_from_db()
    return (
        order.version,
        order.status,
        order.fulfilment_status,
        stock(order),
        list(models.OrderLine.objects.filter(order=order).values_list("id", "fulfilled", "cancelled", "returned")),
        models.Fulfilment.objects.filter(order=order).count(),
        models.Return.objects.filter(order=order).count(),
        models.OrderTransition.objects.filter(order=order).count(),
    )


def test_parcels_take_their_pieces_out_of_the_stock(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[3, 1])
    first, second = line_ids(order)
    assert stock(order) == [(100, 3), (100, 1)]
    heard.clear()

    found = send(ctx, order, (first, 2), carrier="DHL", tracking_number="00340", tracking_url="https://dhl.de/00340")

    assert stock(order) == [(98, 1), (100, 1)]
    assert found.fulfilment_status == "partially_fulfilled"
    (parcel,) = found.fulfilments
    assert (parcel.status, parcel.position, parcel.carrier, parcel.tracking_number) == ("shipped", 1, "DHL", "00340")
    assert [(line.line_id, line.quantity) for line in parcel.lines] == [(first, 2)]
    assert [line.open for line in found.lines] == [1, 1]
    told = [event for event in heard if event.aggregate_type == "commerce.order"]
    assert told == [
        FulfilmentCreated(order_id=order.id, fulfilment_id=parcel.id),
        FulfilmentShipped(order_id=order.id, fulfilment_id=parcel.id),
        OrderStateChanged(order_id=order.id, machine="fulfilment", before="unfulfilled", after="partially_fulfilled"),
    ]

    found = send(ctx, order)

    assert found.fulfilment_status == "fulfilled"
    assert [(line.line_id, line.quantity) for line in found.fulfilments[1].lines] == [(first, 1), (second, 1)]
    assert stock(order) == [(97, 0), (99, 0)]


def test_more_than_is_left_is_not_sent(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[2])
    (line,) = line_ids(order)
    send(ctx, order, (line, 1))
    before = everything(order)
    heard.clear()

    for parts, fault in (
        ([(line, 2)], errors.TooManyPieces),
        ([(line, 1), (line, 1)], errors.DuplicateOrderLine),
        ([(order.id, 1)], errors.OrderLineNotFound),
    ):
        with pytest.raises(fault):
            send(ctx, order, *parts)

    assert everything(order) == before
    assert heard == []
    send(ctx, order)
    with pytest.raises(errors.NothingToFulfil):
        send(ctx, order)


def test_a_packed_parcel_is_sent_then_arrives(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order()
    parcel = send(ctx, order, shipped=False).fulfilments[0]
    assert (parcel.status, parcel.shipped_at) == ("packed", None)
    with pytest.raises(errors.FulfilmentStateRefused):
        fulfilment.deliver_fulfilment(ctx, order.id, parcel.id)
    heard.clear()

    sent = fulfilment.ship_fulfilment(
        ctx, order.id, parcel.id, ShipFulfilmentRequest(tracking_number="77", notify=False)
    ).fulfilments[0]
    assert (sent.status, sent.tracking_number, sent.carrier) == ("shipped", "77", "")
    there = fulfilment.deliver_fulfilment(ctx, order.id, parcel.id).fulfilments[0]

    assert there.status == "delivered"
    assert there.delivered_at is not None
    assert heard == [
        FulfilmentShipped(order_id=order.id, fulfilment_id=parcel.id, notify=False),
        FulfilmentDelivered(order_id=order.id, fulfilment_id=parcel.id),
    ]
    with pytest.raises(errors.FulfilmentStateRefused):
        fulfilment.cancel_fulfilment(ctx, order.id, parcel.id)


def test_tracking_can_be_told_later(ctx: RequestContext) -> None:
    order = orders.order()
    parcel = send(ctx, order).fulfilments[0]

    found = fulfilment.update_fulfilment(ctx, order.id, parcel.id, UpdateFulfilmentRequest(carrier="UPS"))

    assert found.fulfilments[0].carrier == "UPS"


def test_a_cancelled_parcel_gives_its_pieces_back_to_the_order(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[3])
    (line,) = line_ids(order)
    send(ctx, order, (line, 1))
    parcel = send(ctx, order, (line, 2)).fulfilments[1]
    assert stock(order) == [(97, 0)]
    heard.clear()

    found = fulfilment.cancel_fulfilment(ctx, order.id, parcel.id)

    assert stock(order) == [(99, 2)]
    assert found.fulfilment_status == "partially_fulfilled"
    assert (found.lines[0].fulfilled, found.lines[0].open) == (1, 2)
    assert FulfilmentCancelled(order_id=order.id, fulfilment_id=parcel.id) in heard
    with pytest.raises(errors.FulfilmentStateRefused):
        fulfilment.cancel_fulfilment(ctx, order.id, parcel.id)
    assert send(ctx, order).fulfilment_status == "fulfilled"


def test_what_came_back_goes_into_stock_as_far_as_it_is_good(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[3])
    (line,) = line_ids(order)
    send(ctx, order)
    heard.clear()
    sent_back = take_back(ctx, order, (line, 2)).returns[0]
    assert (sent_back.status, sent_back.position) == ("approved", 1)

    data = {"lines": [{"line_id": str(line), "received": 2, "restocked": 1}]}
    found = returns.receive_return(ctx, order.id, sent_back.id, parse(ReceiveReturnRequest, data))

    assert found.returns[0].status == "received"
    assert (found.returns[0].lines[0].received, found.returns[0].lines[0].restocked) == (2, 1)
    assert found.lines[0].returned == 2
    assert found.fulfilment_status == "partially_returned"
    assert stock(order) == [(98, 0)]
    told = [event for event in heard if event.aggregate_type == "commerce.order"]
    assert told == [
        ReturnApproved(order_id=order.id, return_id=sent_back.id),
        ReturnReceived(order_id=order.id, return_id=sent_back.id),
        OrderStateChanged(order_id=order.id, machine="fulfilment", before="fulfilled", after="partially_returned"),
    ]

    rest = take_back(ctx, order, (line, 1)).returns[1]
    assert returns.receive_return(ctx, order.id, rest.id, ReceiveReturnRequest()).fulfilment_status == "returned"
    assert stock(order) == [(99, 0)]


def test_pieces_come_back_once(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    (line,) = line_ids(order)
    with pytest.raises(errors.TooManyPieces):
        take_back(ctx, order, (line, 1))
    send(ctx, order, (line, 1))
    take_back(ctx, order, (line, 1))
    before = everything(order)

    with pytest.raises(errors.TooManyPieces):
        take_back(ctx, order, (line, 1))
    with pytest.raises(errors.TooManyPieces):
        # The parcel's piece is announced as a return: it cannot be taken back too.
        fulfilment.cancel_fulfilment(ctx, order.id, models.Fulfilment.objects.get(order=order).id)

    assert everything(order) == before


def test_a_buyer_asks_and_staff_decide(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[2], token="a-token")
    (line,) = line_ids(order)
    send(ctx, order)
    guest = RequestContext(tenant_id=ctx.tenant_id)
    data = {"lines": [{"line_id": str(line), "quantity": 1, "reason": "Too small"}], "note": "Please"}
    request = parse(RequestReturnRequest, data)
    with pytest.raises(errors.OrderNotFound):
        returns.request_own_return(guest, order.id, "another", request)
    heard.clear()

    asked = returns.request_own_return(guest, order.id, "a-token", request).returns[0]

    assert (asked.status, asked.note, asked.lines[0].reason) == ("requested", "Please", "Too small")
    assert heard == [ReturnRequested(order_id=order.id, return_id=asked.id)]
    with pytest.raises(errors.ReturnStateRefused):
        returns.receive_return(ctx, order.id, asked.id, ReceiveReturnRequest())
    refused = returns.reject_return(ctx, order.id, asked.id, DecideReturnRequest(note="Worn")).returns[0]
    assert (refused.status, refused.note) == ("rejected", "Worn")
    # What was refused can be asked for again.
    again = returns.request_own_return(guest, order.id, "a-token", request).returns[1]
    assert returns.approve_return(ctx, order.id, again.id).returns[1].status == "approved"
    assert returns.cancel_return(ctx, order.id, again.id, DecideReturnRequest()).returns[1].status == "cancelled"


def test_a_cancelled_order_frees_its_stock(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order(quantities=[3, 1])
    heard.clear()

    found = cancelling.cancel_order(ctx, order.id, CancelOrderRequest(reason="Changed their mind"))

    assert (found.status, found.fulfilment_status, found.payment_status) == ("cancelled", "cancelled", "unpaid")
    assert (found.due, found.to_refund) == (0, 0)
    assert stock(order) == [(100, 0), (100, 0)]
    assert [(line.cancelled, line.open) for line in found.lines] == [(3, 0), (1, 0)]
    told = [event for event in heard if event.aggregate_type == "commerce.order"]
    assert told == [
        OrderStateChanged(order_id=order.id, machine="fulfilment", before="unfulfilled", after="cancelled"),
        OrderStateChanged(order_id=order.id, machine="order", before="placed", after="cancelled"),
        OrderCancelled(order_id=order.id, refund=True, notify=True),
    ]
    heard.clear()
    assert cancelling.cancel_order(ctx, order.id, CancelOrderRequest()).version == found.version
    assert heard == []


def test_what_was_sent_is_not_cancelled(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    (line,) = line_ids(order)
    send(ctx, order, (line, 1))
    before = everything(order)

    with pytest.raises(errors.OrderHasParcels):
        cancelling.cancel_order(ctx, order.id, CancelOrderRequest())
    with pytest.raises(StaleVersion):
        cancelling.cancel_order(ctx, order.id, CancelOrderRequest(version=1))

    assert everything(order) == before


def test_a_completed_order_is_closed_until_a_parcel_comes_back(ctx: RequestContext) -> None:
    order = orders.order()
    orders.paid(order)
    parcel = send(ctx, order).fulfilments[0]
    assert updating.complete_order(ctx, order.id).status == "completed"
    with pytest.raises(errors.OrderNotOpen):
        cancelling.cancel_order(ctx, order.id, CancelOrderRequest())

    found = fulfilment.cancel_fulfilment(ctx, order.id, parcel.id)

    assert (found.status, found.fulfilment_status, found.completed_at) == ("placed", "unfulfilled", None)


def test_whoever_lacks_the_right_changes_nothing(ctx: RequestContext) -> None:
    order = orders.order()
    before = everything(order)
    stranger = RequestContext(tenant_id=ctx.tenant_id, actor_id=ctx.correlation_id)

    for call in (
        lambda: send(stranger, order),
        lambda: cancelling.cancel_order(stranger, order.id, CancelOrderRequest()),
        lambda: updating.complete_order(stranger, order.id),
    ):
        with pytest.raises(RustokError, match="Permission"):
            call()

    assert everything(order) == before
