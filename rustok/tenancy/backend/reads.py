"""The short way for a read: prepared on the server, and scope and statement in one round trip.

Django's cursors bind in the client, so PostgreSQL plans each of their statements anew; and they ask whether the
connection still lives before they use it. Reads of the read model do neither: a read that finds its connection dead is
simply asked again on a new one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg
from django.utils.asyncio import async_unsafe

if TYPE_CHECKING:
    from rustok.tenancy.backend.base import DatabaseWrapper

T = TypeVar("T")

APPLY: Final = (
    "SELECT set_config('search_path', %s, %s), set_config('app.tenant_id', %s, %s), set_config('role', %s, %s)"
)
MAX_PREPARED: Final = 500
"""Statements that one connection keeps prepared; the least recently used ones go."""


class Reader:
    """Reads over one wrapper's connection."""

    def __init__(self, wrapper: DatabaseWrapper) -> None:
        self._wrapper = wrapper
        self._cursor: psycopg.Cursor[Any] | None = None
        self._scoping: psycopg.Cursor[Any] | None = None

    def rows(self, statement: str, params: Sequence[Any]) -> list[Any]:
        """Run a statement that only reads, as the tenant in scope, and return its rows.

        It may run twice: once more on a new connection where the first was dead. Not so within a transaction, which
        died with its connection.
        """
        return self._ask(statement, params, _rows)

    def page(self, statement: str, params: Sequence[Any], limit: int) -> tuple[list[tuple[bytes, bytes]], Any]:
        """Run a statement likewise; return its first two columns, texts, as the bytes that PostgreSQL sent.

        At most ``limit`` rows are returned; where there are more, also the other columns of the last one, else None.
        Most of what a list costs is to make Python's objects of its columns, which nobody looks at.
        """
        return self._ask(statement, params, partial(_page, limit))

    @async_unsafe
    def _ask(self, statement: str, params: Sequence[Any], take: Callable[[Any], T]) -> T:
        wrapper = self._wrapper
        if wrapper.execute_wrappers or wrapper.queries_logged:
            # Whoever counts or times statements sees this one like any other.
            with wrapper.cursor() as counted:
                counted.execute(statement, params)
                return take(counted.cursor)
        if wrapper.connection is None:
            wrapper.ensure_connection()
        wrapper.validate_no_broken_transaction()
        with wrapper.wrap_database_errors:
            try:
                return take(self._run(statement, params))
            except psycopg.OperationalError:
                if wrapper.in_atomic_block or not wrapper.connection.closed:
                    raise
            except psycopg.errors.FeatureNotSupported:
                # "cached plan must not change result type": a migration changed a column under a prepared statement.
                if wrapper.in_atomic_block:
                    raise
                wrapper.connection.execute("DEALLOCATE ALL")
        if wrapper.connection.closed:
            wrapper.close()
            wrapper.ensure_connection()
        with wrapper.wrap_database_errors:
            return take(self._run(statement, params))

    def _run(self, statement: str, params: Sequence[Any]) -> psycopg.Cursor[Any]:
        wrapper = self._wrapper
        cursor = self._cursor
        if cursor is None or cursor.connection is not wrapper.connection:
            cursor = self._cursors(wrapper.connection)
        wanted = wrapper.wanted()
        if wanted == wrapper.applied:
            return cursor.execute(statement, params)
        local = wrapper.set_local and not wrapper.as_owner
        if local and not wrapper.in_atomic_block:
            return self._in_own_transaction(cursor, statement, params)
        try:
            with cursor.connection.pipeline():
                self._apply(local)
                cursor.execute(statement, params)
        except psycopg.Error:
            wrapper.applied = None
            raise
        wrapper.applied = wanted
        return cursor

    def _cursors(self, raw: psycopg.Connection[Any]) -> psycopg.Cursor[Any]:
        raw.prepared_max = MAX_PREPARED
        self._scoping = psycopg.Cursor(raw)
        self._cursor = psycopg.Cursor(raw)
        self._cursor.format = psycopg.pq.Format.BINARY
        return self._cursor

    def _apply(self, local: bool) -> None:
        path, tenant_id, role = self._wrapper.wanted()
        assert self._scoping is not None
        self._scoping.execute(APPLY, (path, local, tenant_id, local, role, local))

    def _in_own_transaction(
        self, cursor: psycopg.Cursor[Any], statement: str, params: Sequence[Any]
    ) -> psycopg.Cursor[Any]:
        """Behind a pooler in transaction mode: a transaction for the scope's sake, still in one round trip."""
        raw, scoping = cursor.connection, self._scoping
        assert scoping is not None
        try:
            with raw.pipeline():
                scoping.execute("BEGIN READ ONLY")
                self._apply(True)
                cursor.execute(statement, params)
                scoping.execute("COMMIT")
        except psycopg.Error:
            with contextlib.suppress(psycopg.Error):
                scoping.execute("ROLLBACK")
            raise
        return cursor


def _rows(cursor: psycopg.Cursor[Any]) -> list[Any]:
    return list(cursor.fetchall())


def _page(limit: int, cursor: psycopg.Cursor[Any]) -> tuple[list[tuple[bytes, bytes]], Any]:
    result = cursor.pgresult
    assert result is not None
    value: Callable[[int, int], Any] = result.get_value
    texts = [(value(row, 0), value(row, 1)) for row in range(min(result.ntuples, limit))]
    if result.ntuples <= limit:
        return texts, None
    cursor.scroll(limit - 1, mode="absolute")
    last = cursor.fetchone()
    assert last is not None
    return texts, last[2:]
