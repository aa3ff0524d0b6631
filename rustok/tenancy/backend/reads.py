"""The short way for a read: prepared on the server, and scope and statement in one round trip.

Django's cursors bind in the client, so PostgreSQL plans each of their statements anew; and they ask whether the
connection still lives before they use it. Reads of the read model do neither: a read that finds its connection dead is
simply asked again on a new one. What a connection has prepared is run without a cursor: of a short statement's time,
most goes into finding out anew how its parameters are written and how its columns are read.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.utils.asyncio import async_unsafe
from psycopg._queries import PostgresQuery
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from rustok.tenancy.backend.base import DatabaseWrapper

T = TypeVar("T")

APPLY: Final = (
    "SELECT set_config('search_path', %s, %s), set_config('app.tenant_id', %s, %s), set_config('role', %s, %s)"
)
MAX_PREPARED: Final = 500
"""Statements that one connection keeps prepared; the least recently used ones go. Half of them are cursors'."""
_MOST_WRITTEN: Final = 1000
_LONGEST_KEPT: Final = 1000
_BINARY: Final = psycopg.pq.Format.BINARY


class _Written(NamedTuple):
    """A statement with its parameters, as libpq takes them."""

    name: bytes
    params: Sequence[Any] | None
    formats: Sequence[Any] | None


class _Statements:
    """What one connection has prepared, and how parameters that came before are written."""

    _numbers: Final = itertools.count()

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._pgconn = raw.pgconn
        self._after = raw.prepare_threshold
        self._encoding = raw.info.encoding
        self._query = PostgresQuery(Transformer(raw))
        self.columns = Transformer(raw)
        self._runs: OrderedDict[tuple[bytes, tuple[int, ...]], int | bytes] = OrderedDict()
        self._written: OrderedDict[tuple[Any, ...], _Written] = OrderedDict()

    def run(self, statement: str, params: Sequence[Any]) -> Any:
        """Run a statement if it is prepared, or if it is time to; None where a cursor has to run it."""
        written = self._find(statement, params)
        if written is None:
            return None
        pgconn = self._pgconn
        result = pgconn.exec_prepared(written.name, written.params, written.formats, _BINARY)
        if result.status != ExecStatus.TUPLES_OK:
            raise self._error(result)
        return result

    def forget(self) -> None:
        """Know of nothing any more: the connection has let go of all."""
        self._runs.clear()
        self._written.clear()

    def _find(self, statement: str, params: Sequence[Any]) -> _Written | None:
        if self._after is None:
            return None
        # Equal values of different types are not written alike: 1, True and 1.0.
        key = (statement, *map(type, params), *params)
        try:
            known = self._written.get(key)
        except TypeError:
            # Lists cannot be looked up.
            return self._write(statement, params)
        if known is None:
            known = self._write(statement, params)
            if known is not None and sum(map(len, filter(None, known.params or ()))) <= _LONGEST_KEPT:
                self._written[key] = known
                while len(self._written) > _MOST_WRITTEN:
                    self._written.popitem(last=False)
        return known

    def _write(self, statement: str, params: Sequence[Any]) -> _Written | None:
        query = self._query
        query.convert(statement, params)
        key = (query.query, query.types)
        name = self._runs.get(key, 0)
        if not isinstance(name, bytes):
            if self._after is not None and name < self._after:
                self._runs[key] = name + 1
                self._bound()
                return None
            name = self._runs[key] = self._prepare(query)
            self._bound()
        self._runs.move_to_end(key)
        return _Written(name, query.params, query.formats)

    def _prepare(self, query: PostgresQuery) -> bytes:
        name = b"rustok_%d" % next(self._numbers)
        result = self._pgconn.prepare(name, query.query, query.types)
        if result.status != ExecStatus.COMMAND_OK:
            raise self._error(result)
        return name

    def _bound(self) -> None:
        while len(self._runs) > MAX_PREPARED // 2:
            _, name = self._runs.popitem(last=False)
            if isinstance(name, bytes):
                self._written.clear()
                self._pgconn.exec_(b"DEALLOCATE " + name)

    def _error(self, result: Any) -> psycopg.Error:
        if self._pgconn.status == ConnStatus.BAD:
            return psycopg.OperationalError(self._pgconn.get_error_message(self._encoding))
        return error_from_result(result, encoding=self._encoding)


