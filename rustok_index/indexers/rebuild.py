"""Builds an index of the tenant in scope anew, while storefronts go on reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.index import IndexUpdated
from rustok.ids import generate_id
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_index import errors, mappers, models
from rustok_index.indexers import shadow
from rustok_index.indexers.collector import collector_paused
from rustok_index.indexers.documents import Indexer, Written, pages
from rustok_index.indexers.table import Key
from rustok_index.indexers.workers import side_by_side

Progress = Callable[[int], None]
"""Called with the number of entities done so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Entities in id order: all that sources name behind ``after``; and of which run of which rebuild they are."""

    ids: Sequence[UUID]
    after: UUID | None
    locale: str | None
    in_place: bool
    checkpoint_id: UUID
    run: UUID


def rebuild_index(
    indexer: Indexer,
    *,
    locale: str | None = None,
    batch_size: int,
    resume: bool = False,
    workers: int = 1,
    progress: Progress = lambda _: None,
) -> Written:
    """Make every document of an index anew and drop every one that no source calls for, all at one moment.

    Until then what differs stands in the shadow, and storefronts read what was there before; what events change
    meanwhile is seen at once and is part of the result. Where there was nothing to read, documents are written as they
    are made. Each batch is one transaction, and the place up to which all are done is written after it: with ``resume``
    a rebuild that was broken off goes on there. The search folder is built from the outcome.

    :param workers: how many processes make batches, each on a connection of its own; 1 makes them here, and anything
        but 1 is for a process without other threads, and outside of transactions.
    :raises SourceMissing: no installed module feeds the index.
    :raises RebuildOvertaken: another rebuild of it began meanwhile.
    :raises WorkerLost: one of the processes was killed.
    """
    locales = None if locale is None else [locale]
    checkpoint = _begin(indexer, locale, resume=resume)
    made, done = Written(), 0
    after = checkpoint.after
    batches = _batches(indexer, batch_size, checkpoint)
    for batch, written in side_by_side(partial(make_batch, indexer), batches, workers=workers):
        made += written
        if checkpoint.in_place:
            indexer.count(written)
        after = checkpoint.after = batch.ids[-1]
        checkpoint.documents += len(batch.ids) * _languages(locales)
        _keep(checkpoint)
        done += len(batch.ids)
        progress(done)
    with transaction.atomic():
        indexer.lock()
        _hold(checkpoint.pk, checkpoint.run)
        surplus = surplus_of(indexer, after=after, until=None, known=())
        made += _make(indexer, [], surplus, locales, in_place=False)
        taken_over = _take_over(indexer)
        if indexer.is_searched:
            indexer.rebuild_search()
        _finish(RequestContext.system(require_tenant_id()), indexer, checkpoint)
    made += taken_over
    indexer.count(taken_over)
    return made


def _batches(indexer: Indexer, size: int, checkpoint: models.ReindexProgress) -> Iterator[Batch]:
    after = checkpoint.after
    for ids in pages(indexer.sources(), size, after=after):
        yield Batch(
            ids=ids,
            after=after,
            locale=checkpoint.locale or None,
            in_place=checkpoint.in_place,
            checkpoint_id=checkpoint.pk,
            run=checkpoint.run,
        )
        after = ids[-1]


def make_batch(indexer: Indexer, batch: Batch) -> Written:
    """Make the documents of a batch, in one transaction.

    Batches have no entity in common, so any number of them may be made side by side, while nobody else writes.

    :raises RebuildOvertaken: another rebuild of the index has begun.
    """
    with transaction.atomic():
        indexer.lock(shared=True)
        _hold(batch.checkpoint_id, batch.run)
        surplus = surplus_of(indexer, after=batch.after, until=batch.ids[-1], known=batch.ids)
        locales = None if batch.locale is None else [batch.locale]
        with collector_paused():
            return _make(indexer, batch.ids, surplus, locales, in_place=batch.in_place)


def _begin(indexer: Indexer, locale: str | None, *, resume: bool) -> models.ReindexProgress:
    """Write the checkpoint of a run, and take over or forget what an earlier one has left."""
    with transaction.atomic():
        indexer.lock()
        checkpoint: models.ReindexProgress
        checkpoint, is_new = models.ReindexProgress.objects.get_or_create(index_name=indexer.name, locale=locale or "")
        checkpoint.run = generate_id()
        if is_new or not resume:
            # There is one shadow for all languages: whoever has begun to fill it is overtaken.
            models.ReindexProgress.objects.filter(index_name=indexer.name).exclude(pk=checkpoint.pk).delete()
            shadow.clear(indexer.name)
            checkpoint.after, checkpoint.documents = None, 0
            checkpoint.in_place = not indexer.model.objects.exists()
            if checkpoint.in_place:
                for narrow in indexer.narrow:
                    narrow.model.objects.all().delete()
        checkpoint.save()
    return checkpoint


def _hold(checkpoint_id: UUID, run: UUID) -> None:
    """Make sure that this is still the run that counts; call it under the index's lock.

    :raises RebuildOvertaken: it is not.
    """
    if not models.ReindexProgress.objects.filter(pk=checkpoint_id, run=run).exists():
        raise errors.RebuildOvertaken()


def _keep(checkpoint: models.ReindexProgress) -> None:
    """Write how far this run is; an update, so that a checkpoint that another run has removed does not come back.

    :raises RebuildOvertaken: another run has begun.
    """
    mine = models.ReindexProgress.objects.filter(pk=checkpoint.pk, run=checkpoint.run)
    if not mine.update(after=checkpoint.after, documents=checkpoint.documents, updated_at=timezone.now()):
        raise errors.RebuildOvertaken()


def _make(
    indexer: Indexer, batch: Sequence[UUID], surplus: Sequence[UUID], locales: Sequence[str] | None, *, in_place: bool
) -> Written:
    """Make the documents of entities and put what differs into the shadow, or write it where nobody reads yet."""
    ids = [*batch, *surplus]
    if not ids:
        return Written()
    if in_place:
        return indexer.fill(ids, locales=locales)
    tenant = current_tenant()
    table = indexer.table
    rows = {table.key(row): row for row in indexer.expected_rows(ids, tenant, locales=locales)}
    same = table.same(tenant.id, list(rows.values()))
    for narrow in indexer.narrow:
        wrong = narrow.wrong(tenant.id, ids, rows.values(), tenant.currencies, locales)
        same = {key for key in same if key[0] not in wrong}
    present = table.checksums(tenant.id, ids, locales).keys()
    different = {key: row for key, row in rows.items() if key not in same}
    following: dict[Key, dict[str, list[mappers.Row]]] = {key: {} for key in different}
    for narrow in indexer.narrow:
        for key, row in different.items():
            following[key][narrow.model._meta.db_table] = list(narrow.rows(row, tenant.currencies))
    shadow.put(tenant.id, indexer.name, different, following, present - rows.keys())
    return Written(len(same))


def _take_over(indexer: Indexer) -> Written:
    """Let the shadow take the place of what is read, in the caller's transaction and under the index's lock."""
    tenant_id = require_tenant_id()
    for narrow in indexer.narrow:
        narrow.take_over(tenant_id, indexer.name)
    written, removed = indexer.table.take_over(tenant_id, indexer.name)
    shadow.clear(indexer.name)
    if indexer.changed is not None:
        indexer.changed(tenant_id)
    return Written(written, removed)


@command()
def _finish(ctx: RequestContext, indexer: Indexer, checkpoint: models.ReindexProgress) -> None:
    publish(ctx, IndexUpdated(tenant_id=ctx.tenant_id, index_name=indexer.name, documents=checkpoint.documents))
    checkpoint.delete()


def _languages(locales: Sequence[str] | None) -> int:
    return len(current_tenant().locale_codes if locales is None else locales)


def surplus_of(indexer: Indexer, *, after: UUID | None, until: UUID | None, known: Sequence[UUID]) -> list[UUID]:
    """Name the entities with rows between two ids that no source has named."""
    rows = indexer.model.objects.exclude(**{f"{indexer.entity}__in": known})
    if after is not None:
        rows = rows.filter(**{f"{indexer.entity}__gt": after})
    if until is not None:
        rows = rows.filter(**{f"{indexer.entity}__lte": until})
    return sorted(set(rows.values_list(indexer.entity, flat=True)))
