"""Reading one's own writes from the read model: a write names its position, a read may ask to wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rustok.commands import last_events
from rustok.context import RequestContext
from rustok.errors import Malformed
from rustok.tenancy import replica

WRITE_HEADER: Final = "X-Event-Position"
READ_HEADER: Final = "X-Min-Position"

Wait = Callable[[RequestContext, int], None]

_waits: list[Wait] = []


def register(wait: Wait) -> None:
    """Give the function that waits until the read model has reached a position.

    It gets the context and the position, and raises :class:`rustok.errors.Unavailable` when the wait has been too long.
    """
    if wait not in _waits:
        _waits.append(wait)


def written_position() -> int | None:
    """Return the position of the last event that this request's commands stored."""
    positions = [envelope.position for envelope in last_events.get() if envelope.position is not None]
    return max(positions, default=None)


def forget_events() -> None:
    """Start a request: nothing has been written yet."""
    last_events.set(())
    replica.need_fresh(False)


def wait_for(ctx: RequestContext, header: str | None) -> None:
    """Wait until the read model has seen the position that a client asks for.

    :raises Malformed: the header is not a position.
    :raises Unavailable: the read model is too far behind.
    """
    if header is None:
        return
    if not (header.isascii() and header.isdigit() and len(header) <= 18):
        raise Malformed(reason=f"{READ_HEADER} is not a position")
    # Which position a replica has reached, only the primary knows.
    replica.need_fresh()
    for wait in _waits:
        wait(ctx, int(header))
