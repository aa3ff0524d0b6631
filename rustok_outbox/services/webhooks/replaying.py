"""Events are sent to a webhook once more: single ones, or a range of the feed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_outbox import errors, models
from rustok_outbox.dto.webhooks import (
    MAX_REPLAYED,
    SHOWN,
    ReplayedEventResponse,
    ReplayWebhookRequest,
    WebhookReplayResponse,
)
from rustok_outbox.selectors.webhooks import find_webhook
from rustok_outbox.services.webhooks.fanout import owe_again

_COLUMNS: Final = ("id", "tenant_id", "created_at", "aggregate_id", "type", "sequence")


@command(silent=True)  # about deliveries, not about anything of the tenant's
def replay_webhook(ctx: RequestContext, webhook_id: UUID, request: ReplayWebhookRequest) -> WebhookReplayResponse:
    """Owe a webhook events once more, or tell which it would be owed. Messages keep their ``webhook-id``.

    :raises WebhookNotFound: no such webhook for this tenant.
    :raises InvalidInput: no condition was given, or there is no event of one of the ids.
    :raises WebhookInactive: the webhook is switched off, and this is no dry run.
    """
    require(ctx, "outbox.webhook:send")
    webhook = find_webhook(webhook_id, lock=not request.dry_run)
    _check_ids(request.event_ids)
    events = list(_chosen(webhook, request).order_by("sequence").only(*_COLUMNS)[: MAX_REPLAYED + 1])
    more = events.pop() if len(events) > MAX_REPLAYED else None
    if not request.dry_run:
        if not webhook.is_active:
            raise errors.WebhookInactive()
        # One number for the run: deliveries of one event to one webhook differ by it.
        owe_again(events, webhook, run=time.time_ns() // 1_000, due=timezone.now())
    return WebhookReplayResponse(
        count=len(events),
        events=tuple(
            ReplayedEventResponse(
                event_id=event.id, sequence=event.sequence, type=event.type, created_at=event.created_at
            )
            for event in events[:SHOWN]
        ),
        next_sequence=None if more is None else more.sequence,
    )


def _check_ids(event_ids: Sequence[UUID]) -> None:
    known = set(models.Event.objects.filter(id__in=event_ids, sequence__isnull=False).values_list("id", flat=True))
    for place, event_id in enumerate(event_ids):
        if event_id not in known:
            raise InvalidInput.field(
                "event_ids", place, code="unknown_event", message=f"There is no event {to_ulid(event_id)} in the feed."
            )


def _chosen(webhook: models.Webhook, request: ReplayWebhookRequest) -> Any:
    conditions = {
        "id__in": request.event_ids or None,
        "sequence__gte": request.first_sequence,
        "sequence__lte": request.last_sequence,
        "created_at__gte": request.since,
        "created_at__lte": request.until,
    }
    given = {name: value for name, value in conditions.items() if value is not None}
    if not given:
        raise InvalidInput.field("event_ids", code="missing", message="Say which events: by id, sequence or time.")
    events = models.Event.objects.filter(sequence__isnull=False, **given)
    if "*" in webhook.event_types:
        return events
    wanted = [
        Q(type__startswith=pattern[:-1]) if pattern.endswith("*") else Q(type=pattern)
        for pattern in webhook.event_types
    ]
    return events.filter(reduce(or_, wanted))
