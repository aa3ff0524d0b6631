"""Housekeeping of files."""

from __future__ import annotations

from celery import shared_task

from rustok.media.services import cleanup
from rustok.tenancy.tasks import PlatformTask


@shared_task(name="rustok.media.tasks.purge_uploads", base=PlatformTask)
def purge_uploads() -> int:
    """Remove uploads that were never finished, tenant by tenant; return how many."""
    return cleanup.for_every_tenant(cleanup.purge_uploads)


@shared_task(name="rustok.media.tasks.clean_up", base=PlatformTask)
def clean_up() -> int:
    """Remove files that belong to nothing, tenant by tenant; return how many."""
    return cleanup.for_every_tenant(lambda: len(cleanup.remove_orphans()))
