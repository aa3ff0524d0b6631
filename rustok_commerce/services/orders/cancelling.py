"""Giving an order up."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderCancelled
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import CancelOrderRequest, OrderMachine, OrderResponse, OrderStatus
from rustok_commerce.selectors.orders import present_order
from rustok_commerce.services import reservations
from rustok_commerce.services.orders import pieces, states
from rustok_commerce.services.promotions.counting import release_uses


@command()
def cancel_order(ctx: RequestContext, order_id: UUID, request: CancelOrderRequest) -> OrderResponse:
    """Give an order up: its stock is free again, and its uses of promotions do not count.

    What was only authorised is let go, and what was paid is given back if so asked, as soon as the event is heard: no
    provider is called here. An order that is cancelled already stays as it is.

    :raises OrderNotFound: no such order in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the order in between.
    :raises OrderHasParcels: something was sent.
    :raises OrderNotOpen: it is completed.
    """
    require(ctx, "commerce.order:cancel")
    order = states.lock_order(order_id)
    if order.status == OrderStatus.CANCELLED:
        return present_order(order.id)
    states.check_version(order, request.version)
    if order.status != OrderStatus.PLACED:
        raise errors.OrderNotOpen(status=order.status)
    lines = pieces.lines_of(order)
    if any(line.fulfilled for line in lines.values()):
        raise errors.OrderHasParcels()
    reservations.release_lines(order.id, lines, ctx=ctx)
    models.OrderLine.objects.filter(order=order).update(cancelled=F("quantity"))
    release_uses(ctx, order.id)
    pieces.follow_lines(ctx, order, reason=request.reason)
    states.move(ctx, order, OrderMachine.ORDER, OrderStatus.CANCELLED, reason=request.reason)
    publish(ctx, OrderCancelled(order_id=order.id, refund=request.refund, notify=request.notify))
    return present_order(order.id)
