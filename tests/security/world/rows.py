"""The rows of a tenant: their fingerprints, and how a test's own are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, connections, transaction

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant

Rows = dict[str, tuple[int, str]]
"""By table: how many rows, and a hash over all their columns."""


@lru_cache(maxsize=8)
def tenant_tables(schema: str) -> tuple[str, ...]:
    """Name the tables that hold tenants' rows and are seen from a cell."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT format('%%I.%%I', n.nspname, c.relname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', %s)"
            # Tables of the tests of tenancy have no API.
            " AND c.relname !~ '^sample_' ORDER BY 1",
            [schema],
        )
        return tuple(name for (name,) in cursor.fetchall())


def fingerprints(tenant: Tenant) -> Rows:
    """Return how many rows a tenant has in each table, and a hash over all their columns."""
    tables = tenant_tables(tenant.scope.schema)
    each = "SELECT {name}, count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t"
    parts = [each.format(name=f"'{table}'", table=table) + " WHERE t.tenant_id = %s" for table in tables]
    parts.append(each.format(name="'public.tenants'", table="public.tenants") + " WHERE t.id = %s")
    with tenant_scope(tenant), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [tenant.id] * len(parts))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def as_in_tests(block: Any) -> Any:
    """Let a transaction that stands for none pass where the code asks whether one is open, as Django's own does."""
    block._from_testcase = True
    return block


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside. Constraints that wait for the commit are checked before."""
    were_changed = _backend().tenants_changed
    with as_in_tests(transaction.atomic()):
        yield
        if not connection.needs_rollback:
            check_constraints()
        transaction.set_rollback(True)
    if not were_changed:
        keep_tenants()


def keep_tenants() -> None:
    """Let the process keep what it reads of tenants again: their rows are as seeded."""
    # Set by a change, upon which nothing is kept until the transaction's end; here that is the end of all tests.
    _backend().tenants_changed = False


def _backend() -> Any:
    """Return the connection with what our backend adds to it."""
    return connections["default"]


def check_constraints() -> None:
    """Check the constraints that wait for the commit."""
    with connection.cursor() as cursor:
        # One text: one round trip.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
