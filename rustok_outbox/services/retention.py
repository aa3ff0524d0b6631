"""Drops old months of the log, whole partitions at a time."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from rustok.conf import conf
from rustok.tenancy.context import no_scope


def purge(*, before: dt.datetime | None = None, dry_run: bool = False) -> list[str]:
    """Drop the partitions that end before a time and in which nothing is undone; return their names.

    :param before: by default as long ago as ``RUSTOK["events"]["retention_days"]`` says.
    :raises OperationalError: a month is in use; nothing was dropped.
    """
    before = before or timezone.now() - dt.timedelta(days=conf().events.retention_days)
    with no_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT public.rustok_purge_outbox(%s, %s)", [before, dry_run])
        (names,) = cursor.fetchone()
    return list(names)


def purge_webhooks(*, before: dt.datetime | None = None, dry_run: bool = False) -> list[str]:
    """Drop the partitions of the webhooks' log that end before a time, whatever is in them; return their names.

    :param before: by default as long ago as ``RUSTOK["webhooks"]["retention_days"]`` says.
    :raises OperationalError: a month is in use; nothing was dropped.
    """
    before = before or timezone.now() - dt.timedelta(days=conf().webhooks.retention_days)
    with no_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT public.rustok_purge_webhooks(%s, %s)", [before, dry_run])
        (names,) = cursor.fetchone()
    return list(names)
