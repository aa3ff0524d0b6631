"""Sends events again: dead letters, or a range of the log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from rustok.context import RequestContext
from rustok.modules.registry import registry
from rustok.rbac.policies import require
from rustok.tenancy.context import platform_scope
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


def retry_dead_letter(ctx: RequestContext, delivery_id: UUID) -> None:
    """Give a dead letter of the tenant a new set of attempts.

    :raises DeadLetterNotFound: no such dead letter for this tenant.
    """
    require(ctx, "outbox.event:retry")
    dead = models.Delivery.objects.filter(pk=delivery_id, status=DeliveryStatus.DEAD)
    if not dead.update(status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=timezone.now()):
        raise errors.DeadLetterNotFound(id=str(delivery_id))


def retry_dead_letters(*, subscriber: str | None = None, delivery_id: UUID | None = None) -> int:
    """Give dead letters of all tenants a new set of attempts; return how many. For engineers."""
    with platform_scope(), transaction.atomic():
        dead = models.Delivery.objects.filter(status=DeliveryStatus.DEAD)
        if subscriber is not None:
            dead = dead.filter(subscriber=subscriber)
        if delivery_id is not None:
            dead = dead.filter(pk=delivery_id)
        return int(dead.update(status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=timezone.now()))


def replay(selection: Selection, *, subscriber: str | None = None, dry_run: bool = False, batch_size: int = 500) -> int:
    """Owe the chosen events to their subscribers once more; return how many deliveries that makes.

    Envelopes of a replay are marked, and consumers with effects outside of the database are left out unless they ask
    for replays.
    """
    made = 0
    after = -1
    while True:
        with platform_scope(), transaction.atomic():
            events = list(_events(selection).filter(position__gt=after).order_by("position")[:batch_size])
            if not events:
                return made
            after = events[-1].position
            rows = list(_owed(events, subscriber))
            made += len(rows)
            if not dry_run:
                models.Delivery.objects.bulk_create(rows)


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


def _owed(events: list[models.Event], name: str | None) -> Any:
    now = timezone.now()
    numbers = {
        (row["event_id"], row["subscriber"]): row["last"]
        for row in models.Delivery.objects.filter(event_id__in=[event.id for event in events])
        .values("event_id", "subscriber")
        .annotate(last=Max("replay"))
    }
    for event in events:
        for _, subscriber in registry.subscribers():
            if (name is not None and subscriber.name != name) or not subscriber.wants(event.type):
                continue
            number = numbers.get((event.id, subscriber.name), 0) + 1
            yield delivery_of(event, subscriber, due=now, replay=number)
