"""Tasks of commerce. They only wake: what is due is in the tables, so a lost or doubled message changes nothing."""

from __future__ import annotations

from celery import shared_task

from rustok.tenancy.tasks import PlatformTask
from rustok_commerce.services import due


@shared_task(name="rustok_commerce.tasks.apply_schedules", base=PlatformTask)
def apply_schedules() -> int:
    """Publish, withdraw and show anew the products whose time has come; return how many."""
    return due.apply_all()
