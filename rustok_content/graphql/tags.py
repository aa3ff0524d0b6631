"""GraphQL of tags of nodes for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.tags import (
    CreateNodeTagRequest,
    MergeNodeTagsRequest,
    NodeTagResponse,
    UpdateNodeTagRequest,
)
from rustok_content.selectors import tags as tag_selectors
from rustok_content.services import tags

_LIST = "content.tags:-id"

NodeTag = object_type(NodeTagResponse, "AdminNodeTag")


class TagsQuery:
    """Tags of nodes as they are written, for staff."""

    admin_node_tags = connection_field(NodeTag, name=graphene.String())
    admin_node_tag = graphene.Field(NodeTag, id=ID(required=True))

    @staticmethod
    def resolve_admin_node_tags(
        root: Any, info: Any, first: int | None = None, after: str | None = None, name: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = tag_selectors.list_tags(
            info.context.ctx, name=name, after=id_after(_LIST, query.after), limit=query.limit
        )
        return connect(opaque(_LIST, page), after)

    @staticmethod
    def resolve_admin_node_tag(root: Any, info: Any, id: UUID) -> NodeTagResponse:
        return tag_selectors.get_tag(info.context.ctx, id)


class CreateNodeTag(graphene.Mutation):
    """Make a tag of nodes."""

    class Arguments:
        input = input_type(CreateNodeTagRequest)(required=True)

    Output = graphene.NonNull(NodeTag)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeTagResponse:
        return tags.create_tag(info.context.ctx, parse(CreateNodeTagRequest, input))


class UpdateNodeTag(graphene.Mutation):
    """Rename a tag, or give it other names and synonyms."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateNodeTagRequest)(required=True)

    Output = graphene.NonNull(NodeTag)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeTagResponse:
        return tags.update_tag(info.context.ctx, id, parse(UpdateNodeTagRequest, input))


class MergeIntoNodeTag(graphene.Mutation):
    """Let a tag take others in."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MergeNodeTagsRequest)(required=True)

    Output = graphene.NonNull(NodeTag)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeTagResponse:
        return tags.merge_tags(info.context.ctx, id, parse(MergeNodeTagsRequest, input))


class DeleteNodeTag(graphene.Mutation):
    """Take a tag off all nodes, and delete it; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        tags.delete_tag(info.context.ctx, id)
        return id


class TagsMutation:
    """Changes to tags of nodes."""

    create_node_tag = CreateNodeTag.Field()
    update_node_tag = UpdateNodeTag.Field()
    merge_into_node_tag = MergeIntoNodeTag.Field()
    delete_node_tag = DeleteNodeTag.Field()
