"""Connects the bus to the transport that the settings name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rustok.conf import conf
from rustok.events.bus import domain_event
from rustok.events.envelope import EventEnvelope
from rustok.events.memory import MemoryTransport
from rustok.events.subscribers import Subscriber
from rustok.events.transport import EventTransport
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import tenant_info
from rustok_outbox.transport import OutboxTransport


@lru_cache(maxsize=2)
def transport(name: str) -> EventTransport:
    """Return the transport of that name."""
    if name == "memory":
        return MemoryTransport(_consumers)
    return OutboxTransport()


@contextlib.contextmanager
def _consumers(envelope: EventEnvelope) -> Iterator[Iterator[Subscriber]]:
    """Work as the event's tenant with the consumers whose modules it has on."""
    tenant = tenant_info(envelope.tenant_id)
    with tenant_scope(tenant):
        yield (s for module, s in registry.subscribers() if toggles.is_enabled(module.slug, tenant))


def store(sender: Any, envelope: EventEnvelope, **_: Any) -> EventEnvelope:
    """Hand a published event to the transport, inside the publisher's transaction."""
    return transport(conf().events.transport).publish(envelope)


def connect() -> None:
    """Listen to the bus."""
    domain_event.connect(store, dispatch_uid="rustok_outbox.store")
