"""From the log to deliveries: one owner per shard, in order, nothing twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import Final
from uuid import UUID

import redis
import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils import timezone

from rustok.conf import conf
from rustok.events.failpoints import failpoint
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok_outbox import metrics, models
from rustok_outbox.delivery import BROKER_AWAY, Fenced, deliver_lanes, find_subscriber
from rustok_outbox.selectors.work import due_lanes, pending_events, pending_shards
from rustok_outbox.services.fanout import delivery_of
from rustok_outbox.services.feed import NotPending, mark_dispatched
from rustok_outbox.services.shards import BUSY, own
from rustok_outbox.transport import Hints, hand_over

log = structlog.get_logger("rustok.outbox")

_BUSY_PAUSES: Final = (0.005, 0.02, 0.08)

HandOver = Callable[[str, int], None]
"""Takes a lane (subscriber, shard) of a subscriber with effects outside of the database."""


def relay_events(*, limit: int | None = None) -> int:
    """Turn the next events of every shard that nobody else relays into deliveries, in one transaction.

    :param limit: how many at most of all shards together; the size of a batch by default.
    :returns: how many events; :data:`BUSY` when others own all the shards that have any.
    """
    with platform_scope(), transaction.atomic():
        waiting = pending_shards()
        if not waiting:
            return 0
        owned = own("relay", waiting)
        if not owned:
            return BUSY
        events = pending_events(owned, max(1, (limit or conf().events.batch_size) // len(owned)))
        if not events:
            # Whoever owned them has just finished.
            return 0
        failpoint("relay.claimed")
        models.Delivery.objects.bulk_create(_deliveries(events), ignore_conflicts=True)
        failpoint("relay.fanned_out")
        mark_dispatched(events)
        failpoint("relay.before_commit")
    failpoint("relay.after_commit")
    # What is known of a tenant is kept only where it was read outside of a transaction: so once more, here.
    for tenant_id in {event.tenant_id for event in events}:
        _tenant(tenant_id)
    metrics.RELAYED.inc(len(events))
    return len(events)


def drain(*, hand_over: HandOver | None = None, seconds: float | None = None) -> int:
    """Relay and deliver in this process until nothing is due; return how many events and deliveries were moved.

    What another process owns is left to it: the owner looks again after it has let go, so nothing is overlooked but
    what comes in the very moment in between, and that is the sweep's.

    :param hand_over: takes the lanes of subscribers with effects outside the database; None calls them here, too.
    :param seconds: stop after so long even if more is due.
    """
    until = None if seconds is None else time.monotonic() + seconds
    total = 0
    pauses = iter(_BUSY_PAUSES)
    while True:
        moved, busy = _pass(hand_over)
        total += moved
        if until is not None and time.monotonic() > until:
            return total
        if moved:
            pauses = iter(_BUSY_PAUSES)
        elif not busy or (pause := next(pauses, None)) is None:
            return total
        else:
            time.sleep(pause)


def run(stop: threading.Event) -> None:
    """Relay and deliver until told to stop: woken by hints, and looking by itself once in a sweep's time.

    Subscribers with effects outside of the database are handed over to Celery, so that a slow mail server keeps no
    index back. An outage of PostgreSQL or Valkey is waited out, as is somebody else's hand in the same work.
    """
    hints = Hints()
    sweep = conf().events.sweep_seconds
    try:
        while not stop.is_set():
            try:
                drain(hand_over=hand_over, seconds=sweep)
            except (OperationalError, InterfaceError) as exc:
                log.warning("outbox.database_away", error=str(exc))
                close_old_connections()
                stop.wait(sweep)
                continue
            except (*BROKER_AWAY, Fenced, NotPending) as exc:
                log.warning("outbox.interrupted", error=repr(exc))
                stop.wait(sweep)
                continue
            try:
                if not hints.wait(sweep):
                    # Nothing happens: the moment to find out that a connection has died.
                    close_old_connections()
            except (redis.RedisError, OSError) as exc:
                log.warning("outbox.hints_away", error=str(exc))
                stop.wait(sweep)
    finally:
        hints.close()


def _pass(hand_over: HandOver | None) -> tuple[int, bool]:
    """Move one batch of events and one of every subscriber's lanes: a flood of events keeps no effects back."""
    counts = [relay_events()]
    for name, lanes in groupby(due_lanes(), key=itemgetter(0)):
        subscriber = find_subscriber(name)
        if subscriber is None:
            continue
        shards = [shard for _, shard in lanes]
        if hand_over is None or not subscriber.external:
            counts.append(deliver_lanes(subscriber, shards))
        else:
            for shard in shards:
                hand_over(name, shard)
    return sum(count for count in counts if count > 0), BUSY in counts


def _deliveries(events: list[models.Event]) -> list[models.Delivery]:
    """List what every subscriber that wants an event, and whose module the tenant has on, is owed."""
    now = timezone.now()
    tenants = {tenant_id: _tenant(tenant_id) for tenant_id in {event.tenant_id for event in events}}
    owed = []
    for event in events:
        tenant = tenants[event.tenant_id]
        if tenant is None:
            continue
        for module, subscriber in registry.subscribers():
            if subscriber.wants(event.type) and toggles.is_enabled(module.slug, tenant):
                owed.append(delivery_of(event, subscriber, due=now))
    return owed


def _tenant(tenant_id: UUID) -> TenantInfo | None:
    try:
        return tenant_info(tenant_id)
    except TenantNotFound:
        log.warning("outbox.tenant_gone", tenant=str(tenant_id))
        return None
