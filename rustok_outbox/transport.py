"""L1: events are rows, written with the change and delivered from there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

import redis
import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from rustok.events.envelope import EventEnvelope
from rustok.events.failpoints import failpoint
from rustok.events.transport import ReliabilityLevel
from rustok_outbox import metrics, models
from rustok_outbox.services.log import store_event

log = structlog.get_logger("rustok.outbox")

RELAY_TASK: Final = "rustok_outbox.tasks.relay_outbox"
WAKE_KEY: Final = "rustok:outbox:awake"
_WAKE_SECONDS: Final = 5


class OutboxTransport:
    """Stores events in the caller's transaction and wakes the relay after the commit."""

    def publish(self, envelope: EventEnvelope) -> EventEnvelope:
        """Store one event."""
        stored = store_event(envelope)
        transaction.on_commit(wake)
        return stored

    def publish_batch(self, envelopes: Sequence[EventEnvelope]) -> list[EventEnvelope]:
        """Store several events in their order."""
        return [self.publish(envelope) for envelope in envelopes]

    def acknowledge(self, event_id: UUID, subscriber: str) -> None:
        """Mark a subscriber's deliveries of an event done, for consumers outside of this process."""
        models.Delivery.objects.filter(
            event_id=event_id, subscriber=subscriber, status=models.DeliveryStatus.PENDING
        ).update(status=models.DeliveryStatus.DONE, done_at=timezone.now())

    def reliability_level(self) -> ReliabilityLevel:
        """Say that a committed event reaches every subscriber."""
        return ReliabilityLevel.OUTBOX


@lru_cache(maxsize=1)
def valkey(url: str) -> redis.Redis:
    """Return the client for wake-ups. Short limits: a slow Valkey must not slow down writes."""
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)


def wake() -> None:
    """Send the relay to work, once per burst. Only a hint: the sweep finds whatever it misses."""
    failpoint("wake.before_send")
    try:
        if not valkey(settings.REDIS_URL).set(WAKE_KEY, 1, nx=True, ex=_WAKE_SECONDS):
            return
        current_app.send_task(RELAY_TASK, expires=60, retry=False)
    except (redis.RedisError, OperationalError, OSError) as exc:
        metrics.WAKE_FAILED.inc()
        log.warning("outbox.wake_failed", error=str(exc))
    failpoint("wake.after_send")


def awake() -> None:
    """Note that the relay is about to look: what is committed from now on sends a wake-up of its own."""
    try:
        valkey(settings.REDIS_URL).delete(WAKE_KEY)
    except redis.RedisError as exc:
        log.warning("outbox.awake_failed", error=str(exc))
