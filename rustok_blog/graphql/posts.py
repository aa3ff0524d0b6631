"""GraphQL of posts for staff: one mutation per command."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_blog.dto.posts import CreatePostRequest, SetPostLinksRequest, UpdatePostRequest
from rustok_blog.services import posts
from rustok_content.dto.nodes import NodeResponse, NodeStatus, SetNodeTranslationRequest
from rustok_content.dto.thread_changes import ChangeThreadRequest

_LIST: Final = "blog.posts:-id"

Node = object_type(NodeResponse, "AdminNode")


class PostsQuery:
    """Posts as they are written, for staff."""

    admin_posts = connection_field(Node, status=enum_type(NodeStatus)())
    admin_post = graphene.Field(Node, id=ID(required=True))

    def resolve_admin_posts(
        self, info: Any, first: int | None = None, after: str | None = None, status: Any = None
    ) -> Connection:
        query = page_query(first, after)
        page = posts.list_posts(
            info.context.ctx,
            status=NodeStatus(getattr(status, "value", status)) if status is not None else None,
            after=id_after(_LIST, query.after),
            limit=query.limit,
        )
        return connect(opaque(_LIST, page), after)

    def resolve_admin_post(self, info: Any, id: UUID) -> NodeResponse:
        return posts.get_post(info.context.ctx, id)


class CreatePost(graphene.Mutation):
    """Make a post, as a draft."""

    class Arguments:
        input = input_type(CreatePostRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeResponse:
        return posts.create_post(info.context.ctx, parse(CreatePostRequest, input))


class UpdatePost(graphene.Mutation):
    """Change a post's own fields."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdatePostRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return posts.update_post(info.context.ctx, id, parse(UpdatePostRequest, input))


class SetPostTranslation(graphene.Mutation):
    """Write a post's text in one language."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetNodeTranslationRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return posts.set_post_translation(info.context.ctx, id, parse(SetNodeTranslationRequest, input))


class SetPostLinks(graphene.Mutation):
    """Say which series a post is part of, and which posts are related."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetPostLinksRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return posts.set_post_links(info.context.ctx, id, parse(SetPostLinksRequest, input))


class ChangePostComments(graphene.Mutation):
    """Switch comments below a post off or on, or close them at a time."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ChangeThreadRequest)(required=True)

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return posts.change_comments(info.context.ctx, id, parse(ChangeThreadRequest, input))


class PublishPost(graphene.Mutation):
    """Let readers see a post."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> NodeResponse:
        return posts.publish_post(info.context.ctx, id, version=version)


class UnpublishPost(graphene.Mutation):
    """Take a post from readers."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Node)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> NodeResponse:
        return posts.unpublish_post(info.context.ctx, id, version=version)


class DeletePost(graphene.Mutation):
    """Put a post into the trash, with its comments; returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> UUID:
        posts.delete_post(info.context.ctx, id, version=version)
        return id


class PostsMutation:
    """Changes to posts."""

    create_post = CreatePost.Field()
    update_post = UpdatePost.Field()
    set_post_translation = SetPostTranslation.Field()
    set_post_links = SetPostLinks.Field()
    change_post_comments = ChangePostComments.Field()
    publish_post = PublishPost.Field()
    unpublish_post = UnpublishPost.Field()
    delete_post = DeletePost.Field()
