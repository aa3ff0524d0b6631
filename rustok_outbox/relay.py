"""From the log to deliveries: one owner per shard, in order, nothing twice."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import UUID

import redis
import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connections, transaction
from django.utils import timezone

from rustok.conf import conf
from rustok.events.failpoints import failpoint
from rustok.events.subscribers import Subscriber
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok_outbox import metrics, models
from rustok_outbox.delivery import BROKER_AWAY, Fenced, deliver_lanes
from rustok_outbox.selectors.work import due_lanes, pending_events, pending_shards
from rustok_outbox.services.fanout import delivery_of
from rustok_outbox.services.feed import NotPending, mark_dispatched
from rustok_outbox.services.shards import BUSY, own
from rustok_outbox.services.webhooks.fanout import owe_webhooks
from rustok_outbox.transport import Hints, hand_over, wake_webhook

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
        webhooks = owe_webhooks(events)
        failpoint("relay.before_commit")
    failpoint("relay.after_commit")
    for tenant_id, webhook_id in webhooks:
        wake_webhook(tenant_id, webhook_id)
    # What is known of a tenant is kept only where it was read outside of a transaction: so once more, here.
    for tenant_id in {event.tenant_id for event in events}:
        _tenant(tenant_id)
    metrics.RELAYED.inc(len(events))
    return len(events)


def drain(*, hand_over: HandOver | None = None, seconds: float | None = None, gathering: bool = True) -> int:
    """Relay and deliver in this process until nothing is due; return how many events and deliveries were moved.

    What another process owns is left to it: the owner looks again after it has let go, so nothing is overlooked but
    what comes in the very moment in between, and that is the sweep's.

    :param hand_over: takes the lanes of subscribers with effects outside the database; None calls them here, too.
    :param seconds: stop after so long even if more is due.
    :param gathering: False leaves subscribers that gather to somebody else.
    """
    until = None if seconds is None else time.monotonic() + seconds
    total = 0
    pauses = iter(_BUSY_PAUSES)
    while True:
        moved, busy = _pass(hand_over, gathering=gathering)
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
    index back; those that gather have a thread of their own, for the same reason. An outage of PostgreSQL or Valkey is
    waited out, as is somebody else's hand in the same work.
    """
    hints = Hints()
    sweep = conf().events.sweep_seconds
    with ThreadPoolExecutor(1, "outbox-gathering") as pool:
        gathering = pool.submit(_run_gathering, stop)
        try:
            while not stop.is_set():
                try:
                    drain(hand_over=hand_over, seconds=sweep, gathering=False)
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
            stop.set()
            hints.close()
    # Nothing else would tell that it had died, and search would stand still.
    gathering.result()


def _run_gathering(stop: threading.Event) -> None:
    """Deliver to subscribers that gather, each time that theirs is over, until told to stop.

    An error that is nobody's outage stops the relay as a whole, as it does in the relay's own thread.
    """
    try:
        while (pause := _until_gathered()) is not None and not stop.wait(pause):
            try:
                while not stop.is_set() and _deliver(lambda subscriber: subscriber.gather_seconds > 0, None)[0]:
                    pass
            except (OperationalError, InterfaceError, *BROKER_AWAY, Fenced) as exc:
                log.warning("outbox.interrupted", error=repr(exc))
                close_old_connections()
    except BaseException:
        stop.set()
        raise
    finally:
        connections.close_all()


def _until_gathered() -> float | None:
    """Return how long it is until the next gathering ends; None where nobody gathers."""
    found = [subscriber.gather_seconds for _, subscriber in registry.subscribers() if subscriber.gather_seconds > 0]
    now = time.time()
    return min((seconds - now % seconds for seconds in found), default=None)


def _pass(hand_over: HandOver | None, *, gathering: bool) -> tuple[int, bool]:
    """Move one batch of events and one of every subscriber's lanes: a flood of events keeps no effects back."""
    relayed = relay_events()
    moved, busy = _deliver(lambda subscriber: gathering or not subscriber.gather_seconds, hand_over)
    return max(0, relayed) + moved, busy or relayed == BUSY


def _deliver(chosen: Callable[[Subscriber], bool], hand_over: HandOver | None) -> tuple[int, bool]:
    """Deliver one batch of the lanes of each chosen subscriber; return how many, and whether others own some."""
    lanes: dict[str, list[int]] = {}
    for name, shard in due_lanes():
        lanes.setdefault(name, []).append(shard)
    counts = []
    # In the order of the modules, not of names: what shoppers wait for comes first, and who comes after another later.
    for _, subscriber in registry.subscribers():
        name, shards = subscriber.name, lanes.get(subscriber.name)
        if not shards or not chosen(subscriber):
            continue
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
    dues: dict[str, dt.datetime] = {}
    owed = []
    for event in events:
        tenant = tenants[event.tenant_id]
        if tenant is None:
            continue
        for module, subscriber in registry.subscribers():
            if subscriber.wants(event.type) and toggles.is_enabled(module.slug, tenant):
                due = dues.setdefault(subscriber.name, _due(subscriber, now))
                owed.append(delivery_of(event, subscriber, due=due))
    return owed


def _due(subscriber: Subscriber, now: dt.datetime) -> dt.datetime:
    """Return when a subscriber is handed what comes now: where it gathers, at the same times in all processes."""
    if not subscriber.gather_seconds:
        return now
    gathered = -(-now.timestamp() // subscriber.gather_seconds) * subscriber.gather_seconds
    return dt.datetime.fromtimestamp(gathered, dt.UTC)


def _tenant(tenant_id: UUID) -> TenantInfo | None:
    try:
        return tenant_info(tenant_id)
    except TenantNotFound:
        log.warning("outbox.tenant_gone", tenant=str(tenant_id))
        return None
