"""What a subscriber is owed of an event, as a row."""

from __future__ import annotations

import datetime as dt
import hashlib
from uuid import UUID

from rustok.events.subscribers import Subscriber
from rustok_outbox import models


def delivery_of(event: models.Event, subscriber: Subscriber, *, due: dt.datetime, replay: int = 0) -> models.Delivery:
    """Make the row of what a subscriber is owed of an event; the same arguments give the same id."""
    return models.Delivery(
        id=delivery_id(event.id, subscriber.name, replay),
        tenant_id=event.tenant_id,
        created_at=event.created_at,
        event_id=event.id,
        position=event.position,
        subscriber=subscriber.name,
        shard=event.shard,
        aggregate_id=event.aggregate_id,
        replay=replay,
        next_attempt_at=due,
    )


def delivery_id(event_id: UUID, subscriber: str, replay: int) -> UUID:
    """Make a delivery's id: the event's time, and bits that only this subscriber and replay give."""
    digest = hashlib.blake2b(f"{event_id}/{subscriber}/{replay}".encode(), digest_size=10).digest()
    low = int.from_bytes(digest) & ((1 << 74) - 1)
    return UUID(int=(event_id.int >> 80) << 80 | 0x7 << 76 | (low >> 62) << 64 | 0b10 << 62 | low & ((1 << 62) - 1))
