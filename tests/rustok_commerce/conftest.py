"""A shop in scope, and what it publishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.events.bus import domain_event
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent
from rustok.tenancy.models import Tenant
from tests.factories import commerce


@pytest.fixture
def ctx(in_tenant_a: Tenant) -> RequestContext:
    """The system's context in tenant ``a``, which speaks en and ru and sells in USD and EUR."""
    return commerce.system()


class Heard(list[DomainEvent]):
    """The events published since the last look."""

    def take(self) -> list[DomainEvent]:
        """Return them and begin anew."""
        found = list(self)
        self.clear()
        return found


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Collect what is published."""
    events = Heard()

    def hear(sender: Any, envelope: EventEnvelope, **_: Any) -> None:
        events.append(envelope.event)

    domain_event.connect(hear, dispatch_uid="tests.commerce.heard")
    yield events
    domain_event.disconnect(dispatch_uid="tests.commerce.heard")


class Told(list[EventEnvelope]):
    """What was published since the last look, as consumers get it."""

    def take(self) -> list[EventEnvelope]:
        """Return it and begin anew."""
        found = list(self)
        self.clear()
        return found


@pytest.fixture
def told() -> Iterator[Told]:
    """Collect what is published, as consumers get it."""
    envelopes = Told()

    def hear(sender: Any, envelope: EventEnvelope, **_: Any) -> None:
        envelopes.append(envelope)

    domain_event.connect(hear, dispatch_uid="tests.commerce.told")
    yield envelopes
    domain_event.disconnect(dispatch_uid="tests.commerce.told")
