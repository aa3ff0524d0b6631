"""Events of webhooks: neither addresses nor secrets are in here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _WebhookEvent(DomainEvent):
    webhook_id: UUID


@event("webhook.created", aggregate="outbox.webhook", key="webhook_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCreated(_WebhookEvent):
    """There is a new webhook."""


@event("webhook.updated", aggregate="outbox.webhook", key="webhook_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookUpdated(_WebhookEvent):
    """A webhook was changed, switched on or off. ``fields`` names what."""

    fields: tuple[str, ...] = ()


@event("webhook.secret_rotated", aggregate="outbox.webhook", key="webhook_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecretRotated(_WebhookEvent):
    """A webhook has a new secret; the one before signs too until ``previous_until``, if at all."""

    previous_until: dt.datetime | None = None


@event("webhook.disabled", aggregate="outbox.webhook", key="webhook_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDisabled(_WebhookEvent):
    """A webhook was switched off by itself: its tries failed for days (``failing``), or it said that it is ``gone``."""

    reason: str


@event("webhook.deleted", aggregate="outbox.webhook", key="webhook_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted(_WebhookEvent):
    """A webhook is no more."""
