"""Compares an index of the tenant in scope with what the domains would build, and mends what differs."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from rustok.events.progress import events_on_their_way
from rustok.ids import to_ulid
from rustok.search.sources import UNDETERMINED
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_index import mappers
from rustok_index.backends import search_backend
from rustok_index.backends.protocol import ListsEntities
from rustok_index.indexers.documents import Indexer, Written, pages
from rustok_index.indexers.rebuild import Progress, surplus_of

logger = logging.getLogger(__name__)

_EXAMPLES: Final = 10
_MOST_UNDER_WAY: Final = 10_000


@dataclass(slots=True)
class Drift:
    """How an index differs from what the domains would build.

    ``search_wrong`` counts entities that search does not hold once for each language in which they are shown.
    ``behind`` counts rows of an older version than the entity has: an event may be under way. ``changed`` counts rows
    of the right version with other content: something wrote behind the read model's back. ``listings`` counts
    entities whose list places differ; ``entities`` holds all that need building.

    ``pending`` counts entities that differ and that events on their way will build: that is lag, and counted as nothing
    else.
    """

    index: str
    checked: int = 0
    missing: int = 0
    surplus: int = 0
    behind: int = 0
    changed: int = 0
    listings: int = 0
    pending: int = 0
    search_expected: int = 0
    search_found: int = 0
    search_wrong: int = 0
    entities: set[UUID] = field(default_factory=set)

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs."""
        return not self.entities and not self.search_wrong and self.search_expected == self.search_found

    @property
    def total(self) -> int:
        """How much differs: entities to be built, and entries of search that are missing, too many or of others."""
        return len(self.entities) + max(self.search_wrong, abs(self.search_expected - self.search_found))

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, with some of the entities as examples."""
        return {
            "index": self.index,
            "checked": self.checked,
            "missing": self.missing,
            "surplus": self.surplus,
            "behind": self.behind,
            "changed": self.changed,
            "listings": self.listings,
            "pending": self.pending,
            "search": {"expected": self.search_expected, "found": self.search_found, "wrong": self.search_wrong},
            "clean": self.is_clean,
            "examples": [to_ulid(entity_id) for entity_id in sorted(self.entities)[:_EXAMPLES]],
        }


def verify_index(
    indexer: Indexer, *, locale: str | None = None, batch_size: int, progress: Progress = lambda _: None
) -> Drift:
    """Build every document and compare it with the stored row column by column; and who is listed and found.

    Of search: which entities it holds, in how many languages; from an engine that cannot say so, how many entries.

    :raises SourceMissing: no installed module feeds the index.
    """
    drift = Drift(indexer.name)
    locales = None if locale is None else [locale]
    after: UUID | None = None
    for batch in pages(indexer.sources(), batch_size):
        with transaction.atomic():
            indexer.lock()
            surplus = surplus_of(indexer, after=after, until=batch[-1], known=batch)
            _compare(indexer, [*batch, *surplus], locales, drift)
        after = batch[-1]
        progress(drift.checked)
    with transaction.atomic():
        indexer.lock()
        _compare(indexer, surplus_of(indexer, after=after, until=None, known=()), locales, drift)
        if indexer.is_searched:
            _compare_search(indexer, drift)
    return drift


def sample_index(indexer: Indexer, size: int) -> Drift:
    """Compare some of an index, beginning at a random place; search is left out.

    :raises SourceMissing: no installed module feeds the index.
    """
    drift = Drift(indexer.name)
    bounds = indexer.model.objects.order_by(indexer.entity).values_list(indexer.entity, flat=True)
    first, last = bounds.first(), bounds.last()
    after = None
    if first is not None and last is not None:
        # A place in time, as ids grow with it.
        after = UUID(int=random.randint(first.int, last.int))
    batch = next(pages(indexer.sources(), size, after=after), [])
    if len(batch) < size:
        # Too near to the end.
        batch = next(pages(indexer.sources(), size), [])
    with transaction.atomic():
        indexer.lock()
        surplus = surplus_of(indexer, after=batch[0], until=batch[-1], known=batch) if batch else []
        _compare(indexer, [*batch, *surplus], None, drift)
    return drift


def repair_index(indexer: Indexer, drift: Drift, *, locale: str | None = None, batch_size: int) -> Written:
    """Build anew what :func:`verify_index` found."""
    written = Written()
    entities = sorted(drift.entities)
    for start in range(0, len(entities), batch_size):
        with transaction.atomic():
            batch = entities[start : start + batch_size]
            # Forced: a row from the future, or one that was changed by hand to look right, refuses its replacement.
            written += indexer.rebuild(
                batch, locales=None if locale is None else [locale], with_search=False, force=True
            )
    if indexer.is_searched:
        indexer.rebuild_search()
    logger.info("index.repaired", extra={"index": indexer.name, "entities": len(entities)})
    return written


def _compare(indexer: Indexer, ids: Sequence[UUID], locales: Sequence[str] | None, drift: Drift) -> None:
    if not ids:
        return
    tenant = current_tenant()
    expected = {indexer.table.key(row): row for row in indexer.expected_rows(ids, tenant, locales=locales)}
    rows = indexer.model.objects.filter(**{f"{indexer.entity}__in": ids})
    if locales is not None:
        rows = rows.filter(locale__in=locales)
    stored = {indexer.table.key(row): row for row in rows.values(*indexer.columns)}
    wrong: list[tuple[UUID, str]] = []
    for key in expected.keys() | stored.keys():
        wanted, present = expected.get(key), stored.get(key)
        if wanted is None:
            wrong.append((key[0], "surplus"))
        elif present is None:
            wrong.append((key[0], "missing"))
        elif mappers.checksum(present) == wanted["checksum"] == present["checksum"]:
            continue
        elif present["source_version"] < wanted["source_version"]:
            wrong.append((key[0], "behind"))
        else:
            wrong.append((key[0], "changed"))
    for table in indexer.narrow:
        listed = table.wrong(tenant.id, ids, expected.values(), tenant.currencies, locales)
        wrong += [(entity_id, "listings") for entity_id in listed]
    drift.checked += len(ids)
    if not wrong:
        return
    # Under the index's lock, and after the comparison: what was under way then still is.
    under_way = indexer.touched_by(events_on_their_way(indexer.subscriber, _MOST_UNDER_WAY))
    drift.pending += len({entity_id for entity_id, _ in wrong} & under_way)
    for entity_id, what in wrong:
        if entity_id not in under_way:
            setattr(drift, what, getattr(drift, what) + 1)
            drift.entities.add(entity_id)


def _compare_search(indexer: Indexer, drift: Drift) -> None:
    indexer.lock_search()
    tenant_id = require_tenant_id()
    backend = search_backend()
    # An answer without a text, a deleted one for example, is not searched.
    shown = indexer.model.objects.filter(is_visible=True).exclude(locale=UNDETERMINED, title="")
    drift.search_found = backend.count(tenant_id, indexer.name)
    if not isinstance(backend, ListsEntities):
        drift.search_expected = shown.count()
        return
    expected = Counter(shown.values_list(indexer.entity, flat=True).iterator())
    drift.search_expected = expected.total()
    found = backend.entities(tenant_id, indexer.name)
    wrong = {entity_id for entity_id in expected.keys() | found.keys() if expected[entity_id] != found[entity_id]}
    if not wrong:
        return
    # Under the lock of search, as above: what search is still to be told of is lag.
    lag = wrong & indexer.touched_by(events_on_their_way(indexer.search_subscriber, _MOST_UNDER_WAY))
    drift.pending += len(lag)
    drift.search_wrong = len(wrong - lag)
    drift.search_found += sum(expected[entity_id] - found[entity_id] for entity_id in lag)
