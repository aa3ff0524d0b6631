"""The short way for a read: prepared on the server, and scope and statement in one round trip.

Django's cursors bind in the client, so PostgreSQL plans each of their statements anew; and they ask whether the
connection still lives before they use it. Reads of the read model do neither: a read that finds its connection dead is
simply asked again on a new one. What a connection has prepared is run without a cursor: of a short statement's time,
most goes into finding out anew how its parameters are written and how its columns are read.

Prepared is not yet planned: left to itself, PostgreSQL plans a list for its values each time, which takes thrice as
long as to read it. So what is prepared here is planned once. A statement whose best plan depends on its values, a range
of prices, say, is sent with the values in its text instead (``varied``) and planned each time.

Commands whose statements are dear take the same way, within their transactions (:mod:`rustok.tenancy.prepared`).
"""

from __future__ import annotations

import contextlib
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
"""Statements that one connection keeps prepared; the least recently used ones go."""
_MOST_WRITTEN: Final = 1000
_LONGEST_KEPT: Final = 1000
_BINARY: Final = psycopg.pq.Format.BINARY
_PLAN_ONCE: Final = b"SET plan_cache_mode = force_generic_plan"
"""Django's own statements are not touched by it: they come with their values, so there is but one plan to choose."""


class _Written(NamedTuple):
    """A statement with its parameters, as libpq takes them; ``key`` is what psycopg knows it by."""

    key: tuple[bytes, tuple[int, ...]]
    params: Sequence[Any] | None
    formats: Sequence[Any] | None


class _Statements:
    """Runs what psycopg has prepared on a connection, and remembers how parameters that came before are written."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._pgconn = raw.pgconn
        self._encoding = raw.info.encoding
        # Psycopg prepares, counts and lets go: after a rollback of all of them.
        self._names = raw._prepared._names
        self._query = PostgresQuery(Transformer(raw))
        self._written: OrderedDict[tuple[Any, ...], _Written] = OrderedDict()
        self.plans_once = False
        self.columns = Transformer(raw)

    def plan_once(self) -> None:
        """Have PostgreSQL plan what is prepared once; outside of transactions, which would take it back."""
        if self._pgconn.transaction_status == TransactionStatus.IDLE:
            self.plans_once = self._pgconn.exec_(_PLAN_ONCE).status == ExecStatus.COMMAND_OK

    def run(self, statement: str, params: Sequence[Any]) -> Any:
        """Run a statement if it is prepared; None where a cursor has to run it."""
        names = self._names
        if not names:
            return None
        written = self._write(statement, params)
        name = names.get(written.key)
        if name is None:
            return None
        names.move_to_end(written.key)
        pgconn = self._pgconn
        result = pgconn.exec_prepared(name, written.params, written.formats, _BINARY)
        if result.status == ExecStatus.TUPLES_OK:
            return result
        if pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError(pgconn.get_error_message(self._encoding))
        raise error_from_result(result, encoding=self._encoding)

    def _write(self, statement: str, params: Sequence[Any]) -> _Written:
        # Equal values of different types are not written alike: 1, True and 1.0.
        key = (statement, *map(type, params), *params)
        try:
            written = self._written.get(key)
        except TypeError:
            # Lists cannot be looked up.
            return self._converted(statement, params)
        if written is None:
            written = self._converted(statement, params)
            if sum(map(len, filter(None, written.params or ()))) <= _LONGEST_KEPT:
                self._written[key] = written
                if len(self._written) > _MOST_WRITTEN:
                    self._written.popitem(last=False)
        return written

    def _converted(self, statement: str, params: Sequence[Any]) -> _Written:
        query = self._query
        query.convert(statement, params)
        return _Written((query.query, query.types), query.params, query.formats)


_statements: WeakKeyDictionary[psycopg.Connection[Any], _Statements] = WeakKeyDictionary()
"""By connection: a pool hands them from one thread to another."""


class Reader:
    """Reads over one wrapper's connection."""

    def __init__(self, wrapper: DatabaseWrapper) -> None:
        self._wrapper = wrapper
        self._cursor: psycopg.Cursor[Any] | None = None
        self._planning: psycopg.ClientCursor[Any] | None = None
        self._scoping: psycopg.Cursor[Any] | None = None
        self._prepared: _Statements | None = None

    def rows(self, statement: str, params: Sequence[Any], *, varied: bool = False) -> list[Any]:
        """Run a statement that only reads, as the tenant in scope, and return its rows.

        It may run twice: once more on a new connection where the first was dead. Not so within a transaction, which
        died with its connection.

        :param varied: the best plan depends on the values.
        """
        return self._ask(statement, params, _rows, varied)

    def page(
        self, statement: str, params: Sequence[Any], limit: int, *, varied: bool = False
    ) -> tuple[list[bytes], list[bytes], Any]:
        """Run a statement likewise; return its first two columns, texts, as the bytes that PostgreSQL sent.

        At most ``limit`` rows are returned; where there are more, also the other columns of the last one, else None.
        Most of what a list costs is to make Python's objects of its columns, which nobody looks at.
        """
        return self._ask(statement, params, partial(_page, limit), varied)

    @async_unsafe
    def _ask(self, statement: str, params: Sequence[Any], take: Callable[[Any, Any], T], varied: bool) -> T:
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
                return self._taken(statement, params, take, varied)
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
            return self._taken(statement, params, take, varied)

    def _taken(self, statement: str, params: Sequence[Any], take: Callable[[Any, Any], T], varied: bool) -> T:
        wrapper = self._wrapper
        raw = wrapper.connection
        cursor = self._cursor
        if cursor is None or cursor.connection is not raw:
            cursor = self._cursors(raw)
        prepared = self._prepared
        assert prepared is not None
        wanted = wrapper.wanted()
        if varied:
            assert self._planning is not None
            self._run(self._planning, wanted, statement, params)
            return take(self._planning.pgresult, prepared.columns)
        if not prepared.plans_once and not wrapper.set_local:
            prepared.plan_once()
        if wanted == wrapper.applied:
            status = raw.pgconn.transaction_status
            # Otherwise psycopg has a transaction to begin, or an error to tell.
            if status == TransactionStatus.INTRANS or (status == TransactionStatus.IDLE and raw.autocommit):
                result = prepared.run(statement, params)
                if result is not None:
                    # As good as asking whether it lives, which a cursor of this request would do next.
                    wrapper.health_check_done = True
                    return take(result, prepared.columns)
        self._run(cursor, wanted, statement, params)
        return take(cursor.pgresult, prepared.columns)

    def _run(
        self, cursor: psycopg.Cursor[Any], wanted: Any, statement: str, params: Sequence[Any]
    ) -> psycopg.Cursor[Any]:
        wrapper = self._wrapper
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
        self._cursor.format = _BINARY
        self._planning = psycopg.ClientCursor(raw)
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


def _rows(result: Any, columns: Any) -> list[Any]:
    columns.set_pgresult(result, format=result.fformat(0))
    rows: list[Any] = columns.load_rows(0, result.ntuples, tuple)
    return rows


def _page(limit: int, result: Any, columns: Any) -> tuple[list[bytes], list[bytes], Any]:
    value: Callable[[int, int], Any] = result.get_value
    found: int = result.ntuples
    rows = range(min(found, limit))
    firsts = [value(row, 0) for row in rows]
    seconds = [value(row, 1) for row in rows]
    if found <= limit:
        return firsts, seconds, None
    columns.set_pgresult(result, format=result.fformat(0))
    (last,) = columns.load_rows(limit - 1, limit, tuple)
    return firsts, seconds, last[2:]
