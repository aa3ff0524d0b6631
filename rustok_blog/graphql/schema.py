"""GraphQL of the blog: one mutation per command."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.api.rest.paging import id_after, opaque
from rustok.auth.clients import client_of
from rustok.dto import parse
from rustok_blog.dto.comments import CreateCommentRequest, UpdateCommentRequest
from rustok_blog.graphql.posts import PostsMutation, PostsQuery
from rustok_blog.graphql.series import SeriesMutation, SeriesQuery
from rustok_blog.services import comments
from rustok_content.dto.answers import AnswerResponse
from rustok_index.graphql.reads import PostQuery

_COMMENTS: Final = "blog.comments:id"

Answer = object_type(AnswerResponse, "AdminAnswer")
# A guest is told by which token the comment can be changed.
never_stored("createComment")


class BlogQuery(PostsQuery, SeriesQuery, PostQuery):
    """What readers see, from the read model, and comments in every state, for staff."""

    admin_post_comments = connection_field(Answer, id=ID(required=True))

    def resolve_admin_post_comments(
        self, info: Any, id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = comments.list_comments(info.context.ctx, id, after=id_after(_COMMENTS, query.after), limit=query.limit)
        return connect(opaque(_COMMENTS, page), after)


class CreateComment(graphene.Mutation):
    """Comment on the post ``id``, or answer a comment below it."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CreateCommentRequest)(required=True)

    Output = graphene.NonNull(Answer)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> AnswerResponse:
        request = parse(CreateCommentRequest, input)
        return comments.create_comment(info.context.ctx, id, request, ip=client_of(info.context).ip or "")


class UpdateComment(graphene.Mutation):
    """Change what a comment says. ``token`` is a guest's."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCommentRequest)(required=True)
        token = graphene.String()

    Output = graphene.NonNull(Answer)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> AnswerResponse:
        return comments.update_comment(info.context.ctx, id, parse(UpdateCommentRequest, input), token=token)


class DeleteComment(graphene.Mutation):
    """Delete a comment; it keeps its place. ``token`` is a guest's. Returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()
        token = graphene.String()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None, token: str | None = None) -> UUID:
        comments.delete_comment(info.context.ctx, id, version=version, token=token)
        return id


class RestoreComment(graphene.Mutation):
    """Show a deleted comment again; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        comments.restore_comment(info.context.ctx, id)
        return id


class BlogMutation(PostsMutation, SeriesMutation):
    """Changes to posts and comments."""

    create_comment = CreateComment.Field()
    update_comment = UpdateComment.Field()
    delete_comment = DeleteComment.Field()
    restore_comment = RestoreComment.Field()
