"""The port that tells how far consumers of events have come; the outbox fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rustok.events.envelope import EventEnvelope

Reader = Callable[[Sequence[str], int], bool]
Waiting = Callable[[str, int], Sequence[EventEnvelope]]

_readers: list[tuple[Reader, Waiting]] = []


def register(reader: Reader, waiting: Waiting) -> None:
    """Set who answers :func:`has_reached` and :func:`events_on_their_way`; the last ones registered do.

    The first gets names of subscribers and a position, and tells for the tenant in scope whether each of them is done
    with every event of the tenant up to the position that it listens to; an event that is dead for it counts as done.
    The second gets the name of a subscriber and returns so many at most of the events that it is not done with.
    """
    _readers[:] = [(reader, waiting)]


def has_reached(subscribers: Sequence[str], position: int) -> bool:
    """Tell whether these subscribers are done with the tenant's events up to a position.

    True where no transport stores events: then there is nothing to wait for.
    """
    return not _readers or _readers[0][0](subscribers, position)


def events_on_their_way(subscriber: str, limit: int) -> Sequence[EventEnvelope]:
    """Return the tenant's events that a subscriber is not done with, so many at most; none that is dead for it."""
    return _readers[0][1](subscriber, limit) if _readers else ()
