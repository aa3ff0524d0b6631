"""Looks at what was published, in tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from rustok.events.bus import domain_event
from rustok.events.envelope import EventEnvelope


class PublishedEvents:
    """What was published while it listened, in order."""

    def __init__(self) -> None:
        self.envelopes: list[EventEnvelope] = []

    @property
    def types(self) -> list[str]:
        """The types, in order: ``assert events.types == ["product.created"]``."""
        return [envelope.event.type for envelope in self.envelopes]

    def clear(self) -> None:
        """Forget what came so far."""
        self.envelopes.clear()

    def __call__(self, sender: Any, envelope: EventEnvelope, **_: Any) -> None:
        self.envelopes.append(envelope)


@contextlib.contextmanager
def published_events() -> Iterator[PublishedEvents]:
    """Collect what is published inside."""
    seen = PublishedEvents()
    domain_event.connect(seen, weak=False)
    try:
        yield seen
    finally:
        domain_event.disconnect(seen)
