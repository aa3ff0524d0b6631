"""Messages of providers: verified, stored once, and applied under the locks of what they are about."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from pydantic import TypeAdapter

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.failpoints import failpoint
from rustok_commerce import errors, metrics, models
from rustok_commerce.services.payments.calling import read_message
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import BadMessage, Inconsistent, Message, Seen
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.payments.settling import take_seen

logger = logging.getLogger(__name__)

_seen = TypeAdapter(Seen)


class _PaymentUnknown(Exception):
    """No payment has the reference, yet: the message may be faster than the answer."""


def receive(ctx: RequestContext, provider_name: str, headers: Mapping[str, str], body: bytes) -> int:
    """Take a request of a provider; return how many messages in it were new.

    Each is stored before it is applied. What cannot be applied now is tried again by the sweep, so a provider that got
    its answer need not send it again.

    :raises UnknownProvider: there is none of the name.
    :raises BadWebhook: it is not signed by the provider, or cannot be read.
    """
    asked = provider(provider_name)
    try:
        messages = read_message(asked, headers, body)
    except BadMessage as exc:
        metrics.payment_messages.labels(provider_name, "refused").inc()
        raise errors.BadWebhook(reason=str(exc)) from exc
    new = 0
    for message in messages:
        event_id = _store(ctx, provider_name, message)
        failpoint("webhook.stored")
        if event_id is None:
            metrics.payment_messages.labels(provider_name, "twin").inc()
            continue
        new += 1
        process(ctx, event_id)
    return new


@command(silent=True)
def _store(ctx: RequestContext, provider_name: str, message: Message) -> UUID | None:
    """Store a message; None where it is stored already. Nothing has changed by it yet."""
    made, is_new = models.PaymentEvent.objects.get_or_create(
        provider=provider_name,
        event_id=message.event_id,
        defaults={
            "type": message.type[:127],
            "reference": message.reference[:255],
            "payment_id": message.payment_id,
            "payload": {} if message.seen is None else _seen.dump_python(message.seen, mode="json"),
            "occurred_at": message.occurred_at,
        },
    )
    found: UUID = made.id
    return found if is_new else None


def process(ctx: RequestContext, event_id: UUID) -> bool:
    """Apply a stored message, once; False where it cannot be applied yet, which is written beside it."""
    try:
        _apply(ctx, event_id)
    except (_PaymentUnknown, Inconsistent) as exc:
        models.PaymentEvent.objects.filter(id=event_id, processed_at=None).update(error=str(exc)[:500])
        row = models.PaymentEvent.objects.get(id=event_id)
        metrics.payment_messages.labels(row.provider, "not_applied").inc()
        logger.warning(
            "commerce.payment_message_not_applied",
            extra={"provider": row.provider, "event": row.event_id, "error": row.error},
        )
        return False
    failpoint("webhook.applied")
    return True


@command(silent=True)
def _apply(ctx: RequestContext, event_id: UUID) -> None:
    """Silent, since a message may say nothing new; what is new is published."""
    event = models.PaymentEvent.objects.for_update().get(id=event_id)
    if event.processed_at is not None:
        return
    if event.payload:
        payment = locked_payment(_find(event))
        event.payment_id = payment.id
        take_seen(ctx, payment, _seen.validate_python(event.payload))
    event.processed_at, event.error = timezone.now(), ""
    event.save()
    metrics.payment_messages.labels(event.provider, "applied").inc()


def _find(event: models.PaymentEvent) -> UUID:
    payments = models.Payment.objects.filter(provider=event.provider)
    found: UUID | None = payments.filter(reference=event.reference).values_list("id", flat=True).first()
    if found is None and event.payment_id is not None:
        # Our answer to the call that made it is still on its way.
        found = payments.filter(id=event.payment_id, reference=None).values_list("id", flat=True).first()
    if found is None:
        raise _PaymentUnknown(f"there is no payment {event.reference}")
    return found
