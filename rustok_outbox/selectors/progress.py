"""Tells how far consumers have come: for clients that read what they have just written."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from rustok_outbox import models
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
