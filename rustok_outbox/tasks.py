"""Tasks of the outbox. They only wake: a lost or doubled message changes nothing."""

from __future__ import annotations

import time
from typing import Any, Final
from uuid import UUID

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from rustok.conf import conf
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.services import partitions
from rustok.tenancy.tasks import TenantTask
from rustok_outbox.delivery import deliver_lane, find_subscriber
from rustok_outbox.relay import drain
from rustok_outbox.selectors import backlog
from rustok_outbox.selectors.webhook_work import due_webhooks, is_webhook_due
from rustok_outbox.selectors.work import is_overdue
from rustok_outbox.services.retention import purge, purge_webhooks
from rustok_outbox.services.webhooks import delivering
from rustok_outbox.transport import (
    awake,
    hand_over,
    relay_listens,
    release_lane,
    release_webhook,
    wake,
    wake_webhook,
)

log = structlog.get_logger("rustok.outbox")

# Short, so that a worker told to stop does; what is left is woken for again.
_RELAY_SECONDS: Final = 5.0
_EXTERNAL_SECONDS: Final = 20.0
_OVERDUE_SECONDS: Final = 0.25
_MEASURE_EVERY: Final = 10.0

_measure_at = 0.0


@shared_task(name="rustok_outbox.tasks.relay_outbox", ignore_result=True)
def relay_outbox(**_: Any) -> int:
    """Relay events and deliver what needs only the database; send the rest to tasks of its own.

    Beside a relay process this is the back-up: it works only where something has been left lying.
    """
    close_old_connections()
    awake()
    began = time.monotonic()
    moved = 0
    try:
        if not relay_listens() or is_overdue(_OVERDUE_SECONDS):
            moved = drain(hand_over=hand_over, seconds=_RELAY_SECONDS)
            if time.monotonic() - began >= _RELAY_SECONDS:
                wake()
        _measure()
    except (OperationalError, InterfaceError) as exc:
        # The database is away: nothing is lost, and the next sweep goes on.
        log.warning("outbox.database_away", error=str(exc))
        close_old_connections()
    return moved


@shared_task(name="rustok_outbox.tasks.deliver_external", ignore_result=True)
def deliver_external(*, subscriber: str, shard: int, **_: Any) -> int:
    """Deliver what one subscriber with effects outside of the database is owed of one shard."""
    close_old_connections()
    found = find_subscriber(subscriber)
    until = time.monotonic() + _EXTERNAL_SECONDS
    tried = 0
    try:
        while found is not None and time.monotonic() < until and deliver_lane(found, shard) > 0:
            tried += 1
    except (OperationalError, InterfaceError) as exc:
        log.warning("outbox.database_away", error=str(exc))
        close_old_connections()
    finally:
        release_lane(subscriber, shard)
    return tried


@shared_task(name="rustok_outbox.tasks.deliver_webhook", base=TenantTask, ignore_result=True)
def deliver_webhook(*, webhook_id: str, **_: Any) -> int:
    """Send one webhook what it is owed, for a while."""
    key = UUID(webhook_id)
    # What is committed from now on sends a task of its own.
    release_webhook(key)
    try:
        tries = delivering.deliver_webhook(key, seconds=_EXTERNAL_SECONDS)
        if tries and is_webhook_due(key, timezone.now()):
            wake_webhook(require_tenant_id(), key)
    except (OperationalError, InterfaceError) as exc:
        log.warning("outbox.database_away", error=str(exc))
        close_old_connections()
        return 0
    return tries


@shared_task(name="rustok_outbox.tasks.sweep_webhooks", ignore_result=True)
def sweep_webhooks(**_: Any) -> int:
    """Wake webhooks for which it is time: a try again, or a wake-up that was lost."""
    close_old_connections()
    try:
        found = due_webhooks(timezone.now())
    except (OperationalError, InterfaceError) as exc:
        log.warning("outbox.database_away", error=str(exc))
        close_old_connections()
        return 0
    for tenant_id, webhook_id in found:
        wake_webhook(tenant_id, webhook_id)
    return len(found)


@shared_task(name="rustok_outbox.tasks.ensure_partitions", ignore_result=True)
def ensure_partitions(**_: Any) -> list[str]:
    """Make partitions ahead of the clock."""
    return partitions.ensure_partitions(ahead=conf().events.partitions_ahead)


@shared_task(name="rustok_outbox.tasks.purge_outbox", ignore_result=True)
def purge_outbox(**_: Any) -> list[str]:
    """Drop what is older than the retention."""
    try:
        return [*purge(), *purge_webhooks()]
    except OperationalError as exc:
        # Long readers hold the month; the next run comes in some hours.
        log.warning("outbox.purge_postponed", error=str(exc))
        return []


def _measure() -> None:
    """Refresh the gauges now and then: counting is not for every wake-up."""
    global _measure_at
    now = time.monotonic()
    if now >= _measure_at:
        _measure_at = now + _MEASURE_EVERY
        backlog.measure()
