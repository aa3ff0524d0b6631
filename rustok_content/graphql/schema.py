"""GraphQL of nodes for staff: one mutation per command."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.nodes import (
    CreateNodeRequest,
    NodeResponse,
    NodeStatus,
    SetNodeTranslationRequest,
    UpdateNodeRequest,
)
from rustok_content.graphql.addresses import AddressesMutation, AddressesQuery
from rustok_content.graphql.assignments import AssignmentsMutation, AssignmentsQuery
from rustok_content.graphql.blocks import BlocksQuery
from rustok_content.graphql.categories import CategoriesMutation, CategoriesQuery
from rustok_content.graphql.community import CommunityMutation, CommunityQuery
from rustok_content.graphql.imports import ImportsMutation, ImportsQuery
from rustok_content.graphql.lifecycle import LifecycleMutation, LifecycleQuery
from rustok_content.graphql.members import MembersMutation, MembersQuery
from rustok_content.graphql.menus import MenusMutation, MenusQuery
from rustok_content.graphql.places import PlacesMutation, PlacesQuery
from rustok_content.graphql.revisions import RevisionsMutation, RevisionsQuery
from rustok_content.graphql.tags import TagsMutation, TagsQuery
from rustok_content.graphql.threads import ThreadsMutation, ThreadsQuery
from rustok_content.graphql.types import Node
from rustok_content.selectors import nodes as node_selectors
from rustok_content.services import nodes, translations

_LIST: Final = "content.nodes:-id"


class ContentQuery(
    AddressesQuery,
    AssignmentsQuery,
    BlocksQuery,
    CategoriesQuery,
    CommunityQuery,
    ImportsQuery,
    LifecycleQuery,
    MembersQuery,
    MenusQuery,
    PlacesQuery,
    RevisionsQuery,
    TagsQuery,
    ThreadsQuery,
):
    """Nodes as they are written, for staff; readers ask for ``nodes`` and ``node``."""

    admin_nodes = connection_field(
        Node,
        kind=graphene.String(),
        status=enum_type(NodeStatus)(),
        parent_id=ID(),
        author_id=ID(),
        trashed=graphene.Boolean(),
    )
    admin_node = graphene.Field(Node, id=ID(required=True))

    def resolve_admin_nodes(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        kind: str | None = None,
        status: Any = None,
        parent_id: UUID | None = None,
        author_id: UUID | None = None,
        trashed: bool | None = None,
    ) -> Connection:
        query = page_query(first, after)
        page = node_selectors.list_nodes(
            info.context.ctx,
            kind=kind,
            status=NodeStatus(getattr(status, "value", status)) if status is not None else None,
            parent_id=parent_id,
            author_id=author_id,
            trashed=bool(trashed),
            after=id_after(_LIST, query.after),
            limit=query.limit,
        )
        return connect(opaque(_LIST, page), after)

    def resolve_admin_node(self, info: Any, id: UUID) -> NodeResponse:
        return node_selectors.get_node(info.context.ctx, id)


class CreateNode(graphene.Mutation):
    """Make a node, as a draft."""

    class Arguments:
        input = input_type(CreateNodeRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeResponse:
        return nodes.create_node(info.context.ctx, parse(CreateNodeRequest, input))


class UpdateNode(graphene.Mutation):
    """Change a node's own fields."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateNodeRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return nodes.update_node(info.context.ctx, id, parse(UpdateNodeRequest, input))


class SetNodeTranslation(graphene.Mutation):
    """Write a node's text in one language: make it, or change the fields given."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetNodeTranslationRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return translations.set_translation(info.context.ctx, id, parse(SetNodeTranslationRequest, input))


class RemoveNodeTranslation(graphene.Mutation):
    """Remove a node's text in one language; the original stays."""

    class Arguments:
        id = ID(required=True)
        locale = graphene.String(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, locale: str, version: int | None = None) -> NodeResponse:
        return translations.remove_translation(info.context.ctx, id, locale, version=version)


class ContentMutation(
    AddressesMutation,
    AssignmentsMutation,
    CategoriesMutation,
    CommunityMutation,
    ImportsMutation,
    LifecycleMutation,
    MembersMutation,
    MenusMutation,
    PlacesMutation,
    RevisionsMutation,
    TagsMutation,
    ThreadsMutation,
):
    """Changes to nodes and their categories."""

    create_node = CreateNode.Field()
    update_node = UpdateNode.Field()
    set_node_translation = SetNodeTranslation.Field()
    remove_node_translation = RemoveNodeTranslation.Field()
