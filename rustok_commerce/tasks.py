"""Tasks of commerce. They only wake: what is due is in the tables, so a lost or doubled message changes nothing."""

from __future__ import annotations

import logging
from typing import Any, Final
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import tenant_info
from rustok.tenancy.models import Tenant
from rustok.tenancy.tasks import PlatformTask, TenantTask
from rustok_commerce.services import due, jobs, running, sweeping
from rustok_commerce.services.payments import resolving

logger = logging.getLogger(__name__)

_SLICE: Final = 30.0
"""Seconds of a job at a time: a worker told to stop does, and others are let through."""


@shared_task(name="rustok_commerce.tasks.apply_schedules", base=PlatformTask)
def apply_schedules() -> int:
    """Publish, withdraw and show anew the products whose time has come; return how many."""
    return due.apply_all()


@shared_task(name="rustok_commerce.tasks.sweep_carts", base=PlatformTask)
def sweep_carts() -> int:
    """Give back what was promised to carts that were not paid in time, put aside old carts; return how many."""
    return sweeping.sweep_all()


@shared_task(name="rustok_commerce.tasks.resolve_payments", base=PlatformTask)
def resolve_payments() -> int:
    """Find out what came of calls to payment providers that were not answered; return how many are known now."""
    return resolving.sweep_all()


@shared_task(name="rustok_commerce.tasks.run_job", base=TenantTask)
def run_job(*, job_id: str, **_: Any) -> None:
    """Do a slice of a job, and have the rest done."""
    if running.run_job(UUID(job_id), seconds=_SLICE):
        run_job.apply_async(kwargs={"job_id": job_id})


@shared_task(name="rustok_commerce.tasks.wake_jobs", base=PlatformTask)
def wake_jobs() -> int:
    """Have jobs done whose message or worker was lost; return how many."""
    woken = 0
    for tenant in Tenant.objects.select_related("cell").order_by("pk"):
        with tenant_scope(tenant):
            for job_id in jobs.waiting_jobs():
                run_job.apply_async(kwargs={"job_id": str(job_id)})
                woken += 1
    return woken


def send(tenant_id: UUID, job_id: UUID, **_: Any) -> None:
    """Tell a worker of a job; where the broker is away the next sweep does."""
    try:
        with tenant_scope(tenant_info(tenant_id)):
            run_job.apply_async(kwargs={"job_id": str(job_id)}, retry=False)
    except OperationalError:
        logger.warning("commerce.job_unsent", extra={"job": str(job_id)})


def connect() -> None:
    """Send jobs to workers as they are begun."""
    running.job_begun.connect(send, dispatch_uid="rustok_commerce.tasks.send")
