"""The short way for a read: prepared on the server, and scope and statement in one round trip.

Django's cursors bind in the client, so PostgreSQL plans each of their statements anew; and they ask whether the
connection still lives before they use it. Reads of the read model do neither: a read that finds its connection dead is
simply asked again on a new one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import psycopg
from django.utils.asyncio import async_unsafe

if TYPE_CHECKING:
    from rustok.tenancy.backend.base import DatabaseWrapper

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

    @async_unsafe
    def rows(self, statement: str, params: Sequence[Any]) -> list[Any]:
        """Run a statement that only reads, as the tenant in scope, and return its rows.

        It may run twice: once more on a new connection where the first was dead. Not so within a transaction, which
        died with its connection.
        """
        wrapper = self._wrapper
        if wrapper.execute_wrappers or wrapper.queries_logged:
            # Whoever counts or times statements sees this one like any other.
            with wrapper.cursor() as cursor:
                cursor.execute(statement, params)
                return list(cursor.fetchall())
        if wrapper.connection is None:
            wrapper.ensure_connection()
        wrapper.validate_no_broken_transaction()
        with wrapper.wrap_database_errors:
            try:
                return self._run(statement, params)
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
            wrapper.connect()
        with wrapper.wrap_database_errors:
            return self._run(statement, params)

    def _run(self, statement: str, params: Sequence[Any]) -> list[Any]:
        wrapper = self._wrapper
        cursor = self._cursor
        if cursor is None or cursor.connection is not wrapper.connection:
            cursor = self._cursors(wrapper.connection)
        wanted = wrapper.wanted()
        if wanted == wrapper.applied:
            return cursor.execute(statement, params).fetchall()
        local = wrapper.set_local and not wrapper.as_owner
        if local and not wrapper.in_atomic_block:
            return self._in_own_transaction(cursor, statement, params)
        try:
            with cursor.connection.pipeline():
                self._apply(local)
                cursor.execute(statement, params)
                rows = cursor.fetchall()
        except psycopg.Error:
            wrapper.applied = None
            raise
        wrapper.applied = wanted
        return rows

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

    def _in_own_transaction(self, cursor: psycopg.Cursor[Any], statement: str, params: Sequence[Any]) -> list[Any]:
        """Behind a pooler in transaction mode: a transaction for the scope's sake, still in one round trip."""
        raw, scoping = cursor.connection, self._scoping
        assert scoping is not None
        try:
            with raw.pipeline():
                scoping.execute("BEGIN READ ONLY")
                self._apply(True)
                cursor.execute(statement, params)
                scoping.execute("COMMIT")
                return cursor.fetchall()
        except psycopg.Error:
            with contextlib.suppress(psycopg.Error):
                scoping.execute("ROLLBACK")
            raise
