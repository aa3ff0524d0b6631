"""Reads the tree of nodes level by level, for staff."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeResponse
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import PARTS


def list_children(
    ctx: RequestContext,
    *,
    kind: str,
    parent_id: UUID | None,
    permission: str,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[NodeResponse]:
    """List the nodes of a kind below another one, or at the top, in their order.

    :param after: the last id of the page before.

    :raises NodeNotFound: no such parent for this tenant.
    """
    require(ctx, permission)
    if parent_id is not None and not models.Node.objects.filter(pk=parent_id, kind=kind, deleted_at=None).exists():
        raise errors.NodeNotFound(id=str(parent_id))
    nodes = models.Node.objects.filter(kind=kind, parent_id=parent_id, deleted_at=None)
    last = nodes.filter(pk=after).values_list("position", flat=True).first() if after is not None else None
    if last is not None:
        nodes = nodes.filter(Q(position__gt=last) | Q(position=last, id__gt=after))
    rows = list(nodes.order_by("position", "id").prefetch_related(*PARTS)[: limit + 1])
    return Page(
        items=tuple(node_response(node) for node in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )


def present_addresses(node_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the addresses that lead to nodes now, by language; in one statement."""
    found: dict[UUID, dict[str, str]] = {}
    rows = models.NodeAddress.objects.filter(node_id__in=list(node_ids), is_current=True).order_by("locale")
    for node_id, locale, path in rows.values_list("node_id", "locale", "path"):
        found.setdefault(node_id, {})[locale] = path
    return found
