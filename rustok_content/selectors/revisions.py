"""Reads former states of nodes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_content import errors, models
from rustok_content.dto.revisions import NodeDiffResponse, NodeRevisionDetailResponse, NodeRevisionResponse
from rustok_content.mappers import revision_detail, revision_response
from rustok_content.selectors.rights import READ, readable_node
from rustok_content.selectors.snapshots import block_changes, field_changes, snapshot


def list_revisions(
    ctx: RequestContext,
    node_id: UUID,
    *,
    after: int | None = None,
    limit: int = 24,
    permission: str = READ,
    kind: str | None = None,
) -> Page[NodeRevisionResponse]:
    """List a node's revisions, newest first; ``after`` is the last version of the page before.

    :raises NodeNotFound: no such node for this tenant.
    """
    node = readable_node(ctx, node_id, permission=permission, kind=kind)
    rows = node.revisions.order_by("-version").defer("snapshot")
    if after is not None:
        rows = rows.filter(version__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(revision_response(row) for row in found[:limit]),
        next=str(found[limit - 1].version) if len(found) > limit else None,
    )


def get_revision(
    ctx: RequestContext, node_id: UUID, version: int, *, permission: str = READ, kind: str | None = None
) -> NodeRevisionDetailResponse:
    """Return what a node was at a version.

    :raises NodeNotFound: no such node for this tenant.
    :raises RevisionNotFound: the node was never saved at that version.
    """
    return revision_detail(_revision(readable_node(ctx, node_id, permission=permission, kind=kind), version))


def compare_revisions(
    ctx: RequestContext,
    node_id: UUID,
    version: int,
    *,
    other: int | None = None,
    permission: str = READ,
    kind: str | None = None,
) -> NodeDiffResponse:
    """Return what differs between a version and another one, or the node as it is.

    :raises NodeNotFound: no such node for this tenant.
    :raises RevisionNotFound: the node was never saved at one of the versions.
    """
    node = readable_node(ctx, node_id, permission=permission, kind=kind)
    before = _revision(node, version).snapshot
    after = snapshot(node) if other is None else _revision(node, other).snapshot
    return NodeDiffResponse(
        from_version=version,
        to_version=node.version if other is None else other,
        fields=field_changes(before, after),
        blocks=block_changes(before, after),
    )


def _revision(node: models.Node, version: int) -> Any:
    found = node.revisions.filter(version=version).first()
    if found is None:
        raise errors.RevisionNotFound(version=version)
    return found
