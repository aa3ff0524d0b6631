"""Search within PostgreSQL: no state beside the database, and every write is part of the caller's transaction.

Words are taken apart as for the embedded engine, and stored as a vector of surface words, stems (``~``) and article
numbers (``#``); so languages, and scripts without spaces, are found alike. Vectors and keys are read through a view
with its owner's rights: under row-level security their indexes would not serve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.utils import OperationalError

from rustok.ids import generate_id
from rustok_index import errors, metrics
from rustok_index.backends import analysis
from rustok_index.backends.postgres_question import (
    CATEGORY,
    CHANNEL,
    COLLECTION,
    EVERYWHERE,
    KIND,
    OPTION,
    TAG,
    Question,
    quoted,
)
from rustok_index.dto.search import Hits, SearchEntry, SearchQuery

_BATCH: Final = 200
_MOST_PLACES: Final = 16_000
_MOST_VECTOR: Final = 900_000
_LONGEST_WORD: Final = 60
_MARKER: Final = UUID(int=0)

_INSERT: Final = (
    "INSERT INTO index_search_entries (id, tenant_id, index_name, entity_id, locale, title_order, vector, keys, prices,"
    " has_stock, created) VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector, %s, %s::jsonb, %s, %s)"
    " ON CONFLICT (tenant_id, index_name, entity_id, locale) DO UPDATE SET title_order = EXCLUDED.title_order,"
    " vector = EXCLUDED.vector, keys = EXCLUDED.keys, prices = EXCLUDED.prices, has_stock = EXCLUDED.has_stock,"
    " created = EXCLUDED.created"
)
_INSERT_WORDS: Final = (
    "INSERT INTO index_search_words (id, tenant_id, index_name, locale, letters, word, written)"
    " SELECT id, %s, %s, locale, length(word), word, written"
    " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS n(id, locale, word, written)"
    " ON CONFLICT (tenant_id, index_name, locale, letters, word) DO NOTHING"
)
_OF_INDEX: Final = "WHERE tenant_id = %s AND index_name = %s"


class PostgresBackend:
    """Keeps everything in ``index_search_entries`` and ``index_search_words``."""

    def write(self, tenant_id: UUID, index: str, *, remove: Sequence[UUID], entries: Iterable[SearchEntry]) -> None:
        """Replace everything known of the ``remove`` entities by the entries.

        :raises SearchUnavailable: the database does not answer.
        """
        with metrics.search_write_seconds.time(), _cursor() as cursor:
            if remove:
                cursor.execute(
                    f"DELETE FROM index_search_entries {_OF_INDEX} AND entity_id = ANY(%s)",
                    [tenant_id, index, list(remove)],
                )
            _mark(cursor, tenant_id, index)
            _insert(cursor, tenant_id, index, entries)

    def remove_locale(self, tenant_id: UUID, index: str, locale: str) -> None:
        """Forget everything in a locale."""
        with _cursor() as cursor:
            for table in ("index_search_entries", "index_search_words"):
                cursor.execute(f"DELETE FROM {table} {_OF_INDEX} AND locale = %s", [tenant_id, index, locale])

    def replace(self, tenant_id: UUID, index: str, entries: Iterable[SearchEntry]) -> int:
        """Build the index anew from these entries alone, in one transaction: readers see the old one till then."""
        with _cursor() as cursor:
            _clear(cursor, tenant_id, index)
            _mark(cursor, tenant_id, index)
            return _insert(cursor, tenant_id, index, entries)

    def search(self, tenant_id: UUID, index: str, query: SearchQuery) -> Hits:
        """Answer a question; words that nothing has are looked for once more with typing errors forgiven.

        :raises IndexMissing: nothing was ever written for this tenant and index.
        :raises SearchUnavailable: the database does not answer.
        """
        with metrics.search_seconds.labels(index).time(), _cursor() as cursor:
            hits = Question(cursor, tenant_id, index, query).answer()
            if not hits.total and not _exists(cursor, tenant_id, index):
                raise errors.IndexMissing(index=index)
            return hits

    def count(self, tenant_id: UUID, index: str) -> int:
        """Return the number of entries; 0 where the index is missing."""
        with _cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM index_search_entries {_OF_INDEX} AND entity_id <> %s",
                [tenant_id, index, _MARKER],
            )
            return int(cursor.fetchone()[0])

    def entities(self, tenant_id: UUID, index: str) -> Counter[UUID]:
        """Count the entries of every entity; nothing where the index is missing."""
        with _cursor() as cursor:
            cursor.execute(
                f"SELECT entity_id, count(*) FROM index_search_entries {_OF_INDEX} AND entity_id <> %s GROUP BY 1",
                [tenant_id, index, _MARKER],
            )
            return Counter(dict(cursor.fetchall()))

    def exists(self, tenant_id: UUID, index: str) -> bool:
        """Tell whether there is an index to search."""
        with _cursor() as cursor:
            return _exists(cursor, tenant_id, index)

    def drop(self, tenant_id: UUID, index: str) -> None:
        """Remove the index."""
        with _cursor() as cursor:
            _clear(cursor, tenant_id, index)


@contextmanager
def _cursor() -> Iterator[Any]:
    """Give a cursor within a transaction: what is written and deleted belongs together."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            yield cursor
    except OperationalError as exc:
        raise errors.SearchUnavailable(reason="the database does not answer") from exc


