"""Tasks of content. They only wake: what is due is in the tables, so a lost or doubled message changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from celery import shared_task

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.tasks import PlatformTask
from rustok_content.services import digests, due, notifying, trusting


@shared_task(name="rustok_content.tasks.apply_schedules", base=PlatformTask)
def apply_schedules() -> int:
    """Show and take back the texts whose time has come; return how many nodes changed."""
    return due.apply_all()


@shared_task(name="rustok_content.tasks.purge", base=PlatformTask)
def purge() -> int:
    """Empty the trash of what lies there for too long, and drop old revisions; return how many."""
    return due.purge_all()


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


def _for_all(work: Callable[[RequestContext], int]) -> int:
    done = 0
    for tenant in Tenant.objects.select_related("cell").order_by("pk"):
        with tenant_scope(tenant):
            done += work(RequestContext.system(tenant.pk))
    return done
