"""Tasks of content. They only wake: what is due is in the tables, so a lost or doubled message changes nothing."""

from __future__ import annotations

from celery import shared_task

from rustok.tenancy.tasks import PlatformTask
from rustok_content.services import due


@shared_task(name="rustok_content.tasks.apply_schedules", base=PlatformTask)
def apply_schedules() -> int:
    """Show and take back the texts whose time has come; return how many nodes changed."""
    return due.apply_all()


@shared_task(name="rustok_content.tasks.purge", base=PlatformTask)
def purge() -> int:
    """Empty the trash of what lies there for too long, and drop old revisions; return how many."""
    return due.purge_all()
