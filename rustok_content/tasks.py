"""Tasks of content. They only wake: what is due is in the tables, so a lost or doubled message changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError
from kombu.exceptions import OperationalError

from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.tenancy.context import require_tenant_id, tenant_scope
from rustok.tenancy.info import tenant_info
from rustok.tenancy.models import Tenant
from rustok.tenancy.tasks import PlatformTask, TenantTask
from rustok_content.services import digests, due, guests, notifying, revisions, trash, trusting
from rustok_content.services.imports import jobs, running

logger = logging.getLogger(__name__)


@shared_task(name="rustok_content.tasks.apply_schedules", base=PlatformTask)
def apply_schedules() -> int:
    """Show and take back the texts whose time has come; return how many nodes changed."""
    return _everywhere(due.apply)


@shared_task(name="rustok_content.tasks.purge", base=PlatformTask)
def purge() -> int:
    """Empty the trash of what lies there for too long, and drop old revisions; return how many."""
    return _everywhere(lambda: trash.purge_old() + revisions.purge_old())


@shared_task(name="rustok_content.tasks.review_trust", base=PlatformTask)
def review_trust() -> int:
    """Give members the trust they have earned; return how many have another level."""
    return _for_all(trusting.review_all)


@shared_task(name="rustok_content.tasks.send_digests", base=PlatformTask)
def send_digests() -> int:
    """Let members who are due a digest be sent one; return how many."""
    return _for_all(digests.send_due)


@shared_task(name="rustok_content.tasks.purge_notifications", base=PlatformTask)
def purge_notifications() -> int:
    """Delete notifications that were looked at long ago; return how many."""
    return _for_all(lambda _ctx: notifying.purge_notifications())


@shared_task(name="rustok_content.tasks.forget_addresses", base=PlatformTask)
def forget_addresses() -> int:
    """Forget the hashes of guests' addresses after some days; return how many."""
    return _for_all(lambda _ctx: guests.forget_addresses())


def _for_all(work: Callable[[RequestContext], int]) -> int:
    return _everywhere(lambda: work(RequestContext.system(require_tenant_id())))


def _everywhere(work: Callable[[], int]) -> int:
    """Do something in the scope of every tenant, and return the sum of what it told; a fault at one stops no other."""
    done = 0
    for tenant in Tenant.objects.select_related("cell").order_by("pk"):
        try:
            with tenant_scope(tenant):
                done += work()
        except (RustokError, DatabaseError):
            logger.exception("content.task_failed", extra={"tenant": tenant.slug})
    return done


@shared_task(name="rustok_content.tasks.run_import", base=TenantTask)
def run_import(*, import_id: str, **_: Any) -> None:
    """Do an import."""
    running.run_import(UUID(import_id))


@shared_task(name="rustok_content.tasks.wake_imports", base=PlatformTask)
def wake_imports() -> int:
    """Have imports done whose message or worker was lost; return how many."""
    return _everywhere(_wake_here)


def _wake_here() -> int:
    waiting = jobs.waiting_imports()
    for import_id in waiting:
        run_import.apply_async(kwargs={"import_id": str(import_id)})
    return len(waiting)


def send(tenant_id: UUID, import_id: UUID, **_: Any) -> None:
    """Tell a worker of an import; where the broker is away the next sweep does."""
    try:
        with tenant_scope(tenant_info(tenant_id)):
            run_import.apply_async(kwargs={"import_id": str(import_id)}, retry=False)
    except OperationalError:
        logger.warning("content.import_unsent", extra={"import": str(import_id)})


def connect() -> None:
    """Send imports to workers as they are begun."""
    jobs.import_begun.connect(send, dispatch_uid="rustok_content.tasks.send")
