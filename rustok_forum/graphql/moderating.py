"""GraphQL of what moderators do with topics."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_content.dto.thread_changes import (
    BulkThreadsRequest,
    BulkThreadsResponse,
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.dto.topics import TopicResponse
from rustok_forum.graphql.types import Topic
from rustok_forum.services import moderating


class ChangeForumTopicState(graphene.Mutation):
    """Lock, close, archive, hide or pin a topic, slow it down, or make it a wiki."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ChangeThreadRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TopicResponse:
        return moderating.change_topic(info.context.ctx, id, parse(ChangeThreadRequest, input))


class MoveForumTopic(graphene.Mutation):
    """Put a topic into another category."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MoveThreadRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TopicResponse:
        return moderating.move_topic(info.context.ctx, id, parse(MoveThreadRequest, input))


class SplitForumTopic(graphene.Mutation):
    """Make a topic of replies, with all that is below them; returns the new topic."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SplitThreadRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TopicResponse:
        return moderating.split_topic(info.context.ctx, id, parse(SplitThreadRequest, input))


class MergeForumTopic(graphene.Mutation):
    """Let another topic take this one in; returns that topic."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MergeThreadRequest)(required=True)

    Output = graphene.NonNull(Topic)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TopicResponse:
        return moderating.merge_topic(info.context.ctx, id, parse(MergeThreadRequest, input))


class ChangeForumTopics(graphene.Mutation):
    """Move, lock, close, archive, hide or delete several topics."""

    class Arguments:
        input = input_type(BulkThreadsRequest)(required=True)

    Output = graphene.NonNull(object_type(BulkThreadsResponse))

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> BulkThreadsResponse:
        return moderating.change_topics(info.context.ctx, parse(BulkThreadsRequest, input))


class ModeratingMutation:
    """What moderators do with topics."""

    change_forum_topic_state = ChangeForumTopicState.Field()
    move_forum_topic = MoveForumTopic.Field()
    split_forum_topic = SplitForumTopic.Field()
    merge_forum_topic = MergeForumTopic.Field()
    change_forum_topics = ChangeForumTopics.Field()
