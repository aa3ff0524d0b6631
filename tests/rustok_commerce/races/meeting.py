"""Lets two commands meet: each on a connection of its own, at the moment at which a race is decided.

``BOTH_AT_LOCKS``: both have read what they read before their first lock or write, and then go on together.
``ONE_HOLDS``: the first has written and not committed; the second comes as far as it can, until it waits for the first
or is done; then the first commits.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection

from rustok.errors import RustokError
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant

Command = Callable[[], Any]

# A lock by name counts as well, unless it is shared: who waits for it never comes to the rows.
_LOCKS: Final = re.compile(
    r"^\s*(UPDATE|INSERT|DELETE|WITH)\b|\bFOR (NO KEY )?UPDATE\b|\bpg_advisory_xact_lock\(", re.I
)
_WRITES: Final = re.compile(r"^\s*(UPDATE|INSERT|DELETE)\b", re.I)
_PATIENCE: Final = 20.0


class Mode(StrEnum):
    """Where two commands meet."""

    BOTH_AT_LOCKS = "both-at-locks"
    ONE_HOLDS = "one-holds"


def told(command: Command) -> str:
    """Run a command; return the code of its refusal, "done" if there is none. Any other error is passed on."""
    try:
        command()
    except RustokError as exc:
        return exc.code
    return "done"


def meet(tenant: Tenant, first: Command, second: Command, mode: Mode) -> tuple[str, str]:
    """Run two commands against each other; return what each came to. A fault of the database is raised."""
    return (_both_at_locks if mode is Mode.BOTH_AT_LOCKS else _one_holds)(tenant, first, second)


def _both_at_locks(tenant: Tenant, first: Command, second: Command) -> tuple[str, str]:
    barrier = threading.Barrier(2)

    def meeting(command: Command) -> str:
        met = False

        def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal met
            if not met and _LOCKS.search(sql):
                met = True
                # Broken, where the other was done before it came to any lock.
                with suppress(threading.BrokenBarrierError):
                    barrier.wait(_PATIENCE)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(wait):
                return told(command)
        finally:
            if not met:
                barrier.abort()

    results = _Pair(tenant)
    results.start(0, lambda: meeting(first))
    results.start(1, lambda: meeting(second))
    return results.wait()


def _one_holds(tenant: Tenant, first: Command, second: Command) -> tuple[str, str]:
    holding, go_on = threading.Event(), threading.Event()
    pids: dict[int, int] = {}

    def hold() -> str:
        commit, wrote = connection._commit, False

        def seen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal wrote
            wrote = wrote or bool(_WRITES.search(sql))
            return execute(sql, params, many, context)

        def late() -> None:
            if wrote and not holding.is_set():
                holding.set()
                go_on.wait(_PATIENCE)
            commit()

        connection._commit = late
        try:
            with connection.execute_wrapper(seen):
                return told(first)
        finally:
            del connection._commit
            holding.set()

    def follow() -> str:
        connection.ensure_connection()
        pids[1] = connection.connection.info.backend_pid
        return told(second)

    results = _Pair(tenant)
    results.start(0, hold)
    holding.wait(_PATIENCE)
    results.start(1, follow)
    try:
        with psycopg.connect(getattr(settings, "DATABASE_URL"), autocommit=True) as observer:  # noqa: B009
            give_up = time.monotonic() + _PATIENCE
            while results.threads[1].is_alive() and time.monotonic() < give_up:
                if 1 in pids:
                    row = observer.execute("SELECT cardinality(pg_blocking_pids(%s))", (pids[1],)).fetchone()
                    if row is not None and row[0]:
                        break
                results.threads[1].join(0.002)
    finally:
        go_on.set()
    return results.wait()


class _Pair:
    """Two threads in a shop's scope, and what came of them."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.threads: dict[int, threading.Thread] = {}
        self._said: dict[int, str] = {}
        self._failed: list[BaseException] = []

    def start(self, place: int, work: Callable[[], str]) -> None:
        def run() -> None:
            try:
                with tenant_scope(self.tenant):
                    self._said[place] = work()
            except Exception as exc:
                self._failed.append(exc)
            finally:
                connection.close()

        self.threads[place] = threading.Thread(target=run)
        self.threads[place].start()

    def wait(self) -> tuple[str, str]:
        for thread in self.threads.values():
            thread.join(2 * _PATIENCE)
        if self._failed:
            raise self._failed[0]
        return self._said[0], self._said[1]
