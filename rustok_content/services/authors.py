"""Who wrote a node, where the person wants to be known or forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeUpdated
from rustok_content import models
from rustok_content.services import revisions


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
    nodes = list(models.Node.objects.for_update().filter(author_id=user_id))
    for node in nodes:
        node.author_id = None
        node.version += 1
        node.save()
        publish(ctx, NodeUpdated(node_id=node.id, kind=node.kind, fields=("author_id",)))
    revisions.forget_author(user_id)
    return len(nodes)
