"""GraphQL of the forum: one mutation per command."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.threads import Moderation
from rustok_content.dto.topics import TopicResponse
from rustok_forum.dto.topics import (
    CreateForumReplyRequest,
    CreateForumTopicRequest,
    SetForumSolutionRequest,
    UpdateForumReplyRequest,
    UpdateForumTopicRequest,
)
from rustok_forum.graphql.moderating import ModeratingMutation
from rustok_forum.graphql.types import Answer, Topic
from rustok_forum.services import topics
from rustok_index.graphql.reads import TopicQuery

_LIST: Final = "forum.topics:-id"
_REPLIES: Final = "forum.replies:id"


class ForumQuery(TopicQuery):
    """What readers see, from the read model, and topics and replies in every state, for moderators."""

    admin_forum_topics = connection_field(Topic, category_id=ID(), moderation=enum_type(Moderation)())
    admin_forum_topic = graphene.Field(Topic, id=ID(required=True))
    admin_forum_replies = connection_field(Answer, id=ID(required=True))

    def resolve_admin_forum_topics(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        category_id: UUID | None = None,
        moderation: Any = None,
    ) -> Connection:
        query = page_query(first, after)
        page = topics.list_topics(
            info.context.ctx,
            category_id=category_id,
            moderation=Moderation(getattr(moderation, "value", moderation)) if moderation is not None else None,
            after=id_after(_LIST, query.after),
            limit=query.limit,
        )
        return connect(opaque(_LIST, page), after)

    def resolve_admin_forum_topic(self, info: Any, id: UUID) -> TopicResponse:
        return topics.get_topic(info.context.ctx, id)

    def resolve_admin_forum_replies(
        self, info: Any, id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = topics.list_replies(info.context.ctx, id, after=id_after(_REPLIES, query.after), limit=query.limit)
        return connect(opaque(_REPLIES, page), after)


class CreateForumTopic(graphene.Mutation):
    """Begin a topic."""

    class Arguments:
        input = input_type(CreateForumTopicRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> TopicResponse:
        return topics.create_topic(info.context.ctx, parse(CreateForumTopicRequest, input))


class UpdateForumTopic(graphene.Mutation):
    """Change what a topic says."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateForumTopicRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TopicResponse:
        return topics.update_topic(info.context.ctx, id, parse(UpdateForumTopicRequest, input))


class SetForumSolution(graphene.Mutation):
    """Say which reply solves the topic ``id``, or that none does."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetForumSolutionRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TopicResponse:
        return topics.set_solution(info.context.ctx, id, parse(SetForumSolutionRequest, input))


class DeleteForumTopic(graphene.Mutation):
    """Delete a topic; returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> UUID:
        topics.delete_topic(info.context.ctx, id, version=version)
        return id


class RestoreForumTopic(graphene.Mutation):
    """Show a deleted topic again; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        topics.restore_topic(info.context.ctx, id)
        return id


class CreateForumReply(graphene.Mutation):
    """Answer the topic ``id``, or a reply in it."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CreateForumReplyRequest)(required=True)

    Output = graphene.NonNull(Answer)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> AnswerResponse:
        return topics.create_reply(info.context.ctx, id, parse(CreateForumReplyRequest, input))


class UpdateForumReply(graphene.Mutation):
    """Change what a reply says."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateForumReplyRequest)(required=True)

    Output = graphene.NonNull(Answer)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> AnswerResponse:
        return topics.update_reply(info.context.ctx, id, parse(UpdateForumReplyRequest, input))


class DeleteForumReply(graphene.Mutation):
    """Delete a reply; it keeps its place. Returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> UUID:
        topics.delete_reply(info.context.ctx, id, version=version)
        return id


class RestoreForumReply(graphene.Mutation):
    """Show a deleted reply again; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        topics.restore_reply(info.context.ctx, id)
        return id


class ForumMutation(ModeratingMutation):
    """Changes to topics and replies."""

    update_forum_topic = UpdateForumTopic.Field()
    update_forum_reply = UpdateForumReply.Field()
    set_forum_solution = SetForumSolution.Field()
    create_forum_topic = CreateForumTopic.Field()
    delete_forum_topic = DeleteForumTopic.Field()
    restore_forum_topic = RestoreForumTopic.Field()
    create_forum_reply = CreateForumReply.Field()
    delete_forum_reply = DeleteForumReply.Field()
    restore_forum_reply = RestoreForumReply.Field()
