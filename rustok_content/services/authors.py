"""Who wrote a node, where the person wants to be known or forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeUpdated
from rustok_content import models
from rustok_content.services import revisions
from rustok_content.services.counters import kept, refresh_threads


def written_by(user_id: UUID) -> list[dict[str, Any]]:
    """Return what a user wrote: nodes with their titles and texts."""
    nodes = models.Node.objects.filter(author_id=user_id).order_by("id").prefetch_related("translations", "bodies")
    return [
        {
            "id": node.id,
            "kind": node.kind,
            "status": node.status,
            "created_at": node.created_at,
            "titles": {row.locale: row.title for row in node.translations.all()},
            "texts": {row.locale: row.body for row in node.bodies.all()},
        }
        for node in nodes
    ]


def forget_author(ctx: RequestContext, user_id: UUID) -> int:
    """Take a user's name off what they wrote, inside the caller's transaction; the texts stay. Return how many."""
    roots = dict(models.Node.objects.filter(author_id=user_id).order_by("id").values_list("id", "root_id"))
    ids = list(roots)
    with kept(ids):
        for node in models.Node.objects.for_update().filter(pk__in=ids):
            node.author_id = None
            node.version += 1
            node.save()
            publish(ctx, NodeUpdated(node_id=node.id, kind=node.kind, fields=("author_id",)))
        # Who takes part in a talk, and who answered last, is told by authors.
        answered = {root for root in roots.values() if root is not None}
        refresh_threads(answered)
        rows = models.Node.objects.filter(pk__in=answered)
        rows.update(activity=F("activity") + 1)
        for node_id, kind in rows.order_by("id").values_list("id", "kind"):
            publish(ctx, NodeUpdated(node_id=node_id, kind=kind, fields=("participant_count",)))
    revisions.forget_author(user_id)
    return len(ids)
