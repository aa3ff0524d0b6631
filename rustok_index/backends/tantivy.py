"""The embedded engine: one tantivy folder per tenant and index.

Writes are made inside the consumer's database transaction, before it commits, under a lock of the tenant's: if the
transaction fails afterwards, the events are delivered again, which writes the same entries. Nothing is lost. What a
client sees comes from the tables; the folder only finds and ranks ids.

Only one process writes a folder at a time (tantivy's lock file); the writer lives for one batch. Readers look at the
folder's ``meta.json`` before each search and reload when it has changed.
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import tantivy

from rustok_index import errors, metrics
from rustok_index.backends import analysis
from rustok_index.backends.tantivy_question import EVERYWHERE, MOST_MARKETS, Question, price_column
from rustok_index.dto.search import Hits, SearchEntry, SearchQuery

logger = logging.getLogger(__name__)

# Part of the folder's name: another schema is another folder, which health() then reports as missing.
_SCHEMA_VERSION: Final = 3
_HEAP: Final = 15_000_000
# A whole index in few segments: less to merge, and less to walk through for each question.
_HEAP_OF_REPLACEMENT: Final = 100_000_000
_WRITER_WAIT: Final = 10.0
_WRITER_RETRY: Final = 0.05
_OPEN_FOLDERS: Final = 256
_MARKETS: Final = "markets.json"


def _schema() -> Any:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("entity", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("locale", "skus", "channels"):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "tags", "categories", "collections", "options"):
        schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    # Places of words serve scripts without spaces: neighbouring pairs of characters are a word.
    schema.add_text_field("title", stored=True, tokenizer_name=analysis.SURFACE)
    schema.add_text_field("text", tokenizer_name=analysis.SURFACE)
    for name in ("title_stems", "text_stems"):
        schema.add_text_field(name, tokenizer_name=analysis.SURFACE, index_option="freq")
    schema.add_text_field("title_order", fast=True, tokenizer_name="raw", index_option="basic")
    schema.add_boolean_field("has_stock", indexed=True, fast=True)
    schema.add_integer_field("created", fast=True)
    # One column per market: a column can be sorted by, counted in ranges and filtered; an empty one costs nothing.
    for place in range(MOST_MARKETS):
        schema.add_integer_field(price_column(place), fast=True)
    return schema.build()


@dataclass(slots=True)
class _Folder:
    """An opened folder and the state of its ``meta.json`` when it was last loaded."""

    index: Any
    state: tuple[int, int, int]
    markets: tuple[str, ...]


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
                writer.folder.delete_documents_by_term("entity", entity_id.hex)
            for entry in entries:
                writer.add(entry)

    def remove_locale(self, tenant_id: UUID, index: str, locale: str) -> None:
        """Forget everything in a locale."""
        if self.exists(tenant_id, index):
            with self._writer(self._path(tenant_id, index)) as writer:
                writer.folder.delete_documents_by_term("locale", locale)

    def replace(self, tenant_id: UUID, index: str, entries: Iterable[SearchEntry]) -> int:
        """Build the index anew from these entries alone, in one commit, so readers see the old one until it is done."""
        written = 0
        with self._writer(self._path(tenant_id, index), heap=_HEAP_OF_REPLACEMENT) as writer:
            writer.folder.delete_all_documents()
            for entry in entries:
                writer.add(entry)
                written += 1
        return written

    def search(self, tenant_id: UUID, index: str, query: SearchQuery) -> Hits:
        """Answer a question; words that nothing has are looked for once more with typing errors forgiven.

        :raises IndexMissing: the folder does not exist.
        """
        with metrics.search_seconds.labels(index).time():
            folder = self._open(self._path(tenant_id, index), index)
            return Question(folder.index, folder.markets, query).answer()

    def count(self, tenant_id: UUID, index: str) -> int:
        """Return the number of entries; 0 where the folder is missing."""
        try:
            return int(self._open(self._path(tenant_id, index), index).index.searcher().num_docs)
        except errors.IndexMissing:
            return 0

    def entities(self, tenant_id: UUID, index: str) -> Counter[UUID]:
        """Count the entries of every entity; nothing where the folder is missing."""
        try:
            searcher = self._open(self._path(tenant_id, index), index).index.searcher()
        except errors.IndexMissing:
            return Counter()
        found = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs), count=False)
        return Counter(UUID(hex=searcher.doc(address)["entity"][0]) for _, address in found.hits)

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

    def _open(self, path: Path, index: str) -> _Folder:
        """Return the folder, loaded anew if somebody has committed since."""
        try:
            status = (path / "meta.json").stat()
        except FileNotFoundError as exc:
            raise errors.IndexMissing(index=index) from exc
        state = (status.st_ino, status.st_mtime_ns, status.st_size)
        with self._lock:
            folder = self._folders.get(path)
            if folder is None:
                folder = _Folder(_opened(path), state, _markets(path))
                self._folders[path] = folder
                while len(self._folders) > _OPEN_FOLDERS:
                    self._folders.popitem(last=False)
            elif folder.state != state:
                folder.index.reload()
                folder = self._folders[path] = _Folder(folder.index, state, _markets(path))
            self._folders.move_to_end(path)
            return folder

    @contextmanager
    def _writer(self, path: Path, *, heap: int = _HEAP) -> Iterator[_Writer]:
        path.mkdir(parents=True, exist_ok=True)
        # An Index of its own: the readers' one must not be loaded in the middle of a search.
        index = _opened(path)
        folder = _locked_writer(index, path, heap)
        try:
            writer = _Writer(folder, path)
            yield writer
            writer.commit()
        except BaseException:
            folder.rollback()
            raise
        finally:
            # Gives the lock file back: without this the writer keeps it until it is collected.
            folder.wait_merging_threads()


class _Writer:
    """What is written before one commit. Markets keep their columns as long as the folder lives."""

    def __init__(self, folder: Any, path: Path) -> None:
        self.folder = folder
        self._path = path
        self._markets = list(_markets(path))
        self._known = len(self._markets)

    def add(self, entry: SearchEntry) -> None:
        self.folder.add_document(
            _document(entry, [(self._column(market), price) for market, price in entry.prices.items()])
        )

    def commit(self) -> None:
        if len(self._markets) > self._known:
            # Before the commit: no reader may meet a column that it cannot name.
            fresh = self._path / f"{_MARKETS}.new"
            fresh.write_text(json.dumps(self._markets), encoding="utf-8")
            fresh.replace(self._path / _MARKETS)
        self.folder.commit()

    def _column(self, market: str) -> int | None:
        try:
            return self._markets.index(market)
        except ValueError:
            if len(self._markets) == MOST_MARKETS:
                logger.warning("index.search.too_many_markets", extra={"market": market, "most": MOST_MARKETS})
                return None
            self._markets.append(market)
            return len(self._markets) - 1


def _markets(path: Path) -> tuple[str, ...]:
    try:
        return tuple(json.loads((path / _MARKETS).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return ()


def _opened(path: Path) -> Any:
    index = tantivy.Index(_schema(), path=str(path))
    index.register_tokenizer(analysis.SURFACE, analysis.PLAIN)
    return index


def _locked_writer(index: Any, path: Path, heap: int) -> Any:
    give_up = time.monotonic() + _WRITER_WAIT
    while True:
        try:
            return index.writer(heap_size=heap, num_threads=1)
        except ValueError as exc:
            if "LockBusy" not in str(exc) or time.monotonic() > give_up:
                logger.warning("index.search.writer_failed", extra={"folder": path.name, "error": str(exc)})
                raise errors.SearchUnavailable(reason="the index is being written") from exc
            time.sleep(_WRITER_RETRY)


def _document(entry: SearchEntry, prices: Sequence[tuple[int | None, int]]) -> Any:
    language = analysis.language_of(entry.language)
    spelling = language or entry.language
    title = analysis.normalised(entry.title, spelling)
    # With the title, so that one look finds a word in either.
    text = f"{title}\n{analysis.normalised(entry.text, spelling)}"
    document = tantivy.Document()
    document.add_text("entity", entry.entity_id.hex)
    document.add_text("locale", entry.locale)
    document.add_text("kind", entry.kind)
    for name, value in (("title", title), ("text", text)):
        found = analysis.surface(value)
        if isinstance(found, str):
            document.add_text(name, found)
        else:
            document.add_pre_tokenized_text(name, found)
        if language is not None:
            document.add_pre_tokenized_text(f"{name}_stems", analysis.stems(value, language))
        elif isinstance(found, str):
            document.add_text(f"{name}_stems", found)
        else:
            document.add_pre_tokenized_text(f"{name}_stems", found)
    document.add_text("title_order", analysis.sort_key(entry.title))
    for sku in entry.skus:
        document.add_text("skus", sku.lower())
    for channel in (EVERYWHERE,) if entry.channels is None else entry.channels:
        document.add_text("channels", channel)
    for name, values in (
        ("tags", entry.tags),
        ("categories", entry.categories),
        ("collections", entry.collections),
        ("options", entry.options),
    ):
        for value in values:
            document.add_text(name, value)
    for column, price in prices:
        if column is not None:
            document.add_integer(price_column(column), price)
    document.add_boolean("has_stock", entry.has_stock)
    document.add_integer("created", entry.created)
    return document
