"""The port that tells how far consumers of events have come; the outbox fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Reader = Callable[[Sequence[str], int], bool]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Set who answers :func:`has_reached`; the last one registered does.

    It gets names of subscribers and a position, and tells for the tenant in scope whether each of them is done with
    every event of the tenant up to the position that it listens to; an event that is dead for it counts as done.
    """
    _readers[:] = [reader]


def has_reached(subscribers: Sequence[str], position: int) -> bool:
    """Tell whether these subscribers are done with the tenant's events up to a position.

    True where no transport stores events: then there is nothing to wait for.
    """
    return not _readers or _readers[0](subscribers, position)
