"""What the APIs show of events and deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rustok.dto import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class EventResponse:
    """An event of the tenant.

    ``sequence`` is 1, 2, 3 … per tenant: ask for what comes after the last one you saw. ``position`` is what the
    answer to the write named in ``X-Event-Position``.
    """

    event_id: Id
    sequence: int
    position: int
    type: str
    schema_version: int
    aggregate_type: str
    aggregate_id: Id
    aggregate_version: int
    data: Mapping[str, Any]
    actor_id: Id | None
    correlation_id: Id
    causation_id: Id | None
    trace_id: str | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterResponse:
    """A delivery that was given up: what, for whom, and why."""

    id: Id
    event_id: Id
    position: int
    subscriber: str
    attempts: int
    error: str | None
    created_at: dt.datetime
