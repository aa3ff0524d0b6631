"""What editors ask before they save: how a body would look, and which blocks there are."""

from __future__ import annotations

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content.dto.blocks import BlockTypeResponse, RenderBodyRequest, RenderedBodyResponse
from rustok_content.services.blocks.types import block_types
from rustok_content.services.markup import render


def render_body(ctx: RequestContext, request: RenderBodyRequest) -> RenderedBodyResponse:
    """Render a body by the renderer that it would be saved with; nothing is stored.

    :raises InvalidInput: a body of blocks that is none.
    """
    require(ctx, "content.node:read")
    rendered = render(request.body, request.format)
    return RenderedBodyResponse(html=rendered.html, text=rendered.text, removed=rendered.removed)


def list_block_types(ctx: RequestContext) -> Page[BlockTypeResponse]:
    """List the types of blocks that the tenant can use, with the JSON schemas of their props."""
    require(ctx, "content.node:read")
    return Page(items=tuple(block_types()))
