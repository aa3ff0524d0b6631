"""From rows to envelopes and answers."""

from __future__ import annotations

import datetime as dt

from rustok.events.envelope import EventEnvelope
from rustok.events.types import decode
from rustok_outbox import models
from rustok_outbox.dto.webhooks import (
    WebhookAttemptResponse,
    WebhookDeliveryResponse,
    WebhookDeliveryStatus,
    WebhookDisabledReason,
    WebhookResponse,
)


def envelope_of(row: models.Event, *, retry_count: int = 0, is_replay: bool = False) -> EventEnvelope:
    """Read an event back.

    :raises UnknownEvent: this code does not know the type or its version.
    :raises pydantic.ValidationError: the payload does not fit.
    """
    return EventEnvelope(
        event_id=row.id,
        tenant_id=row.tenant_id,
        actor_id=row.actor_id,
        correlation_id=row.correlation_id,
        causation_id=row.causation_id,
        trace_id=row.trace_id,
        timestamp=row.created_at,
        event=decode(row.payload, schema_version=row.schema_version),
        retry_count=retry_count,
        position=row.position,
        aggregate_version=row.aggregate_version,
        is_replay=is_replay,
    )


def webhook_response(row: models.Webhook, pending: int, dead: int, *, now: dt.datetime) -> WebhookResponse:
    """Show a webhook, without anything of its secrets."""
    is_rotating = row.previous_until is not None and row.previous_until > now
    return WebhookResponse(
        id=row.id,
        url=row.url,
        description=row.description,
        event_types=tuple(row.event_types),
        is_active=row.is_active,
        disabled_reason=None if row.disabled_reason is None else WebhookDisabledReason(row.disabled_reason),
        disabled_at=row.disabled_at,
        failing_since=row.failing_since,
        last_success_at=row.last_success_at,
        rotating_until=row.previous_until if is_rotating else None,
        pending=pending,
        dead=dead,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def webhook_delivery_response(row: models.WebhookDelivery) -> WebhookDeliveryResponse:
    """Show what a webhook is owed."""
    status = WebhookDeliveryStatus(row.status)
    return WebhookDeliveryResponse(
        id=row.id,
        event_id=row.event_id,
        event_type=row.event_type,
        sequence=row.sequence,
        is_replay=row.replay > 0,
        status=status,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if status is WebhookDeliveryStatus.PENDING else None,
        last_status=row.last_status,
        last_error=row.last_error,
        created_at=row.created_at,
        done_at=row.done_at,
    )


def webhook_attempt_response(row: models.WebhookAttempt) -> WebhookAttemptResponse:
    """Show a try."""
    return WebhookAttemptResponse(
        number=row.number,
        status=row.status,
        duration_ms=row.duration_ms,
        answer=row.answer,
        error=row.error,
        created_at=row.created_at,
    )
