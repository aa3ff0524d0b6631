"""The port through which an object's events are read back as its history; the outbox fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from rustok.events.envelope import EventEnvelope

Reader = Callable[[str | None, UUID | None, int], Sequence[EventEnvelope]]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Set who answers :func:`history_of`; the last one registered does."""
    _readers[:] = [reader]


def history_of(aggregate_type: str | None, aggregate_id: UUID | None, *, limit: int = 100) -> Sequence[EventEnvelope]:
    """Return the newest events of one aggregate, or of the whole tenant when both are None, newest first."""
    if not _readers:
        return ()
    return _readers[0](aggregate_type, aggregate_id, limit)
