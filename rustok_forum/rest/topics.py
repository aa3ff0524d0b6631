"""REST of topics and replies for those who write them."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.topics import TopicResponse
from rustok_forum.dto.topics import (
    CreateForumReplyRequest,
    CreateForumTopicRequest,
    SetForumSolutionRequest,
    UpdateForumReplyRequest,
    UpdateForumTopicRequest,
)
from rustok_forum.services import topics
from rustok_index.rest import reads


class TopicsView(reads.TopicListView):
    """Topics."""

    @endpoint(request=CreateForumTopicRequest, response=TopicResponse, operation_id="create_forum_topic")
    def post(self, request: Request, data: CreateForumTopicRequest) -> TopicResponse:
        """Begin a topic."""
        return topics.create_topic(self.ctx, data)


class TopicView(reads.TopicView):
    """A topic."""

    @endpoint(
        request=UpdateForumTopicRequest, response=TopicResponse, versioned=True, operation_id="update_forum_topic"
    )
    def patch(self, request: Request, id: UUID, data: UpdateForumTopicRequest) -> TopicResponse:
        """Change what a topic says: its author for a while, moderators always, everybody who may write in a wiki."""
        return topics.update_topic(self.ctx, id, data)

    @endpoint(versioned=True, operation_id="delete_forum_topic")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Delete a topic: its author while nobody else has answered, moderators always."""
        topics.delete_topic(self.ctx, id, version=version)


class RestoreTopicView(ApiView):
    """A deleted topic."""

    tag = "forum"

    @endpoint(status=204, operation_id="restore_forum_topic")
    def post(self, request: Request, id: UUID) -> None:
        """Show a deleted topic again."""
        topics.restore_topic(self.ctx, id)


class SolutionView(ApiView):
    """What solves a topic."""

    tag = "forum"

    @endpoint(request=SetForumSolutionRequest, response=TopicResponse, operation_id="set_forum_solution")
    def put(self, request: Request, id: UUID, data: SetForumSolutionRequest) -> TopicResponse:
        """Say which reply solves a topic, or that none does: its author and moderators may."""
        return topics.set_solution(self.ctx, id, data)


class RepliesView(reads.ReplyListView):
    """Replies of a topic."""

    @endpoint(request=CreateForumReplyRequest, response=AnswerResponse, operation_id="create_forum_reply")
    def post(self, request: Request, id: UUID, data: CreateForumReplyRequest) -> AnswerResponse:
        """Answer a topic, or a reply in it."""
        return topics.create_reply(self.ctx, id, data)


class ReplyView(reads.ReplyView):
    """A reply."""

    @endpoint(
        request=UpdateForumReplyRequest, response=AnswerResponse, versioned=True, operation_id="update_forum_reply"
    )
    def patch(self, request: Request, id: UUID, data: UpdateForumReplyRequest) -> AnswerResponse:
        """Change what a reply says: its author for a while, moderators always."""
        return topics.update_reply(self.ctx, id, data)

    @endpoint(versioned=True, operation_id="delete_forum_reply")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Delete a reply; it keeps its place, and what answers it stays."""
        topics.delete_reply(self.ctx, id, version=version)


class RestoreReplyView(ApiView):
    """A deleted reply."""

    tag = "forum"

    @endpoint(status=204, operation_id="restore_forum_reply")
    def post(self, request: Request, id: UUID) -> None:
        """Show a deleted reply again."""
        topics.restore_reply(self.ctx, id)
