"""Runs imports: a file is read whole, then taken in batch by batch, each in a transaction with its progress."""

from __future__ import annotations

import copy
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from rustok.commands import command
from rustok.errors import RustokError
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.imports import ImportState
from rustok_content.services.imports import jobs
from rustok_content.services.imports.fetching import FETCHED, Fetching
from rustok_content.services.imports.files import digest, opened
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool
from rustok_content.services.imports.reading import Found, read_file
from rustok_content.services.imports.taking.records import Outcome, Taking
from rustok_content.services.imports.taking.take import explain, take

logger = logging.getLogger(__name__)

BATCH: Final = 25
"""Pieces of a transaction: what a kill throws away, and how long others wait for what it has locked."""
_TRIES: Final = 3


def run_import(import_id: UUID, *, anew: bool = False) -> models.ContentImport | None:
    """Do an import, or the rest of one that was stopped; None where another run has it, or it has ended."""
    row = jobs.claim(import_id, anew=anew)
    if row is None:
        return None
    try:
        with opened(row) as (path, file), Spool() as spool:
            _run(row, path, read_file(row, path, file, spool), spool)
    except jobs.ImportLost:
        logger.info("content.import_lost", extra={"import": str(import_id)})
    except RustokError as exc:
        _fail(row, explain(exc))
    except Exception:
        # The boundary of a task: whoever began the import is told, and we find the reason in the log.
        logger.exception("content.import_failed", extra={"import": str(import_id)})
        _fail(row, "Something went wrong on our side; the log has the reason.")
    row.refresh_from_db()
    return row


def _run(row: models.ContentImport, path: Path, found: Found, spool: Spool) -> None:
    seen = digest(path)
    if row.options.get("digest") != seen:
        # Another file than the one that was begun with: what is the same already costs little.
        row.done, row.counts, row.report = 0, {}, []
        row.options = {**row.options, "digest": seen}
    taking = Taking(
        ctx=jobs.context_of(row),
        source=found.source,
        locale=found.locale or current_tenant().default_locale,
        report=Report.stored(row.report, "take"),
        media=Path(row.options["media"]) if row.options.get("media") else None,
        open_file=found.open_file,
        attachments=found.attachments,
        hosts=found.hosts,
        is_fetching=bool(row.options.get("fetch")),
        is_dry_run=row.is_dry_run,
    )
    values = {"options": row.options, "source": taking.source, "total": spool.total, "counts": row.counts}
    jobs.report(row, **values, done=row.done, report=[*found.report.rows(), *taking.report.rows()])
    pieces = spool.pieces(found.report)
    for _ in range(row.done):
        next(pieces, None)
    if row.is_dry_run:
        _rehearse(row, taking, pieces, found.report)
    else:
        with Fetching(taking, alive=lambda: jobs.report(row)) as fetching:
            for batch in _batches(pieces, fetched=FETCHED if taking.is_fetching else None):
                if taking.is_fetching:
                    fetching.fetch(batch)
                _take_patiently(row, taking, batch, found.report)
    jobs.report(row, state=ImportState.DONE, finished_at=timezone.now())


def _rehearse(row: models.ContentImport, taking: Taking, pieces: Iterable[Piece], read: Report) -> None:
    """Do everything, and then nothing: all in one transaction, since what comes later needs what came before."""
    counts: Counter[str] = Counter()
    with transaction.atomic():
        # Held so that no other run takes the import up while this one cannot be heard.
        models.ContentImport.objects.for_update().get(pk=row.pk)
        for batch in _batches(pieces):
            counts.update(_take_all(taking, batch))
        transaction.set_rollback(True)
    jobs.report(row, done=sum(counts.values()), counts=dict(counts), report=[*read.rows(), *taking.report.rows()])


def _take_patiently(row: models.ContentImport, taking: Taking, batch: Sequence[Piece], read: Report) -> None:
    """Take a batch in; once more where it and somebody else waited for each other."""
    for attempt in range(1, _TRIES + 1):
        before = copy.deepcopy(taking.report)
        try:
            _take_batch(row, taking, batch, read)
            return
        except OperationalError as exc:
            taking.report = before
            if attempt == _TRIES or getattr(exc.__cause__, "sqlstate", None) not in ("40P01", "40001"):
                raise


@command(silent=True)
def _take_batch(row: models.ContentImport, taking: Taking, batch: Sequence[Piece], read: Report) -> None:
    counts = Counter(row.counts)
    counts.update(_take_all(taking, batch))
    reported = [*read.rows(), *taking.report.rows()]
    jobs.report(row, done=row.done + len(batch), counts=dict(counts), report=reported)


@command(silent=True)
def _take_all(taking: Taking, batch: Sequence[Piece]) -> list[Outcome]:
    with connection.cursor() as cursor:
        # Two imports of one source at once would each make what the other has not told of yet.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"content.import {require_tenant_id()} {taking.source}"],
        )
    return [take(taking, piece) for piece in batch]


def _batches(pieces: Iterable[Piece], *, fetched: int | None = None) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    for piece in pieces:
        batch.append(piece)
        if len(batch) >= (fetched if fetched and piece.kind is PieceKind.ASSET else BATCH):
            yield batch
            batch = []
    if batch:
        yield batch


def _fail(row: models.ContentImport, reason: str) -> None:
    try:
        jobs.report(row, state=ImportState.FAILED, fault=reason[:1000], finished_at=timezone.now())
    except jobs.ImportLost:
        logger.info("content.import_lost", extra={"import": str(row.id)})
