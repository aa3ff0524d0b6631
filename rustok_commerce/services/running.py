"""Running jobs: a slice at a time, so that a long one lets others through, and a lost one goes on elsewhere."""

from __future__ import annotations

import logging
import time
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction
from django.dispatch import Signal

from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.ids import to_ulid
from rustok.media.storage import files
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import errors, models
from rustok_commerce.dto.bulk import BulkRequest, MergeTagsRequest, RenameTagRequest
from rustok_commerce.dto.jobs import (
    JobKind,
    JobResponse,
    JobStatus,
    StartExportRequest,
    StartImportRequest,
)
from rustok_commerce.dto.orders import ExportOrdersRequest
from rustok_commerce.selectors.jobs import present_job
from rustok_commerce.services import jobs
from rustok_commerce.services.bulk import (
    begin_bulk,
    begin_tag_merge,
    begin_tag_removal,
    begin_tag_rename,
    run_bulk,
)
from rustok_commerce.services.transfer.exports import begin_export, run_export
from rustok_commerce.services.transfer.imports import begin_import, run_import
from rustok_commerce.services.transfer.orders import begin_order_export, run_order_export

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""A job of no more rows or products than these is done while whoever began it waits."""

job_begun = Signal()
"""Sent after the commit, with ``tenant_id`` and ``job_id``, for a job that a worker is to do."""


class _Run(Protocol):
    def __call__(self, job: models.Job, *, until: float | None) -> bool: ...


def start_import(ctx: RequestContext, content: bytes, request: StartImportRequest, *, filename: str) -> JobResponse:
    """Take in a file of products: a short one at once, a longer one in the background.

    :raises UnreadableTable: it is no table.
    :raises TableTooLarge: it is more than is taken in at once.
    :raises UnknownColumns: a column means nothing.
    """
    return started(begin_import(ctx, content, request, filename=filename))


def start_export(ctx: RequestContext, request: StartExportRequest) -> JobResponse:
    """Write products to a file: a few at once, more in the background."""
    return started(begin_export(ctx, request))


def start_order_export(ctx: RequestContext, request: ExportOrdersRequest) -> JobResponse:
    """Write orders to a file: a few at once, more in the background."""
    return started(begin_order_export(ctx, request))


def start_bulk(ctx: RequestContext, request: BulkRequest) -> JobResponse:
    """Change many products: a few at once, more in the background.

    :raises InvalidInput: the action lacks something, or is given what it does not take.
    """
    return started(begin_bulk(ctx, request))


def rename_tag(ctx: RequestContext, request: RenameTagRequest) -> JobResponse:
    """Call a tag otherwise on all products; one that is there already takes it in."""
    return started(begin_tag_rename(ctx, request))


def merge_tags(ctx: RequestContext, request: MergeTagsRequest) -> JobResponse:
    """Make one tag of several on all products."""
    return started(begin_tag_merge(ctx, request))


def delete_tag(ctx: RequestContext, tag: str) -> JobResponse:
    """Take a tag off all products."""
    return started(begin_tag_removal(ctx, tag))


def started(job: models.Job) -> JobResponse:
    """Do a small job, and have a worker do a larger one."""
    if job.total <= AT_ONCE:
        run_job(job.id)
    else:
        tenant_id = require_tenant_id()
        transaction.on_commit(lambda: job_begun.send(sender=models.Job, tenant_id=tenant_id, job_id=job.id))
    return present_job(job.id)


def run_job(job_id: UUID, *, seconds: float | None = None) -> bool:
    """Do a job, or what can be done of it in so many seconds; return whether there is more to do.

    A job that another run has, or that has ended, is left alone.
    """
    job = jobs.claim_job(job_id)
    if job is None:
        return False
    until = None if seconds is None else time.monotonic() + seconds
    try:
        if _RUNS[JobKind(job.kind)](job, until=until):
            logger.info("commerce.job_done", extra={"job": str(job_id), "kind": job.kind})
            return False
        jobs.pause_job(job)
        return True
    except jobs.JobLost:
        logger.info("commerce.job_lost", extra={"job": str(job_id)})
    except RustokError as exc:
        _fail(job, str(exc))
    except Exception:
        # The boundary of a task: whoever began the job is told, and we find the reason in the log.
        logger.exception("commerce.job_failed", extra={"job": str(job_id)})
        _fail(job, "Something went wrong on our side; the log has the reason.")
    return False


def result_of(ctx: RequestContext, job_id: UUID) -> tuple[str, bytes]:
    """Return the name and the content of a job's file.

    :raises JobNotFound: no such job in the shop.
    :raises JobHasNoResult: there is no file.
    """
    require(ctx, "commerce.job:read")
    job = models.Job.objects.filter(id=job_id).first()
    if job is None:
        raise errors.JobNotFound(job=to_ulid(job_id))
    if job.result_name is None:
        raise errors.JobHasNoResult()
    with files().open(job.result_name) as file:
        return job.result_name.rpartition("/")[2], file.read()


def _fail(job: models.Job, reason: str) -> None:
    try:
        jobs.end_job(job, JobStatus.FAILED, error=reason)
    except jobs.JobLost:
        logger.info("commerce.job_lost", extra={"job": str(job.id)})


def _run_export(job: models.Job, *, until: float | None) -> bool:
    if job.options.get("of") == "orders":
        return run_order_export(job)
    return run_export(job, until=until)


_RUNS: Final[dict[JobKind, _Run]] = {JobKind.IMPORT: run_import, JobKind.EXPORT: _run_export, JobKind.BULK: run_bulk}
