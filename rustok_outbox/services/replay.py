"""Sends events again: dead letters, or a range of the log."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.rbac.policies import require
from rustok.tenancy.context import platform_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok_outbox import errors, models
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.services.fanout import delivery_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which events: all conditions given must hold. Positions and times are inclusive; times are UTC."""

    event_id: UUID | None = None
    first_position: int | None = None
    last_position: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    type: str | None = None
    tenant_id: UUID | None = None


@command(silent=True)  # about deliveries, not about anything of the tenant's
def retry_dead_letter(ctx: RequestContext, delivery_id: UUID) -> None:
    """Give a dead letter of the tenant a new set of attempts.

    It comes after what its aggregate had since: a dead letter holds nothing back.

    :raises DeadLetterNotFound: no such dead letter for this tenant.
    """
    require(ctx, "outbox.event:retry")
    dead = models.Delivery.objects.filter(pk=delivery_id, status=DeliveryStatus.DEAD)
    if not dead.update(status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=timezone.now()):
        raise errors.DeadLetterNotFound(id=to_ulid(delivery_id))


def retry_dead_letters(*, subscriber: str | None = None, delivery_id: UUID | None = None) -> int:
    """Give dead letters of all tenants a new set of attempts; return how many. For engineers."""
    with platform_scope(), transaction.atomic():
        dead = models.Delivery.objects.filter(status=DeliveryStatus.DEAD)
        if subscriber is not None:
            dead = dead.filter(subscriber=subscriber)
        if delivery_id is not None:
            dead = dead.filter(pk=delivery_id)
        return int(dead.update(status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=timezone.now()))


def replay(
    selection: Selection,
    *,
    subscriber: str | None = None,
    dry_run: bool = False,
    batch_size: int = 500,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Owe the chosen events to their subscribers once more; return how many deliveries that makes.

    Envelopes of a replay are marked. Consumers with effects outside of the database are left out, unless they ask for
    replays; modules that a tenant has switched off are too.

    :param progress: called with the number of events looked at.
    """
    # One number for the run: deliveries of one event to one subscriber differ by it.
    run = time.time_ns() // 1_000_000
    made, seen, after = 0, 0, 0
    while True:
        with platform_scope(), transaction.atomic():
            events = list(_events(selection).filter(position__gt=after).order_by("position")[:batch_size])
            if not events:
                return made
            after = events[-1].position
            rows = list(_owed(events, subscriber, run))
            if not dry_run:
                models.Delivery.objects.bulk_create(rows)
        made += len(rows)
        seen += len(events)
        progress(seen)


def _events(selection: Selection) -> Any:
    events = models.Event.objects.filter(status=models.EventStatus.DISPATCHED)
    conditions = {
        "id": selection.event_id,
        "position__gte": selection.first_position,
        "position__lte": selection.last_position,
        "created_at__gte": selection.since,
        "created_at__lte": selection.until,
        "type": selection.type,
        "tenant_id": selection.tenant_id,
    }
    return events.filter(**{name: value for name, value in conditions.items() if value is not None})


def _owed(events: list[models.Event], name: str | None, run: int) -> Iterator[models.Delivery]:
    now = timezone.now()
    tenants = {tenant_id: _tenant(tenant_id) for tenant_id in {event.tenant_id for event in events}}
    for event in events:
        tenant = tenants[event.tenant_id]
        if tenant is None:
            continue
        for module, subscriber in registry.subscribers():
            if (
                name in (None, subscriber.name)
                and subscriber.wants(event.type)
                and (subscriber.replay_external or not subscriber.external)
                and toggles.is_enabled(module.slug, tenant)
            ):
                yield delivery_of(event, subscriber, due=now, replay=run)


def _tenant(tenant_id: UUID) -> TenantInfo | None:
    try:
        return tenant_info(tenant_id)
    except TenantNotFound:
        return None
