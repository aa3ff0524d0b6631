"""L1: events are rows, written with the change and delivered from there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
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
from rustok.tenancy.tasks import HEADER
from rustok_outbox import metrics, models
from rustok_outbox.services.log import store_event

log = structlog.get_logger("rustok.outbox")

RELAY_TASK: Final = "rustok_outbox.tasks.relay_outbox"
LANE_TASK: Final = "rustok_outbox.tasks.deliver_external"
WEBHOOK_TASK: Final = "rustok_outbox.tasks.deliver_webhook"

_HINTS: Final = "rustok:outbox:hints"
_AWAKE: Final = "rustok:outbox:awake"
_AWAKE_SECONDS: Final = 5
_LANE_CLAIM_SECONDS: Final = 60
_PAUSE_AFTER_FAILURE: Final = 2.0

_quiet_until = 0.0


class OutboxTransport:
    """Stores events in the caller's transaction and wakes the relay after the commit."""

    def publish(self, envelope: EventEnvelope) -> EventEnvelope:
        """Store one event."""
        stored = store_event(envelope)
        _wake_after_commit()
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


def _wake_after_commit() -> None:
    """Have :func:`wake` called once after the transaction, however many events it publishes."""
    wrapper = transaction.get_connection()
    mine = set(wrapper.savepoint_ids)
    for savepoints, function, _robust in wrapper.run_on_commit:
        # One that was asked for in an enclosing savepoint outlives ours.
        if function is wake and savepoints <= mine:
            return
    transaction.on_commit(wake, robust=True)


@lru_cache(maxsize=1)
def valkey(url: str) -> redis.Redis:
    """Return the client for wake-ups. Short limits: a slow Valkey must not slow down writes."""
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)


def wake() -> None:
    """Send the relay to work. Only a hint: the sweep finds whatever it misses.

    A relay process that listens hears it at once; where there is none, a Celery task is sent, once per burst. While
    Valkey is away it is not asked again with every write.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    failpoint("wake.before_send")
    try:
        client = valkey(settings.REDIS_URL)
        if not client.publish(_channel(), b"") and client.set(_AWAKE, 1, nx=True, ex=_AWAKE_SECONDS):
            current_app.send_task(RELAY_TASK, expires=60, retry=False)
    except (redis.RedisError, OperationalError, OSError) as exc:
        _quiet_until = time.monotonic() + _PAUSE_AFTER_FAILURE
        metrics.WAKE_FAILED.inc()
        log.warning("outbox.wake_failed", error=str(exc))
    failpoint("wake.after_send")


def awake() -> None:
    """Note that the relay is about to look: what is committed from now on sends a wake-up of its own."""
    try:
        valkey(settings.REDIS_URL).delete(_AWAKE)
    except redis.RedisError as exc:
        log.warning("outbox.awake_failed", error=str(exc))


class Hints:
    """The ear of a relay process. Hints that come while it works are not lost: they wait in the socket."""

    def __init__(self) -> None:
        self._heard: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for a hint; tell whether one came, and forget all that came with it.

        :raises redis.RedisError: Valkey is away.
        """
        try:
            if self._heard is None:
                self._heard = valkey(settings.REDIS_URL).pubsub(  # type: ignore[no-untyped-call]
                    ignore_subscribe_messages=True
                )
                self._heard.subscribe(_channel())
                # What was committed before we listened gave no hint.
                return True
            came = self._heard.get_message(timeout=seconds) is not None
            while self._heard.get_message(timeout=0) is not None:
                came = True
        except (redis.RedisError, OSError):
            self.close()
            raise
        return came

    def close(self) -> None:
        """Stop listening, so that writers turn to Celery."""
        if self._heard is not None:
            heard, self._heard = self._heard, None
            heard.close()


def relay_listens() -> bool:
    """Tell whether a relay process hears the hints. False where Valkey cannot say."""
    try:
        return any(count for _, count in valkey(settings.REDIS_URL).pubsub_numsub(_channel()))
    except redis.RedisError:
        return False


def _channel() -> str:
    # Channels are the server's, not the numbered database's.
    return f"{_HINTS}:{urlsplit(settings.REDIS_URL).path}"


def hand_over(subscriber: str, shard: int) -> None:
    """Send a lane of a subscriber with effects outside of the database to Celery, if no task of it is under way."""
    if not _claim(_lane(subscriber, shard)):
        return
    try:
        current_app.send_task(
            LANE_TASK, kwargs={"subscriber": subscriber, "shard": shard}, expires=_LANE_CLAIM_SECONDS, retry=False
        )
    except (redis.RedisError, OperationalError, OSError) as exc:
        release_lane(subscriber, shard)
        log.warning("outbox.hand_over_failed", subscriber=subscriber, error=str(exc))


def release_lane(subscriber: str, shard: int) -> None:
    """Note that the task of a lane has ended."""
    _release(_lane(subscriber, shard))


def wake_webhook(tenant_id: UUID, webhook_id: UUID) -> None:
    """Send a webhook that is owed something to Celery, if no task of it is under way. Only a hint: beat sweeps."""
    if not _claim(_webhook(webhook_id)):
        return
    try:
        current_app.send_task(
            WEBHOOK_TASK,
            kwargs={"webhook_id": str(webhook_id)},
            headers={HEADER: str(tenant_id)},
            expires=_LANE_CLAIM_SECONDS,
            retry=False,
        )
    except (redis.RedisError, OperationalError, OSError) as exc:
        release_webhook(webhook_id)
        log.warning("outbox.hand_over_failed", webhook=str(webhook_id), error=str(exc))


def release_webhook(webhook_id: UUID) -> None:
    """Note that the task of a webhook is at work: what it is owed from now on sends one of its own."""
    _release(_webhook(webhook_id))


def _claim(name: str) -> bool:
    """Tell whether a task may be sent: there is none under way. True where Valkey cannot say."""
    try:
        return bool(valkey(settings.REDIS_URL).set(name, 1, nx=True, ex=_LANE_CLAIM_SECONDS))
    except redis.RedisError:
        return True


def _release(name: str) -> None:
    try:
        valkey(settings.REDIS_URL).delete(name)
    except redis.RedisError as exc:
        log.warning("outbox.release_failed", error=str(exc))


def _webhook(webhook_id: UUID) -> str:
    return f"rustok:outbox:webhook:{webhook_id}"


def _lane(subscriber: str, shard: int) -> str:
    return f"rustok:outbox:lane:{subscriber}:{shard}"
