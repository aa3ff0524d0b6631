"""Imports: a file is kept, and its rows become products batch by batch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from rustok.context import RequestContext
from rustok.ids import generate_id, to_ulid
from rustok.media.storage import files
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.jobs import JobKind, JobStatus, StartImportRequest, TableFormat
from rustok_commerce.services import jobs
from rustok_commerce.services.jobs import Progress
from rustok_commerce.services.transfer.application import Outcome
from rustok_commerce.services.transfer.apply import apply_draft
from rustok_commerce.services.transfer.columns import read_header
from rustok_commerce.services.transfer.drafts import Draft, drafts
from rustok_commerce.services.transfer.lookups import look_up
from rustok_commerce.services.transfer.present import Shop, load_shop
from rustok_commerce.services.transfer.tables import Row, format_of, read_table, table_writer

BATCH: Final = 200
"""Rows that are looked up together and told of together."""
_BEAT: Final = 20.0
_ERROR_COLUMNS: Final = ("error_line", "error_column", "error_code", "error_message")


def begin_import(ctx: RequestContext, content: bytes, request: StartImportRequest, *, filename: str) -> models.Job:
    """Keep a file whose header can be understood, and write down that it is to be taken in.

    :raises UnreadableTable: it is no table.
    :raises TableTooLarge: it is more than is taken in at once.
    :raises UnknownColumns: a column means nothing.
    """
    require(ctx, "commerce.job:create")
    rows = read_table(content)
    header = next(rows, None)
    if header is None:
        raise errors.UnreadableTable(reason="it is empty")
    read_header(header[1])
    total = sum(1 for _ in rows)
    job_id = generate_id()
    kind = format_of(content)
    name = f"jobs/{to_ulid(job_id)}/source.{kind}"
    files().put(name, content)
    return jobs.begin_job(
        ctx,
        JobKind.IMPORT,
        job_id=job_id,
        options={"format": kind.value},
        total=total,
        is_dry_run=request.dry_run,
        filename=filename,
        source_name=name,
    )


def run_import(job: models.Job, *, until: float | None) -> bool:
    """Take in the rest of a file, until a time of the monotonic clock; return whether all of it is in."""
    ctx = jobs.job_context(job)
    rows = _rows(job)
    columns = read_header(next(rows)[1])
    shop = load_shop(current_tenant().default_locale)
    after = int(job.after or 1)
    batch: list[Draft] = []
    size = 0
    for draft in drafts(rows, columns):
        if draft.last <= after:
            continue
        batch.append(draft)
        size += len(draft.lines)
        if size >= BATCH:
            _take_in(ctx, job, batch, shop)
            batch, size = [], 0
            if until is not None and time.monotonic() >= until:
                return False
    if batch:
        _take_in(ctx, job, batch, shop)
    jobs.end_job(job, JobStatus.FINISHED, result_name=_refused_rows(job))
    return True


def _take_in(ctx: RequestContext, job: models.Job, batch: list[Draft], shop: Shop) -> None:
    found = look_up(batch, shop)
    progress = Progress()
    beat = time.monotonic()
    for draft in batch:
        result = apply_draft(ctx, draft, shop, found, is_dry_run=job.is_dry_run)
        rows = len(draft.lines)
        progress.done += rows
        match result.outcome:
            case Outcome.CREATED:
                progress.created += rows
            case Outcome.UPDATED:
                progress.updated += rows
            case Outcome.UNCHANGED:
                progress.unchanged += rows
            case Outcome.FAILED:
                progress.failed += rows
                progress.errors += result.errors
        if time.monotonic() - beat > _BEAT:
            jobs.keep_alive(job)
            beat = time.monotonic()
    jobs.report(job, progress, after=str(batch[-1].last))


def _rows(job: models.Job) -> Iterator[Row]:
    with files().open(job.source_name or "") as file:
        return read_table(file.read())


def _refused_rows(job: models.Job) -> str | None:
    """Write the rows that were refused to a file, with the reasons beside them; return its name."""
    reasons: dict[int, list[models.JobError]] = {}
    for error in models.JobError.objects.filter(job_id=job.id).order_by("number"):
        reasons.setdefault(error.line or 0, []).append(error)
    if not reasons:
        return None
    kind = TableFormat(job.options["format"])
    writer = table_writer(kind)
    rows = _rows(job)
    header = next(rows)[1]
    writer.row([*header, *_ERROR_COLUMNS])
    for number, cells in rows:
        if number in reasons:
            mine = reasons[number]
            padded = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
            columns = "|".join(error.column for error in mine if error.column)
            codes, messages = ("|".join(error.code for error in mine), " ".join(error.message for error in mine))
            writer.row([*padded, str(number), columns, codes, messages])
    name = f"jobs/{to_ulid(job.id)}/refused.{kind}"
    files().put(name, writer.finish())
    return name