def _exists(cursor: Any, tenant_id: UUID, index: str) -> bool:
    cursor.execute(
        f"SELECT EXISTS (SELECT FROM index_search_entries {_OF_INDEX} AND entity_id = %s AND locale = '')",
        [tenant_id, index, _MARKER],
    )
    return bool(cursor.fetchone()[0])


def _clear(cursor: Any, tenant_id: UUID, index: str) -> None:
    for table in ("index_search_entries", "index_search_words"):
        cursor.execute(f"DELETE FROM {table} {_OF_INDEX}", [tenant_id, index])


def _mark(cursor: Any, tenant_id: UUID, index: str) -> None:
    cursor.execute(
        f"{_INSERT[: _INSERT.index(' DO UPDATE')]} DO NOTHING",
        [generate_id(), tenant_id, index, _MARKER, "", "", "", [], "{}", False, 0],
    )


def _insert(cursor: Any, tenant_id: UUID, index: str, entries: Iterable[SearchEntry]) -> int:
    written = 0
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        words: dict[tuple[str, str], str] = {}
        rows = []
        for entry in batch:
            vector = _vector(entry, words)
            rows.append(
                [
                    generate_id(),
                    tenant_id,
                    index,
                    entry.entity_id,
                    entry.locale,
                    analysis.sort_key(entry.title),
                    vector,
                    _keys(entry),
                    orjson.dumps(dict(entry.prices)).decode(),
                    entry.has_stock,
                    entry.created,
                ]
            )
        cursor.executemany(_INSERT, rows)
        # In one order everywhere: two writers of the same words must not wait for each other in turn.
        keys = sorted(words)
        if keys:
            cursor.execute(
                _INSERT_WORDS,
                [
                    tenant_id,
                    index,
                    [generate_id() for _ in keys],
                    [locale for locale, _ in keys],
                    [word for _, word in keys],
                    [words[key] for key in keys],
                ],
            )
        written += len(batch)
    return written


def _keys(entry: SearchEntry) -> list[str]:
    channels = (EVERYWHERE,) if entry.channels is None else entry.channels
    return [
        KIND + entry.kind,
        *(CHANNEL + value for value in channels),
        *(CATEGORY + value for value in dict.fromkeys(entry.categories)),
        *(COLLECTION + value for value in dict.fromkeys(entry.collections)),
        *(TAG + value for value in dict.fromkeys(entry.tags)),
        *(OPTION + value for value in dict.fromkeys(entry.options)),
    ]


def _vector(entry: SearchEntry, words: dict[tuple[str, str], str]) -> str:
    """Write the words of an entry as PostgreSQL takes a vector, and note those that typing errors may be of."""
    language = analysis.language_of(entry.language)
    lexemes: dict[str, list[str]] = {}
    place = 0
    for text, of_surface, of_stem in ((entry.title, "A", "B"), (entry.text, "", "D")):
        for token in analysis.tokens(text, language or entry.language):
            place = min(place + 1, _MOST_PLACES)
            lexemes.setdefault(token.word, []).append(f"{place}{of_surface or 'C'}")
            for stem in token.stems:
                lexemes.setdefault(f"~{stem}", []).append(f"{place}{of_stem}")
            if token.written and len(token.word) <= _LONGEST_WORD and analysis.typos_of(token.word):
                words.setdefault((entry.locale, token.word), token.written)
    for sku in entry.skus:
        lexemes.setdefault(f"#{sku.lower()}", []).append(f"{_MOST_PLACES}D")
    parts, size = [], 0
    for lexeme, places in lexemes.items():
        part = f"{quoted(lexeme[:200])}:{','.join(places[:200])}"
        size += len(part.encode())
        if size > _MOST_VECTOR:
            break
        parts.append(part)
    return " ".join(parts)
