"""The port of event transports (manifest 24.2): L0 memory, L1 outbox, L2 streaming."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from rustok.events.envelope import EventEnvelope


class ReliabilityLevel(StrEnum):
    """What a transport promises about a committed event."""

    MEMORY = "L0"
    OUTBOX = "L1"
    STREAMING = "L2"


class EventTransport(Protocol):
    """Carries envelopes from the publisher to subscribers."""

    def publish(self, envelope: EventEnvelope) -> EventEnvelope:
        """Take one envelope; return it with the position and version it was stored at, where there are such."""

    def publish_batch(self, envelopes: Sequence[EventEnvelope]) -> list[EventEnvelope]:
        """Take several envelopes in their order."""

    def acknowledge(self, event_id: UUID, subscriber: str) -> None:
        """Note that a subscriber is done with an event."""

    def reliability_level(self) -> ReliabilityLevel:
        """Say what is promised."""