_statements: WeakKeyDictionary[psycopg.Connection[Any], _Statements] = WeakKeyDictionary()
"""By connection: a pool hands them from one thread to another."""


class Reader:
    """Reads over one wrapper's connection."""

    def __init__(self, wrapper: DatabaseWrapper) -> None:
        self._wrapper = wrapper
        self._cursor: psycopg.Cursor[Any] | None = None
        self._scoping: psycopg.Cursor[Any] | None = None
        self._prepared: _Statements | None = None

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
    def _ask(self, statement: str, params: Sequence[Any], take: Callable[[Any, Any], T]) -> T:
        wrapper = self._wrapper
        if wrapper.execute_wrappers or wrapper.queries_logged:
            # Whoever counts or times statements sees this one like any other.
            with wrapper.cursor() as counted:
                counted.execute(statement, params)
                raw: psycopg.Cursor[Any] = counted.cursor
                return take(raw.pgresult, Transformer(raw.connection))
        if wrapper.connection is None:
            wrapper.ensure_connection()
        wrapper.validate_no_broken_transaction()
        with wrapper.wrap_database_errors:
            try:
                return self._taken(statement, params, take)
            except psycopg.OperationalError:
                if wrapper.in_atomic_block or not wrapper.connection.closed:
                    raise
            except psycopg.errors.FeatureNotSupported:
                # "cached plan must not change result type": a migration changed a column under a prepared statement.
                if wrapper.in_atomic_block:
                    raise
                wrapper.connection.execute("DEALLOCATE ALL")
                if self._prepared is not None:
                    self._prepared.forget()
        if wrapper.connection.closed:
            wrapper.close()
            wrapper.ensure_connection()
        with wrapper.wrap_database_errors:
            return self._taken(statement, params, take)

    def _taken(self, statement: str, params: Sequence[Any], take: Callable[[Any, Any], T]) -> T:
        wrapper = self._wrapper
        raw = wrapper.connection
        cursor = self._cursor
        if cursor is None or cursor.connection is not raw:
            cursor = self._cursors(raw)
        prepared = self._prepared
        assert prepared is not None
        wanted = wrapper.wanted()
        if wanted == wrapper.applied:
            status = raw.pgconn.transaction_status
            # Otherwise psycopg has a transaction to begin, or an error to tell.
            if status == TransactionStatus.INTRANS or (status == TransactionStatus.IDLE and raw.autocommit):
                result = prepared.run(statement, params)
                if result is not None:
                    return take(result, prepared.columns)
        self._run(cursor, wanted, statement, params)
        return take(cursor.pgresult, prepared.columns)

    def _run(
        self, cursor: psycopg.Cursor[Any], wanted: Any, statement: str, params: Sequence[Any]
    ) -> psycopg.Cursor[Any]:
        wrapper = self._wrapper
        if wanted == wrapper.applied:
            # It is prepared for the way without a cursor, if it comes again.
            return cursor.execute(statement, params, prepare=False)
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
        raw.prepared_max = MAX_PREPARED // 2
        self._scoping = psycopg.Cursor(raw)
        self._cursor = psycopg.Cursor(raw)
        self._cursor.format = _BINARY
        prepared = _statements.get(raw)
        if prepared is None:
            prepared = _statements[raw] = _Statements(raw)
        self._prepared = prepared
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


def _rows(result: Any, columns: Transformer) -> list[Any]:
    columns.set_pgresult(result, format=result.fformat(0))
    return columns.load_rows(0, result.ntuples, tuple)


def _page(limit: int, result: Any, columns: Transformer) -> tuple[list[tuple[bytes, bytes]], Any]:
    value: Callable[[int, int], Any] = result.get_value
    found: int = result.ntuples
    texts = [(value(row, 0), value(row, 1)) for row in range(min(found, limit))]
    if found <= limit:
        return texts, None
    columns.set_pgresult(result, format=result.fformat(0))
    (last,) = columns.load_rows(limit - 1, limit, tuple)
    return texts, last[2:]
