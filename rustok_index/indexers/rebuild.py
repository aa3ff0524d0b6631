"""Builds an index of the tenant in scope anew, and compares it with what the domains would build."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.index import IndexUpdated
from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_index import mappers, models
from rustok_index.backends import search_backend
from rustok_index.indexers.documents import Indexer, Written, pages

logger = logging.getLogger(__name__)

Progress = Callable[[int], None]
"""Called with the number of entities done so far."""

_EXAMPLES: Final = 10


def rebuild_index(
    indexer: Indexer,
    *,
    locale: str | None = None,
    batch_size: int,
    resume: bool = False,
    progress: Progress = lambda _: None,
) -> Written:
    """Write every document of an index, drop every row that no source calls for, build the search folder anew.

    Each batch is one transaction, and the place it reached is written with it: with ``resume`` a rebuild that was
    broken off goes on there. Storefronts go on reading meanwhile.

    :raises SourceMissing: no installed module feeds the index.
    """
    locales = None if locale is None else [locale]
    checkpoint, _ = models.ReindexProgress.objects.get_or_create(index_name=indexer.name, locale=locale or "")
    if not resume:
        checkpoint.after, checkpoint.documents = None, 0
    written, done = Written(), 0
    for batch in pages(indexer.sources(), batch_size, after=checkpoint.after):
        with transaction.atomic():
            stored = indexer.rebuild(batch, locales=locales, with_search=False)
            surplus = _surplus(indexer, after=checkpoint.after, until=batch[-1], known=batch)
            stored += indexer.rebuild(surplus, locales=locales, with_search=False)
            checkpoint.after = batch[-1]
            checkpoint.documents += stored.documents
            checkpoint.save()
        written, done = written + stored, done + len(batch)
        progress(done)
    rest = _surplus(indexer, after=checkpoint.after, until=None, known=())
    written += indexer.rebuild(rest, locales=locales, with_search=False)
    if indexer.is_searched:
        indexer.rebuild_search()
    _finish(RequestContext.system(require_tenant_id()), indexer, checkpoint)
    return written


@command()
def _finish(ctx: RequestContext, indexer: Indexer, checkpoint: models.ReindexProgress) -> None:
    publish(ctx, IndexUpdated(tenant_id=ctx.tenant_id, index_name=indexer.name, documents=checkpoint.documents))
    checkpoint.delete()


@dataclass(slots=True)
class Drift:
    """How an index differs from what the domains would build.

    ``behind`` counts rows of an older version than the entity has: an event may be under way. ``changed`` counts rows
    of the right version with other content: something wrote behind the read model's back. ``listings`` counts
    entities whose list places differ; ``entities`` holds all that need building.
    """

    index: str
    checked: int = 0
    missing: int = 0
    surplus: int = 0
    behind: int = 0
    changed: int = 0
    listings: int = 0
    search_expected: int = 0
    search_found: int = 0
    entities: set[UUID] = field(default_factory=set)

    @property
    def is_clean(self) -> bool:
        """Whether nothing differs."""
        return not self.entities and self.search_expected == self.search_found

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
            "search": {"expected": self.search_expected, "found": self.search_found},
            "clean": self.is_clean,
            "examples": [to_ulid(entity_id) for entity_id in sorted(self.entities)[:_EXAMPLES]],
        }


def verify_index(
    indexer: Indexer, *, locale: str | None = None, batch_size: int, progress: Progress = lambda _: None
) -> Drift:
    """Build every document, compare it with the stored row column by column, and count rows and search entries.

    :raises SourceMissing: no installed module feeds the index.
    """
    drift = Drift(indexer.name)
    locales = None if locale is None else [locale]
    after: UUID | None = None
    for batch in pages(indexer.sources(), batch_size):
        with transaction.atomic():
            indexer.lock()
            surplus = _surplus(indexer, after=after, until=batch[-1], known=batch)
            _compare(indexer, [*batch, *surplus], locales, drift)
        after = batch[-1]
        progress(drift.checked)
    with transaction.atomic():
        indexer.lock()
        _compare(indexer, _surplus(indexer, after=after, until=None, known=()), locales, drift)
        if indexer.is_searched:
            drift.search_expected = indexer.model.objects.filter(is_visible=True).count()
            drift.search_found = search_backend().count(require_tenant_id(), indexer.name)
    return drift


def repair_index(indexer: Indexer, drift: Drift, *, locale: str | None = None, batch_size: int) -> Written:
    """Build anew what :func:`verify_index` found."""
    written = Written()
    entities = sorted(drift.entities)
    for start in range(0, len(entities), batch_size):
        with transaction.atomic():
            batch = entities[start : start + batch_size]
            # A row from the future, or one that was changed by hand to look so, would refuse its replacement.
            indexer.model.objects.filter(**{f"{indexer.entity}__in": batch}).update(source_version=0)
            written += indexer.rebuild(batch, locales=None if locale is None else [locale], with_search=False)
    if indexer.is_searched:
        indexer.rebuild_search()
    logger.info("index.repaired", extra={"index": indexer.name, "entities": len(entities)})
    return written


def _surplus(indexer: Indexer, *, after: UUID | None, until: UUID | None, known: Sequence[UUID]) -> list[UUID]:
    """Name the entities with rows between two ids that no source has named."""
    between = Q()
    if after is not None:
        between &= Q(**{f"{indexer.entity}__gt": after})
    if until is not None:
        between &= Q(**{f"{indexer.entity}__lte": until})
    found = indexer.model.objects.filter(between).exclude(**{f"{indexer.entity}__in": known})
    return sorted(set(found.values_list(indexer.entity, flat=True)))


def _compare(indexer: Indexer, ids: Sequence[UUID], locales: Sequence[str] | None, drift: Drift) -> None:
    if not ids:
        return
    tenant = current_tenant()
    expected = {_key(indexer, row): row for row in indexer.expected_rows(ids, tenant, locales=locales)}
    rows = indexer.model.objects.filter(**{f"{indexer.entity}__in": ids})
    if locales is not None:
        rows = rows.filter(locale__in=locales)
    stored = {_key(indexer, row): row for row in rows.values(*indexer.columns)}
    for key in expected.keys() | stored.keys():
        wanted, present = expected.get(key), stored.get(key)
        if wanted is None:
            drift.surplus += 1
        elif present is None:
            drift.missing += 1
        elif mappers.checksum(present) == wanted["checksum"] == present["checksum"]:
            continue
        elif present["source_version"] < wanted["source_version"]:
            drift.behind += 1
        else:
            drift.changed += 1
        drift.entities.add(key[0])
    for table in indexer.narrow:
        wrong = table.wrong(ids, expected.values(), tenant.currencies, locales)
        drift.listings += len(wrong)
        drift.entities |= wrong
    drift.checked += len(ids)


def _key(indexer: Indexer, row: mappers.Row) -> tuple[UUID, str]:
    return row[indexer.entity], row["locale"]
