"""What editors ask before they save: how a body would look, and which blocks there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.html import escape

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.audience import BITS
from rustok.rbac.policies import require
from rustok.rbac.roles import Role
from rustok.search.lists import filled
from rustok.tenancy.info import current_tenant
from rustok_content.dto.blocks import (
    BlockTypeResponse,
    PostsBlock,
    ProductsBlock,
    RenderBodyRequest,
    RenderedBodyResponse,
)
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.blocks.bodies import read_blocks
from rustok_content.services.blocks.rendering import pictures_of
from rustok_content.services.blocks.showing import show_body
from rustok_content.services.blocks.types import block_types
from rustok_content.services.markup import render
from rustok_content.services.sanitising import sanitise


def render_body(ctx: RequestContext, request: RenderBodyRequest) -> RenderedBodyResponse:
    """Render a body by the renderer that it would be saved with; nothing is stored.

    What blocks list is shown by its titles, in their places: those that visitors see.

    :raises InvalidInput: a body of blocks that is none.
    """
    require(ctx, "content.node:read")
    rendered = render(request.body, request.format)
    html = rendered.html
    if request.format is BodyFormat.BLOCKS and (with_lists := _with_lists(ctx, rendered.source)) is not None:
        html = sanitise(with_lists).html
    return RenderedBodyResponse(html=html, text=rendered.text, removed=rendered.removed)


def _with_lists(ctx: RequestContext, source: str) -> str | None:
    """Show a body of blocks with what it lists; None where it lists nothing."""
    body = read_blocks(source)
    if not any(isinstance(block.props, PostsBlock | ProductsBlock) for block in body.blocks()):
        return None
    locales = current_tenant().fallback_chain(ctx.locale)
    document = {"regions": show_body(body, pictures_of([body]), {}, locales)}
    shown = filled(replace(ctx, audience=BITS[Role.ANONYMOUS]), document)
    return "\n".join(_html(region["blocks"]) for region in shown["regions"])


def _html(blocks: Sequence[Mapping[str, Any]]) -> str:
    parts = []
    for block in blocks:
        cards = block["products"] or block["posts"] or ()
        titles = "".join(f"<li>{escape(card['title'])}</li>" for card in cards)
        columns = "".join(f'<div class="column">{_html(column["blocks"])}</div>' for column in block["columns"])
        parts += [
            block["html"] or "",
            f'<div class="columns">{columns}</div>' if columns else "",
            f"<ul>{titles}</ul>" if titles else "",
        ]
    return "\n".join(filter(None, parts))


def list_block_types(ctx: RequestContext) -> Page[BlockTypeResponse]:
    """List the types of blocks that the tenant can use, with the JSON schemas of their props."""
    require(ctx, "content.node:read")
    return Page(items=tuple(block_types()))
