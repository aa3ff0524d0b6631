"""Housekeeping of sessions and tokens."""

from __future__ import annotations

from celery import shared_task

from rustok.auth.services import expiry
from rustok.tenancy.tasks import PlatformTask


@shared_task(name="rustok.auth.tasks.purge_expired", base=PlatformTask)
def purge_expired() -> int:
    """Delete what has been over for long, tenant by tenant; return how many rows."""
    return expiry.purge_all()
