"""Jobs, for staff."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.jobs import JobErrorResponse, JobKind, JobResponse, JobStatus, ListJobsRequest
from rustok_commerce.selectors import keyset


def get_job(ctx: RequestContext, job_id: UUID) -> JobResponse:
    """Return a job.

    :raises JobNotFound: no such job in the shop.
    """
    require(ctx, "commerce.job:read")
    return present_job(job_id)


def present_job(job_id: UUID) -> JobResponse:
    """Return a job to whoever has begun it, without asking for the right to read.

    :raises JobNotFound: no such job in the shop.
    """
    job = models.Job.objects.filter(id=job_id).first()
    if job is None:
        raise errors.JobNotFound(job=to_ulid(job_id))
    return _response(job)


def list_jobs(ctx: RequestContext, request: ListJobsRequest) -> Page[JobResponse]:
    """Return one page of jobs, newest first.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.job:read")
    rows = models.Job.objects.order_by("-id")
    if request.kind is not None:
        rows = rows.filter(kind=request.kind)
    if request.status is not None:
        rows = rows.filter(status=request.status)
    if request.after is not None:
        rows = rows.filter(id__lt=keyset.decode("jobs", request.after)[1])
    page = list(rows[: request.limit + 1])
    more = len(page) > request.limit
    page = page[: request.limit]
    return Page(
        items=tuple(_response(job) for job in page),
        next=keyset.encode("jobs", None, page[-1].id) if more else None,
    )


def list_job_errors(
    ctx: RequestContext, job_id: UUID, *, after: str | None = None, limit: int = 24
) -> Page[JobErrorResponse]:
    """Return one page of what a job refused, in order.

    :raises JobNotFound: no such job in the shop.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    get_job(ctx, job_id)
    rows = models.JobError.objects.filter(job_id=job_id).order_by("number")
    if after is not None:
        value, _ = keyset.decode("job_errors", after)
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10):
            raise errors.InvalidCursor()
        rows = rows.filter(number__gt=int(value))
    page = list(rows[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    return Page(
        items=tuple(
            JobErrorResponse(
                line=row.line, column=row.column, product_id=row.product_id, code=row.code, message=row.message
            )
            for row in page
        ),
        next=keyset.encode("job_errors", str(page[-1].number), page[-1].id) if more else None,
    )


def _response(job: models.Job) -> JobResponse:
    return JobResponse(
        id=job.id,
        kind=JobKind(job.kind),
        status=JobStatus(job.status),
        is_dry_run=job.is_dry_run,
        action=job.options.get("action"),
        filename=job.filename,
        total=job.total,
        done=job.done,
        created=job.created,
        updated=job.updated,
        unchanged=job.unchanged,
        failed=job.failed,
        error=job.error,
        has_result=job.result_name is not None,
        actor_id=job.actor_id,
        created_at=job.created_at,
        started_at=job.started_at,
        heartbeat_at=job.heartbeat_at,
        finished_at=job.finished_at,
    )
