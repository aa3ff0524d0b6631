"""``@command``: what a write is. One transaction; an event for every change."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from rustok.conf import conf
from rustok.events.bus import published
from rustok.events.envelope import EventEnvelope

P = ParamSpec("P")
R = TypeVar("R")

last_events: ContextVar[tuple[EventEnvelope, ...]] = ContextVar("last_events", default=())
"""Events of the outermost command that finished last in this request: the API tells the client their position."""

_WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE")


class SilentWrite(AssertionError):
    """A command wrote rows and told nobody: the read model would never hear of it (manifest 16.5)."""


class _WriteWatch:
    """Sees the statements of a command: an event is needed for a real write, not for a no-op."""

    def __init__(self) -> None:
        self.wrote = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and sql.lstrip()[:6].upper() in _WRITES:
            self.wrote = True
        return execute(sql, params, many, context)


@contextmanager
def _overlooked() -> Iterator[None]:
    """Let the command around not see what is written."""
    watches = [(watch, watch.wrote) for watch in connection.execute_wrappers if isinstance(watch, _WriteWatch)]
    yield
    for watch, wrote in watches:
        watch.wrote = wrote


def command(*, silent: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service function a command.

    It runs in one transaction (a savepoint inside another command, whose event count it adds to). With
    ``RUSTOK["events"]["check"]`` on, as in tests and development, a write without an event raises
    :class:`SilentWrite` and is rolled back; ``silent=True`` is for the few that have nothing to tell (a touched
    session), and says so where it is read. What it writes inside another command needs no event there either.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            outer = published.get()
            events: list[EventEnvelope] = []
            token = published.set(events)
            try:
                with transaction.atomic():
                    if silent:
                        with _overlooked():
                            result = function(*args, **kwargs)
                    elif outer is not None or not conf().events.check:
                        result = function(*args, **kwargs)
                    else:
                        watch = _WriteWatch()
                        with connection.execute_wrapper(watch):
                            result = function(*args, **kwargs)
                        if watch.wrote and not events:
                            raise SilentWrite(f"{function.__qualname__} wrote without publishing an event")
            finally:
                published.reset(token)
            if outer is not None:
                outer.extend(events)
            elif events:
                last_events.set(tuple(events))
            return result

        return inner

    return wrap
