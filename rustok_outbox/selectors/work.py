"""Finds what there is to do. By skip scans: the cost is that of the answer, not of the backlog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from rustok.tenancy.context import platform_scope
from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus, EventStatus

# SELECT DISTINCT would read every waiting row, again and again while a backlog is worked off.
_SHARDS: Final = """
WITH RECURSIVE found AS (
  (SELECT shard FROM sys_events WHERE status = 'pending' ORDER BY shard LIMIT 1)
  UNION ALL
  SELECT next.shard FROM found, LATERAL (
    SELECT shard FROM sys_events WHERE status = 'pending' AND shard > found.shard ORDER BY shard LIMIT 1
  ) AS next
)
SELECT shard FROM found
"""
_EVENT_COLUMNS: Final = ("id", "tenant_id", "created_at", "position", "aggregate_id", "shard", "type")
# Per shard, so that the index gives them in order: no backlog is sorted.
_EVENTS: Final = f"""
SELECT {", ".join(f"e.{name}" for name in _EVENT_COLUMNS)}
  FROM unnest(%s::int[]) AS wanted(shard), LATERAL (
    SELECT * FROM sys_events WHERE status = 'pending' AND shard = wanted.shard ORDER BY position LIMIT %s
  ) AS e
 ORDER BY e.position
"""
_LANES: Final = """
WITH RECURSIVE found AS (
  (SELECT subscriber, shard FROM sys_deliveries WHERE status = 'pending' ORDER BY subscriber, shard LIMIT 1)
  UNION ALL
  SELECT next.subscriber, next.shard FROM found, LATERAL (
    SELECT subscriber, shard FROM sys_deliveries
     WHERE status = 'pending' AND (subscriber, shard) > (found.subscriber, found.shard)
     ORDER BY subscriber, shard LIMIT 1
  ) AS next
)
SELECT subscriber, shard FROM found
 WHERE EXISTS (
   SELECT FROM sys_deliveries AS due
    WHERE due.status = 'pending' AND due.subscriber = found.subscriber AND due.shard = found.shard
      AND due.next_attempt_at <= %s
 )
"""


def pending_shards() -> list[int]:
    """Name the shards with events that the relay has not seen; call it in the platform's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARDS)
        return [shard for (shard,) in cursor.fetchall()]


def pending_events(shards: Sequence[int], limit: int) -> list[models.Event]:
    """Read the next events of shards, so many of each at most, without their payloads; in the platform's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [list(shards), limit])
        return [models.Event(**dict(zip(_EVENT_COLUMNS, row, strict=True))) for row in cursor.fetchall()]


def due_lanes() -> list[tuple[str, int]]:
    """Name the (subscriber, shard) pairs with something due."""
    with platform_scope(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LANES, [timezone.now()])
        return list(cursor.fetchall())


def is_overdue(seconds: float) -> bool:
    """Tell whether an event or a delivery has waited for longer than that."""
    before = timezone.now() - dt.timedelta(seconds=seconds)
    with platform_scope(), transaction.atomic():
        if models.Event.objects.filter(status=EventStatus.PENDING, created_at__lt=before).exists():
            return True
        waiting = models.Delivery.objects.filter(status=DeliveryStatus.PENDING, next_attempt_at__lt=before)
        return bool(waiting.exists())


def due_deliveries(
    subscriber: str, shards: Sequence[int], limit: int, *, after: str | None = None
) -> list[models.Delivery]:
    """Read the next deliveries of a subscriber's lanes in order; call it in the platform's scope.

    What waits for a later attempt, or is leased, holds back what is behind it in its aggregate.

    :param after: without events that this subscriber is not done with.
    """
    pending = models.Delivery.objects.filter(subscriber=subscriber, status=DeliveryStatus.PENDING)
    now = timezone.now()
    holding = pending.filter(
        tenant_id=OuterRef("tenant_id"),
        aggregate_id=OuterRef("aggregate_id"),
        position__lt=OuterRef("position"),
        next_attempt_at__gt=now,
    )
    due = pending.filter(shard__in=shards, next_attempt_at__lte=now).exclude(Exists(holding))
    if after is not None:
        first = models.Delivery.objects.filter(subscriber=after, status=DeliveryStatus.PENDING)
        due = due.exclude(Exists(first.filter(shard=OuterRef("shard"), position=OuterRef("position"))))
    return list(due.order_by("position", "replay")[:limit])
