"""Who listens to which events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rustok.events.envelope import EventEnvelope

Handler = Callable[[Sequence[EventEnvelope]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A named consumer of events.

    ``events`` holds types (``product.created``), prefixes (``product.*``) or ``*``. ``handle`` gets envelopes of one
    tenant, in order per aggregate, inside the tenant's scope and inside the transaction that marks them done: what it
    writes happens exactly once. ``external`` marks effects outside the database (mail, HTTP): these are handed over
    one at a time, at least once, never under a lock, and are left out of replays unless ``replay_external`` is set.

    ``after`` names a subscriber that is done with an event first. ``gather_seconds`` is for who pays by the batch: what
    comes within so long is handed over together, when that time is over.
    """

    name: str
    events: tuple[str, ...]
    handle: Handler
    external: bool = False
    replay_external: bool = False
    module: str | None = None
    batch_size: int | None = None
    after: str | None = None
    gather_seconds: float = 0.0
    _exact: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_exact", frozenset(e for e in self.events if not e.endswith("*")))

    def wants(self, event_type: str) -> bool:
        """Tell whether the subscriber listens to the type."""
        return event_type in self._exact or any(
            pattern.endswith("*") and event_type.startswith(pattern[:-1]) for pattern in self.events
        )
