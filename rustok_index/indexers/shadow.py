"""The shadow: what a rebuild has made and nobody reads, until all of it takes the place of what is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from rustok_index import mappers, models
from rustok_index.indexers.table import Key

_PUT = """
INSERT INTO index_shadow (id, tenant_id, index_name, entity_id, locale, "row", narrow)
SELECT uuidv7(), %s, %s, made.* FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS made
ON CONFLICT (tenant_id, index_name, entity_id, locale) DO UPDATE SET "row" = EXCLUDED."row", narrow = EXCLUDED.narrow
"""
_FORGET = """
DELETE FROM index_shadow WHERE tenant_id = %s AND index_name = %s AND entity_id = ANY(%s)
   AND (%s::text[] IS NULL OR locale = ANY(%s::text[]))
"""


def put(
    tenant_id: UUID,
    index: str,
    rows: Mapping[Key, mappers.Row],
    narrow: Mapping[Key, Mapping[str, Sequence[mappers.Row]]],
    gone: Iterable[Key],
) -> None:
    """Keep documents' rows with the rows that follow from them, and which documents go away."""
    made: list[tuple[UUID, str, str | None, str]] = [
        (*key, _text(row), _text(narrow.get(key, {}))) for key, row in rows.items()
    ]
    made += [(*key, None, "{}") for key in gone]
    if not made:
        return
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [tenant_id, index, *map(list, zip(*made, strict=True))])


def forget(tenant_id: UUID, index: str, ids: Sequence[UUID], locales: Sequence[str] | None) -> None:
    """Forget what was made of entities: somebody has just written something newer."""
    only = None if locales is None else list(locales)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [tenant_id, index, list(ids), only, only])


def clear(index: str) -> None:
    """Forget everything that was made for an index."""
    models.IndexShadow.objects.filter(index_name=index).delete()


def _text(value: Any) -> str:
    return mappers.canonical_json(value).decode()
