"""Applying what is due: texts are shown and taken back at the times that were said.

What a run missed, the next one finds: due is whatever lies in the past. Each node is a transaction of its own, and one
that fails stops no other.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.events.bus import publish
from rustok.events.catalog.drafts import NodeScheduled
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.services import publishing
from rustok_content.services.counters import hold

logger = logging.getLogger(__name__)

BATCH: Final = 200
RETRY_AFTER: Final = dt.timedelta(minutes=15)
"""When a text that could not be published is tried again."""


def apply() -> int:
    """Apply what is due for the tenant in scope; return how many nodes changed."""
    now = timezone.now()
    # Each node once: one that fails, and is due again at once, is the next run's.
    after = UUID(int=0)
    applied = 0
    while True:
        due = models.NodeTranslation.objects.filter(
            Q(publish_at__lte=now) | Q(unpublish_at__lte=now), node__deleted_at=None, node_id__gt=after
        )
        ids = list(due.order_by("node_id").values_list("node_id", flat=True).distinct()[:BATCH])
        if not ids:
            return applied
        for node_id in ids:
            try:
                applied += _apply_one(_context(), node_id, now)
            except (RustokError, DatabaseError):
                logger.exception("content.schedule_node_failed", extra={"node": str(node_id)})
        after = ids[-1]


@command()
def _apply_one(ctx: RequestContext, node_id: UUID, now: dt.datetime) -> bool:
    """Apply what is due of one node; False where another run has done it."""
    # Publishing counts, and the locks of counters come before that of the node.
    hold([node_id])
    node = models.Node.objects.for_update().filter(pk=node_id, deleted_at=None).first()
    if node is None:
        return False
    rows = list(node.translations.filter(Q(publish_at__lte=now) | Q(unpublish_at__lte=now)).order_by("locale"))
    over, shown = [], []
    for row in rows:
        if row.unpublish_at is not None and row.unpublish_at <= now:
            # Where both times were missed the text's time before readers is over.
            over.append(row)
        else:
            shown.append(row)
    stale = [row for row in over if row.status != NodeStatus.PUBLISHED]
    for row in over:
        row.publish_at = row.unpublish_at = None
        row.save()
    if taken := [row.locale for row in over if row.status == NodeStatus.PUBLISHED]:
        publishing.unpublish_node(ctx, node_id, locales=taken)
    elif stale:
        node.version += 1
        node.save()
        publish(ctx, NodeScheduled(node_id=node.id, kind=node.kind, locales=tuple(row.locale for row in stale)))
    for row in shown:
        try:
            publishing.publish_node(ctx, node_id, locales=[row.locale])
        except RustokError as exc:
            row.publish_at = now + RETRY_AFTER
            row.save()
            publish(ctx, NodeScheduled(node_id=node.id, kind=node.kind, locales=(row.locale,)))
            logger.warning("content.schedule_refused", extra={"node": str(node_id), "code": exc.code})
    return bool(rows)


def _context() -> RequestContext:
    return RequestContext.system(require_tenant_id(), locale=current_tenant().default_locale)
