"""L0 transport: hands events to subscribers in this process, after the commit. For tests and throw-away runs.

Nothing survives the process and a failing subscriber is not tried again: the outbox (L1) is the product's transport.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import transaction

from rustok.events.envelope import EventEnvelope
from rustok.events.subscribers import Subscriber
from rustok.events.transport import ReliabilityLevel


class MemoryTransport:
    """Delivers after the commit, in the order of publishing; keeps what it saw in :attr:`delivered`.

    :param consumers: enters the scope of an event's tenant and gives the consumers to call there.
    """

    def __init__(self, consumers: Callable[[EventEnvelope], AbstractContextManager[Iterable[Subscriber]]]) -> None:
        self._consumers = consumers
        self.delivered: list[EventEnvelope] = []
        self.acknowledged: list[tuple[str, UUID]] = []

    def publish(self, envelope: EventEnvelope) -> EventEnvelope:
        """Deliver the envelope once the surrounding transaction has committed; a rollback drops it."""
        transaction.on_commit(lambda: self._deliver(envelope))
        return envelope

    def publish_batch(self, envelopes: Sequence[EventEnvelope]) -> list[EventEnvelope]:
        """Deliver several envelopes in their order."""
        return [self.publish(envelope) for envelope in envelopes]

    def acknowledge(self, event_id: UUID, subscriber: str) -> None:
        """Remember that the subscriber is done."""
        self.acknowledged.append((subscriber, event_id))

    def reliability_level(self) -> ReliabilityLevel:
        """Say that nothing is promised past the process."""
        return ReliabilityLevel.MEMORY

    def _deliver(self, envelope: EventEnvelope) -> None:
        self.delivered.append(envelope)
        with self._consumers(envelope) as consumers:
            for subscriber in consumers:
                if subscriber.wants(envelope.event.type):
                    subscriber.handle([envelope])
                    self.acknowledge(envelope.event_id, subscriber.name)
