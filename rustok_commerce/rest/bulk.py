"""REST of changes of many products, and of tags, for staff."""

from __future__ import annotations

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.bulk import (
    BulkRequest,
    ListTagsRequest,
    MergeTagsRequest,
    RenameTagRequest,
    TagResponse,
)
from rustok_commerce.dto.jobs import JobResponse
from rustok_commerce.selectors import tags as selectors
from rustok_commerce.services import running


class BulkView(ApiView):
    """Changing many products."""

    tag = "jobs"

    @endpoint(request=BulkRequest, response=JobResponse)
    def post(self, request: Request, data: BulkRequest) -> JobResponse:
        """Change many products: up to a hundred at once, more in the background."""
        return running.start_bulk(self.ctx, data)


class TagsView(ApiView):
    """Tags in use."""

    tag = "tags"

    @endpoint(query=ListTagsRequest, response=TagResponse, page=True)
    def get(self, request: Request, query: ListTagsRequest) -> Page[TagResponse]:
        """List the tags of products with how many have them."""
        return selectors.list_tags(self.ctx, query)


class RenameTagView(ApiView):
    """Calling a tag otherwise."""

    tag = "tags"

    @endpoint(request=RenameTagRequest, response=JobResponse)
    def post(self, request: Request, data: RenameTagRequest) -> JobResponse:
        """Call a tag otherwise on all products; one that is there already takes it in."""
        return running.rename_tag(self.ctx, data)


class MergeTagsView(ApiView):
    """Making one tag of several."""

    tag = "tags"

    @endpoint(request=MergeTagsRequest, response=JobResponse)
    def post(self, request: Request, data: MergeTagsRequest) -> JobResponse:
        """Make one tag of several on all products."""
        return running.merge_tags(self.ctx, data)


class TagView(ApiView):
    """One tag."""

    tag = "tags"

    @endpoint(response=JobResponse, status=200)
    def delete(self, request: Request, name: str) -> JobResponse:
        """Take a tag off all products."""
        return running.delete_tag(self.ctx, name)
