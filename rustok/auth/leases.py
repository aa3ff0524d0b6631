"""Tokens of a bucket that a process has taken ahead: most requests need not ask Valkey.

They were taken out of the shared bucket, so all processes together never give away more than it holds. What a process
took and did not use within a second is lost to that bucket's owner: at most a fiftieth of it per process and second.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Final

from rustok.auth import buckets
from rustok.auth.buckets import Taken

_SECONDS: Final = 1.0
_SHARE: Final = 50
# Addresses come from outside: they must not fill the memory.
_MOST: Final = 8192


class _Lease:
    __slots__ = ("left", "taken", "until")

    def __init__(self, taken: Taken, until: float) -> None:
        self.taken = taken
        self.left = taken.allowed - 1
        self.until = until


class _Ledger:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._leases: OrderedDict[tuple[str, int, float], _Lease] = OrderedDict()

    def spend(self, key: tuple[str, int, float]) -> Taken | None:
        with self._lock:
            lease = self._leases.get(key)
            if lease is None:
                return None
            if lease.left <= 0 or lease.until < time.monotonic():
                del self._leases[key]
                return None
            lease.left -= 1
            return _with(lease.taken, lease.left)

    def keep(self, key: tuple[str, int, float], taken: Taken) -> None:
        with self._lock:
            self._leases[key] = _Lease(taken, time.monotonic() + _SECONDS)
            self._leases.move_to_end(key)
            while len(self._leases) > _MOST:
                self._leases.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._leases.clear()


ledger: Final = _Ledger()


def take(key: str, *, per_minute: float, burst: int, lease: int) -> Taken:
    """Take one token out of a bucket, of those that were taken ahead where there are any.

    :raises Unavailable: Valkey does not answer.
    """
    times = max(1, min(lease, burst // _SHARE))
    if times == 1:
        return buckets.take(key, per_minute=per_minute, burst=burst)
    # A bucket of other measures is another one.
    name = (key, burst, per_minute)
    taken = ledger.spend(name)
    if taken is not None:
        return taken
    taken = buckets.take(key, per_minute=per_minute, burst=burst, times=times)
    if taken.allowed > 1:
        ledger.keep(name, taken)
        return _with(taken, taken.allowed - 1)
    return taken


def _with(taken: Taken, left: int) -> Taken:
    """Count what is still to be given away among what remains."""
    return Taken(
        allowed=taken.allowed,
        limit=taken.limit,
        remaining=taken.remaining + left,
        retry_after=taken.retry_after,
        reset=taken.reset,
    )
