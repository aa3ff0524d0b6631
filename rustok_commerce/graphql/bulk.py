"""GraphQL of changes of many products, and of tags, for staff."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.dto import parse
from rustok_commerce.dto.bulk import BulkRequest, ListTagsRequest, MergeTagsRequest, RenameTagRequest, TagResponse
from rustok_commerce.dto.jobs import JobResponse
from rustok_commerce.selectors import tags as selectors
from rustok_commerce.services import running

Tag = object_type(TagResponse)
Job = object_type(JobResponse)


class TagQuery:
    """Tags in use."""

    product_tags = connection_field(Tag, q=graphene.String(description="How they begin."))

    def resolve_product_tags(
        self, info: Any, first: int | None = None, after: str | None = None, q: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        given = {"after": after, "q": q}
        wanted = {name: value for name, value in given.items() if value is not None}
        return connect(
            selectors.list_tags(info.context.ctx, parse(ListTagsRequest, {**wanted, "limit": query.limit})), after
        )


class ChangeProducts(graphene.Mutation):
    """Change many products: up to a hundred at once, more in the background."""

    class Arguments:
        input = input_type(BulkRequest)(required=True)

    Output = graphene.NonNull(Job)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> JobResponse:
        return running.start_bulk(info.context.ctx, parse(BulkRequest, input))


class RenameTag(graphene.Mutation):
    """Call a tag otherwise on all products; one that is there already takes it in."""

    class Arguments:
        input = input_type(RenameTagRequest)(required=True)

    Output = graphene.NonNull(Job)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> JobResponse:
        return running.rename_tag(info.context.ctx, parse(RenameTagRequest, input))


class MergeTags(graphene.Mutation):
    """Make one tag of several on all products."""

    class Arguments:
        input = input_type(MergeTagsRequest)(required=True)

    Output = graphene.NonNull(Job)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> JobResponse:
        return running.merge_tags(info.context.ctx, parse(MergeTagsRequest, input))


class DeleteTag(graphene.Mutation):
    """Take a tag off all products."""

    class Arguments:
        tag = graphene.String(required=True)

    Output = graphene.NonNull(Job)

    @staticmethod
    def mutate(root: Any, info: Any, tag: str) -> JobResponse:
        return running.delete_tag(info.context.ctx, tag)


class BulkMutation:
    """Changes of many products."""

    change_products = ChangeProducts.Field()
    rename_tag = RenameTag.Field()
    merge_tags = MergeTags.Field()
    delete_tag = DeleteTag.Field()
