"""The lock over a tenant's webhooks, for what counts them."""

from __future__ import annotations

import zlib
from typing import Final

from django.db import connection

from rustok.tenancy.context import require_tenant_id

_CLASS: Final = zlib.crc32(b"rustok.outbox.webhooks") & 0x7FFF_FFFF


def lock_webhooks() -> None:
    """Wait for whoever counts the tenant's webhooks, until the end of the transaction."""
    key = zlib.crc32(require_tenant_id().bytes) & 0x7FFF_FFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_CLASS, key])
