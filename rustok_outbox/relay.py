"""From the log to deliveries: one owner per shard, in order, nothing twice."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.utils import timezone

from rustok.conf import conf
from rustok.events.failpoints import failpoint
from rustok.modules import toggles
from rustok.modules.contract import RustokModule
from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok_outbox import metrics, models
from rustok_outbox.delivery import deliver_lane, due_lanes
from rustok_outbox.services.fanout import delivery_of
from rustok_outbox.services.shards import BUSY, own

log = structlog.get_logger("rustok.outbox")

_PASSES: Final = 1000
_BUSY_PAUSE: Final = 0.01


def pending_shards() -> list[int]:
    """Name the shards with events that the relay has not seen."""
    with platform_scope():
        return sorted(
            models.Event.objects.filter(status=models.EventStatus.PENDING).values_list("shard", flat=True).distinct()
        )


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
        models.Event.objects.filter(
            pk__in=[event.pk for event in events],
            created_at__gte=min(event.created_at for event in events),
            created_at__lte=max(event.created_at for event in events),
        ).update(status=models.EventStatus.DISPATCHED, dispatched_at=timezone.now())
        failpoint("relay.before_commit")
    failpoint("relay.after_commit")
    metrics.RELAYED.inc(len(events))
    return len(events)


def drain(*, external: bool = True, seconds: float | None = None) -> int:
    """Relay and deliver in this process until nothing is due; return how many deliveries were tried.

    :param external: whether to call subscribers with effects outside the database too.
    :param seconds: stop after so long even if more is due.
    """
    until = None if seconds is None else time.monotonic() + seconds
    tried = 0
    for _ in range(_PASSES):
        moved, busy = _pass(external)
        tried += moved
        if until is not None and time.monotonic() > until:
            break
        if not moved and not busy:
            break
        if not moved:
            # Somebody else owns what is left; they may have read before our rows were there.
            if until is None:
                break
            time.sleep(_BUSY_PAUSE)
    return tried


def _pass(external: bool) -> tuple[int, bool]:
    moved, busy = 0, False
    for shard in pending_shards():
        while (count := relay_shard(shard)) > 0:
            moved += count
        busy |= count == BUSY
    for name, shard in due_lanes():
        subscriber = next((s for _, s in registry.subscribers() if s.name == name), None)
        if subscriber is None or (subscriber.external and not external):
            continue
        while (count := deliver_lane(subscriber, shard)) > 0:
            moved += count
        busy |= count == BUSY
    return moved, busy


def _deliveries(events: list[models.Event]) -> list[models.Delivery]:
    """List what every subscriber that wants an event, and whose module the tenant has on, is owed."""
    now = timezone.now()
    tenants: dict[UUID, TenantInfo | None] = {}
    owed = []
    for event in events:
        if event.tenant_id not in tenants:
            tenants[event.tenant_id] = _tenant(event.tenant_id)
        tenant = tenants[event.tenant_id]
        if tenant is None:
            continue
        for module, subscriber in registry.subscribers():
            if subscriber.wants(event.type) and _listens(module, tenant):
                owed.append(delivery_of(event, subscriber, due=now))
    return owed


def _tenant(tenant_id: UUID) -> TenantInfo | None:
    try:
        return tenant_info(tenant_id)
    except TenantNotFound:
        log.warning("outbox.tenant_gone", tenant=str(tenant_id))
        return None


def _listens(module: RustokModule, tenant: TenantInfo) -> bool:
    return toggles.is_enabled(module.slug, tenant)
