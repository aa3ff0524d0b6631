"""How far subscribers have come, for clients who wait for their own writes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus, EventStatus


def has_reached(subscribers: Sequence[str], position: int) -> bool:
    """Tell for the tenant in scope whether nothing up to a position is still owed to these subscribers.

    :raises TenantRequired: no tenant is in scope.
    """
    upto = {"position__lte": position}
    return not (
        models.Event.objects.filter(status=EventStatus.PENDING, **upto).exists()
        or models.Delivery.objects.filter(
            status=DeliveryStatus.PENDING, subscriber__in=list(subscribers), **upto
        ).exists()
    )
