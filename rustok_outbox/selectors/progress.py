"""Tells how far consumers have come: for clients that read what they have just written."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from rustok.events.envelope import EventEnvelope
from rustok.modules.registry import registry
from rustok_outbox import models
from rustok_outbox.mappers import envelope_of
from rustok_outbox.models import DeliveryStatus, EventStatus


def has_reached(subscribers: Sequence[str], position: int) -> bool:
    """Tell whether the subscribers are done with the scope's tenant's events up to a position.

    By the state of the rows, not by the highest position seen: positions become visible out of order.
    """
    with transaction.atomic():
        if models.Event.objects.filter(status=EventStatus.PENDING, position__lte=position).exists():
            return False
        # In this order: the relay's commit takes the event away and brings the delivery at once.
        return not models.Delivery.objects.filter(
            subscriber__in=subscribers, status=DeliveryStatus.PENDING, position__lte=position
        ).exists()


def events_on_their_way(subscriber: str, limit: int) -> list[EventEnvelope]:
    """Return the scope's tenant's events that a subscriber is not done with, so many at most, in their order."""
    listening = next((other for _, other in registry.subscribers() if other.name == subscriber), None)
    if listening is None:
        return []
    with transaction.atomic():
        # In this order: the relay's commit takes the event away and brings the delivery at once.
        found = {
            event.id: event
            for event in models.Event.objects.filter(status=EventStatus.PENDING).order_by("position")[:limit]
            if listening.wants(event.type)
        }
        owed = models.Delivery.objects.filter(subscriber=subscriber, status=DeliveryStatus.PENDING).order_by("position")
        ids = list(owed.values_list("event_id", flat=True)[: max(0, limit - len(found))])
        found |= {event.id: event for event in models.Event.objects.filter(id__in=ids)}
    return [envelope_of(event) for event in sorted(found.values(), key=lambda event: event.position)]
