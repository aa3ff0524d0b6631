"""From the log to deliveries: one owner per shard, in order, nothing twice."""

from __future__ import annotations

import time
from itertools import groupby
from operator import itemgetter
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from rustok.conf import conf
from rustok.events.failpoints import failpoint
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok_outbox import metrics, models
from rustok_outbox.delivery import deliver_lanes, find_subscriber
from rustok_outbox.selectors.work import due_lanes, pending_shards
from rustok_outbox.services.fanout import delivery_of
from rustok_outbox.services.feed import mark_dispatched
from rustok_outbox.services.shards import BUSY, own

log = structlog.get_logger("rustok.outbox")

_BUSY_PAUSES: Final = (0.005, 0.02, 0.08)


def relay_shard(shard: int, *, limit: int | None = None) -> int:
    """Turn a shard's next events into deliveries, in one transaction; return how many events.

    :returns: :data:`BUSY` when another relay owns the shard at the moment.
    """
    with platform_scope(), transaction.atomic():
        if not own("relay", shard):
            return BUSY
        events = list(
            models.Event.objects.filter(shard=shard, status=models.EventStatus.PENDING).order_by("position")[
                : limit or conf().events.batch_size
            ]
        )
        if not events:
            return 0
        failpoint("relay.claimed")
        models.Delivery.objects.bulk_create(_deliveries(events), ignore_conflicts=True)
        failpoint("relay.fanned_out")
        mark_dispatched(shard, events)
        failpoint("relay.before_commit")
    failpoint("relay.after_commit")
    # What is known of a tenant is kept only where it was read outside of a transaction: so once more, here.
    for tenant_id in {event.tenant_id for event in events}:
        _tenant(tenant_id)
    metrics.RELAYED.inc(len(events))
    return len(events)


def drain(*, external: bool = True, seconds: float | None = None) -> int:
    """Relay and deliver in this process until nothing is due; return how many events and deliveries were moved.

    What another process owns is left to it: the owner looks again after it has let go, so nothing is overlooked but
    what comes in the very moment in between, and that is the sweep's.

    :param external: whether to call subscribers with effects outside the database too.
    :param seconds: stop after so long even if more is due.
    """
    until = None if seconds is None else time.monotonic() + seconds
    total = 0
    pauses = iter(_BUSY_PAUSES)
    while True:
        moved, busy = _pass(external)
        total += moved
        if until is not None and time.monotonic() > until:
            return total
        if moved:
            pauses = iter(_BUSY_PAUSES)
        elif not busy or (pause := next(pauses, None)) is None:
            return total
        else:
            time.sleep(pause)


def _pass(external: bool) -> tuple[int, bool]:
    """Move one batch of every shard and of every lane, so that a flood of events does not keep their effects back."""
    counts = [relay_shard(shard) for shard in pending_shards()]
    for name, lanes in groupby(due_lanes(), key=itemgetter(0)):
        subscriber = find_subscriber(name)
        if subscriber is not None and (external or not subscriber.external):
            counts.append(deliver_lanes(subscriber, [shard for _, shard in lanes]))
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
