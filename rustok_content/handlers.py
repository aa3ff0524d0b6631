"""Reactions to other modules' events."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.events.envelope import EventEnvelope
from rustok_content.services import addresses


def languages_changed(envelopes: Sequence[EventEnvelope]) -> None:
    """Give nodes their addresses anew: what is above them may have another name for readers of a language now."""
    if envelopes:
        addresses.rebuild(envelopes[-1].context())
