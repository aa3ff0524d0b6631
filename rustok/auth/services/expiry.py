"""Deleting sessions and tokens that are over."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from rustok.auth import models
from rustok.commands import command
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant

logger = logging.getLogger(__name__)

KEEP_ENDED: Final = dt.timedelta(days=30)
"""How long an ended session is kept: a theft shows only when the owner comes back."""
BATCH: Final = 1000


def purge_all() -> int:
    """Purge every tenant; one that fails does not stop the others. Return how many rows are gone."""
    with platform_scope():
        tenants = list(Tenant.objects.select_related("cell").order_by("pk"))
    purged = 0
    for tenant in tenants:
        try:
            with tenant_scope(tenant):
                purged += purge()
        except DatabaseError:
            logger.exception("auth.purge_failed", extra={"tenant": tenant.slug})
    if purged:
        logger.info("auth.purged", extra={"count": purged})
    return purged


def purge() -> int:
    """Purge the tenant in scope, in batches of their own transactions; return how many rows are gone."""
    purged = 0
    while count := _purge_batch():
        purged += count
    return purged


# Silent: nobody follows rows that were of no use any more.
@command(silent=True)
def _purge_batch() -> int:
    now = timezone.now()
    ended = Q(absolute_expires_at__lt=now) | Q(expires_at__lt=now - KEEP_ENDED) | Q(revoked_at__lt=now - KEEP_ENDED)
    sessions = list(models.Session.objects.filter(ended).values_list("pk", flat=True)[:BATCH])
    count = 0
    if sessions:
        # Parents go with their children in one statement: the references are checked at the end of it.
        count += models.RefreshToken.objects.filter(session_id__in=sessions)._raw_delete("default")
        count += models.Session.objects.filter(pk__in=sessions)._raw_delete("default")
    spent = list(
        models.OneTimeToken.objects.filter(expires_at__lt=now - KEEP_ENDED).values_list("pk", flat=True)[:BATCH]
    )
    if spent:
        count += models.OneTimeToken.objects.filter(pk__in=spent)._raw_delete("default")
    # A long session gathers spent tokens. Past its own time one cannot be told from an unknown one any more.
    stale = list(
        models.RefreshToken.objects.filter(expires_at__lt=now, used_at__isnull=False).values_list("pk", flat=True)[
            :BATCH
        ]
    )
    if stale:
        models.RefreshToken.objects.filter(parent_id__in=stale).update(parent_id=None)
        count += models.RefreshToken.objects.filter(pk__in=stale)._raw_delete("default")
    return count
