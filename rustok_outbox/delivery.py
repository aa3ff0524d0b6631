"""From deliveries to effects: in order per aggregate, in the transaction that marks them done."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from rustok.conf import conf
from rustok.events.envelope import EventEnvelope
from rustok.events.failpoints import failpoint
from rustok.events.subscribers import Subscriber
from rustok.ids import to_ulid
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.info import tenant_info
from rustok_outbox import metrics, models
from rustok_outbox.mappers import envelope_of
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.services.shards import BUSY, own

log = structlog.get_logger("rustok.outbox")

_LEASE: Final = dt.timedelta(minutes=5)
_ERROR_LENGTH: Final = 4000
# The server is gone, restarting or out of memory: no fault of the event, so no attempt is counted.
_INFRASTRUCTURE: Final = (OperationalError, InterfaceError)


def due_lanes() -> list[tuple[str, int]]:
    """Name the (subscriber, shard) pairs with something due."""
    with platform_scope():
        return sorted(
            models.Delivery.objects.filter(status=DeliveryStatus.PENDING, next_attempt_at__lte=timezone.now())
            .values_list("subscriber", "shard")
            .distinct()
        )


def deliver_lane(subscriber: Subscriber, shard: int) -> int:
    """Hand a subscriber the due deliveries of one shard; return how many were tried.

    :returns: :data:`BUSY` when another worker owns the lane at the moment.
    """
    if subscriber.external:
        return _deliver_external(subscriber, shard)
    with platform_scope(), transaction.atomic():
        if not own(subscriber.name, shard):
            return BUSY
        deliveries = _due(subscriber, shard, subscriber.batch_size or conf().events.batch_size)
        if not deliveries:
            return 0
        failpoint("delivery.claimed")
        for group in _by_tenant(deliveries):
            _deliver_group(subscriber, group)
        failpoint("delivery.before_commit")
    failpoint("delivery.after_commit")
    return len(deliveries)


def _due(subscriber: Subscriber, shard: int, limit: int) -> list[models.Delivery]:
    """Read the next deliveries. What waits for a later attempt holds back what is behind it in its aggregate."""
    pending = models.Delivery.objects.filter(subscriber=subscriber.name, status=DeliveryStatus.PENDING)
    now = timezone.now()
    holding = pending.filter(
        aggregate_id=OuterRef("aggregate_id"),
        tenant_id=OuterRef("tenant_id"),
        position__lt=OuterRef("position"),
        next_attempt_at__gt=now,
    )
    return list(
        pending.filter(shard=shard, next_attempt_at__lte=now)
        .exclude(Exists(holding))
        .order_by("position", "replay")[:limit]
    )


def _by_tenant(deliveries: Sequence[models.Delivery]) -> Iterator[list[models.Delivery]]:
    groups: dict[UUID, list[models.Delivery]] = {}
    for delivery in deliveries:
        groups.setdefault(delivery.tenant_id, []).append(delivery)
    # In the order of tenants: consumers lock per tenant, and two lanes must not wait for each other.
    return (groups[tenant_id] for tenant_id in sorted(groups))


def _deliver_group(subscriber: Subscriber, deliveries: list[models.Delivery]) -> None:
    """Deliver what one tenant is owed: together first, and one by one to find what is at fault."""
    events = _events(deliveries)
    if len(deliveries) > 1 and _attempt(subscriber, deliveries, events) is None:
        return
    held: set[UUID] = set()
    for delivery in deliveries:
        if delivery.aggregate_id in held:
            continue
        error = _attempt(subscriber, [delivery], events)
        if error is not None:
            record_failure(delivery, error)
            if delivery.status == DeliveryStatus.PENDING:
                held.add(delivery.aggregate_id)


def _attempt(
    subscriber: Subscriber, deliveries: list[models.Delivery], events: dict[UUID, models.Event]
) -> Exception | None:
    """Call the handler and mark its deliveries done, both or neither; return what went wrong."""
    try:
        envelopes = [_envelope(delivery, events) for delivery in deliveries]
        with (
            tenant_scope(tenant_info(deliveries[0].tenant_id)),
            transaction.atomic(),
            structlog.contextvars.bound_contextvars(**_log_context(subscriber, envelopes)),
        ):
            failpoint("delivery.before_handler")
            subscriber.handle(envelopes)
            failpoint("delivery.after_handler")
            _mark_done(deliveries)
    except _INFRASTRUCTURE:
        raise
    except Exception as exc:  # a task's boundary: stored, counted and tried again
        return exc
    for envelope in envelopes:
        lag = (timezone.now() - envelope.timestamp).total_seconds()
        metrics.LAG.labels(subscriber.name).observe(lag)
        log.info(
            "outbox.delivered",
            type=envelope.event.type,
            lag_ms=round(lag * 1000),
            **_log_context(subscriber, [envelope]),
        )
    metrics.DELIVERED.labels(subscriber.name).inc(len(deliveries))
    return None


def _mark_done(deliveries: list[models.Delivery]) -> None:
    models.Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries],
        created_at__gte=min(delivery.created_at for delivery in deliveries),
        created_at__lte=max(delivery.created_at for delivery in deliveries),
    ).update(status=DeliveryStatus.DONE, done_at=timezone.now(), last_error=None)


def record_failure(delivery: models.Delivery, error: Exception) -> None:
    """Count a failed attempt: a later one with a growing, random pause, or the dead letters."""
    events = conf().events
    delivery.attempts += 1
    delivery.last_error = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH]
    metrics.FAILED.labels(delivery.subscriber).inc()
    if delivery.attempts >= events.max_attempts:
        delivery.status = DeliveryStatus.DEAD
        metrics.DEAD.labels(delivery.subscriber).inc()
    else:
        # Full jitter: those that failed together do not come back together.
        ceiling = min(events.backoff_cap, events.backoff_base * 2 ** (delivery.attempts - 1))
        delivery.next_attempt_at = timezone.now() + dt.timedelta(seconds=random.uniform(ceiling / 2, ceiling))
    models.Delivery.objects.filter(pk=delivery.pk, created_at=delivery.created_at).update(
        attempts=delivery.attempts,
        last_error=delivery.last_error,
        status=delivery.status,
        next_attempt_at=delivery.next_attempt_at,
    )
    log.warning(
        "outbox.delivery_failed",
        subscriber=delivery.subscriber,
        event_id=to_ulid(delivery.event_id),
        attempts=delivery.attempts,
        dead=delivery.status == DeliveryStatus.DEAD,
        exc_info=error,
    )


def _deliver_external(subscriber: Subscriber, shard: int) -> int:
    """Hand over one delivery whose effect is outside of the database: leased, called without locks, then marked.

    A process that dies in between leaves the lease to run out: the effect may then happen twice, never not at all.
    """
    with platform_scope(), transaction.atomic():
        if not own(subscriber.name, shard):
            return BUSY
        due = _due(subscriber, shard, 1)
        if not due:
            return 0
        delivery = due[0]
        # Ours until then: nobody else takes it, and what is behind it in its aggregate waits.
        lease = timezone.now() + _LEASE
        _update(delivery, next_attempt_at=lease)
        events = _events([delivery])
    failpoint("delivery.claimed")
    error: Exception | None = None
    if delivery.replay and not subscriber.replay_external:
        log.info("outbox.replay_left_out", subscriber=subscriber.name, event_id=to_ulid(delivery.event_id))
    else:
        error = _call(subscriber, delivery, events)
    with platform_scope(), transaction.atomic():
        # Fenced by the lease: if it ran out and somebody else took over, their outcome counts.
        mine = models.Delivery.objects.filter(
            pk=delivery.pk, created_at=delivery.created_at, status=DeliveryStatus.PENDING, next_attempt_at=lease
        ).select_for_update(of=("self",))
        if not mine.exists():
            return 1
        if error is not None:
            record_failure(delivery, error)
        else:
            _mark_done([delivery])
            metrics.DELIVERED.labels(subscriber.name).inc()
        failpoint("delivery.before_commit")
    failpoint("delivery.after_commit")
    return 1


def _call(subscriber: Subscriber, delivery: models.Delivery, events: dict[UUID, models.Event]) -> Exception | None:
    try:
        envelope = _envelope(delivery, events)
        with (
            tenant_scope(tenant_info(delivery.tenant_id)),
            structlog.contextvars.bound_contextvars(**_log_context(subscriber, [envelope])),
        ):
            failpoint("delivery.before_handler")
            subscriber.handle([envelope])
            failpoint("delivery.after_handler")
    except _INFRASTRUCTURE:
        raise
    except Exception as exc:  # a task's boundary: stored, counted and tried again
        return exc
    return None


def _events(deliveries: Sequence[models.Delivery]) -> dict[UUID, models.Event]:
    return {
        event.id: event
        for event in models.Event.objects.filter(
            pk__in={delivery.event_id for delivery in deliveries},
            created_at__gte=min(delivery.created_at for delivery in deliveries),
            created_at__lte=max(delivery.created_at for delivery in deliveries),
        )
    }


def _envelope(delivery: models.Delivery, events: dict[UUID, models.Event]) -> EventEnvelope:
    return envelope_of(events[delivery.event_id], retry_count=delivery.attempts, is_replay=delivery.replay > 0)


def _update(delivery: models.Delivery, *, next_attempt_at: dt.datetime) -> None:
    models.Delivery.objects.filter(Q(pk=delivery.pk), created_at=delivery.created_at).update(
        next_attempt_at=next_attempt_at
    )


def _log_context(subscriber: Subscriber, envelopes: Sequence[EventEnvelope]) -> dict[str, object]:
    first = envelopes[0]
    return {
        "subscriber": subscriber.name,
        "tenant": to_ulid(first.tenant_id),
        "event_id": to_ulid(first.event_id),
        "correlation_id": to_ulid(first.correlation_id),
        "trace_id": first.trace_id,
    }
