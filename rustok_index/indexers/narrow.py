"""Narrow tables beside an index: rows that follow from a document's row, with indexes that lists and look-ups need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from rustok.ids import generate_id
from rustok.tenancy.models import TenantModel
from rustok_index import mappers


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

    def store(
        self,
        tenant_id: UUID,
        ids: Sequence[UUID],
        rows: Iterable[Mapping[str, Any]],
        currencies: Sequence[str],
        locales: Sequence[str] | None,
    ) -> None:
        """Write what these rows call for, touch nothing that stays as it is, drop the rest of these entities."""
        wanted = [
            {**narrow, "id": generate_id(), "tenant_id": tenant_id}
            for row in rows
            for narrow in self.rows(row, currencies)
        ]
        data = mappers.canonical_json(wanted).decode()
        only = None if locales is None else list(locales)
        with connection.cursor() as cursor:
            cursor.execute(self._drop, [tenant_id, list(ids), only, only, data])
            if wanted:
                cursor.execute(self._store, [data])

    def wrong(
        self,
        ids: Sequence[UUID],
        rows: Iterable[Mapping[str, Any]],
        currencies: Sequence[str],
        locales: Sequence[str] | None,
    ) -> set[UUID]:
        """Name the entities whose rows are not those that their documents call for."""
        stored = self.model.objects.filter(**{f"{self.key[0]}__in": ids})
        if locales is not None:
            stored = stored.filter(locale__in=locales)
        present = set(stored.values_list(*self.columns))
        wanted = {tuple(narrow[name] for name in self.columns) for row in rows for narrow in self.rows(row, currencies)}
        return {narrow[0] for narrow in present ^ wanted}

    @cached_property
    def _drop(self) -> sql.Composed:
        key = sql.SQL(", ")
        return sql.SQL(
            "DELETE FROM {table} l WHERE l.tenant_id = %s AND l.{entity} = ANY(%s)"
            " AND (%s::text[] IS NULL OR l.locale = ANY(%s::text[])) AND NOT EXISTS ("
            "SELECT FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) kept WHERE ({kept}) = ({present}))"
        ).format(
            table=sql.Identifier(self.model._meta.db_table),
            entity=sql.Identifier(self.key[0]),
            kept=key.join(sql.Identifier("kept", name) for name in self.key),
            present=key.join(sql.Identifier("l", name) for name in self.key),
        )

    @cached_property
    def _store(self) -> sql.Composed:
        comma = sql.SQL(", ")
        values = self.columns[len(self.key) :]
        return sql.SQL(
            "INSERT INTO {table} AS l ({columns})"
            " SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
            " ON CONFLICT (tenant_id, {key}) DO UPDATE SET {changes}"
            " WHERE ({present}) IS DISTINCT FROM ({coming})"
        ).format(
            table=sql.Identifier(self.model._meta.db_table),
            columns=comma.join(map(sql.Identifier, ("id", "tenant_id", *self.columns))),
            key=comma.join(map(sql.Identifier, self.key)),
            changes=comma.join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in values),
            present=comma.join(sql.Identifier("l", name) for name in values),
            coming=comma.join(sql.SQL("EXCLUDED.{0}").format(sql.Identifier(name)) for name in values),
        )
