"""REST of reusable blocks for staff."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.lifecycle import PublishNodeRequest, UnpublishNodeRequest
from rustok_content.dto.nodes import NodeResponse, SetNodeTranslationRequest
from rustok_pages.dto.pages import CreateReusableBlockRequest
from rustok_pages.services import reusable

BLOCK_LIST: Final = "pages.blocks:-id"


class BlocksView(ApiView):
    """All reusable blocks."""

    @endpoint(query=PageQuery, response=NodeResponse, page=True, operation_id="list_reusable_blocks")
    def get(self, request: Request, query: PageQuery) -> Page[NodeResponse]:
        """List reusable blocks, newest first."""
        page = reusable.list_blocks(self.ctx, after=id_after(BLOCK_LIST, query.after), limit=query.limit)
        return opaque(BLOCK_LIST, page)

    @endpoint(request=CreateReusableBlockRequest, response=NodeResponse, operation_id="create_reusable_block")
    def post(self, request: Request, data: CreateReusableBlockRequest) -> NodeResponse:
        """Make a reusable block, as a draft."""
        return reusable.create_block(self.ctx, data)


class BlockView(ApiView):
    """One reusable block."""

    @endpoint(response=NodeResponse, operation_id="get_reusable_block")
    def get(self, request: Request, id: UUID) -> NodeResponse:
        """Return a reusable block with its raw translations."""
        return reusable.get_block(self.ctx, id)

    @endpoint(versioned=True, operation_id="delete_reusable_block")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Put a reusable block into the trash."""
        reusable.delete_block(self.ctx, id, version=version)


class BlockTranslationsView(ApiView):
    """A reusable block's texts."""

    @endpoint(
        request=SetNodeTranslationRequest,
        response=NodeResponse,
        status=200,
        versioned=True,
        operation_id="set_reusable_block_translation",
    )
    def post(self, request: Request, id: UUID, data: SetNodeTranslationRequest) -> NodeResponse:
        """Write the text in one language: make it, or change the fields given."""
        return reusable.set_block_text(self.ctx, id, data)


class PublishBlockView(ApiView):
    """Publishing."""

    @endpoint(
        request=PublishNodeRequest,
        response=NodeResponse,
        status=200,
        versioned=True,
        operation_id="publish_reusable_block",
    )
    def post(self, request: Request, id: UUID, data: PublishNodeRequest) -> NodeResponse:
        """Let pages show a reusable block, in some languages or in all."""
        return reusable.publish_block(self.ctx, id, data)


class UnpublishBlockView(ApiView):
    """Taking back."""

    @endpoint(
        request=UnpublishNodeRequest,
        response=NodeResponse,
        status=200,
        versioned=True,
        operation_id="unpublish_reusable_block",
    )
    def post(self, request: Request, id: UUID, data: UnpublishNodeRequest) -> NodeResponse:
        """Take a reusable block from the pages that show it."""
        return reusable.unpublish_block(self.ctx, id, data)
