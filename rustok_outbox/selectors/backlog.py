"""How much waits, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Min, Q
from django.utils import timezone

from rustok.tenancy.context import platform_scope
from rustok_outbox import metrics, models
from rustok_outbox.models import DeliveryStatus, EventStatus

LATE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class SubscriberBacklog:
    """What one subscriber is owed."""

    subscriber: str
    pending: int
    retrying: int
    dead: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """The whole installation's backlog. ``pending`` counts events not relayed and deliveries not done."""

    events: int
    pending: int
    dead: int
    oldest_seconds: float
    subscribers: tuple[SubscriberBacklog, ...]


def measure() -> Backlog:
    """Count over all tenants, by partial indexes; sets the gauges too."""
    with platform_scope():
        events = models.Event.objects.filter(status=EventStatus.PENDING).aggregate(
            count=Count("id"), oldest=Min("created_at")
        )
        rows = list(
            models.Delivery.objects.filter(status__in=[DeliveryStatus.PENDING, DeliveryStatus.DEAD])
            .values("subscriber")
            .annotate(
                pending=Count("id", filter=Q(status=DeliveryStatus.PENDING)),
                retrying=Count("id", filter=Q(status=DeliveryStatus.PENDING, attempts__gt=0)),
                dead=Count("id", filter=Q(status=DeliveryStatus.DEAD)),
                oldest=Min("created_at", filter=Q(status=DeliveryStatus.PENDING)),
            )
            .order_by("subscriber")
        )
    waiting = [moment for moment in (events["oldest"], *(row["oldest"] for row in rows)) if moment]
    oldest = max(0.0, (timezone.now() - min(waiting)).total_seconds()) if waiting else 0.0
    found = Backlog(
        events=events["count"],
        pending=events["count"] + sum(row["pending"] for row in rows),
        dead=sum(row["dead"] for row in rows),
        oldest_seconds=oldest,
        subscribers=tuple(
            SubscriberBacklog(row["subscriber"], row["pending"], row["retrying"], row["dead"]) for row in rows
        ),
    )
    metrics.BACKLOG.labels("pending").set(found.pending)
    metrics.BACKLOG.labels("dead").set(found.dead)
    metrics.OLDEST.set(found.oldest_seconds)
    return found
