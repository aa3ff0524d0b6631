"""REST of nodes and categories for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.nodes import (
    CreateNodeRequest,
    Kind,
    NodeResponse,
    NodeStatus,
    SetNodeTranslationRequest,
    UnpublishNodeRequest,
    UpdateNodeRequest,
)
from rustok_content.selectors import nodes as node_selectors
from rustok_content.services import nodes, publishing, translations

_LIST: Final = "content.nodes:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNodesQuery(PageQuery):
    """Which nodes."""

    kind: Kind | None = None
    status: NodeStatus | None = None


class NodesView(ApiView):
    """All nodes."""

    tag = "content"

    @endpoint(query=ListNodesQuery, response=NodeResponse, page=True)
    def get(self, request: Request, query: ListNodesQuery) -> Page[NodeResponse]:
        """List nodes with their raw translations, newest first."""
        page = node_selectors.list_nodes(
            self.ctx, kind=query.kind, status=query.status, after=id_after(_LIST, query.after), limit=query.limit
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

    @endpoint(versioned=True)
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Delete a node that nothing is below."""
        nodes.delete_node(self.ctx, id, version=version)


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


class PublishNodeView(ApiView):
    """Publishing."""

    tag = "content"

    @endpoint(response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, version: int | None) -> NodeResponse:
        """Let readers see a node."""
        return publishing.publish_node(self.ctx, id, version=version)


class UnpublishNodeView(ApiView):
    """Taking back."""

    tag = "content"

    @endpoint(request=UnpublishNodeRequest, response=NodeResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: UnpublishNodeRequest, version: int | None) -> NodeResponse:
        """Take a node from readers, as a draft or into the archive."""
        return publishing.unpublish_node(self.ctx, id, archive=data.archive, version=version)
