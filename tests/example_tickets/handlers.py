"""Reactions to other modules' events."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.events.catalog.user import UserDeleted
from rustok.events.envelope import EventEnvelope
from tests.example_tickets import services


def forget_authors(envelopes: Sequence[EventEnvelope]) -> None:
    """Remove the links to accounts that are gone. Runs once per event, whatever breaks in between."""
    for envelope in envelopes:
        if isinstance(envelope.event, UserDeleted):
            services.forget_author(envelope.context(), envelope.event.user_id)
