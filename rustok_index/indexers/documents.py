"""What every index does with documents: load, write, drop what is gone; for the tenant in scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from rustok.conf import conf
from rustok.events.envelope import EventEnvelope
from rustok.modules.registry import registry
from rustok.search.documents import Document
from rustok.search.sources import UNDETERMINED, DocumentSource, LocaleChain
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import TenantInfo, current_tenant
from rustok_index import mappers, metrics, models
from rustok_index.backends import search_backend
from rustok_index.dto.search import SearchEntry
from rustok_index.indexers import shadow
from rustok_index.indexers.collector import collector_paused
from rustok_index.indexers.narrow import NarrowTable
from rustok_index.indexers.table import DocumentTable, Key

_READ_CHUNK: Final = 500
# Nothing that search entries are made of: to read it costs more than the entries.
_NOT_SEARCHED: Final = frozenset(
    {
        "activity_at", "author_id", "author_name", "body_preview", "card", "categories", "category_name",
        "category_slug", "checksum",
        "description", "document", "excerpt", "former_handles", "handle", "is_fallback", "max_price",
        "depth", "former_paths", "is_featured", "is_solved", "number", "pin", "related_ids", "score", "series_id",
        "series_position", "tag_ids", "thread",
        "meta_description", "meta_title", "min_price", "parent_id", "path", "position", "published_at", "reply_count",
        "slug",
        "source_version", "stale", "status", "subtitle", "total_stock",
    }
)  # fmt: skip


class SourceMissing(RuntimeError):
    """No installed module feeds this index."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one call wrote: documents, and rows that went away."""

    documents: int = 0
    removed: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.documents + other.documents, self.removed + other.removed)


