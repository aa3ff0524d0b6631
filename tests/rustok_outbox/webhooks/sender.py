"""A worker's process: ``TENANT WEBHOOK SECONDS`` sends a webhook what it is owed, as if it were that much later."""

from __future__ import annotations

import datetime as dt
import sys
from uuid import UUID

import django

django.setup()

from django.utils import timezone  # noqa: E402

from rustok.tenancy.context import tenant_scope  # noqa: E402
from rustok.tenancy.info import tenant_info  # noqa: E402
from rustok_outbox.services.webhooks.delivering import deliver_webhook  # noqa: E402

if __name__ == "__main__":
    later = dt.timedelta(seconds=float(sys.argv[3]))
    with tenant_scope(tenant_info(UUID(sys.argv[1]))):
        deliver_webhook(UUID(sys.argv[2]), clock=lambda: timezone.now() + later)
