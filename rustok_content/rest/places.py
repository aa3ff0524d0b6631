"""REST of the tree of nodes, for staff: moving, ordering, copying, and what refers to what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_content.dto.board import BoardCountsResponse, BoardRowResponse
from rustok_content.dto.lifecycle import NodeReferenceResponse, ReferenceTarget
from rustok_content.dto.nodes import Kind, NodeResponse
from rustok_content.dto.places import (
    CopiedNodeResponse,
    CopyNodeRequest,
    MoveNodeRequest,
    NodeOrderResponse,
    ReorderNodesRequest,
)
from rustok_content.selectors import board, references
from rustok_content.services import copying, placing

_USAGES: Final = "content.usages:id"
_BOARD: Final = "content.board:-id"


class MoveNodeView(ApiView):
    """Moving."""

    tag = "content"

    @endpoint(request=MoveNodeRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: MoveNodeRequest) -> NodeResponse:
        """Put a node, with all below it, below another one or to the top, at a place there."""
        return placing.move_node(self.ctx, id, data)


class ReorderNodesView(ApiView):
    """Ordering."""

    tag = "content"

    @endpoint(request=ReorderNodesRequest, response=NodeOrderResponse, status=200)
    def post(self, request: Request, data: ReorderNodesRequest) -> NodeOrderResponse:
        """Order the nodes below one parent; those that are not named follow."""
        return placing.reorder_nodes(self.ctx, data)


class CopyNodeView(ApiView):
    """Copying."""

    tag = "content"

    @endpoint(request=CopyNodeRequest, response=CopiedNodeResponse)
    def post(self, request: Request, id: UUID, data: CopyNodeRequest) -> CopiedNodeResponse:
        """Copy a node, with all below it if wanted, as drafts."""
        return copying.copy_node(self.ctx, id, data)


class NodeReferencesView(ApiView):
    """What a node refers to."""

    tag = "content"

    @endpoint(response=NodeReferenceResponse, page=True)
    def get(self, request: Request, id: UUID) -> Page[NodeReferenceResponse]:
        """List what a node shows and links to."""
        return Page(items=references.list_references(self.ctx, id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUsagesQuery(PageQuery):
    """Of what: of all nodes, pictures, products or categories, or of one of them."""

    target_kind: ReferenceTarget | None = None
    target_id: Id | None = None


class ContentUsagesView(ApiView):
    """Where something is used."""

    tag = "content"

    @endpoint(query=ListUsagesQuery, response=NodeReferenceResponse, page=True)
    def get(self, request: Request, query: ListUsagesQuery) -> Page[NodeReferenceResponse]:
        """List the nodes that show something or link to it, oldest first."""
        page = references.list_usages(
            self.ctx,
            target_kind=query.target_kind,
            target_id=query.target_id,
            after=id_after(_USAGES, query.after),
            limit=query.limit,
        )
        return opaque(_USAGES, page)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBoardQuery(PageQuery):
    """Of which kind."""

    kind: Kind | None = None


class ContentBoardView(ApiView):
    """The board of translations."""

    tag = "content"

    @endpoint(query=ListBoardQuery, response=BoardRowResponse, page=True)
    def get(self, request: Request, query: ListBoardQuery) -> Page[BoardRowResponse]:
        """List nodes with the state of their text in each language, newest first."""
        page = board.list_board(self.ctx, kind=query.kind, after=id_after(_BOARD, query.after), limit=query.limit)
        return opaque(_BOARD, page)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBoardQuery:
    """Of which kind."""

    kind: Kind | None = None


class ContentBoardCountsView(ApiView):
    """The board of translations in figures."""

    tag = "content"

    @endpoint(query=CountBoardQuery, response=BoardCountsResponse, page=True)
    def get(self, request: Request, query: CountBoardQuery) -> Page[BoardCountsResponse]:
        """Count, for each kind and language, how many texts are missing, drafts, stale, submitted, published."""
        return Page(items=board.count_board(self.ctx, kind=query.kind))
