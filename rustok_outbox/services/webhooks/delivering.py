"""From what a webhook is owed to messages sent: one worker per webhook, at least once, in the order of the feed.

A worker leases the webhook, counts the try, sends without lock or transaction, and writes down what came of it. One
that dies in between leaves the lease to run out: the message goes out again, with the same ``webhook-id``.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.webhooks import WebhookDisabled
from rustok.events.failpoints import failpoint
from rustok.ids import generate_id, id_time, to_ulid
from rustok.outbound.guard import Resolve
from rustok.outbound.headers import seconds_to_wait
from rustok.tenancy.context import require_tenant_id
from rustok_outbox import metrics, models
from rustok_outbox.errors import SecretLost
from rustok_outbox.models import DeliveryStatus, DisabledReason
from rustok_outbox.selectors.webhook_work import next_delivery
from rustok_outbox.services.webhooks import messages, signing
from rustok_outbox.services.webhooks.locking import lock_webhooks
from rustok_outbox.services.webhooks.sending import Answer, post

log = structlog.get_logger("rustok.outbox")

LEASE: Final = dt.timedelta(seconds=60)
"""How long a worker has a webhook to itself after its last sign of life; longer than any try takes."""

_GONE: Final = 410
_FAILURES_BEFORE_PAUSE: Final = 10
_LONGEST_PAUSE: Final = 300.0
_SPREAD: Final = 0.2

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Taken:
    """A try that was counted: of what, by which lease, and the message."""

    webhook: models.Webhook
    delivery: models.WebhookDelivery
    lease_id: UUID
    body: bytes


def deliver_webhook(
    webhook_id: UUID, *, seconds: float = 20.0, clock: Clock = timezone.now, resolve: Resolve | None = None
) -> int:
    """Send a webhook of the tenant in scope what it is owed, until nothing is due or the time is over.

    :returns: how many tries were made; none where another worker is at it or the tenant has as many at work as it may.
    """
    lease_id = claim(webhook_id, clock())
    if lease_id is None:
        return 0
    until = time.monotonic() + seconds
    tries = 0
    try:
        while (taken := take(webhook_id, lease_id, clock())) is not None:
            failpoint("webhook.claimed")
            answer = _send(taken, clock(), resolve)
            failpoint("webhook.after_send")
            record(RequestContext.system(require_tenant_id()), taken, answer, clock())
            failpoint("webhook.after_commit")
            tries += 1
            if time.monotonic() >= until:
                break
    finally:
        models.Webhook.objects.filter(id=webhook_id, lease_id=lease_id).update(lease_id=None, leased_until=None)
    return tries


def claim(webhook_id: UUID, now: dt.datetime) -> UUID | None:
    """Lease a webhook, unless another worker has it or the tenant has as many at work as it may."""
    with transaction.atomic():
        lock_webhooks()
        at_work = models.Webhook.objects.filter(leased_until__gt=now).exclude(id=webhook_id).count()
        if at_work >= conf().webhooks.concurrency:
            return None
        lease_id = generate_id()
        claimed = models.Webhook.objects.filter(
            Q(leased_until=None) | Q(leased_until__lte=now),
            Q(paused_until=None) | Q(paused_until__lte=now),
            id=webhook_id,
            is_active=True,
        ).update(lease_id=lease_id, leased_until=now + LEASE)
        return lease_id if claimed else None


def take(webhook_id: UUID, lease_id: UUID, now: dt.datetime) -> Taken | None:
    """Count the next try, so that a message which kills the process is not sent for ever."""
    with transaction.atomic():
        webhook = models.Webhook.objects.for_update().filter(id=webhook_id, lease_id=lease_id, is_active=True).first()
        if webhook is None or (webhook.paused_until is not None and webhook.paused_until > now):
            return None
        while (delivery := next_delivery(webhook_id, now)) is not None:
            event = models.Event.objects.filter(id=delivery.event_id).first()
            if event is None:
                _update(delivery, status=DeliveryStatus.DEAD, last_error="the event is no longer kept")
            elif delivery.attempts >= conf().webhooks.max_attempts:
                _update(delivery, status=DeliveryStatus.DEAD, last_error="the last try ended with its process")
            else:
                delivery.attempts += 1
                _update(delivery, attempts=delivery.attempts, next_attempt_at=now + LEASE)
                models.Webhook.objects.filter(id=webhook_id).update(leased_until=now + LEASE)
                return Taken(webhook, delivery, lease_id, messages.body_of(event))
        return None


@command(silent=True)  # about deliveries; that a webhook is switched off is told
def record(ctx: RequestContext, taken: Taken, answer: Answer, now: dt.datetime) -> None:
    """Write down what came of a try, and when the next one is."""
    webhook = models.Webhook.objects.for_update().filter(id=taken.webhook.id).first()
    if webhook is None:
        return
    write_attempt(webhook.id, taken.delivery.event_id, answer, delivery=taken.delivery)
    metrics.WEBHOOKS.labels("sent" if answer.is_success else "failed").inc()
    if webhook.lease_id != taken.lease_id:
        # The lease ran out and somebody else took over: their outcome counts.
        return
    if answer.is_success:
        _update(taken.delivery, status=DeliveryStatus.DONE, done_at=now, last_status=answer.status, last_error=None)
        changes = {"failing_since": None, "failures": 0, "paused_until": None, "last_success_at": now}
        models.Webhook.objects.filter(id=webhook.id).update(**changes)
    else:
        _record_failure(ctx, webhook, taken.delivery, answer, now)
    failpoint("webhook.before_commit")


def write_attempt(
    webhook_id: UUID, message_id: UUID, answer: Answer, *, delivery: models.WebhookDelivery | None = None
) -> None:
    """Keep a try in the log."""
    key = generate_id()
    models.WebhookAttempt.objects.create(
        id=key,
        created_at=id_time(key),
        webhook_id=webhook_id,
        delivery_id=None if delivery is None else delivery.id,
        message_id=message_id,
        number=1 if delivery is None else delivery.attempts,
        status=answer.status,
        duration_ms=answer.duration_ms,
        answer=answer.excerpt,
        error=answer.error,
    )


def pause_after(attempts: int, *, retry_after: float = 0.0, jitter: float | None = None) -> dt.timedelta:
    """Return the pause after so many failed tries: fourfold each time up to a limit, and up to a fifth more by chance.

    :param retry_after: seconds that the receiver asked for; heeded up to the limit, never to come earlier.
    :param jitter: 0 to 1, drawn by chance if not given.
    """
    settings = conf().webhooks
    pause = min(settings.backoff_cap, settings.backoff_base * 4.0 ** min(attempts - 1, 32))
    pause *= 1 + _SPREAD * (random.random() if jitter is None else jitter)
    return dt.timedelta(seconds=max(pause, min(retry_after, settings.backoff_cap)))


def _send(taken: Taken, now: dt.datetime, resolve: Resolve | None) -> Answer:
    try:
        headers = signing.headers_of(taken.webhook, taken.delivery.event_id, taken.body, now)
    except SecretLost as exc:
        return Answer(error=str(exc))
    return post(taken.webhook.url, headers=headers, body=taken.body, resolve=resolve)


def _record_failure(
    ctx: RequestContext,
    webhook: models.Webhook,
    delivery: models.WebhookDelivery,
    answer: Answer,
    now: dt.datetime,
) -> None:
    settings = conf().webhooks
    is_dead = delivery.attempts >= settings.max_attempts
    wait = pause_after(delivery.attempts, retry_after=seconds_to_wait(answer.retry_after, now))
    _update(
        delivery,
        status=DeliveryStatus.DEAD if is_dead else DeliveryStatus.PENDING,
        next_attempt_at=now + wait,
        last_status=answer.status,
        last_error=answer.error or f"answered {answer.status}",
    )
    failures = webhook.failures + 1
    since = webhook.failing_since or now
    changes: dict[str, object] = {"failing_since": since, "failures": failures}
    if failures >= _FAILURES_BEFORE_PAUSE:
        seconds = min(2.0 ** min(failures - _FAILURES_BEFORE_PAUSE, 16), _LONGEST_PAUSE)
        changes["paused_until"] = now + dt.timedelta(seconds=seconds)
    reason = None
    if answer.status == _GONE:
        reason = DisabledReason.GONE
    elif now - since >= dt.timedelta(days=settings.disable_after_days):
        reason = DisabledReason.FAILING
    if reason is not None and webhook.is_active:
        changes |= {"is_active": False, "disabled_reason": reason, "disabled_at": now, "version": webhook.version + 1}
        publish(ctx, WebhookDisabled(webhook_id=webhook.id, reason=reason.value))
    models.Webhook.objects.filter(id=webhook.id).update(**changes)
    log.warning(
        "webhook.failed",
        webhook=to_ulid(webhook.id),
        event_id=to_ulid(delivery.event_id),
        attempts=delivery.attempts,
        dead=is_dead,
        status=answer.status,
        disabled=reason is not None,
    )


def _update(delivery: models.WebhookDelivery, **values: object) -> None:
    models.WebhookDelivery.objects.filter(
        pk=delivery.pk, created_at=delivery.created_at, status=DeliveryStatus.PENDING
    ).update(**values)
