"""REST of what moderators do with topics."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_content.dto.thread_changes import (
    BulkThreadsRequest,
    BulkThreadsResponse,
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.dto.topics import TopicResponse
from rustok_forum.services import moderating


class TopicStateView(ApiView):
    """What holds for a topic."""

    tag = "forum"

    @endpoint(
        request=ChangeThreadRequest, response=TopicResponse, versioned=True, operation_id="change_forum_topic_state"
    )
    def patch(self, request: Request, id: UUID, data: ChangeThreadRequest) -> TopicResponse:
        """Lock, close, archive, hide or pin a topic, slow it down, or make it a wiki."""
        return moderating.change_topic(self.ctx, id, data)


class MoveTopicView(ApiView):
    """Where a topic is filed."""

    tag = "forum"

    @endpoint(request=MoveThreadRequest, response=TopicResponse, status=200, operation_id="move_forum_topic")
    def post(self, request: Request, id: UUID, data: MoveThreadRequest) -> TopicResponse:
        """Put a topic into another category."""
        return moderating.move_topic(self.ctx, id, data)


class SplitTopicView(ApiView):
    """Replies that are a matter of their own."""

    tag = "forum"

    @endpoint(request=SplitThreadRequest, response=TopicResponse, operation_id="split_forum_topic")
    def post(self, request: Request, id: UUID, data: SplitThreadRequest) -> TopicResponse:
        """Make a topic of replies, with all that is below them; the answer is the new topic."""
        return moderating.split_topic(self.ctx, id, data)


class MergeTopicView(ApiView):
    """Topics about one matter."""

    tag = "forum"

    @endpoint(request=MergeThreadRequest, response=TopicResponse, status=200, operation_id="merge_forum_topic")
    def post(self, request: Request, id: UUID, data: MergeThreadRequest) -> TopicResponse:
        """Let another topic take this one in; the answer is that topic."""
        return moderating.merge_topic(self.ctx, id, data)


class BulkTopicsView(ApiView):
    """Several topics."""

    tag = "forum"

    @endpoint(request=BulkThreadsRequest, response=BulkThreadsResponse, status=200, operation_id="change_forum_topics")
    def post(self, request: Request, data: BulkThreadsRequest) -> BulkThreadsResponse:
        """Move, lock, close, archive, hide or delete several topics."""
        return moderating.change_topics(self.ctx, data)
