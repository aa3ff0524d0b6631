"""What is said of counters."""

from __future__ import annotations

from dataclasses import dataclass

from rustok.dto import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDrift:
    """A counter that is not what its rows say; ``id`` is that of the row which has it, a member's that of the user."""

    table: str
    id: Id
    counter: str
    stored: str | None
    counted: str | None
