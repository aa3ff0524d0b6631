"""The embedded engine: one tantivy folder per tenant and index.

Writes are made inside the consumer's database transaction, before it commits, under the tenant's lock: if the
transaction fails afterwards, the folder is ahead of the tables until the events are delivered again, which writes the
same entries. It can never be behind. What a client sees comes from the tables; the folder only finds and ranks ids.

Only one process writes a folder at a time (tantivy's lock file); the writer lives for one batch. Readers look at the
folder's ``meta.json`` before each search and reload when it has changed.
"""

from __future__ import annotations

import logging
import re
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from rustok_index import errors, metrics
from rustok_index.dto.search import Hits, SearchEntry, SearchQuery

logger = logging.getLogger(__name__)

STEMMERS: Final = {"en": "english", "ru": "russian", "de": "german"}
"""Languages whose words are reduced to their stems; all others are matched as they are written."""

# Part of the folder's name: another schema is another folder, which health() then reports as missing.
_SCHEMA_VERSION: Final = 1
_FOLDED: Final = "folded"
_FACET_LIMIT: Final = 50
_HEAP: Final = 15_000_000
_WRITER_WAIT: Final = 10.0
_WRITER_RETRY: Final = 0.05
_OPEN_FOLDERS: Final = 256
_MOST_WORDS: Final = 16
# Lengths from which one and two typing errors are forgiven, as Elasticsearch's AUTO fuzziness does.
_ONE_TYPO_FROM: Final = 4
_TWO_TYPOS_FROM: Final = 8
# Above what words can add up to: who types an article number wants that article.
_SKU_SCORE: Final = 1000.0


def _analyser(stemmer: str | None) -> Any:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(80)).filter(Filter.lowercase())
    if stemmer is not None:
        builder = builder.filter(Filter.stemmer(stemmer))
    return builder.filter(Filter.ascii_fold()).build()


