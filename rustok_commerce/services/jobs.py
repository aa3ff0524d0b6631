"""Jobs: begun, claimed, told of, ended.

A job belongs to one run at a time. The run's claim is renewed with its progress; where the claim is another's, or the
job was cancelled, the run stops. Nothing that shoppers see depends on a job, so its commands are silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from rustok.auth.dto import UserStatus
from rustok.auth.models import User
from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import generate_id, to_ulid
from rustok.modules.rights import rights_of
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import errors, models
from rustok_commerce.dto.jobs import JobKind, JobResponse, JobStatus
from rustok_commerce.selectors.jobs import present_job

LOST_AFTER: Final = dt.timedelta(minutes=3)
"""A run that has not been heard of for so long is over."""
WAKE_AFTER: Final = dt.timedelta(seconds=20)
"""A job that waits for so long was not heard by any worker."""
_LIVE: Final = (JobStatus.WAITING, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why a row, or a product, was refused."""

    code: str
    message: str
    line: int | None = None
    column: str | None = None
    product_id: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Progress:
    """What a batch did."""

    done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    errors: list[RowError] = field(default_factory=list)


class JobLost(Exception):
    """The job was cancelled, or another run has it."""


@command(silent=True)
def begin_job(
    ctx: RequestContext,
    kind: JobKind,
    *,
    options: dict[str, Any],
    total: int = 0,
    is_dry_run: bool = False,
    filename: str | None = None,
    source_name: str | None = None,
    job_id: UUID | None = None,
) -> models.Job:
    """Write down what is to be done."""
    job: models.Job = models.Job.objects.create(
        id=job_id or generate_id(),
        kind=kind,
        options=options,
        total=total,
        is_dry_run=is_dry_run,
        filename=filename[:255] if filename else None,
        source_name=source_name,
        actor_id=ctx.actor_id,
        locale=ctx.locale,
    )
    return job


@command(silent=True)
def cancel_job(ctx: RequestContext, job_id: UUID) -> JobResponse:
    """Stop a job after the batch it is at; what it has done stays.

    :raises JobNotFound: no such job in the shop.
    :raises JobOver: it has ended already.
    """
    require(ctx, "commerce.job:cancel")
    job = models.Job.objects.for_update().filter(id=job_id).first()
    if job is None:
        raise errors.JobNotFound(job=to_ulid(job_id))
    if job.status not in _LIVE:
        raise errors.JobOver()
    job.status, job.finished_at = JobStatus.CANCELLED, timezone.now()
    job.claimed_by = None
    job.save()
    return present_job(job.id)


@command(silent=True)
def claim_job(job_id: UUID) -> models.Job | None:
    """Take a job that nobody is at; None where somebody is, or it has ended."""
    now = timezone.now()
    free = Q(status=JobStatus.WAITING) | Q(status=JobStatus.RUNNING, claimed_by=None)
    lost = Q(status=JobStatus.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    job: models.Job | None = models.Job.objects.for_update().filter(free | lost, id=job_id).first()
    if job is None:
        return None
    job.status = JobStatus.RUNNING
    job.claimed_by, job.heartbeat_at = generate_id(), now
    job.started_at = job.started_at or now
    job.save()
    return job


@command(silent=True)
def report(job: models.Job, progress: Progress, *, after: str) -> None:
    """Write down what a batch did, and that the run is alive.

    :raises JobLost: the job is not this run's any more.
    """
    number = models.JobError.objects.filter(job_id=job.id).count() if progress.errors else 0
    _renew(
        job,
        after=after,
        **{name: F(name) + getattr(progress, name) for name in ("done", "created", "updated", "unchanged", "failed")},
    )
    models.JobError.objects.bulk_create(
        models.JobError(
            job=job,
            number=place,
            line=error.line,
            column=error.column[:255] if error.column else None,
            product_id=error.product_id,
            code=error.code[:100],
            message=error.message[:500],
        )
        for place, error in enumerate(progress.errors, start=number)
    )
    job.after = after


@command(silent=True)
def keep_alive(job: models.Job) -> None:
    """Write down that the run is alive.

    :raises JobLost: the job is not this run's any more.
    """
    _renew(job)


@command(silent=True)
def set_total(job: models.Job, total: int) -> None:
    """Write down how much there is to do.

    :raises JobLost: the job is not this run's any more.
    """
    _renew(job, total=total)
    job.total = total


@command(silent=True)
def pause_job(job: models.Job) -> None:
    """Let the next run go on."""
    models.Job.objects.filter(id=job.id, claimed_by=job.claimed_by).update(claimed_by=None)


@command(silent=True)
def end_job(job: models.Job, status: JobStatus, *, error: str | None = None, result_name: str | None = None) -> None:
    """Write down how a job ended.

    :raises JobLost: the job is not this run's any more.
    """
    _renew(
        job,
        status=status,
        error=error[:500] if error else None,
        result_name=result_name,
        finished_at=timezone.now(),
        claimed_by=None,
    )


def waiting_jobs() -> Sequence[UUID]:
    """Name the jobs of the shop that a worker should be told of again."""
    now = timezone.now()
    unheard = Q(status=JobStatus.WAITING, created_at__lt=now - WAKE_AFTER)
    paused = Q(status=JobStatus.RUNNING, claimed_by=None, heartbeat_at__lt=now - WAKE_AFTER)
    lost = Q(status=JobStatus.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    return list(models.Job.objects.filter(unheard | paused | lost).order_by("id").values_list("id", flat=True))


def job_context(job: models.Job) -> RequestContext:
    """Return the context that a job works in: the rights of whoever began it, as they are now."""
    tenant_id = require_tenant_id()
    if job.actor_id is None:
        return RequestContext.system(tenant_id, locale=job.locale)
    role = User.objects.filter(id=job.actor_id, status=UserStatus.ACTIVE).values_list("role", flat=True).first()
    return RequestContext(
        tenant_id=tenant_id,
        actor_id=job.actor_id,
        locale=job.locale,
        permissions=rights_of(role) if role is not None else {},
    )


def _renew(job: models.Job, **values: Any) -> None:
    mine = models.Job.objects.filter(id=job.id, claimed_by=job.claimed_by, status=JobStatus.RUNNING)
    if not mine.update(heartbeat_at=timezone.now(), **values):
        raise JobLost()
