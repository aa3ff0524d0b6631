"""Topics and replies: content's threads under the forum's names and rights."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_content import facade
from rustok_content.dto.answers import AnswerRequest, AnswerResponse, BeginThreadRequest, EditTextRequest
from rustok_content.dto.threads import Moderation
from rustok_content.dto.topics import TopicResponse
from rustok_forum.dto.topics import (
    CreateForumReplyRequest,
    CreateForumTopicRequest,
    SetForumSolutionRequest,
    UpdateForumReplyRequest,
    UpdateForumTopicRequest,
)

TOPIC: Final = "topic"
REPLY: Final = "reply"


def create_topic(ctx: RequestContext, request: CreateForumTopicRequest) -> TopicResponse:
    """Begin a topic. See :func:`rustok_content.services.topics.begin_thread`."""
    return facade.begin_thread(
        ctx,
        BeginThreadRequest(
            kind=TOPIC,
            title=request.title,
            body=request.body,
            format=request.format,
            category_id=request.category_id,
            tags=request.tags,
            locale=request.locale,
        ),
    )


def create_reply(ctx: RequestContext, topic_id: UUID, request: CreateForumReplyRequest) -> AnswerResponse:
    """Answer a topic or a reply in it. See :func:`rustok_content.services.answers.answer`."""
    return facade.answer(
        ctx,
        AnswerRequest(
            kind=REPLY, root_id=topic_id, body=request.body, format=request.format, parent_id=request.parent_id
        ),
    )


def update_topic(ctx: RequestContext, topic_id: UUID, request: UpdateForumTopicRequest) -> TopicResponse:
    """Change what a topic says."""
    facade.edit_text(
        ctx,
        topic_id,
        EditTextRequest(
            title=request.title,
            body=request.body,
            format=request.format,
            tags=request.tags,
            version=request.version,
        ),
        kind=TOPIC,
    )
    return facade.present_topic(topic_id)


def update_reply(ctx: RequestContext, reply_id: UUID, request: UpdateForumReplyRequest) -> AnswerResponse:
    """Change what a reply says."""
    facade.edit_text(
        ctx,
        reply_id,
        EditTextRequest(body=request.body, format=request.format, version=request.version),
        kind=REPLY,
    )
    return facade.present_answer(reply_id)


def set_solution(ctx: RequestContext, topic_id: UUID, request: SetForumSolutionRequest) -> TopicResponse:
    """Say which reply solves a topic."""
    facade.set_solution(ctx, topic_id, request.reply_id, kind=TOPIC)
    return facade.present_topic(topic_id)


def delete_topic(ctx: RequestContext, topic_id: UUID, *, version: int | None = None) -> None:
    """Take a topic from readers."""
    facade.delete_text(ctx, topic_id, kind=TOPIC, version=version)


def restore_topic(ctx: RequestContext, topic_id: UUID) -> None:
    """Show a deleted topic again."""
    facade.restore_text(ctx, topic_id, kind=TOPIC)


def delete_reply(ctx: RequestContext, reply_id: UUID, *, version: int | None = None) -> None:
    """Take a reply from readers; it keeps its place."""
    facade.delete_text(ctx, reply_id, kind=REPLY, version=version)


def restore_reply(ctx: RequestContext, reply_id: UUID) -> None:
    """Show a deleted reply again."""
    facade.restore_text(ctx, reply_id, kind=REPLY)


def get_topic(ctx: RequestContext, topic_id: UUID) -> TopicResponse:
    """Return a topic, whatever its state, for staff."""
    return facade.get_topic(ctx, topic_id, permission="forum.topic:read", kind=TOPIC)


def list_topics(
    ctx: RequestContext,
    *,
    category_id: UUID | None = None,
    moderation: Moderation | None = None,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[TopicResponse]:
    """List topics, whatever their state, newest first, for staff."""
    return facade.list_topics(
        ctx,
        permission="forum.topic:read",
        kind=TOPIC,
        category_id=category_id,
        moderation=moderation,
        after=after,
        limit=limit,
    )


def list_replies(
    ctx: RequestContext, topic_id: UUID, *, after: UUID | None = None, limit: int = 24
) -> Page[AnswerResponse]:
    """List the replies of a topic, also those that readers do not see, for staff."""
    return facade.list_answers(ctx, topic_id, permission="forum.topic:read", kind=REPLY, after=after, limit=limit)
