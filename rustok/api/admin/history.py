"""An object's history: its events, in the words of the admin's history page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.events.envelope import EventEnvelope


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as the page's template asks."""

    name: str

    def get_username(self) -> str:
        """Return the e-mail address, or who acted without one."""
        return self.name

    def get_full_name(self) -> str:
        """Return nothing: the address says it."""
        return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of history."""

    action_time: dt.datetime
    user: Actor
    message: str

    def get_change_message(self) -> str:
        """Return what happened."""
        return self.message


def entries(envelopes: Sequence[EventEnvelope]) -> list[Entry]:
    """Turn envelopes into lines; the actors' addresses are read in one statement."""
    ids: set[UUID] = {envelope.actor_id for envelope in envelopes if envelope.actor_id}
    names: dict[UUID, str] = {}
    if ids:
        users: Any = get_user_model()
        names = dict(users.objects.filter(pk__in=ids).values_list("pk", "email"))
    return [
        Entry(
            envelope.timestamp,
            Actor(names.get(envelope.actor_id, "—") if envelope.actor_id else "system"),
            _sentence(envelope),
        )
        for envelope in envelopes
    ]


def _sentence(envelope: EventEnvelope) -> str:
    event = envelope.event
    noun, _, verb = event.type.partition(".")
    text = f"{noun.replace('_', ' ').capitalize()} {verb.replace('_', ' ')}"
    details = [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name in ("fields", "locale", "currency", "delta", "available", "module", "enabled")
        if (value := getattr(event, name, None)) not in (None, ())
    ]
    return f"{text} ({'; '.join(details)})" if details else text
