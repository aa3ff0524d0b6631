"""REST of tags of nodes for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.tags import (
    CreateNodeTagRequest,
    MergeNodeTagsRequest,
    NodeTagResponse,
    TagWord,
    UpdateNodeTagRequest,
)
from rustok_content.selectors import tags as tag_selectors
from rustok_content.services import tags

TAG_LIST: Final = "content.tags:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNodeTagsQuery(PageQuery):
    """Which tags: ``name`` is a part of theirs."""

    name: TagWord | None = None


class TagsView(ApiView):
    """All tags of nodes."""

    tag = "content"

    @endpoint(query=ListNodeTagsQuery, response=NodeTagResponse, page=True, operation_id="list_node_tags")
    def get(self, request: Request, query: ListNodeTagsQuery) -> Page[NodeTagResponse]:
        """List the tags of nodes, newest first."""
        page = tag_selectors.list_tags(
            self.ctx, name=query.name, after=id_after(TAG_LIST, query.after), limit=query.limit
        )
        return opaque(TAG_LIST, page)

    @endpoint(request=CreateNodeTagRequest, response=NodeTagResponse, operation_id="create_node_tag")
    def post(self, request: Request, data: CreateNodeTagRequest) -> NodeTagResponse:
        """Make a tag of nodes."""
        return tags.create_tag(self.ctx, data)


class TagView(ApiView):
    """One tag of nodes."""

    tag = "content"

    @endpoint(response=NodeTagResponse, operation_id="get_node_tag")
    def get(self, request: Request, id: UUID) -> NodeTagResponse:
        """Return a tag of nodes."""
        return tag_selectors.get_tag(self.ctx, id)

    @endpoint(request=UpdateNodeTagRequest, response=NodeTagResponse, versioned=True, operation_id="update_node_tag")
    def patch(self, request: Request, id: UUID, data: UpdateNodeTagRequest) -> NodeTagResponse:
        """Rename a tag, or give it other names and synonyms; its former address leads to it still."""
        return tags.update_tag(self.ctx, id, data)

    @endpoint(operation_id="delete_node_tag")
    def delete(self, request: Request, id: UUID) -> None:
        """Take a tag off all nodes, and delete it."""
        tags.delete_tag(self.ctx, id)


class MergeTagsView(ApiView):
    """Merging."""

    tag = "content"

    @endpoint(request=MergeNodeTagsRequest, response=NodeTagResponse, status=200, operation_id="merge_into_node_tag")
    def post(self, request: Request, id: UUID, data: MergeNodeTagsRequest) -> NodeTagResponse:
        """Let a tag take others in: it gets their nodes, and their words as synonyms."""
        return tags.merge_tags(self.ctx, id, data)
