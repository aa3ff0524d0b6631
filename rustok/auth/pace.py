"""Answers that tell nothing by their time or their headers, where their body tells nothing either."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from rustok.commands import last_events
from rustok.conf import conf


@contextlib.contextmanager
def even() -> Iterator[None]:
    """Let the block end at a multiple of ``RUSTOK["auth"]["pace_ms"]`` after its begin, by a refusal too.

    A known address costs a row and an event more than an unknown one. Making both paths do the same would need
    events about users that do not exist; waiting needs none (ASVS V6.3.8). The position of what was published is kept
    back as well: a position would say that something was.
    """
    began = time.monotonic()
    try:
        yield
    finally:
        last_events.set(())
        quantum = conf().auth.pace_ms / 1000
        if quantum:
            passed = time.monotonic() - began
            time.sleep(quantum - passed % quantum)
