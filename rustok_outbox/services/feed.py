"""Numbers a tenant's events in the order in which the relay takes them: the cursor of feeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from django.db import connection

from rustok_outbox import models

_COUNTER: Final = "outbox.feed"
_NAMESPACE: Final = UUID("5a2c1d0e-6f60-4a53-9a51-0c6e27a9f1d4")

# The rows are locked in the order of tenants until the relay's commit: two relays of one tenant number one after the
# other, so a number is never seen before a smaller one.
_ADVANCE: Final = """
INSERT INTO sys_aggregates (id, tenant_id, aggregate_type, aggregate_id, shard, version)
SELECT id, tenant_id, %s, tenant_id, 0, number
  FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[]) AS counted(id, tenant_id, number)
 ORDER BY tenant_id
ON CONFLICT (tenant_id, aggregate_type, aggregate_id) DO UPDATE SET version = sys_aggregates.version + excluded.version
RETURNING tenant_id, version
"""
_DISPATCH: Final = """
UPDATE sys_events AS e
   SET status = 'dispatched', dispatched_at = now(), sequence = seen.sequence
  FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS seen(shard, position, sequence)
 WHERE e.status = 'pending' AND e.shard = seen.shard AND e.position = seen.position AND e.created_at BETWEEN %s AND %s
"""


class NotPending(RuntimeError):
    """Events were dispatched by somebody else while their shard was owned here."""


def mark_dispatched(events: Sequence[models.Event]) -> None:
    """Number events of owned shards and mark them dispatched, in the caller's transaction, in the platform's scope.

    :raises NotPending: one of them is not pending any more.
    """
    counts = Counter(event.tenant_id for event in events)
    tenants = sorted(counts)
    with connection.cursor() as cursor:
        ids = [uuid5(_NAMESPACE, str(tenant)) for tenant in tenants]
        cursor.execute(_ADVANCE, [_COUNTER, ids, tenants, [counts[tenant] for tenant in tenants]])
        next_number = {tenant: last - counts[tenant] + 1 for tenant, last in cursor.fetchall()}
        numbers = []
        for event in events:
            event.sequence = next_number[event.tenant_id]
            numbers.append(event.sequence)
            next_number[event.tenant_id] += 1
        times = [event.created_at for event in events]
        positions = [event.position for event in events]
        shards = [event.shard for event in events]
        cursor.execute(_DISPATCH, [shards, positions, numbers, min(times), max(times)])
        if cursor.rowcount != len(events):
            raise NotPending(f"{cursor.rowcount} of {len(events)} events were pending")
