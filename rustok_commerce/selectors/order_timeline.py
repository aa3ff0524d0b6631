"""What happened to an order: changes of its states, events, notes, in one list."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.events import history
from rustok.events.catalog.orders import OrderNoteAdded, OrderPlaced, OrderStateChanged
from rustok.events.types import encode
from rustok.rbac.policies import require
from rustok_commerce import models
from rustok_commerce.dto.orders import TimelineEntryResponse, TimelineKind
from rustok_commerce.selectors.orders import find_order

_TOLD_OTHERWISE: Final = frozenset({OrderStateChanged.type, OrderNoteAdded.type})
"""Events that stand in the list as a state or a note."""
_LIMIT: Final = 500


def order_timeline(ctx: RequestContext, order_id: UUID) -> tuple[TimelineEntryResponse, ...]:
    """Return everything that happened to an order, newest first.

    :raises OrderNotFound: no such order in the shop.
    """
    require(ctx, "commerce.order:read")
    order = find_order(order_id)
    entries = [*_states(order), *_events(order), *_notes(order)]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _states(order: models.Order) -> list[TimelineEntryResponse]:
    return [
        TimelineEntryResponse(
            at=row.created_at,
            kind=TimelineKind.STATE,
            type=row.machine,
            text="",
            data={"before": row.before, "after": row.after, "reason": row.reason},
            actor_id=row.actor_id,
        )
        for row in models.OrderTransition.objects.filter(order=order).order_by("id")
    ]


def _events(order: models.Order) -> list[TimelineEntryResponse]:
    entries = []
    for envelope in history.history_of(OrderPlaced.aggregate_type, order.id, limit=_LIMIT):
        if envelope.event.type in _TOLD_OTHERWISE:
            continue
        data = encode(envelope.event)["data"]
        data.pop("order_id", None)
        entries.append(
            TimelineEntryResponse(
                at=envelope.timestamp,
                kind=TimelineKind.EVENT,
                type=envelope.event.type,
                text="",
                data=data,
                actor_id=envelope.actor_id,
            )
        )
    return entries


def _notes(order: models.Order) -> list[TimelineEntryResponse]:
    return [
        TimelineEntryResponse(
            at=row.created_at,
            kind=TimelineKind.NOTE,
            type="customer" if row.for_customer else "staff",
            text=row.text,
            data={},
            actor_id=row.author_id,
        )
        for row in models.OrderNote.objects.filter(order=order).order_by("id")
    ]
