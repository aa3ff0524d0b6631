"""What webhooks are owed of events, as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils import timezone

from rustok_outbox import models
from rustok_outbox.services.fanout import delivery_id
from rustok_outbox.services.webhooks.messages import wants


def owe_webhooks(events: Sequence[models.Event]) -> set[tuple[UUID, UUID]]:
    """Owe events that have just got their sequence to the webhooks that ask for them, in the relay's transaction.

    Call it in the platform's scope.

    :returns: the (tenant, webhook) pairs that are owed something.
    """
    webhooks: dict[UUID, list[models.Webhook]] = {}
    tenants = {event.tenant_id for event in events}
    for webhook in models.Webhook.objects.filter(tenant_id__in=tenants, is_active=True).only(
        "tenant_id", "event_types"
    ):
        webhooks.setdefault(webhook.tenant_id, []).append(webhook)
    if not webhooks:
        return set()
    now = timezone.now()
    owed = [
        owed_of(event, webhook, due=now)
        for event in events
        for webhook in webhooks.get(event.tenant_id, ())
        if wants(webhook.event_types, event.type)
    ]
    models.WebhookDelivery.objects.bulk_create(owed, ignore_conflicts=True)
    return {(row.tenant_id, row.webhook_id) for row in owed}


def owe_again(events: Iterable[models.Event], webhook: models.Webhook, *, run: int, due: dt.datetime) -> int:
    """Owe a webhook events once more; return how many."""
    rows = [owed_of(event, webhook, due=due, replay=run) for event in events]
    models.WebhookDelivery.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def owed_of(
    event: models.Event, webhook: models.Webhook, *, due: dt.datetime, replay: int = 0
) -> models.WebhookDelivery:
    """Make the row of what a webhook is owed of an event; the same arguments give the same id."""
    return models.WebhookDelivery(
        id=delivery_id(event.id, f"webhook/{webhook.id}", replay),
        tenant_id=event.tenant_id,
        created_at=event.created_at,
        webhook_id=webhook.id,
        event_id=event.id,
        event_type=event.type,
        sequence=event.sequence or 0,
        aggregate_id=event.aggregate_id,
        replay=replay,
        next_attempt_at=due,
    )
