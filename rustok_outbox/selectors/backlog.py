"""How much waits, and for how long."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope
from rustok_outbox import metrics, models
from rustok_outbox.models import DeliveryStatus, EventStatus

LATE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberBacklog:
    """What one subscriber is owed; ``oldest_seconds`` is the age of the oldest event among the pending ones."""

    subscriber: str
    pending: int = 0
    retrying: int = 0
    dead: int = 0
    oldest_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The whole installation's backlog. ``pending`` counts events not relayed and deliveries not done."""

    events: int
    pending: int
    dead: int
    oldest_seconds: float
    subscribers: tuple[SubscriberBacklog, ...]


def count(*, everybody: bool) -> tuple[int, int]:
    """Count the deliveries that wait and those given up: the tenant's in scope, or of all tenants."""
    with platform_scope() if everybody else nullcontext():
        found = models.Delivery.objects.filter(status__in=[DeliveryStatus.PENDING, DeliveryStatus.DEAD]).aggregate(
            waiting=Count("id", filter=Q(status=DeliveryStatus.PENDING)),
            dead=Count("id", filter=Q(status=DeliveryStatus.DEAD)),
        )
    return found["waiting"], found["dead"]


def measure() -> Backlog:
    """Count over all tenants, by partial indexes; sets the gauges too."""
    now = timezone.now()
    with platform_scope(), transaction.atomic():
        events = models.Event.objects.filter(status=EventStatus.PENDING).aggregate(
            count=Count("id"), oldest=Min("created_at")
        )
        # Two queries: each is answered by its own partial index.
        pending = {
            row["subscriber"]: row
            for row in models.Delivery.objects.filter(status=DeliveryStatus.PENDING)
            .values("subscriber")
            .annotate(count=Count("id"), retrying=Count("id", filter=Q(attempts__gt=0)), oldest=Min("created_at"))
        }
        dead = dict(
            models.Delivery.objects.filter(status=DeliveryStatus.DEAD)
            .values_list("subscriber")
            .annotate(count=Count("id"))
        )
    known = {subscriber.name for _, subscriber in registry.subscribers()}
    subscribers = tuple(
        SubscriberBacklog(
            subscriber=name,
            pending=pending[name]["count"] if name in pending else 0,
            retrying=pending[name]["retrying"] if name in pending else 0,
            dead=dead.get(name, 0),
            oldest_seconds=_age(pending[name]["oldest"] if name in pending else None, now),
        )
        for name in sorted(known | pending.keys() | dead.keys())
    )
    found = Backlog(
        events=events["count"],
        pending=events["count"] + sum(row.pending for row in subscribers),
        dead=sum(row.dead for row in subscribers),
        oldest_seconds=max((_age(events["oldest"], now), *(row.oldest_seconds for row in subscribers))),
        subscribers=subscribers,
    )
    metrics.PENDING_EVENTS.set(found.events)
    metrics.OLDEST.set(found.oldest_seconds)
    for row in subscribers:
        metrics.PENDING.labels(row.subscriber).set(row.pending)
        metrics.DEAD_LETTERS.labels(row.subscriber).set(row.dead)
        metrics.AGE.labels(row.subscriber).set(row.oldest_seconds)
    return found


def _age(moment: dt.datetime | None, now: dt.datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
