"""Ownership of shards: one worker at a time, for as long as its transaction."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

from django.db import connection

BUSY: Final = -1
"""Somebody else owns the shard at the moment."""

_OWN: Final = "SELECT shard FROM unnest(%s::int[]) AS wanted(shard) WHERE pg_try_advisory_xact_lock(%s, shard)"


def own(name: str, shards: Sequence[int]) -> list[int]:
    """Become the one owner of shards until the end of the transaction; return those that nobody else owns.

    Without waiting, so that workers share the shards between them. The locks go with the transaction: a killed owner
    leaves nothing behind.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [list(shards), _lock_class(name)])
        return [shard for (shard,) in cursor.fetchall()]


def _lock_class(name: str) -> int:
    """Turn a name into the signed 32-bit number that PostgreSQL takes."""
    value = zlib.crc32(f"rustok.outbox.{name}".encode())
    return value - (1 << 32) if value >= 1 << 31 else value
