"""From rows to envelopes."""

from __future__ import annotations

from rustok.events.envelope import EventEnvelope
from rustok.events.types import decode
from rustok_outbox import models


def envelope_of(row: models.Event, *, retry_count: int = 0, is_replay: bool = False) -> EventEnvelope:
    """Read an event back.

    :raises UnknownEvent: this code does not know the type or its version.
    :raises pydantic.ValidationError: the payload does not fit.
    """
    return EventEnvelope(
        event_id=row.id,
        tenant_id=row.tenant_id,
        actor_id=row.actor_id,
        correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        trace_id=row.trace_id,
        timestamp=row.created_at,
        event=decode(row.payload, schema_version=row.schema_version),
        retry_count=retry_count,
        position=row.position,
        aggregate_version=row.aggregate_version,
        is_replay=is_replay,
    )