@dataclass(frozen=True, kw_only=True)
class Indexer:
    """One index.

    ``name`` is what sources and commands call it; ``entity`` the column of the entity's id; ``row`` makes a row of a
    document and the tenant's currencies, ``entry`` what search knows of a row (None: the index is not searched),
    ``narrow`` the tables whose rows follow from it, ``changed`` what is to happen in the transaction that changes it.
    With ``unlocalised`` some entities have one document for readers of all languages, under the locale ``und``.
    """

    name: str
    model: type[models.IndexedDocument]
    entity: str
    row: Callable[[Document, Sequence[str]], mappers.Row]
    entry: Callable[[Mapping[str, Any]], SearchEntry | None] | None = None
    narrow: tuple[NarrowTable, ...] = ()
    changed: Callable[[UUID], None] | None = None
    unlocalised: bool = False

    @cached_property
    def table(self) -> DocumentTable:
        """The table of its documents."""
        return DocumentTable(model=self.model, entity=self.entity)

    @property
    def subscriber(self) -> str:
        """The name of the consumer of events that keeps it up to date."""
        return f"index.{self.name}"

    @property
    def search_subscriber(self) -> str:
        """The name of the consumer of events that brings search to the state of its rows."""
        return f"search.{self.name}"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that a source fills."""
        return self.table.columns

    @property
    def is_searched(self) -> bool:
        """Whether the search engine holds this index."""
        return self.entry is not None and conf().search.enabled

    def has_source(self) -> bool:
        """Tell whether an installed module feeds this index."""
        return any(source.index == self.name for source in registry.search_sources())

    def sources(self) -> list[DocumentSource]:
        """Return the sources of this index.

        :raises SourceMissing: no installed module has one.
        """
        found = [source for source in registry.search_sources() if source.index == self.name]
        if not found:
            raise SourceMissing(f"no installed module feeds the index {self.name!r}")
        return found

    def touched_by(self, envelopes: Sequence[EventEnvelope]) -> set[UUID]:
        """Name the entities whose documents these events of domains touch."""
        found: set[UUID] = set()
        for source in self.sources():
            found |= source.targets([e for e in envelopes if _names(source.events, e.event.type)])
        return found

    def rebuild(
        self,
        ids: Sequence[UUID],
        *,
        locales: Sequence[str] | None = None,
        with_search: bool = True,
        force: bool = False,
    ) -> Written:
        """Load these entities' documents and write what differs; drop what the source no longer has.

        Statements do not grow with the number of entities. A row is never replaced by an older version of its entity.
        What a rebuild under way has made of these entities is forgotten: this is newer.

        :param locales: only these; all enabled ones of the tenant if None, and then rows of others go.
        :param with_search: False leaves the search folder to a :meth:`rebuild_search` afterwards.
        :param force: write rows whatever is stored, also over what says it is newer.
        """
        if not ids:
            return Written()
        with transaction.atomic():
            self.lock()
            written = self._rebuild(ids, locales, with_search=with_search, force=force)
        self.count(written)
        return written

    def _rebuild(
        self, ids: Sequence[UUID], locales: Sequence[str] | None, *, with_search: bool, force: bool
    ) -> Written:
        with collector_paused():
            tenant = current_tenant()
            rows = self.expected_rows(ids, tenant, locales=locales)
            with metrics.batch_seconds.labels(self.name).time():
                standing, gone = self._write(ids, rows, tenant, locales, force=force)
                for narrow in self.narrow:
                    narrow.store(tenant.id, ids, rows, tenant.currencies, locales)
                shadow.forget(tenant.id, self.name, ids, locales)
                if self.is_searched and with_search:
                    self._store_entries(ids, rows, standing, tenant)
                if self.changed is not None:
                    self.changed(tenant.id)
        return Written(len(standing), gone)

    def count(self, written: Written) -> None:
        """Add to the figures of this process what it has written, or had written by others that nobody asks."""
        metrics.documents_built.labels(self.name).inc(written.documents)
        metrics.documents_removed.labels(self.name).inc(written.removed)

    def fill(self, ids: Sequence[UUID], *, locales: Sequence[str] | None = None) -> Written:
        """Write these entities' documents where there are none of them yet; search is left to :meth:`rebuild_search`.

        Much cheaper than :meth:`rebuild`; what is there after all is done like that. The caller holds the lock, and
        counts what was written: this may be a process of its own, whose figures end with it.
        """
        with collector_paused():
            tenant = current_tenant()
            if self.table.checksums(tenant.id, ids, None):
                return self._rebuild(ids, locales, with_search=False, force=False)
            rows = self.expected_rows(ids, tenant, locales=locales)
            self.table.store(tenant.id, rows)
            for narrow in self.narrow:
                narrow.fill(tenant.id, rows, tenant.currencies)
            if self.changed is not None:
                self.changed(tenant.id)
        return Written(len(rows))

    def lock(self, *, shared: bool = False) -> None:
        """Wait until no other transaction writes this index of this tenant.

        So the last to load is the last to write, in the tables and in the search folder alike.

        :param shared: beside others that say so too: each of them writes other entities, and rows only. Who holds it
            so must not ask for the whole lock in the same transaction.
        """
        _lock(f"index:{require_tenant_id()}:{self.name}", shared=shared)

    def lock_search(self) -> None:
        """Wait until nobody else reads rows to write them into search: always after the index's lock, if at all."""
        _lock(f"search:{require_tenant_id()}:{self.name}", shared=False)

    def chains(self, tenant: TenantInfo) -> tuple[LocaleChain, ...]:
        """Return the locales that documents are for, and where each one's missing texts come from."""
        return (*locale_chains(tenant), LocaleChain(locale=UNDETERMINED)) if self.unlocalised else locale_chains(tenant)

    def expected_rows(
        self, ids: Sequence[UUID], tenant: TenantInfo, *, locales: Sequence[str] | None = None
    ) -> list[mappers.Row]:
        """Return the rows that the domain's present state calls for, in (entity, locale) order."""
        chains = [chain for chain in self.chains(tenant) if locales is None or chain.locale in locales]
        rows = [
            self.row(document, tenant.currencies) for source in self.sources() for document in source.load(ids, chains)
        ]
        return sorted(rows, key=lambda row: (row[self.entity], row["locale"]))

    def drop_locale(self, locale: str) -> int:
        """Remove everything in a locale; return the number of rows."""
        with transaction.atomic():
            self.lock()
            removed: int = self.model.objects.filter(locale=locale).delete()[0]
            models.IndexShadow.objects.filter(index_name=self.name, locale=locale).delete()
            for table in self.narrow:
                table.model.objects.filter(locale=locale).delete()
            if self.is_searched:
                search_backend().remove_locale(require_tenant_id(), self.name, locale)
            if self.changed is not None:
                self.changed(require_tenant_id())
        return removed

    def rebuild_search(self) -> int:
        """Build the tenant's search folder anew from the rows; return the number of entries."""
        with transaction.atomic():
            self.lock()
            self.lock_search()
            return search_backend().replace(require_tenant_id(), self.name, self._entries())

    def store_entries(self, ids: Sequence[UUID]) -> None:
        """Let search hold of these entities what their rows say, in one write."""
        if not ids:
            return
        with transaction.atomic():
            self.lock_search()
            tenant_id, backend = require_tenant_id(), search_backend()
            if backend.exists(tenant_id, self.name):
                backend.write(tenant_id, self.name, remove=ids, entries=self._entries(ids))
            else:
                # New, or lost: a folder with only these would look whole.
                backend.replace(tenant_id, self.name, self._entries())

    def _entries(self, ids: Sequence[UUID] | None = None) -> Iterator[SearchEntry]:
        assert self.entry is not None
        rows = self.model.objects.filter(is_visible=True)
        if ids is not None:
            rows = rows.filter(**{f"{self.entity}__in": ids})
        names = [name for name in self.columns if name not in _NOT_SEARCHED]
        for row in rows.order_by(self.entity, "locale").values(*names).iterator(chunk_size=_READ_CHUNK):
            if (entry := self.entry(row)) is not None:
                yield entry

    def _store_entries(
        self,
        ids: Sequence[UUID],
        rows: Sequence[mappers.Row],
        standing: Sequence[Key],
        tenant: TenantInfo,
    ) -> None:
        assert self.entry is not None
        self.lock_search()
        backend = search_backend()
        if not backend.exists(tenant.id, self.name):
            # New, or lost: a folder with only this batch would look whole.
            backend.replace(tenant.id, self.name, self._entries())
            return
        # Only where all of an entity's rows stand as they were made just now are they all there is of it.
        stored = Counter(entity_id for entity_id, _ in standing)
        fresh = [
            row for row in rows if row["locale"] == UNDETERMINED or stored[row[self.entity]] == len(tenant.locale_codes)
        ]
        known = {row[self.entity] for row in fresh}
        entries = [entry for row in fresh if (entry := self.entry(row)) is not None]
        if rest := [entity_id for entity_id in ids if entity_id not in known]:
            entries += self._entries(rest)
        backend.write(tenant.id, self.name, remove=ids, entries=entries)

    def _write(
        self,
        ids: Sequence[UUID],
        rows: Sequence[mappers.Row],
        tenant: TenantInfo,
        locales: Sequence[str] | None,
        *,
        force: bool,
    ) -> tuple[list[Key], int]:
        """Write the rows that differ; return which documents stand as asked now, and how many are gone."""
        present = self.table.checksums(tenant.id, ids, locales)
        wanted = {self.table.key(row): row for row in rows}
        same = [] if force else [key for key, row in wanted.items() if present.get(key) == row["checksum"]]
        different = [wanted[key] for key in wanted.keys() - set(same)]
        written = self.table.store(tenant.id, sorted(different, key=self.table.key), force=force)
        return same + written, self.table.drop(tenant.id, present.keys() - wanted.keys())


def _lock(name: str, *, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [name])


def _names(patterns: Sequence[str], event_type: str) -> bool:
    return any(
        event_type == pattern or (pattern.endswith("*") and event_type.startswith(pattern[:-1])) for pattern in patterns
    )


def locale_chains(tenant: TenantInfo) -> tuple[LocaleChain, ...]:
    """Return the tenant's enabled locales and where each one's missing texts come from."""
    return tuple(LocaleChain(locale=code, fallbacks=tenant.fallback_chain(code)[1:]) for code in tenant.locale_codes)


def pages(sources: Sequence[DocumentSource], size: int, *, after: UUID | None = None) -> Iterator[list[UUID]]:
    """Iterate over all entities of an index in id order, whichever of its sources they come from.

    :param after: begin behind this one.
    """
    while batch := sorted({entity_id for source in sources for entity_id in source.page(after, size)})[:size]:
        yield batch
        after = batch[-1]
