"""The runtime role against every table, by every kind of statement, with the tenant set, unset and malformed.

The tables come from the catalogue, so a new one is covered without a word here. It runs on a database of its own, in
which foreign keys and checks are dropped: any row can then be written, and only row-level security is left to refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from rustok.tenancy.grants import GLOBAL_TABLES
from rustok.tenancy.owner import connections_default, owner_connection
from rustok.tenancy.roles import APP_ROLE, PLATFORM_ROLE
from rustok.testing.database import spare_database

ATTACKER = UUID(int=0xA)
VICTIM = UUID(int=0xB)
STRANGER = UUID(int=0xC)

# What the attacker's session says about its tenant; None: nothing was ever said.
SETTINGS: dict[str, str | None] = {
    "other tenant": str(ATTACKER),
    "tenant without rows": str(STRANGER),
    "unset": None,
    "empty": "",
    "malformed": "not-a-uuid",
    "sql": "' OR true --",
    "two": f"{ATTACKER},{VICTIM}",
}

_VALUES = {
    "uuid": "uuidv7()",
    "text": "md5(random()::text)",
    "varchar": "left(md5(random()::text), {length})",
    "bpchar": "left(md5(random()::text), {length})",
    "bool": "false",
    "int2": "1",
    "int4": "1",
    "int8": "1",
    "float8": "1",
    "numeric": "1",
    "timestamptz": "now()",
    "date": "current_date",
    "time": "current_time::time",
    "interval": "interval '1 day'",
    "json": "'{{}}'",
    "jsonb": "'{{}}'",
    "tsvector": "''::tsvector",
    "bytea": "''::bytea",
    "inet": "'127.0.0.1'",
    "tstzrange": "'empty'",
}


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    platform: bool

    @property
    def sql(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    def insert(self, tenant: UUID, tail: str = "") -> sql.Composed:
        return sql.SQL("INSERT INTO {} (tenant_id, {}) VALUES ({}, {}) " + tail).format(
            self.sql,
            sql.SQL(", ").join(map(sql.Identifier, self.columns)),
            sql.Literal(tenant),
            sql.SQL(", ").join(map(sql.SQL, self.values)),
        )


def read_tables(owner: Any) -> list[Table]:
    found = []
    rows = owner.execute(
        "SELECT c.oid, n.nspname, c.relname,"
        " EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'platform_all')"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " ORDER BY 2, 3"
    ).fetchall()
    for oid, schema, name, platform in rows:
        if name in GLOBAL_TABLES:
            continue
        columns = owner.execute(
            "SELECT a.attname, t.typname, t.typcategory, a.atttypmod FROM pg_attribute a JOIN pg_type t"
            " ON t.oid = a.atttypid WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped"
            " AND a.attgenerated = '' AND a.attidentity = '' AND a.attname <> 'tenant_id'",
            (oid,),
        ).fetchall()
        values = [
            "'{}'" if category == "A" else _VALUES[kind].format(length=max(size - 4, 0) or 32)
            for _, kind, category, size in columns
        ]
        found.append(Table(schema, name, tuple(column for column, *_ in columns), tuple(values), platform))
    return found


@pytest.fixture(scope="module")
def arena(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, list[Table]]]:
    """A database in which the attacker and the victim have two rows in every table."""
    with django_db_blocker.unblock(), spare_database("matrix") as name, owner_connection(name) as owner:
        for table, constraint in owner.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint c"
            " JOIN pg_namespace n ON n.oid = c.connamespace"
            # What is unique in its tenant alone is a table of one row each: here it gets two as every other.
            " WHERE (contype IN ('c', 'f', 'x') OR contype = 'u' AND cardinality(conkey) = 1)"
            " AND conparentid = 0 AND coninhcount = 0 AND conrelid <> 0"
            " AND n.nspname !~ '^(pg_|information_schema)'"
        ).fetchall():
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}")
        tables = read_tables(owner)
        for table in tables:
            for tenant in (ATTACKER, VICTIM):
                for _ in range(2):
                    owner.execute(table.insert(tenant))
        yield name, tables


@pytest.fixture
def session(arena: tuple[str, list[Table]]) -> Iterator[psycopg.Connection[Any]]:
    values = connections_default().settings_dict
    with psycopg.connect(
        dbname=arena[0],
        user=APP_ROLE,
        password=values["PASSWORD"] or None,
        host=values["HOST"] or None,
        port=values["PORT"] or None,
        autocommit=True,
    ) as connection:
        yield connection


def statements(table: Table) -> dict[str, sql.Composed]:
    names = {"t": table.sql, "victim": sql.Literal(VICTIM), "me": sql.Literal(ATTACKER)}
    column = sql.Identifier(table.columns[0])

    def make(text: str) -> sql.Composed:
        return sql.SQL(text).format(**names, column=column)

    return {
        "SELECT": make("SELECT * FROM {t} WHERE tenant_id = {victim}"),
        "SELECT not mine": make("SELECT * FROM {t} WHERE tenant_id <> {me}"),
        "SELECT FOR UPDATE": make("SELECT * FROM {t} WHERE tenant_id = {victim} FOR UPDATE"),
        "UPDATE": make("UPDATE {t} SET {column} = {column} WHERE tenant_id = {victim} RETURNING *"),
        "UPDATE not mine": make("UPDATE {t} SET {column} = {column} WHERE tenant_id <> {me} RETURNING *"),
        "DELETE": make("DELETE FROM {t} WHERE tenant_id = {victim} RETURNING *"),
        "DELETE not mine": make("DELETE FROM {t} WHERE tenant_id <> {me} RETURNING *"),
        "INSERT": table.insert(VICTIM, "RETURNING *"),
        "UPSERT": table.insert(VICTIM, "ON CONFLICT DO NOTHING RETURNING *"),
        "MOVE to the victim": make("UPDATE {t} SET tenant_id = {victim} WHERE tenant_id = {me} RETURNING *"),
        "MOVE from the victim": make("UPDATE {t} SET tenant_id = {me} WHERE tenant_id = {victim} RETURNING *"),
        "MERGE update": make(
            "MERGE INTO {t} USING (SELECT {victim}::uuid AS id) s ON {t}.tenant_id = s.id"
            " WHEN MATCHED THEN UPDATE SET {column} = {t}.{column} RETURNING s.id"
        ),
        "MERGE delete": make(
            "MERGE INTO {t} USING (SELECT {victim}::uuid AS id) s ON {t}.tenant_id = s.id"
            " WHEN MATCHED THEN DELETE RETURNING s.id"
        ),
        # Without RETURNING or WHERE no row is read, so the check of what is written stands alone.
        "INSERT unseen": table.insert(VICTIM),
        "MOVE unseen": make("UPDATE {t} SET tenant_id = {victim}"),
        "TRUNCATE": make("TRUNCATE {t}"),
    }


def attempt(session: psycopg.Connection[Any], statement: sql.Composed) -> int:
    """Run a statement, take it back, and return how many rows it reached; -1 where it was refused."""
    try:
        with session.transaction(force_rollback=True):
            cursor = session.execute(statement)
            return len(cursor.fetchall()) if cursor.description else max(cursor.rowcount, 0)
    except (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.InvalidTextRepresentation,
        psycopg.errors.FeatureNotSupported,
    ):
        return -1


def test_there_are_rows_to_reach(arena):
    name, tables = arena
    assert {table.schema for table in tables} == {"public", "pool", "silo_x"}
    with owner_connection(name) as owner:
        for table in tables:
            rows = owner.execute(sql.SQL("SELECT count(*) FROM {} WHERE tenant_id = %s").format(table.sql), (VICTIM,))
            assert rows.fetchone() == (2,), table


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_statement_reaches_another_tenant(arena, session, setting):
    value = SETTINGS[setting]
    if value is not None:
        session.execute("SELECT set_config('app.tenant_id', %s, false)", (value,))
    reached = [
        (f"{table.schema}.{table.name}", kind, rows)
        for table in arena[1]
        for kind, statement in statements(table).items()
        if (rows := attempt(session, statement)) > 0
    ]
    assert reached == []


@pytest.mark.parametrize("setting", SETTINGS)
def test_copy_reaches_nothing(arena, session, setting):
    value = SETTINGS[setting]
    if value is not None:
        session.execute("SELECT set_config('app.tenant_id', %s, false)", (value,))
    reached = []
    for table in arena[1]:
        try:
            with session.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(table.sql)) as copy:
                reached += [(table, row) for row in copy.rows() if str(VICTIM) in row]
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidTextRepresentation):
            pass
        except psycopg.errors.WrongObjectType:
            assert table.columns  # COPY of a partitioned table takes a query, which SELECT has tried
        with (
            pytest.raises(psycopg.errors.FeatureNotSupported),
            session.cursor().copy(sql.SQL("COPY {} (tenant_id) FROM STDIN").format(table.sql)) as copy,
        ):
            copy.write_row([str(VICTIM)])
    assert reached == []


APPEND_ONLY = {
    "commerce_credit_entries",
    "commerce_invoices",
    "commerce_order_transitions",
    "commerce_price_changes",
    "commerce_price_list_changes",
    "commerce_stock_movements",
    "moderation_actions",
}
"""Ledgers: a trigger refuses to change or remove what was written."""


def test_the_right_tenant_reaches_its_rows(arena, session):
    """The control: with the victim's own setting the same statements do reach the rows."""
    session.execute("SELECT set_config('app.tenant_id', %s, false)", (str(VICTIM),))
    for table in arena[1]:
        found = {kind: attempt(session, statement) for kind, statement in statements(table).items()}
        assert found.pop("TRUNCATE") == -1
        assert found.pop("MOVE to the victim") == 0
        assert found.pop("MOVE from the victim") == -1
        assert found.pop("INSERT") == 1, table
        assert found.pop("INSERT unseen") == 1, table
        assert found.pop("UPSERT") == 1, table
        if table.name in APPEND_ONLY:
            refused = {kind for kind in found if kind.startswith(("UPDATE", "DELETE", "MERGE", "MOVE"))}
            assert {found.pop(kind) for kind in refused} == {-1}, (table, refused)
        assert set(found.values()) == {2}, (table, found)


def test_the_platform_reaches_the_tables_that_are_open_to_it(arena, session):
    session.execute("SELECT set_config('role', %s, false)", (PLATFORM_ROLE,))
    for table in arena[1]:
        query = sql.SQL("SELECT * FROM {} WHERE tenant_id = {}").format(table.sql, sql.Literal(VICTIM))
        assert attempt(session, query) == (2 if table.platform else -1), table


def test_nobody_takes_on_the_owner(arena, session):
    for role in ("rustok_owner", "postgres"):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
            session.execute("SELECT set_config('role', %s, false)", (role,))


def test_nothing_was_changed(arena):
    name, tables = arena
    with owner_connection(name) as owner:
        for table in tables:
            counts = owner.execute(
                sql.SQL("SELECT tenant_id, count(*) FROM {} WHERE tenant_id IN (%s, %s) GROUP BY 1 ORDER BY 1").format(
                    table.sql
                ),
                (ATTACKER, VICTIM),
            ).fetchall()
            assert counts == [(ATTACKER, 2), (VICTIM, 2)], table
