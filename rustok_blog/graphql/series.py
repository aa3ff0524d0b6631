"""GraphQL of series for staff."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_blog.dto.series import CreateSeriesRequest, SeriesPostsResponse, SetSeriesPostsRequest
from rustok_blog.services import series
from rustok_content.dto.nodes import NodeResponse

_LIST: Final = "blog.series:-id"

Node = object_type(NodeResponse, "AdminNode")
SeriesPosts = object_type(SeriesPostsResponse)


class SeriesQuery:
    """Series as they are written, for staff."""

    admin_series = connection_field(Node)
    admin_series_posts = graphene.Field(SeriesPosts, id=ID(required=True))

    def resolve_admin_series(self, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        page = series.list_series(info.context.ctx, after=id_after(_LIST, query.after), limit=query.limit)
        return connect(opaque(_LIST, page), after)

    def resolve_admin_series_posts(self, info: Any, id: UUID) -> SeriesPostsResponse:
        return series.get_series_posts(info.context.ctx, id)


class CreateSeries(graphene.Mutation):
    """Make a series of posts, as a draft."""

    class Arguments:
        input = input_type(CreateSeriesRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeResponse:
        return series.create_series(info.context.ctx, parse(CreateSeriesRequest, input))


class SetSeriesPosts(graphene.Mutation):
    """Say which posts are in a series, in which order."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetSeriesPostsRequest)(required=True)

    Output = graphene.NonNull(SeriesPosts)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> SeriesPostsResponse:
        return series.set_series_posts(info.context.ctx, id, parse(SetSeriesPostsRequest, input))


class SeriesMutation:
    """Changes to series."""

    create_series = CreateSeries.Field()
    set_series_posts = SetSeriesPosts.Field()
