"""From deliveries to effects: in order per aggregate, in the transaction that marks them done."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

import redis
import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from rustok.conf import conf
from rustok.events.envelope import EventEnvelope
from rustok.events.failpoints import failpoint
from rustok.events.subscribers import Subscriber
from rustok.ids import to_ulid
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok_outbox import metrics, models
from rustok_outbox.mappers import envelope_of
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.selectors.work import due_deliveries
from rustok_outbox.services.shards import BUSY, own

log = structlog.get_logger("rustok.outbox")

LEASE: Final = dt.timedelta(minutes=2)
"""How long a call outside of the database may take before another worker takes the delivery over."""

_ERROR_LENGTH: Final = 4000
BROKER_AWAY: Final = (redis.ConnectionError, redis.TimeoutError, BrokerError)

Events = Mapping[UUID, models.Event]


class Fenced(RuntimeError):
    """A delivery was changed by somebody else while it was worked on; the work is rolled back."""


def find_subscriber(name: str) -> Subscriber | None:
    """Find a consumer among those of the installed modules."""
    return next((subscriber for _, subscriber in registry.subscribers() if subscriber.name == name), None)


def deliver_lane(subscriber: Subscriber, shard: int) -> int:
    """Hand a subscriber the next due deliveries of one shard; see :func:`deliver_lanes`."""
    return deliver_lanes(subscriber, [shard])


def deliver_lanes(subscriber: Subscriber, shards: Sequence[int]) -> int:
    """Hand a subscriber the next due deliveries of those shards that can be owned; return how many were tried.

    All in one batch: what a consumer pays per call, such as the commit of a search index, is paid once for it.

    :returns: :data:`BUSY` when nothing was tried and another worker owns some of the lanes.
    :raises OperationalError, InterfaceError: the database is away; nothing was counted or changed.
    """
    if subscriber.external:
        counts = [_deliver_external(subscriber, shard) for shard in shards]
        return sum(count for count in counts if count > 0) or (BUSY if BUSY in counts else 0)
    with platform_scope(), transaction.atomic():
        owned = own(subscriber.name, shards)
        if not owned:
            return BUSY
        limit = subscriber.batch_size or conf().events.batch_size
        due = due_deliveries(subscriber.name, owned, limit, after=subscriber.after)
        if not due:
            return 0 if len(owned) == len(shards) else BUSY
        failpoint("delivery.claimed")
        events = _events(due)
        groups: dict[UUID, list[models.Delivery]] = {}
        for delivery in due:
            groups.setdefault(delivery.tenant_id, []).append(delivery)
        # In the order of tenants: consumers lock per tenant, and two lanes must not wait for each other.
        for tenant_id, deliveries in sorted(groups.items()):
            tenant = _listening(subscriber, tenant_id)
            if tenant is None:
                _mark_done(deliveries, note="the tenant is gone or has the module switched off")
            else:
                _deliver_group(subscriber, tenant, deliveries, events)
        failpoint("delivery.before_commit")
    failpoint("delivery.after_commit")
    return len(due)


def _deliver_group(
    subscriber: Subscriber, tenant: TenantInfo, deliveries: Sequence[models.Delivery], events: Events
) -> None:
    """Deliver what one tenant is owed: together first, and one by one to find what is at fault."""
    if len(deliveries) > 1 and _attempt(subscriber, tenant, deliveries, events) is None:
        return
    held: set[UUID] = set()
    for delivery in deliveries:
        if delivery.aggregate_id in held:
            continue
        error = _attempt(subscriber, tenant, [delivery], events)
        if error is not None and not record_failure(delivery, error):
            held.add(delivery.aggregate_id)


def _attempt(
    subscriber: Subscriber, tenant: TenantInfo, deliveries: Sequence[models.Delivery], events: Events
) -> Exception | None:
    """Call the handler and mark its deliveries done, both or neither; return what went wrong."""
    try:
        envelopes = [_envelope(delivery, events) for delivery in deliveries]
        with (
            tenant_scope(tenant),
            transaction.atomic(),
            structlog.contextvars.bound_contextvars(**_log_context(subscriber, tenant, envelopes)),
        ):
            failpoint("delivery.before_handler")
            subscriber.handle(envelopes)
            failpoint("delivery.after_handler")
            _mark_done(deliveries)
            transaction.on_commit(partial(_report, subscriber, tenant, envelopes), robust=True)
    except Exception as exc:  # a task's boundary: stored, counted and tried again
        if not is_fault_of_handler(exc):
            raise
        return exc
    return None


def is_fault_of_handler(error: Exception) -> bool:
    """Tell a failure that counts as an attempt from an outage, which is nobody's fault: of the database, of Valkey.

    A statement that PostgreSQL refuses for a while (deadlock, time-out) is an OperationalError too; the connection
    lives on, and the next attempt comes after a pause.
    """
    if isinstance(error, Fenced):
        return False
    if isinstance(error, OperationalError | InterfaceError):
        raw = connection.connection
        return raw is not None and not raw.closed
    return not isinstance(error, BROKER_AWAY)


def _mark_done(deliveries: Sequence[models.Delivery], *, note: str | None = None) -> None:
    """Mark deliveries done in the caller's transaction.

    :raises Fenced: one of them is not pending any more.
    """
    times = [delivery.created_at for delivery in deliveries]
    marked = models.Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries],
        created_at__gte=min(times),
        created_at__lte=max(times),
        status=DeliveryStatus.PENDING,
    ).update(status=DeliveryStatus.DONE, done_at=timezone.now(), last_error=note)
    if marked != len(deliveries):
        raise Fenced(f"{marked} of {len(deliveries)} deliveries were pending")


def record_failure(delivery: models.Delivery, error: Exception) -> bool:
    """Count a failed attempt and tell whether it was the last: a later one after a growing, random pause else."""
    attempts = delivery.attempts + 1
    dead = attempts >= conf().events.max_attempts
    models.Delivery.objects.filter(pk=delivery.pk, created_at=delivery.created_at).update(
        attempts=attempts,
        # PostgreSQL's text has no NUL; an exception's may.
        last_error=f"{type(error).__name__}: {error}".replace("\x00", "�")[:_ERROR_LENGTH],
        status=DeliveryStatus.DEAD if dead else DeliveryStatus.PENDING,
        next_attempt_at=timezone.now() + backoff(attempts),
    )
    metrics.FAILED.labels(delivery.subscriber).inc()
    if dead:
        metrics.DEAD.labels(delivery.subscriber).inc()
    log.warning(
        "outbox.delivery_failed",
        subscriber=delivery.subscriber,
        event_id=to_ulid(delivery.event_id),
        attempts=attempts,
        dead=dead,
        exc_info=error,
    )
    return dead


def backoff(attempts: int) -> dt.timedelta:
    """Return the pause after a number of failed attempts: exponential, with full jitter.

    Those that failed together do not come back together (Brooker, "Exponential Backoff And Jitter", AWS 2015).
    """
    events = conf().events
    ceiling = min(events.backoff_cap, events.backoff_base * 2.0 ** min(attempts - 1, 64))
    return dt.timedelta(seconds=random.uniform(0, ceiling))


def _deliver_external(subscriber: Subscriber, shard: int) -> int:
    """Hand over one delivery whose effect is outside of the database: leased, called without locks, then marked.

    A process that dies in between leaves the lease to run out: the effect may then happen twice, never not at all.
    The attempt is counted with the lease, so that an event which kills the process is not tried for ever.
    """
    with platform_scope(), transaction.atomic():
        if not own(subscriber.name, [shard]):
            return BUSY
        due = due_deliveries(subscriber.name, [shard], 1, after=subscriber.after)
        if not due:
            return 0
        delivery = due[0]
        tenant = _listening(subscriber, delivery.tenant_id)
        if tenant is None:
            _mark_done(due, note="the tenant is gone or has the module switched off")
            return 1
        if delivery.replay and not subscriber.replay_external:
            _mark_done(due, note="not sent again: the effect is outside of the database")
            return 1
        if delivery.attempts >= conf().events.max_attempts:
            record_failure(delivery, TimeoutError("the last lease ran out: the process died or took too long"))
            return 1
        lease = timezone.now() + LEASE
        _update(delivery, next_attempt_at=lease, attempts=delivery.attempts + 1)
        events = _events(due)
    failpoint("delivery.claimed")
    try:
        envelope = _envelope(delivery, events)
        with (
            tenant_scope(tenant),
            structlog.contextvars.bound_contextvars(**_log_context(subscriber, tenant, [envelope])),
        ):
            failpoint("delivery.before_handler")
            subscriber.handle([envelope])
            failpoint("delivery.after_handler")
    except Exception as exc:  # a task's boundary: stored, counted and tried again
        if not is_fault_of_handler(exc):
            _give_back(delivery, lease)
            raise
        error: Exception | None = exc
    else:
        error = None
    with platform_scope(), transaction.atomic():
        # Fenced by the lease: if it ran out and somebody else took over, their outcome counts.
        if not _leased(delivery, lease).select_for_update(of=("self",)).exists():
            return 1
        if error is not None:
            record_failure(delivery, error)
        else:
            _mark_done([delivery])
            transaction.on_commit(partial(_report, subscriber, tenant, [envelope]), robust=True)
        failpoint("delivery.before_commit")
    failpoint("delivery.after_commit")
    return 1


def _give_back(delivery: models.Delivery, lease: dt.datetime) -> None:
    """Return a lease uncounted after an outage; where the database is the one that is out, it runs out by itself."""
    try:
        with platform_scope(), transaction.atomic():
            _leased(delivery, lease).update(next_attempt_at=timezone.now() + backoff(1), attempts=delivery.attempts)
    except (OperationalError, InterfaceError):
        log.warning("outbox.lease_left", event_id=to_ulid(delivery.event_id), until=lease.isoformat())


def _leased(delivery: models.Delivery, lease: dt.datetime) -> Any:
    return models.Delivery.objects.filter(
        pk=delivery.pk, created_at=delivery.created_at, status=DeliveryStatus.PENDING, next_attempt_at=lease
    )


def _listening(subscriber: Subscriber, tenant_id: UUID) -> TenantInfo | None:
    """Return the tenant if it still is there and has the subscriber's module on."""
    slug = next(module.slug for module, other in registry.subscribers() if other.name == subscriber.name)
    try:
        tenant = tenant_info(tenant_id)
    except TenantNotFound:
        return None
    return tenant if toggles.is_enabled(slug, tenant) else None


