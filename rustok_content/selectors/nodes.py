"""Reads nodes of the scope's tenant from the write tables: for staff and right after a write."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeResponse, NodeStatus
from rustok_content.mappers import node_response

PARTS = ("translations", "bodies", "node_tags__tag")


def get_node(ctx: RequestContext, node_id: UUID) -> NodeResponse:
    """Return a node with its raw translations.

    :raises NodeNotFound: no such node for this tenant.
    """
    require(ctx, "content.node:read")
    return node_response(load(node_id))


def list_nodes(
    ctx: RequestContext,
    *,
    kind: str | None = None,
    status: NodeStatus | None = None,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[NodeResponse]:
    """List nodes, newest first; ``after`` is the last id of the page before."""
    require(ctx, "content.node:read")
    nodes = models.Node.objects.order_by("-id").prefetch_related(*PARTS)
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
    found = models.Node.objects.aggregate(
        published=Count("id", filter=Q(status=NodeStatus.PUBLISHED)),
        drafts=Count("id", filter=Q(status=NodeStatus.DRAFT)),
    )
    stale = models.Node.objects.filter(translations__source_version__lt=F("text_version")).distinct().count()
    return found["published"], found["drafts"], stale


def load(node_id: UUID) -> Any:
    """Return a node's row with its parts.

    :raises NodeNotFound: no such node for this tenant.
    """
    node = models.Node.objects.filter(pk=node_id).prefetch_related(*PARTS).first()
    if node is None:
        raise errors.NodeNotFound(id=str(node_id))
    return node
