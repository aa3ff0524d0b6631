"""The event with all that delivery, tracing and audit need around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from rustok.context import RequestContext
from rustok.events.types import DomainEvent
from rustok.ids import generate_id


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEnvelope:
    """One published event. ``event_id`` is stable over every delivery and replay; ``timestamp`` is UTC.

    ``position`` (place in the tenant-spanning log) and ``aggregate_version`` (1, 2, 3 … without gaps per aggregate)
    are None until a transport has stored the event. ``is_replay`` marks an envelope sent again by hand: consumers
    with effects outside the database get those only where they ask for them.
    """

    event_id: UUID
    tenant_id: UUID
    actor_id: UUID | None
    correlation_id: UUID
    causation_id: UUID | None
    trace_id: str | None
    timestamp: dt.datetime
    event: DomainEvent
    retry_count: int = 0
    position: int | None = None
    aggregate_version: int | None = None
    is_replay: bool = False

    @classmethod
    def wrap(cls, ctx: RequestContext, event: DomainEvent) -> EventEnvelope:
        """Put an event into its envelope."""
        return cls(
            event_id=generate_id(),
            tenant_id=ctx.tenant_id,
            actor_id=ctx.actor_id,
            correlation_id=ctx.correlation_id,
            causation_id=ctx.causation_id,
            trace_id=ctx.trace_id,
            timestamp=dt.datetime.now(dt.UTC),
            event=event,
        )

    def context(self) -> RequestContext:
        """Return the context in which a handler works: the system, caused by this event."""
        return RequestContext.system(
            self.tenant_id,
            correlation_id=self.correlation_id,
            causation_id=self.event_id,
            trace_id=self.trace_id,
        )