def _events(deliveries: Sequence[models.Delivery]) -> Events:
    times = [delivery.created_at for delivery in deliveries]
    found = models.Event.objects.filter(
        pk__in={delivery.event_id for delivery in deliveries}, created_at__gte=min(times), created_at__lte=max(times)
    )
    return {event.id: event for event in found}


def _envelope(delivery: models.Delivery, events: Events) -> EventEnvelope:
    return envelope_of(events[delivery.event_id], retry_count=delivery.attempts, is_replay=delivery.replay > 0)


def _update(delivery: models.Delivery, **values: Any) -> None:
    models.Delivery.objects.filter(pk=delivery.pk, created_at=delivery.created_at).update(**values)


def _report(subscriber: Subscriber, tenant: TenantInfo, envelopes: Sequence[EventEnvelope]) -> None:
    """Log and measure what was delivered, once it is committed."""
    now = timezone.now()
    metrics.DELIVERED.labels(subscriber.name).inc(len(envelopes))
    for envelope in envelopes:
        lag = max(0.0, (now - envelope.timestamp).total_seconds())
        metrics.LAG.labels(subscriber.name).observe(lag)
        log.info(
            "outbox.delivered",
            type=envelope.event.type,
            lag_ms=round(lag * 1000),
            **_log_context(subscriber, tenant, [envelope]),
        )


def _log_context(subscriber: Subscriber, tenant: TenantInfo, envelopes: Sequence[EventEnvelope]) -> dict[str, object]:
    """Name what a handler's log lines are about; ids that differ within a batch are left out."""
    ids: dict[str, set[str | None]] = {
        "event_id": {to_ulid(envelope.event_id) for envelope in envelopes},
        "correlation_id": {to_ulid(envelope.correlation_id) for envelope in envelopes},
        "trace_id": {envelope.trace_id for envelope in envelopes},
    }
    same = {name: values.pop() for name, values in ids.items() if len(values) == 1}
    return {"subscriber": subscriber.name, "tenant": tenant.slug, **same}
