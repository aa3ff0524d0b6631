"""Reads the tenant's webhooks, what they are owed and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_outbox import errors, mappers, models
from rustok_outbox.dto.webhooks import (
    WebhookAttemptResponse,
    WebhookDeliveryResponse,
    WebhookDeliveryStatus,
    WebhookResponse,
)
from rustok_outbox.models import DeliveryStatus


def list_webhooks(ctx: RequestContext) -> tuple[WebhookResponse, ...]:
    """List all webhooks, the oldest first."""
    require(ctx, "outbox.webhook:read")
    rows = list(models.Webhook.objects.order_by("id"))
    counts = owed_counts(row.id for row in rows)
    now = timezone.now()
    return tuple(mappers.webhook_response(row, *counts[row.id], now=now) for row in rows)


def get_webhook(ctx: RequestContext, webhook_id: UUID) -> WebhookResponse:
    """Return a webhook.

    :raises WebhookNotFound: no such webhook for this tenant.
    """
    require(ctx, "outbox.webhook:read")
    row = find_webhook(webhook_id)
    return mappers.webhook_response(row, *owed_counts([row.id])[row.id], now=timezone.now())


def list_webhook_deliveries(
    ctx: RequestContext,
    webhook_id: UUID,
    *,
    status: WebhookDeliveryStatus | None = None,
    after: UUID | None = None,
    limit: int = 20,
) -> Page[WebhookDeliveryResponse]:
    """List what a webhook was and is owed, the newest events first.

    :raises WebhookNotFound: no such webhook for this tenant.
    """
    require(ctx, "outbox.webhook:read")
    find_webhook(webhook_id)
    rows = models.WebhookDelivery.objects.filter(webhook_id=webhook_id).order_by("-id")
    if status is not None:
        rows = rows.filter(status=status.value)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(map(mappers.webhook_delivery_response, found[:limit])),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def list_webhook_attempts(ctx: RequestContext, delivery_id: UUID) -> tuple[WebhookAttemptResponse, ...]:
    """List the tries of a delivery in their order.

    :raises WebhookDeliveryNotFound: no such delivery for this tenant.
    """
    require(ctx, "outbox.webhook:read")
    if not models.WebhookDelivery.objects.filter(id=delivery_id).exists():
        raise errors.WebhookDeliveryNotFound(delivery=to_ulid(delivery_id))
    rows = models.WebhookAttempt.objects.filter(delivery_id=delivery_id).order_by("id")
    return tuple(map(mappers.webhook_attempt_response, rows))


def find_webhook(webhook_id: UUID, *, lock: bool = False, keys: bool = False) -> models.Webhook:
    """Return a row.

    :raises WebhookNotFound: no such webhook for this tenant.
    """
    rows = models.Webhook.objects.for_update(keys=keys) if lock else models.Webhook.objects
    row: models.Webhook | None = rows.filter(id=webhook_id).first()
    if row is None:
        raise errors.WebhookNotFound(webhook=to_ulid(webhook_id))
    return row


def count_unwell() -> int:
    """Count the webhooks that were switched off by themselves, or whose tries fail."""
    unwell = models.Webhook.objects.filter(Q(disabled_reason__isnull=False) | Q(failing_since__isnull=False))
    return int(unwell.count())


def owed_counts(webhook_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Count what webhooks are owed, and what was given up."""
    found = dict.fromkeys(webhook_ids, (0, 0))
    # Two queries: each is answered by its own partial index.
    pending, dead = (
        dict(
            models.WebhookDelivery.objects.filter(webhook_id__in=list(found), status=status)
            .values_list("webhook_id")
            .annotate(count=Count("id"))
        )
        for status in (DeliveryStatus.PENDING, DeliveryStatus.DEAD)
    )
    return {key: (pending.get(key, 0), dead.get(key, 0)) for key in found}
