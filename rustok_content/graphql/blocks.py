"""GraphQL of what editors are built from: types of blocks, and bodies as they would look."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.dto import parse
from rustok_content.dto.blocks import BlockTypeResponse, RenderBodyRequest, RenderedBodyResponse
from rustok_content.services import looking

BlockType = object_type(BlockTypeResponse)
RenderedBody = object_type(RenderedBodyResponse)


class BlocksQuery:
    """Blocks and bodies, for editors."""

    block_types = graphene.List(graphene.NonNull(BlockType), required=True)
    render_body = graphene.Field(RenderedBody, required=True, input=input_type(RenderBodyRequest)(required=True))

    @staticmethod
    def resolve_block_types(root: Any, info: Any) -> Any:
        """List the types of blocks."""
        return looking.list_block_types(info.context.ctx).items

    @staticmethod
    def resolve_render_body(root: Any, info: Any, input: Any) -> Any:
        """Render a body; nothing is stored."""
        return looking.render_body(info.context.ctx, parse(RenderBodyRequest, input))
