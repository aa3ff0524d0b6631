"""Narrow tables beside an index: rows that follow from a document's row, with indexes that lists and look-ups need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from rustok.tenancy.models import TenantModel
from rustok_index import mappers

_UPSERT: Final = (
    " INSERT INTO {table} (id, tenant_id, {columns}) SELECT uuidv7(), %s, {wanted} FROM wanted"
    " WHERE NOT EXISTS (SELECT FROM {table} l WHERE l.tenant_id = %s AND ({present_key}) = ({wanted_key})"
    " AND ({present}) IS NOT DISTINCT FROM ({wanted}))"
    " ON CONFLICT (tenant_id, {key}) DO UPDATE SET {changes}"
)


@dataclass(frozen=True, kw_only=True)
class NarrowTable:
    """A table whose rows follow from an index's rows.

    ``key`` names the columns that identify a row, the entity's first and the locale second; ``rows`` makes them of a
    document's row and the tenant's currencies.
    """

    model: type[TenantModel]
    key: tuple[str, ...]
    rows: Callable[[Mapping[str, Any], Sequence[str]], Iterator[mappers.Row]]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns that are made of a document: those of the key first."""
        names = (f.attname for f in self.model._meta.concrete_fields if f.name not in ("id", "tenant"))
        return (*self.key, *(name for name in names if name not in self.key))

    def made_of(self, rows: Iterable[Mapping[str, Any]], currencies: Sequence[str]) -> list[mappers.Row]:
        """Make the rows that these documents' rows call for."""
        return [narrow for row in rows for narrow in self.rows(row, currencies)]

    def store(
        self,
        tenant_id: UUID,
        ids: Sequence[UUID],
        rows: Iterable[Mapping[str, Any]],
        currencies: Sequence[str],
        locales: Sequence[str] | None,
    ) -> None:
        """Write what these rows call for, touch nothing that stays as it is, drop the rest of these entities."""
        wanted = mappers.canonical_json(self.made_of(rows, currencies)).decode()
        only = None if locales is None else list(locales)
        with connection.cursor() as cursor:
            cursor.execute(self._store, [wanted, tenant_id, list(ids), only, only, tenant_id, tenant_id])

    def fill(self, tenant_id: UUID, rows: Iterable[Mapping[str, Any]], currencies: Sequence[str]) -> None:
        """Write what these rows call for, where there is nothing of these entities yet."""
        wanted = mappers.canonical_json(self.made_of(rows, currencies)).decode()
        with connection.cursor() as cursor:
            cursor.execute(self._fill, [tenant_id, wanted])

    def take_over(self, tenant_id: UUID, index: str) -> None:
        """Write what the shadow holds for this table, and drop what it does not have of the same documents."""
        with connection.cursor() as cursor:
            shadowed, live = (self.model._meta.db_table, tenant_id, index), (tenant_id, tenant_id, index)
            cursor.execute(self._take_over, [*shadowed, *live, tenant_id, tenant_id])

    def wrong(
        self,
        tenant_id: UUID,
        ids: Sequence[UUID],
        rows: Iterable[Mapping[str, Any]],
        currencies: Sequence[str],
        locales: Sequence[str] | None,
    ) -> set[UUID]:
        """Name the entities whose rows are not those that their documents call for."""
        wanted = mappers.canonical_json(self.made_of(rows, currencies)).decode()
        only = None if locales is None else list(locales)
        with connection.cursor() as cursor:
            cursor.execute(self._wrong, [wanted, tenant_id, list(ids), only, only])
            return {entity_id for (entity_id,) in cursor.fetchall()}

    @cached_property
    def _parts(self) -> dict[str, sql.Composable]:
        comma = sql.SQL(", ")
        values = self.columns[len(self.key) :]
        return {
            "table": sql.Identifier(self.model._meta.db_table),
            "entity": sql.Identifier(self.key[0]),
            "columns": comma.join(map(sql.Identifier, self.columns)),
            "made": comma.join(sql.Identifier("r", name) for name in self.columns),
            "key": comma.join(map(sql.Identifier, self.key)),
            "wanted_key": comma.join(sql.Identifier("wanted", name) for name in self.key),
            "present_key": comma.join(sql.Identifier("l", name) for name in self.key),
            "wanted": comma.join(sql.Identifier("wanted", name) for name in self.columns),
            "present": comma.join(sql.Identifier("l", name) for name in self.columns),
            "changes": comma.join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in values),
        }

    @cached_property
    def _wrong(self) -> sql.Composed:
        return sql.SQL(
            "WITH wanted AS MATERIALIZED (SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)),"
            " present AS MATERIALIZED (SELECT {columns} FROM {table} WHERE tenant_id = %s AND {entity} = ANY(%s)"
            " AND (%s::text[] IS NULL OR locale = ANY(%s::text[])))"
            " SELECT {entity} FROM (TABLE wanted EXCEPT TABLE present) AS missing"
            " UNION SELECT {entity} FROM (TABLE present EXCEPT TABLE wanted) AS surplus"
        ).format(**self._parts)

    @cached_property
    def _fill(self) -> sql.Composed:
        return sql.SQL(
            "INSERT INTO {table} (id, tenant_id, {columns})"
            " SELECT uuidv7(), %s, {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
        ).format(**self._parts)

    @cached_property
    def _store(self) -> sql.Composed:
        statement = (
            "WITH wanted AS MATERIALIZED"
            " (SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)),"
            " gone AS (DELETE FROM {table} l WHERE l.tenant_id = %s AND l.{entity} = ANY(%s)"
            " AND (%s::text[] IS NULL OR l.locale = ANY(%s::text[]))"
            " AND NOT EXISTS (SELECT FROM wanted WHERE ({wanted_key}) = ({present_key})))"
        )
        return sql.SQL(statement + _UPSERT).format(**self._parts)

    @cached_property
    def _take_over(self) -> sql.Composed:
        statement = (
            "WITH wanted AS MATERIALIZED (SELECT {made} FROM index_shadow s,"
            " jsonb_populate_recordset(NULL::{table}, s.narrow::jsonb -> %s) r"
            " WHERE s.tenant_id = %s AND s.index_name = %s),"
            " gone AS (DELETE FROM {table} l USING index_shadow s WHERE l.tenant_id = %s AND s.tenant_id = %s"
            " AND s.index_name = %s AND s.entity_id = l.{entity} AND s.locale = l.locale"
            " AND NOT EXISTS (SELECT FROM wanted WHERE ({wanted_key}) = ({present_key})))"
        )
        return sql.SQL(statement + _UPSERT).format(**self._parts)
