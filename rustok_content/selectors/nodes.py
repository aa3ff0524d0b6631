"""Reads nodes of the scope's tenant from the write tables: for staff and right after a write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeResponse, NodeStatus
from rustok_content.mappers import node_response
from rustok_content.selectors.rights import READ, readable, readable_node

PARTS = ("translations", "bodies", "drafts", "node_tags__tag")


def get_node(ctx: RequestContext, node_id: UUID, *, permission: str = READ, kind: str | None = None) -> NodeResponse:
    """Return a node with its raw translations, one in the trash as well.

    :raises NodeNotFound: no such node for this tenant.
    """
    return node_response(readable_node(ctx, node_id, permission=permission, kind=kind, parts=PARTS))


def list_nodes(
    ctx: RequestContext,
    *,
    kind: str | None = None,
    status: NodeStatus | None = None,
    parent_id: UUID | None = None,
    author_id: UUID | None = None,
    trashed: bool = False,
    after: UUID | None = None,
    limit: int = 24,
    permission: str = READ,
) -> Page[NodeResponse]:
    """List nodes, newest first; ``after`` is the last id of the page before.

    :param trashed: what was put into the trash, without what it took along, instead of what is not there.
    """
    nodes = models.Node.objects.filter(deleted_at__isnull=not trashed).order_by("-id").prefetch_related(*PARTS)
    nodes = readable(ctx, nodes, permission=permission)
    if trashed:
        nodes = nodes.filter(trash_id=F("id"))
    if parent_id is not None:
        nodes = nodes.filter(parent_id=parent_id)
    if author_id is not None:
        nodes = nodes.filter(author_id=author_id)
    if kind is not None:
        nodes = nodes.filter(kind=kind)
    if status is not None:
        nodes = nodes.filter(status=status)
    if after is not None:
        nodes = nodes.filter(pk__lt=after)
    rows = list(nodes[: limit + 1])
    return Page(
        items=tuple(node_response(node) for node in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def count_nodes() -> tuple[int, int, int]:
    """Count the nodes that are published, those that are drafts, and those with a translation out of date."""
    present = models.Node.objects.filter(deleted_at=None, root_id=None)
    found = present.aggregate(
        published=Count("id", filter=Q(status=NodeStatus.PUBLISHED)),
        drafts=Count("id", filter=Q(status=NodeStatus.DRAFT)),
    )
    stale = present.filter(translations__source_version__lt=F("text_version")).distinct().count()
    return found["published"], found["drafts"], stale


def load(node_id: UUID) -> Any:
    """Return a node's row with its parts.

    :raises NodeNotFound: no such node for this tenant.
    """
    node = models.Node.objects.filter(pk=node_id).prefetch_related(*PARTS).first()
    if node is None:
        raise errors.NodeNotFound(id=str(node_id))
    return node
