"""Waits for the read model to contain what a client has written."""

from __future__ import annotations

import time
from typing import Final

from rustok.conf import conf
from rustok.context import RequestContext
from rustok.events.progress import has_reached
from rustok.modules.registry import registry
from rustok_index import errors

_POLL_FROM: Final = 0.005
_POLL_TO: Final = 0.05


def wait_for_position(ctx: RequestContext, position: int) -> None:
    """Wait until every index of the tenant is done with the events up to a position.

    :raises IndexBehind: that took longer than the settings allow.
    """
    names = [subscriber.name for module, subscriber in registry.subscribers() if module.slug == "index"]
    give_up = time.monotonic() + conf().index.min_position_wait_ms / 1000
    pause = _POLL_FROM
    while not has_reached(names, position):
        if time.monotonic() > give_up:
            raise errors.IndexBehind(position=position)
        time.sleep(pause)
        pause = min(pause * 1.5, _POLL_TO)
