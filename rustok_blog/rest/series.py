"""REST of series for staff."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_blog.dto.series import CreateSeriesRequest, SeriesPostsResponse, SetSeriesPostsRequest
from rustok_blog.services import series
from rustok_content.dto.nodes import NodeResponse

_LIST: Final = "blog.series:-id"


class SeriesListView(ApiView):
    """All series."""

    tag = "blog"

    @endpoint(query=PageQuery, response=NodeResponse, page=True, operation_id="list_admin_series")
    def get(self, request: Request, query: PageQuery) -> Page[NodeResponse]:
        """List series of posts with their raw translations, newest first."""
        return opaque(_LIST, series.list_series(self.ctx, after=id_after(_LIST, query.after), limit=query.limit))

    @endpoint(request=CreateSeriesRequest, response=NodeResponse, operation_id="create_series")
    def post(self, request: Request, data: CreateSeriesRequest) -> NodeResponse:
        """Make a series of posts, as a draft."""
        return series.create_series(self.ctx, data)


class SeriesPostsView(ApiView):
    """The posts of a series."""

    tag = "blog"

    @endpoint(response=SeriesPostsResponse, operation_id="get_series_posts")
    def get(self, request: Request, id: UUID) -> SeriesPostsResponse:
        """Return the posts of a series in their order, whether readers see them or not."""
        return series.get_series_posts(self.ctx, id)

    @endpoint(
        request=SetSeriesPostsRequest, response=SeriesPostsResponse, versioned=True, operation_id="set_series_posts"
    )
    def put(self, request: Request, id: UUID, data: SetSeriesPostsRequest) -> SeriesPostsResponse:
        """Say which posts are in a series, in which order."""
        return series.set_series_posts(self.ctx, id, data)
