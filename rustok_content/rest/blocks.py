"""REST of what editors are built from: types of blocks, and bodies as they would look."""

from __future__ import annotations

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.blocks import BlockTypeResponse, RenderBodyRequest, RenderedBodyResponse
from rustok_content.services import looking


class BlockTypesView(ApiView):
    """Types of blocks."""

    tag = "content"

    @endpoint(response=BlockTypeResponse, page=True, operation_id="list_block_types")
    def get(self, request: Request) -> Page[BlockTypeResponse]:
        """List the types of blocks with the JSON schemas of their props."""
        return looking.list_block_types(self.ctx)


class RenderBodyView(ApiView):
    """Bodies before they are saved."""

    tag = "content"

    @endpoint(request=RenderBodyRequest, response=RenderedBodyResponse, status=200, operation_id="render_body")
    def post(self, request: Request, data: RenderBodyRequest) -> RenderedBodyResponse:
        """Render a body as readers would get it; nothing is stored."""
        return looking.render_body(self.ctx, data)
