"""REST of nodes and categories for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from annotated_types import doc
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_content.dto.nodes import (
    CreateNodeRequest,
    Kind,
    NodeResponse,
    NodeStatus,
    SetNodeTranslationRequest,
    UpdateNodeRequest,
)
from rustok_content.dto.places import TrashedNodeResponse
from rustok_content.selectors import nodes as node_selectors
from rustok_content.services import nodes, translations, trash

_LIST: Final = "content.nodes:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNodesQuery(PageQuery):
    """Which nodes."""

    kind: Kind | None = None
    status: NodeStatus | None = None
    parent_id: Id | None = None
    author_id: Id | None = None
    trashed: Annotated[bool, doc("What was put into the trash, instead of what is not there.")] = False


class NodesView(ApiView):
    """All nodes."""

    tag = "content"

    @endpoint(query=ListNodesQuery, response=NodeResponse, page=True)
    def get(self, request: Request, query: ListNodesQuery) -> Page[NodeResponse]:
        """List nodes with their raw translations, newest first."""
        page = node_selectors.list_nodes(
            self.ctx,
            kind=query.kind,
            status=query.status,
            parent_id=query.parent_id,
            author_id=query.author_id,
            trashed=query.trashed,
            after=id_after(_LIST, query.after),
            limit=query.limit,
        )
        return opaque(_LIST, page)

    @endpoint(request=CreateNodeRequest, response=NodeResponse)
    def post(self, request: Request, data: CreateNodeRequest) -> NodeResponse:
        """Make a node, as a draft."""
        return nodes.create_node(self.ctx, data)


class NodeView(ApiView):
    """One node."""

    tag = "content"

    @endpoint(response=NodeResponse)
    def get(self, request: Request, id: UUID) -> NodeResponse:
        """Return a node with its raw translations."""
        return node_selectors.get_node(self.ctx, id)

    @endpoint(request=UpdateNodeRequest, response=NodeResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateNodeRequest) -> NodeResponse:
        """Change a node's own fields."""
        return nodes.update_node(self.ctx, id, data)

    @endpoint(response=TrashedNodeResponse, versioned=True)
    def delete(self, request: Request, id: UUID, version: int | None) -> TrashedNodeResponse:
        """Put a node and all that is below it into the trash."""
        return trash.delete_node(self.ctx, id, version=version)


class NodeTranslationsView(ApiView):
    """A node's texts."""

    tag = "content"

    @endpoint(request=SetNodeTranslationRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: SetNodeTranslationRequest) -> NodeResponse:
        """Write the text in one language: make it, or change the fields given."""
        return translations.set_translation(self.ctx, id, data)


class NodeTranslationView(ApiView):
    """A node's text in one language."""

    tag = "content"

    @endpoint(response=NodeResponse, versioned=True)
    def delete(self, request: Request, id: UUID, locale: str, version: int | None) -> NodeResponse:
        """Remove the text in one language; the original stays."""
        return translations.remove_translation(self.ctx, id, locale, version=version)
