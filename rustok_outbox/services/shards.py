"""Ownership of shards: one worker at a time, for as long as its transaction."""

from __future__ import annotations

import zlib
from typing import Final

from django.db import connection

BUSY: Final = -1
"""Somebody else owns the shard at the moment."""


def own(name: str, shard: int) -> bool:
    """Become the one owner of a shard until the end of the transaction, or tell that somebody else is.

    The lock goes with the transaction, so a killed owner leaves nothing behind.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_lock_class(name), shard])
        (got,) = cursor.fetchone()
    return bool(got)


def _lock_class(name: str) -> int:
    """Turn a name into the signed 32-bit number that PostgreSQL takes."""
    value = zlib.crc32(f"rustok.outbox.{name}".encode())
    return value - (1 << 32) if value >= 1 << 31 else value
