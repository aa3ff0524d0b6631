"""Locks of what has no row yet."""

from __future__ import annotations

from django.db import connection

from rustok.tenancy.context import require_tenant_id


def lock_settings() -> None:
    """Hold the community's rules still until the transaction ends: their row may not be there yet."""
    _hold("community settings")


def lock_drafts(owner: str) -> None:
    """Let the drafts of one member be written by one request at a time: the first one has no row to lock."""
    _hold(f"drafts {owner}")


def _hold(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"content.{name} {require_tenant_id()}"]
        )
