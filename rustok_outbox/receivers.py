"""Connects the bus to the transport that the settings name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rustok.conf import conf
from rustok.events.bus import domain_event
from rustok.events.envelope import EventEnvelope
from rustok.events.memory import MemoryTransport
from rustok.events.transport import EventTransport
from rustok.modules.registry import registry
from rustok_outbox.transport import OutboxTransport


@lru_cache(maxsize=2)
def transport(name: str) -> EventTransport:
    """Return the transport of that name."""
    if name == "memory":
        return MemoryTransport(lambda: (subscriber for _, subscriber in registry.subscribers()))
    return OutboxTransport()


def store(sender: Any, envelope: EventEnvelope, **_: Any) -> EventEnvelope:
    """Hand a published event to the transport, inside the publisher's transaction."""
    return transport(conf().events.transport).publish(envelope)


def connect() -> None:
    """Listen to the bus."""
    domain_event.connect(store, dispatch_uid="rustok_outbox.store")
