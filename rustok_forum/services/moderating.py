"""What moderators do with topics: content's commands under the forum's names and rights."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok_content import facade
from rustok_content.dto.thread_changes import (
    BulkThreadsRequest,
    BulkThreadsResponse,
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.dto.topics import TopicResponse
from rustok_forum.services.topics import REPLY, TOPIC


def change_topic(ctx: RequestContext, topic_id: UUID, request: ChangeThreadRequest) -> TopicResponse:
    """Lock, close, archive, hide or pin a topic, slow it down, or make it a wiki."""
    facade.change_thread(ctx, topic_id, request, kind=TOPIC)
    return facade.present_topic(topic_id)


def move_topic(ctx: RequestContext, topic_id: UUID, request: MoveThreadRequest) -> TopicResponse:
    """Put a topic into another category."""
    facade.move_thread(ctx, topic_id, request, kind=TOPIC)
    return facade.present_topic(topic_id)


def split_topic(ctx: RequestContext, topic_id: UUID, request: SplitThreadRequest) -> TopicResponse:
    """Make a topic of replies; return the new one."""
    return facade.present_topic(facade.split_thread(ctx, topic_id, request, kind=TOPIC, answer_kind=REPLY))


def merge_topic(ctx: RequestContext, topic_id: UUID, request: MergeThreadRequest) -> TopicResponse:
    """Let another topic take this one in; return that."""
    facade.merge_thread(ctx, topic_id, request, kind=TOPIC, answer_kind=REPLY)
    return facade.present_topic(request.into_id)


def change_topics(ctx: RequestContext, request: BulkThreadsRequest) -> BulkThreadsResponse:
    """Do the same to several topics."""
    return facade.change_threads(ctx, request, kind=TOPIC)
