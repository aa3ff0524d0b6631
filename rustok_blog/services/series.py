"""Series of posts: nodes of the kind ``series``, and which posts are in them in which order."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page, given
from rustok_blog.dto.series import CreateSeriesRequest, SeriesPostsResponse, SetSeriesPostsRequest
from rustok_content import facade
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse

SERIES: Final = "series"
_POST: Final = "post"


def list_series(ctx: RequestContext, *, after: UUID | None = None, limit: int = 24) -> Page[NodeResponse]:
    """List series with their raw translations, newest first."""
    return facade.list_nodes(ctx, kind=SERIES, after=after, limit=limit)


def create_series(ctx: RequestContext, request: CreateSeriesRequest) -> NodeResponse:
    """Make a series, as a draft."""
    asked = CreateNodeRequest(
        kind=SERIES, translations=request.translations, category_id=request.category_id, tags=request.tags
    )
    return facade.create_node(ctx, asked, kind=SERIES)


def get_series_posts(ctx: RequestContext, series_id: UUID) -> SeriesPostsResponse:
    """Return the posts of a series in their order.

    :raises NodeNotFound: no such series for this tenant.
    """
    version, post_ids = facade.linked_to(ctx, series_id, LinkRelation.SERIES, kind=SERIES)
    return SeriesPostsResponse(series_id=series_id, post_ids=post_ids, version=version)


def set_series_posts(ctx: RequestContext, series_id: UUID, request: SetSeriesPostsRequest) -> SeriesPostsResponse:
    """Say which posts are in a series, in which order.

    :raises NodeNotFound: no such series, or no such post, for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    facade.set_linked(
        ctx,
        series_id,
        LinkRelation.SERIES,
        request.post_ids,
        kind=_POST,
        target=SERIES,
        version=given(request).get("version"),
    )
    return get_series_posts(ctx, series_id)