def _schema() -> Any:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("entity", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("locale", "kind", "skus"):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("tags", "categories", "options"):
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for field in ("title", "text"):
        schema.add_text_field(field, tokenizer_name=_FOLDED)
        for language in STEMMERS:
            schema.add_text_field(f"{field}_{language}", tokenizer_name=language)
    schema.add_json_field("prices", fast=True, tokenizer_name="raw", index_option="basic")
    schema.add_boolean_field("has_stock", indexed=True, fast=True)
    schema.add_integer_field("created", indexed=True, fast=True)
    return schema.build()


_ANALYSERS: Final = {_FOLDED: _analyser(None), **{code: _analyser(name) for code, name in STEMMERS.items()}}


def _normalised(text: str) -> str:
    # Russian is mostly written without the dots, and searched so too.
    return text.replace("ё", "е").replace("Ё", "Е")


def _language(locale: str) -> str | None:
    code = locale.partition("-")[0].lower()
    return code if code in STEMMERS else None


@dataclass(slots=True)
class _Folder:
    """An opened folder and the state of its ``meta.json`` when it was last loaded."""

    index: Any
    state: tuple[int, int, int]


class TantivyBackend:
    """Keeps the folders under ``root/<tenant>/<index>-v<schema>``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._folders: OrderedDict[Path, _Folder] = OrderedDict()

    def write(self, tenant_id: UUID, index: str, *, remove: Sequence[UUID], entries: Iterable[SearchEntry]) -> None:
        """Replace everything known of the ``remove`` entities by the entries.

        :raises SearchUnavailable: another process holds the folder for longer than ten seconds.
        """
        with metrics.search_write_seconds.time(), self._writer(self._path(tenant_id, index)) as writer:
            for entity_id in remove:
                writer.delete_documents_by_term("entity", entity_id.hex)
            for entry in entries:
                writer.add_document(_document(entry))

    def remove_locale(self, tenant_id: UUID, index: str, locale: str) -> None:
        """Forget everything in a locale."""
        if self.exists(tenant_id, index):
            with self._writer(self._path(tenant_id, index)) as writer:
                writer.delete_documents_by_term("locale", locale)

    def replace(self, tenant_id: UUID, index: str, entries: Iterable[SearchEntry]) -> int:
        """Build the index anew from these entries alone, in one commit, so readers see the old one until it is done."""
        written = 0
        with self._writer(self._path(tenant_id, index)) as writer:
            writer.delete_all_documents()
            for entry in entries:
                writer.add_document(_document(entry))
                written += 1
        return written

    def search(self, tenant_id: UUID, index: str, query: SearchQuery) -> Hits:
        """Answer a question; words that nothing has are looked for once more with typing errors forgiven.

        :raises IndexMissing: the folder does not exist.
        """
        with metrics.search_seconds.labels(index).time():
            folder = self._open(self._path(tenant_id, index), index)
            schema, searcher = folder.schema, folder.searcher()
            filters = list(_filters(folder, query))
            words = _words(query.text)
            if query.text.strip() and not words:
                return Hits(ids=(), total=0)
            asked = _combined(schema, filters, words, query, fuzzy=False)
            found = searcher.search(asked, limit=query.limit, offset=query.offset)
            if words and not found.count:
                asked = _combined(schema, filters, words, query, fuzzy=True)
                found = searcher.search(asked, limit=query.limit, offset=query.offset)
            ids = tuple(UUID(hex=searcher.doc(address)["entity"][0]) for _, address in found.hits)
            return Hits(ids=ids, total=found.count, facets=_facets(searcher, asked, query.facets))

    def count(self, tenant_id: UUID, index: str) -> int:
        """Return the number of entries; 0 where the folder is missing."""
        try:
            return int(self._open(self._path(tenant_id, index), index).searcher().num_docs)
        except errors.IndexMissing:
            return 0

    def exists(self, tenant_id: UUID, index: str) -> bool:
        """Tell whether the folder is there."""
        return (self._path(tenant_id, index) / "meta.json").exists()

    def drop(self, tenant_id: UUID, index: str) -> None:
        """Remove the folder."""
        path = self._path(tenant_id, index)
        with self._lock:
            self._folders.pop(path, None)
        shutil.rmtree(path, ignore_errors=True)

    def _path(self, tenant_id: UUID, index: str) -> Path:
        return self._root / tenant_id.hex / f"{index}-v{_SCHEMA_VERSION}"

    def _open(self, path: Path, index: str) -> Any:
        """Return the folder's index, loaded anew if somebody has committed since."""
        try:
            status = (path / "meta.json").stat()
        except FileNotFoundError as exc:
            raise errors.IndexMissing(index=index) from exc
        state = (status.st_ino, status.st_mtime_ns, status.st_size)
        with self._lock:
            folder = self._folders.get(path)
            if folder is None:
                folder = _Folder(_opened(path), state)
                self._folders[path] = folder
                while len(self._folders) > _OPEN_FOLDERS:
                    self._folders.popitem(last=False)
            elif folder.state != state:
                folder.index.reload()
                folder.state = state
            self._folders.move_to_end(path)
            return folder.index

    @contextmanager
    def _writer(self, path: Path) -> Iterator[Any]:
        path.mkdir(parents=True, exist_ok=True)
        # An Index of its own: the readers' one must not be loaded in the middle of a search.
        index = _opened(path)
        writer = _locked_writer(index, path)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            # Gives the lock file back: without this the writer keeps it until it is collected.
            writer.wait_merging_threads()


def _opened(path: Path) -> Any:
    index = tantivy.Index(_schema(), path=str(path))
    for name, analyser in _ANALYSERS.items():
        index.register_tokenizer(name, analyser)
    return index


def _locked_writer(index: Any, path: Path) -> Any:
    give_up = time.monotonic() + _WRITER_WAIT
    while True:
        try:
            return index.writer(heap_size=_HEAP, num_threads=1)
        except ValueError as exc:
            if "LockBusy" not in str(exc) or time.monotonic() > give_up:
                logger.warning("index.search.writer_failed", extra={"folder": path.name, "error": str(exc)})
                raise errors.SearchUnavailable(reason="the index is being written") from exc
            time.sleep(_WRITER_RETRY)


def _document(entry: SearchEntry) -> Any:
    title, text = _normalised(entry.title), _normalised(entry.text)
    document = tantivy.Document()
    document.add_text("entity", entry.entity_id.hex)
    document.add_text("locale", entry.locale)
    document.add_text("kind", entry.kind)
    document.add_text("title", title)
    document.add_text("text", text)
    if (language := _language(entry.language)) is not None:
        document.add_text(f"title_{language}", title)
        document.add_text(f"text_{language}", text)
    for sku in entry.skus:
        document.add_text("skus", sku.lower())
    for name, values in (("tags", entry.tags), ("categories", entry.categories), ("options", entry.options)):
        for value in values:
            document.add_text(name, value)
    document.add_json("prices", {_price_key(key): amount for key, amount in entry.prices.items()})
    document.add_boolean("has_stock", entry.has_stock)
    document.add_integer("created", entry.created)
    return document


def _price_key(key: str) -> str:
    """Name a channel and currency without a character that means something in a path of a JSON field."""
    channel, _, currency = key.rpartition(":")
    return f"{currency}{channel.encode().hex()}"


def _words(text: str) -> list[str]:
    found: list[str] = _ANALYSERS[_FOLDED].analyze(_normalised(text))
    return found[:_MOST_WORDS]


def _filters(index: Any, query: SearchQuery) -> Iterator[Any]:
    schema = index.schema
    yield Query.term_query(schema, "locale", query.locale)
    if query.kinds:
        yield Query.term_set_query(schema, "kind", list(query.kinds))
    for name, values in (("categories", query.categories), ("tags", query.tags), ("options", query.options)):
        for value in values:
            yield Query.term_query(schema, name, value)
    if query.has_stock is not None:
        yield Query.term_query(schema, "has_stock", query.has_stock)
    if query.currency is not None and (query.price_min is not None or query.price_max is not None):
        # The only way to a range within a JSON field; the currency is a code from the tenant's own list.
        if not re.fullmatch(r"[A-Z]{3}", query.currency):
            raise ValueError(f"{query.currency!r} is no currency code")
        low = "*" if query.price_min is None else str(query.price_min)
        high = "*" if query.price_max is None else str(query.price_max)
        key = _price_key(f"{query.channel}:{query.currency}")
        yield index.parse_query(f"prices.{key}:[{low} TO {high}]")


def _combined(schema: Any, filters: list[Any], words: list[str], query: SearchQuery, *, fuzzy: bool) -> Any:
    must = [(Occur.Must, Query.const_score_query(condition, 0.0)) for condition in filters]
    for place, word in enumerate(words):
        unfinished = place == len(words) - 1
        must.append((Occur.Must, _word_query(schema, word, query, prefix=unfinished, fuzzy=fuzzy)))
    return Query.boolean_query(must)


def _word_query(schema: Any, word: str, query: SearchQuery, *, prefix: bool, fuzzy: bool) -> Any:
    """Find one word: a title counts more than a text, a whole word more than the beginning of one."""

    def boosted(found: Any, boost: float) -> Any:
        return Query.boost_query(found, boost)

    either = [boosted(Query.term_query(schema, "title", word), 4.0)]
    if prefix:
        starts = Query.fuzzy_term_query(schema, "title", word, distance=0, prefix=True)
        either.append(boosted(starts, 1.5))
    if not query.prefix_only:
        either.append(Query.term_query(schema, "text", word))
        exact = Query.term_query(schema, "skus", query.text.strip().lower())
        either.append(Query.const_score_query(exact, _SKU_SCORE))
        if prefix:
            starts = Query.fuzzy_term_query(schema, "text", word, distance=0, prefix=True)
            either.append(boosted(starts, 0.3))
        if (language := _language(query.locale)) is not None:
            for stem in _ANALYSERS[language].analyze(word):
                either.append(boosted(Query.term_query(schema, f"title_{language}", stem), 3.0))
                either.append(boosted(Query.term_query(schema, f"text_{language}", stem), 0.8))
    if fuzzy and len(word) >= _ONE_TYPO_FROM:
        distance = 2 if len(word) >= _TWO_TYPOS_FROM else 1
        for field, boost in (("title", 1.0), ("text", 0.2)):
            if field == "title" or not query.prefix_only:
                similar = Query.fuzzy_term_query(schema, field, word, distance=distance, prefix=prefix)
                either.append(boosted(similar, boost))
    return Query.boolean_query([(Occur.Should, part) for part in either])


def _facets(searcher: Any, query: Any, names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    asked = {name: {"terms": {"field": name, "size": _FACET_LIMIT}} for name in names}
    answer = searcher.aggregate(query, asked)
    return {name: {str(b["key"]): int(b["doc_count"]) for b in answer[name]["buckets"]} for name in names}
