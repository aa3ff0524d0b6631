"""Writes events into the log, in the caller's transaction."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final
from uuid import UUID

import orjson

from rustok.conf import conf
from rustok.events.envelope import EventEnvelope
from rustok.events.failpoints import failpoint
from rustok.events.types import encode
from rustok.ids import generate_id, id_time
from rustok.tenancy.context import current_tenant_id, platform_scope
from rustok.tenancy.prepared import written
from rustok_outbox import metrics

# One statement, so that the place in the log is drawn while the aggregate's row is locked: whoever comes later to the
# same aggregate waits for our commit and gets the next version and a later place. (A place drawn before the lock
# could overtake.)
_STORE: Final = """
WITH aggregate AS (
  INSERT INTO sys_aggregates (id, tenant_id, aggregate_type, aggregate_id, shard, version)
  VALUES (%s, %s, %s, %s, %s, 1)
  ON CONFLICT (tenant_id, aggregate_type, aggregate_id) DO UPDATE SET version = sys_aggregates.version + 1
  RETURNING version, shard
)
INSERT INTO sys_events (
  id, tenant_id, created_at, aggregate_type, aggregate_id, aggregate_version, shard, type, schema_version, payload,
  correlation_id, causation_id, trace_id, actor_id, status
)
SELECT %s, %s, %s, %s, %s, aggregate.version, aggregate.shard, %s, %s, %s::jsonb, %s, %s, %s, %s, 'pending'
  FROM aggregate
RETURNING position, aggregate_version
"""


def store_event(envelope: EventEnvelope) -> EventEnvelope:
    """Store an event; return the envelope with its place in the log and its version.

    A platform command may publish for another tenant than the one in scope (none at all, as a rule).
    """
    if current_tenant_id() == envelope.tenant_id:
        return _store(envelope)
    with platform_scope():
        return _store(envelope)


def shard_of(aggregate_id: UUID) -> int:
    """Name the shard of a new aggregate."""
    digest = hashlib.blake2b(aggregate_id.bytes, digest_size=4).digest()
    return int.from_bytes(digest) % conf().events.shards


def _store(envelope: EventEnvelope) -> EventEnvelope:
    event = envelope.event
    # The time within the id is the one that is stored: the envelope says the same now and when it is read back.
    occurred_at = id_time(envelope.event_id)
    ((position, version),) = written(
        _STORE,
        *(generate_id(), envelope.tenant_id, event.aggregate_type, event.aggregate_id, shard_of(event.aggregate_id)),
        *(envelope.event_id, envelope.tenant_id, occurred_at, event.aggregate_type, event.aggregate_id),
        *(event.type, event.schema_version, orjson.dumps(encode(event)).decode(), envelope.correlation_id),
        *(envelope.causation_id, envelope.trace_id, envelope.actor_id),
    )
    failpoint("publish.stored")
    metrics.STORED.labels(event.type).inc()
    return replace(envelope, position=position, aggregate_version=version, timestamp=occurred_at)
