"""Pieces of an order's lines: which are meant, how many are left, where they are promised."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Sum

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import OrderMachine
from rustok_commerce.services import inventory, reservations
from rustok_commerce.services.orders import states


def lines_of(order: models.Order) -> dict[UUID, models.OrderLine]:
    """Return the lines of a locked order, in their order."""
    return {row.id: row for row in models.OrderLine.objects.filter(order=order).order_by("position", "id")}


def open_of(line: models.OrderLine) -> int:
    """Return how many pieces are neither sent nor given up."""
    return line.quantity - line.fulfilled - line.cancelled


def chosen(
    lines: dict[UUID, models.OrderLine], wanted: Iterable[tuple[UUID, int]]
) -> list[tuple[models.OrderLine, int]]:
    """Return the lines that a request names, with its numbers.

    :raises OrderLineNotFound: the order has no such line.
    :raises DuplicateOrderLine: a line is named twice.
    """
    found: dict[UUID, tuple[models.OrderLine, int]] = {}
    for line_id, quantity in wanted:
        if line_id not in lines:
            raise errors.OrderLineNotFound(line=to_ulid(line_id))
        if line_id in found:
            raise errors.DuplicateOrderLine(line=to_ulid(line_id))
        found[line_id] = (lines[line_id], quantity)
    return list(found.values())


def place_of(order: models.Order, line_ids: Iterable[UUID], location_id: UUID | None) -> models.StockLocation:
    """Return where pieces leave from or come back to: the place named, else the one where most are promised.

    :raises StockLocationNotFound: no such location in the shop.
    :raises LocationInactive: it is switched off.
    """
    if location_id is None:
        promised = (
            models.StockReservation.objects.filter(order_line_id__in=list(line_ids), level__location__is_active=True)
            .values("level__location_id")
            .annotate(pieces=Sum("quantity"))
            .order_by("-pieces", "level__location_id")
            .first()
        )
        location_id = promised["level__location_id"] if promised is not None else None
    if location_id is None:
        location_id = models.OrderShipping.objects.filter(order=order).values_list("location_id", flat=True).first()
    return inventory.find_location(location_id)


def in_lock_order(
    parts: Iterable[tuple[models.OrderLine, int]], location: models.StockLocation
) -> list[tuple[models.OrderLine, int]]:
    """Sort lines by the level that changes, as everybody does who changes several."""
    chosen_parts = list(parts)
    levels = dict(
        models.StockLevel.objects.filter(
            location=location, variant_id__in=[line.variant_id for line, _ in chosen_parts]
        ).values_list("variant_id", "id")
    )
    return sorted(chosen_parts, key=lambda part: (levels.get(part[0].variant_id, part[0].variant_id), part[0].id))


def hold_stock(lines: Iterable[models.OrderLine]) -> None:
    """Hold what is promised to lines of a locked order, and all levels of their goods, in id order.

    For whoever changes levels in several steps: one step may come to a level that is before those of the last.
    """
    held = list(lines)
    promised = models.StockReservation.objects.for_update().filter(order_line_id__in=[line.id for line in held])
    list(promised.values_list("id", flat=True))
    inventory.hold_levels({line.variant_id for line in held if line.manage_inventory})


def promise_anew(ctx: RequestContext, order: models.Order, lines: Iterable[models.OrderLine]) -> None:
    """Promise to lines what is open of them now, in place of what was promised before.

    :raises SoldOut: there are not enough pieces; the caller's transaction is to be given up.
    """
    changed = list(lines)
    hold_stock(changed)
    reservations.release_lines(order.id, [line.id for line in changed], ctx=ctx)
    wanted = []
    for line in changed:
        if pieces := open_of(line):
            asked = copy.copy(line)
            asked.quantity = pieces
            wanted.append(asked)
    if wanted:
        location_id = models.OrderShipping.objects.filter(order=order).values_list("location_id", flat=True).first()
        reservations.take_for_order(ctx, order.id, wanted, location_id=location_id)


def follow_lines(ctx: RequestContext, order: models.Order, *, reason: str = "") -> None:
    """Let the fulfilment state of a locked order be what its lines say."""
    status = states.fulfilment_status_of(models.OrderLine.objects.filter(order=order))
    states.move(ctx, order, OrderMachine.FULFILMENT, status, reason=reason)
