"""Reads how nodes belong together beside the tree."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok_content import models
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.selectors.rights import READ, readable_node


def linked_to(
    ctx: RequestContext, target_id: UUID, relation: LinkRelation, *, kind: str, permission: str = READ
) -> tuple[int, tuple[UUID, ...]]:
    """Return a node's version and what belongs to it in this way, in order; nothing that is in the trash.

    :param kind: what the node has to be.
    :raises NodeNotFound: no such node for this tenant.
    """
    node = readable_node(ctx, target_id, permission=permission, kind=kind)
    links = models.NodeLink.objects.filter(target_id=target_id, relation=relation, node__deleted_at=None)
    return node.version, tuple(links.order_by("position", "node_id").values_list("node_id", flat=True))
