"""Housekeeping of the APIs."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from rustok.api import idempotency


@shared_task(name="rustok.api.tasks.purge_idempotency_keys")
def purge_idempotency_keys(**_: Any) -> None:
    """Delete the answers whose time is over."""
    idempotency.purge()
