"""Which server answers reads of the read model: a streaming replica where there is one, or the primary.

A read goes to the primary where it must see what has just been written: within a transaction, in a request that wrote
something or asked to wait for a position. It goes there as well while the replica does not answer or lags too far
behind. Tenant and row-level security are the same on both: a replica has the primary's roles and policies.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, Final, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connections
from prometheus_client import Counter, Gauge

from rustok.commands import last_events
from rustok.conf import conf
from rustok.tenancy.backend.reads import Reader
from rustok.tenancy.context import no_scope

log = structlog.get_logger("rustok.tenancy")

T = TypeVar("T")

ALIAS: Final = "replica"
READS: Final = Counter("rustok_replica_reads", "Reads that could go to a replica, by where they went", ["server"])
LAG: Final = Gauge("rustok_replica_lag_seconds", "How far the replica was behind when last asked")

_PAUSE: Final = 5.0
"""Seconds for which a replica that failed is left alone."""
_LOOK_EVERY: Final = 2.0
# A replica that was cut off has replayed all that it received: only one that still receives is up to date by that.
_LAG: Final = (
    "SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0"
    " WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0"
    " ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) END::float8"
)

_fresh: ContextVar[bool] = ContextVar("replica_fresh", default=False)


def need_fresh(needed: bool = True) -> None:
    """Keep the reads of this request to the primary; a new request begins with False."""
    _fresh.set(needed)


class _Watch:
    """What a process knows of its replica."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.away_until = 0.0
        self.look_at = 0.0
        self.lag = 0.0

    def failed(self, exc: Exception) -> None:
        self.away_until = time.monotonic() + _PAUSE
        self.look_at = 0.0
        READS.labels("failed").inc()
        log.warning("replica.unavailable", error=str(exc).strip(), seconds=_PAUSE)

    def may_answer(self, reader: Reader) -> bool:
        """Tell whether the replica is near enough to the primary."""
        now = time.monotonic()
        if now >= self.look_at:
            with self._lock:
                if now >= self.look_at:
                    self.look_at = now + _LOOK_EVERY
                    with no_scope():
                        self.lag = float(reader.rows(_LAG, ())[0][0])
                    LAG.set(self.lag)
        return self.lag <= conf().index.max_replica_lag_seconds

    def forget(self) -> None:
        self.away_until = self.look_at = self.lag = 0.0


watch: Final = _Watch()


def rows(statement: str, params: Sequence[Any], *, varied: bool = False) -> list[Any]:
    """Run a read and return its rows; see :meth:`rustok.tenancy.backend.reads.Reader.rows`."""
    return _read(lambda reader: reader.rows(statement, params, varied=varied))


def page(
    statement: str, params: Sequence[Any], limit: int, *, varied: bool = False
) -> tuple[list[bytes], list[bytes], Any]:
    """Run a read for a page; see :meth:`rustok.tenancy.backend.reads.Reader.page`."""
    return _read(lambda reader: reader.page(statement, params, limit, varied=varied))


def _read(ask: Callable[[Reader], T]) -> T:
    primary: Any = connections["default"]
    if ALIAS not in connections.settings:
        return ask(primary.reader)
    if _fresh.get() or last_events.get() or primary.in_atomic_block or time.monotonic() < watch.away_until:
        READS.labels("primary").inc()
        return ask(primary.reader)
    replica: Any = connections[ALIAS]
    try:
        if watch.may_answer(replica.reader):
            found = ask(replica.reader)
            READS.labels("replica").inc()
            return found
    except (OperationalError, InterfaceError) as exc:
        # Also a read that the standby gave up because replay had to go on.
        watch.failed(exc)
        replica.close()
    READS.labels("primary").inc()
    return ask(primary.reader)
