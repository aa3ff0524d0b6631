"""Work of a tenant done by several processes side by side, with its results in order."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import Any, Final, TypeVar

from django.db import connection, connections

from rustok.conf import conf
from rustok.tenancy.context import Scope, TenantRequired, current_scope, tenant_scope
from rustok_index import errors

T = TypeVar("T")
R = TypeVar("R")

_MOST: Final = 4
# What each batch costs by itself, some thirty statements, is little beside it then; more makes nothing quicker.
_BATCH: Final = 500
# So many are handed out for each process: it never waits for the next, and memory does not grow with their number.
_AHEAD: Final = 2

_job: tuple[Callable[[Any], Any], Scope] | None = None


def worker_count() -> int:
    """Return how many processes a rebuild uses: as many as there are processors, at most four, if nothing is set."""
    return conf().index.workers or min(_MOST, len(os.sched_getaffinity(0)))


def rebuild_batch_size() -> int:
    """Return how many entities a rebuild makes at once if nothing is said; nobody waits for one of them."""
    return max(_BATCH, conf().index.batch_size)


def side_by_side(work: Callable[[T], R], items: Iterable[T], *, workers: int) -> Iterator[tuple[T, R]]:
    """Do some work for each of the items, and yield each with its result, in their order.

    The processes are forks of this one, so it must have no other threads that matter; each opens a connection of its
    own. Inside a transaction, all is done here: nobody else sees what it has written. So it is where there is but one.

    :raises WorkerLost: one of the processes was killed.
    """
    rest = iter(items)
    first = list(islice(rest, 2))
    if workers == 1 or len(first) < 2 or connection.in_atomic_block:
        for item in chain(first, rest):
            yield item, work(item)
        return
    scope = current_scope()
    if not isinstance(scope, Scope):
        raise TenantRequired("the processes work for one tenant: enter tenant_scope(tenant) first")
    # A fork must not share the socket, and has no use for what a pool's threads look after.
    connections.close_all()
    gc.collect()
    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(work, scope)
    )
    try:
        given: deque[tuple[T, Future[Any]]] = deque()
        for item in chain(first, rest):
            given.append((item, pool.submit(_do, item)))
            if len(given) == workers * _AHEAD:
                done, future = given.popleft()
                yield done, future.result()
        while given:
            done, future = given.popleft()
            yield done, future.result()
    except BrokenProcessPool as exc:
        raise errors.WorkerLost() from exc
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(work: Callable[[Any], Any], scope: Scope) -> None:
    global _job
    _job = (work, scope)
    # What came with the fork stays as it is: the collector has no business with it, and its pages stay shared.
    gc.freeze()


def _do(item: Any) -> Any:
    assert _job is not None
    work, scope = _job
    with tenant_scope(scope):
        return work(item)
