"""Finds what webhooks are owed now."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from rustok.tenancy.context import platform_scope
from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus


def due_webhooks(now: dt.datetime, *, limit: int = 500) -> list[tuple[UUID, UUID]]:
    """Name the (tenant, webhook) pairs of all tenants that are owed something now and that nobody is at."""
    with platform_scope(), transaction.atomic():
        return list(_ready(now).values_list("tenant_id", "id")[:limit])


def is_webhook_due(webhook_id: UUID, now: dt.datetime) -> bool:
    """Tell whether a webhook of the tenant in scope is owed something now."""
    return bool(_ready(now).filter(id=webhook_id).exists())


def next_delivery(webhook_id: UUID, now: dt.datetime) -> models.WebhookDelivery | None:
    """Return the first of what a webhook of the tenant in scope is owed now, in the order of the feed.

    What waits for a later try holds back what is behind it in its aggregate, and nothing else.
    """
    pending = models.WebhookDelivery.objects.filter(webhook_id=webhook_id)
    found: models.WebhookDelivery | None = _due(pending, now).order_by("sequence", "replay").first()
    return found


def _ready(now: dt.datetime) -> Any:
    owed = _due(models.WebhookDelivery.objects.filter(tenant_id=OuterRef("tenant_id"), webhook_id=OuterRef("id")), now)
    return models.Webhook.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now),
        Q(paused_until=None) | Q(paused_until__lte=now),
        Exists(owed),
        is_active=True,
    )


def _due(deliveries: Any, now: dt.datetime) -> Any:
    holding = models.WebhookDelivery.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        webhook_id=OuterRef("webhook_id"),
        aggregate_id=OuterRef("aggregate_id"),
        sequence__lt=OuterRef("sequence"),
        status=DeliveryStatus.PENDING,
        next_attempt_at__gt=now,
    )
    return deliveries.filter(status=DeliveryStatus.PENDING, next_attempt_at__lte=now).exclude(Exists(holding))
