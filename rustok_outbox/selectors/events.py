"""Reads the scope's tenant's events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

import structlog
from pydantic import ValidationError

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import InvalidInput
from rustok.events.envelope import EventEnvelope
from rustok.events.types import UnknownEvent
from rustok.rbac.policies import require
from rustok_outbox import models
from rustok_outbox.dto.events import DeadLetterResponse, EventResponse
from rustok_outbox.mappers import envelope_of
from rustok_outbox.models import DeliveryStatus

log = structlog.get_logger("rustok.outbox")

_CURSOR = re.compile(r"^[0-9]{1,18}$")


def list_events(
    ctx: RequestContext, *, after: str | None = None, limit: int = 100, type: str | None = None
) -> Page[EventResponse]:
    """List the tenant's events after a cursor: none is ever left out, and each aggregate's are in order.

    An event is listed once the relay has seen it, some milliseconds after its commit.

    :param after: the ``next`` of the page before, or the ``sequence`` of the last event seen.
    :raises InvalidInput: that is no cursor of this list.
    """
    require(ctx, "outbox.event:read")
    if after is not None and not _CURSOR.match(after):
        raise InvalidInput.field("after", code="invalid_cursor", message="This is no cursor of this list.")
    events = models.Event.objects.filter(sequence__gt=int(after or 0)).order_by("sequence")
    if type is not None:
        events = events.filter(type=type)
    rows = list(events[: limit + 1])
    return Page(
        items=tuple(_response(row) for row in rows[:limit]),
        next=str(rows[limit - 1].sequence) if len(rows) > limit else None,
    )


def list_dead_letters(ctx: RequestContext, *, after: UUID | None = None, limit: int = 100) -> Page[DeadLetterResponse]:
    """List what was given up, oldest first."""
    require(ctx, "outbox.event:read")
    dead = models.Delivery.objects.filter(status=DeliveryStatus.DEAD).order_by("id")
    if after is not None:
        dead = dead.filter(pk__gt=after)
    rows = list(dead[: limit + 1])
    return Page(
        items=tuple(
            DeadLetterResponse(
                id=row.id,
                event_id=row.event_id,
                position=row.position,
                subscriber=row.subscriber,
                attempts=row.attempts,
                error=row.last_error,
                created_at=row.created_at,
            )
            for row in rows[:limit]
        ),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def read_history(aggregate_type: str | None, aggregate_id: UUID | None, limit: int) -> Sequence[EventEnvelope]:
    """Return the newest events of an aggregate, or of the tenant, newest first; the port of the admin's history."""
    events = models.Event.objects.order_by("-position")
    if aggregate_type is not None and aggregate_id is not None:
        events = events.filter(aggregate_type=aggregate_type, aggregate_id=aggregate_id)
    found = []
    for row in events[:limit]:
        try:
            found.append(envelope_of(row))
        except (UnknownEvent, ValidationError):
            # Of a module that is no longer installed, or damaged: history goes on without it.
            log.warning("outbox.history_unreadable", type=row.type, position=row.position)
    return found


def _response(row: models.Event) -> EventResponse:
    return EventResponse(
        event_id=row.id,
        sequence=row.sequence or 0,
        position=row.position,
        type=row.type,
        schema_version=row.schema_version,
        aggregate_type=row.aggregate_type,
        aggregate_id=row.aggregate_id,
        aggregate_version=row.aggregate_version,
        data=row.payload.get("data", {}),
        actor_id=row.actor_id,
        correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        trace_id=row.trace_id,
        created_at=row.created_at,
    )
