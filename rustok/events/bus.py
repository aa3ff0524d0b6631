"""``publish()`` is the one door out of a service. Receivers run inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from rustok.context import RequestContext
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent

domain_event = Signal()
"""Sent once per event. ``sender`` is the event class, ``envelope`` the envelope. A receiver that stores the event
returns the envelope with its position and version."""

published: ContextVar[list[EventEnvelope] | None] = ContextVar("published", default=None)
"""Envelopes of the command that is running; None outside of commands."""


class PublishedOutsideTransaction(RuntimeError):
    """An event published in autocommit could outlive a change that failed."""


def publish(ctx: RequestContext, event: DomainEvent) -> EventEnvelope:
    """Publish an event in the caller's transaction and return the stored envelope.

    :raises PublishedOutsideTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise PublishedOutsideTransaction(f"{event.type} was published outside of a transaction")
    envelope = EventEnvelope.wrap(ctx, event)
    # send, not send_robust: a receiver that cannot store the event must roll the change back.
    answers: Sequence[tuple[Any, Any]] = domain_event.send(sender=type(event), envelope=envelope)
    for _receiver, answer in answers:
        if isinstance(answer, EventEnvelope):
            envelope = answer
    if (seen := published.get()) is not None:
        seen.append(envelope)
    return envelope
