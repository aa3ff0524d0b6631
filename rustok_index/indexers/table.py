"""The table of an index's documents: compared and written by whole batches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from rustok_index import mappers, models

Key = tuple[UUID, str]
"""An entity and a locale: a document."""

# Written by the database, or by hand for another engine; never part of what a source gives.
_OWN_COLUMNS: Final = frozenset({"id", "tenant", "indexed_at", "search_vector"})


@dataclass(frozen=True, kw_only=True)
class DocumentTable:
    """A table of documents; ``entity`` is the column of the entity's id."""

    model: type[models.IndexedDocument]
    entity: str

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Columns that a source fills."""
        return tuple(f.attname for f in self.model._meta.concrete_fields if f.name not in _OWN_COLUMNS)

    def key(self, row: mappers.Row) -> Key:
        """Return which document a row is."""
        return row[self.entity], row["locale"]

    def checksums(self, tenant_id: UUID, ids: Sequence[UUID], locales: Sequence[str] | None) -> dict[Key, str]:
        """Return the checksums of the stored documents of entities."""
        only = None if locales is None else list(locales)
        found = self._run(self._checksums, [tenant_id, list(ids), only, only])
        return {(entity_id, locale): checksum for entity_id, locale, checksum in found}

    def same(self, tenant_id: UUID, rows: Sequence[mappers.Row]) -> set[Key]:
        """Tell which of these rows are stored exactly so, column by column."""
        return set(self._run(self._same, [self._json(rows), tenant_id])) if rows else set()

    def store(self, tenant_id: UUID, rows: Sequence[mappers.Row], *, force: bool = False) -> list[Key]:
        """Write rows, none over a later version of its entity unless forced; return those that were written."""
        if not rows:
            return []
        return self._run(self._store, [tenant_id, self._json(rows), force])

    def drop(self, tenant_id: UUID, keys: Collection[Key]) -> int:
        """Remove documents; return how many there were."""
        if not keys:
            return 0
        ids, locales = zip(*keys, strict=True)
        return len(self._run(self._drop, [list(ids), list(locales), tenant_id]))

    def take_over(self, tenant_id: UUID, index: str) -> tuple[int, int]:
        """Write what the shadow holds, and drop what it says goes; return the numbers of both."""
        written = self._run(self._take_over, [tenant_id, tenant_id, index])
        return len(written), len(self._run(self._drop_shadowed, [tenant_id, tenant_id, index]))

    def _json(self, rows: Sequence[mappers.Row]) -> str:
        return mappers.canonical_json(rows).decode()

    def _run(self, statement: sql.Composed, params: Sequence[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall())

    @cached_property
    def _parts(self) -> dict[str, sql.Composable]:
        comma = sql.SQL(", ")
        values = [name for name in self.columns if name not in (self.entity, "locale")]
        return {
            "table": sql.Identifier(self.model._meta.db_table),
            "entity": sql.Identifier(self.entity),
            "columns": comma.join(map(sql.Identifier, self.columns)),
            "made": comma.join(sql.Identifier("r", name) for name in self.columns),
            "wanted": comma.join(sql.Identifier("r", name) for name in values),
            "present": comma.join(sql.Identifier("l", name) for name in values),
            "changes": comma.join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in values),
        }

    @cached_property
    def _checksums(self) -> sql.Composed:
        return sql.SQL(
            "SELECT {entity}, locale, checksum FROM {table} WHERE tenant_id = %s AND {entity} = ANY(%s)"
            " AND (%s::text[] IS NULL OR locale = ANY(%s::text[]))"
        ).format(**self._parts)

    @cached_property
    def _same(self) -> sql.Composed:
        return sql.SQL(
            "SELECT l.{entity}, l.locale FROM {table} l, json_populate_recordset(NULL::{table}, %s::json) r"
            " WHERE l.tenant_id = %s AND l.{entity} = r.{entity} AND l.locale = r.locale"
            " AND ({present}) IS NOT DISTINCT FROM ({wanted})"
        ).format(**self._parts)

    @cached_property
    def _store(self) -> sql.Composed:
        return sql.SQL(
            "INSERT INTO {table} (id, tenant_id, {columns})"
            " SELECT uuidv7(), %s, {columns} FROM json_populate_recordset(NULL::{table}, %s::json)"
            " ON CONFLICT (tenant_id, {entity}, locale) DO UPDATE SET {changes}, indexed_at = now()"
            " WHERE %s OR {table}.source_version <= EXCLUDED.source_version RETURNING {entity}, locale"
        ).format(**self._parts)

    @cached_property
    def _drop(self) -> sql.Composed:
        return sql.SQL(
            "DELETE FROM {table} l USING unnest(%s::uuid[], %s::text[]) AS gone(entity, locale)"
            " WHERE l.tenant_id = %s AND l.{entity} = gone.entity AND l.locale = gone.locale RETURNING l.{entity}"
        ).format(**self._parts)

    @cached_property
    def _take_over(self) -> sql.Composed:
        return sql.SQL(
            "INSERT INTO {table} (id, tenant_id, {columns})"
            " SELECT uuidv7(), %s, {made} FROM index_shadow s, json_populate_record(NULL::{table}, s.row::json) r"
            " WHERE s.tenant_id = %s AND s.index_name = %s AND s.row IS NOT NULL"
            " ON CONFLICT (tenant_id, {entity}, locale) DO UPDATE SET {changes}, indexed_at = now()"
            " RETURNING {entity}, locale"
        ).format(**self._parts)

    @cached_property
    def _drop_shadowed(self) -> sql.Composed:
        return sql.SQL(
            "DELETE FROM {table} l USING index_shadow s WHERE l.tenant_id = %s AND s.tenant_id = %s"
            " AND s.index_name = %s AND s.row IS NULL AND l.{entity} = s.entity_id AND l.locale = s.locale"
            " RETURNING l.{entity}"
        ).format(**self._parts)
