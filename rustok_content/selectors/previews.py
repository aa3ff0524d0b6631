"""Reads who may look at nodes before they are published."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok_content.dto.lifecycle import NodePreviewResponse
from rustok_content.mappers import preview_response
from rustok_content.selectors.rights import readable_node


def list_previews(ctx: RequestContext, node_id: UUID) -> tuple[NodePreviewResponse, ...]:
    """Return a node's previews, newest first, those that are over as well; never their tokens.

    :raises NodeNotFound: no such node for this tenant.
    """
    node = readable_node(ctx, node_id)
    return tuple(preview_response(row) for row in node.preview_tokens.order_by("-id")[:100])
