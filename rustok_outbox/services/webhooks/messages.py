"""What a receiver reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import orjson

from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok_outbox import models

TEST_TYPE: Final = "webhook.test"
"""Type of the message that is sent to try a webhook. No event has it."""


def body_of(event: models.Event) -> bytes:
    """Write an event as a message: the same bytes at every try."""
    return orjson.dumps(
        {
            "type": event.type,
            "occurred_at": _moment(event.created_at),
            "event_id": to_ulid(event.id),
            "sequence": event.sequence,
            "schema_version": event.schema_version,
            "tenant_id": to_ulid(event.tenant_id),
            "aggregate_type": event.aggregate_type,
            "aggregate_id": to_ulid(event.aggregate_id),
            "aggregate_version": event.aggregate_version,
            "actor_id": None if event.actor_id is None else to_ulid(event.actor_id),
            "correlation_id": to_ulid(event.correlation_id),
            "data": event.payload.get("data", {}),
        }
    )


def trial_body(webhook_id: UUID, now: dt.datetime) -> bytes:
    """Write a message that tells nothing."""
    return orjson.dumps(
        {
            "type": TEST_TYPE,
            "occurred_at": _moment(now),
            "tenant_id": to_ulid(require_tenant_id()),
            "aggregate_type": "outbox.webhook",
            "aggregate_id": to_ulid(webhook_id),
            "data": {"webhook_id": to_ulid(webhook_id)},
        }
    )


def wants(patterns: Iterable[str], event_type: str) -> bool:
    """Tell whether a type is one of those asked for: ``order.placed``, ``order.*`` or ``*``."""
    return any(
        event_type.startswith(pattern[:-1]) if pattern.endswith("*") else event_type == pattern for pattern in patterns
    )


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
