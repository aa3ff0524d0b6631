"""GraphQL of a node's way to its readers, for staff: publishing, drafts, schedule, trash, previews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.dto import given, parse
from rustok.search.storefront import StoreNode
from rustok_content.dto.lifecycle import (
    CreatedNodePreviewResponse,
    CreatePreviewRequest,
    NodePreviewResponse,
    PublishNodeRequest,
    ScheduleNodeRequest,
    UnpublishNodeRequest,
)
from rustok_content.dto.nodes import NodeResponse
from rustok_content.dto.places import TrashedNodeResponse
from rustok_content.graphql.types import Node
from rustok_content.selectors import previews as preview_selectors
from rustok_content.services import drafts, previews, publishing, scheduling, trash

# Its answer holds a token.
never_stored("createNodePreview")

NodePreview = object_type(NodePreviewResponse)
CreatedNodePreview = object_type(CreatedNodePreviewResponse)
TrashedNode = object_type(TrashedNodeResponse)


class LifecycleQuery:
    """Who may look at a node before it is published."""

    node_previews = graphene.List(graphene.NonNull(NodePreview), id=ID(required=True))
    previewed_node = graphene.Field(
        object_type(StoreNode),
        token=graphene.String(required=True),
        description="A node as readers would see it if all that waits were published now; for whoever has the token.",
    )

    def resolve_node_previews(self, info: Any, id: UUID) -> tuple[NodePreviewResponse, ...]:
        return preview_selectors.list_previews(info.context.ctx, id)

    def resolve_previewed_node(self, info: Any, token: str) -> Mapping[str, Any]:
        return previews.look(info.context.ctx, token)


class PublishNode(graphene.Mutation):
    """Let readers see a node, in some languages or in all, with what waits to be published."""

    class Arguments:
        id = ID(required=True)
        input = input_type(PublishNodeRequest)()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any = None) -> NodeResponse:
        data = parse(PublishNodeRequest, input or {})
        version = given(data).get("version")
        return publishing.publish_node(info.context.ctx, id, locales=data.locales, version=version)


class UnpublishNode(graphene.Mutation):
    """Take a node from readers, in some languages or in all: as a draft or into the archive."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UnpublishNodeRequest)()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any = None) -> NodeResponse:
        data = parse(UnpublishNodeRequest, input or {})
        return publishing.unpublish_node(
            info.context.ctx, id, locales=data.locales, archive=data.archive, version=given(data).get("version")
        )


class DiscardNodeDraft(graphene.Mutation):
    """Drop what waits to be published in a language; what readers see stays."""

    class Arguments:
        id = ID(required=True)
        locale = graphene.String(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, locale: str, version: int | None = None) -> NodeResponse:
        return drafts.discard_draft(info.context.ctx, id, locale, version=version)


class ScheduleNode(graphene.Mutation):
    """Say when texts are to be shown and taken back by themselves; null takes a time back."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ScheduleNodeRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return scheduling.schedule_node(info.context.ctx, id, parse(ScheduleNodeRequest, input))


class DeleteNode(graphene.Mutation):
    """Put a node and all that is below it into the trash."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(TrashedNode)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> TrashedNodeResponse:
        return trash.delete_node(info.context.ctx, id, version=version)


class RestoreNode(graphene.Mutation):
    """Bring a node back from the trash, with all that went there with it."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> NodeResponse:
        return trash.restore_node(info.context.ctx, id, version=version)


class PurgeNode(graphene.Mutation):
    """Do away with a node in the trash for good, and with all that is below it; returns its id."""

    class Arguments:
        id = ID(required=True)
        force = graphene.Boolean()
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, force: bool | None = None, version: int | None = None) -> UUID:
        trash.purge_node(info.context.ctx, id, force=bool(force), version=version)
        return id


class CreateNodePreview(graphene.Mutation):
    """Make a token that shows a node as it would be published; it is told once."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CreatePreviewRequest)(required=True)

    Output = graphene.NonNull(CreatedNodePreview)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CreatedNodePreviewResponse:
        return previews.create_preview(info.context.ctx, id, parse(CreatePreviewRequest, input))


class RevokeNodePreview(graphene.Mutation):
    """Let a token show nothing any more."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(NodePreview)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> NodePreviewResponse:
        return previews.revoke_preview(info.context.ctx, id)


class LifecycleMutation:
    """Changes to what readers see of nodes."""

    publish_node = PublishNode.Field()
    unpublish_node = UnpublishNode.Field()
    discard_node_draft = DiscardNodeDraft.Field()
    schedule_node = ScheduleNode.Field()
    delete_node = DeleteNode.Field()
    restore_node = RestoreNode.Field()
    purge_node = PurgeNode.Field()
    create_node_preview = CreateNodePreview.Field()
    revoke_node_preview = RevokeNodePreview.Field()
