"""REST of topics and replies for moderators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.threads import Moderation
from rustok_content.dto.topics import TopicResponse
from rustok_forum.services import topics

_LIST: Final = "forum.topics:-id"
_REPLIES: Final = "forum.replies:id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForumTopicsQuery(PageQuery):
    """Which topics."""

    category_id: Id | None = None
    moderation: Moderation | None = None


class TopicsView(ApiView):
    """All topics."""

    tag = "forum"

    @endpoint(query=ListForumTopicsQuery, response=TopicResponse, page=True, operation_id="list_admin_forum_topics")
    def get(self, request: Request, query: ListForumTopicsQuery) -> Page[TopicResponse]:
        """List topics in every state, newest first."""
        page = topics.list_topics(
            self.ctx,
            category_id=query.category_id,
            moderation=query.moderation,
            after=id_after(_LIST, query.after),
            limit=query.limit,
        )
        return opaque(_LIST, page)


class TopicView(ApiView):
    """A topic."""

    tag = "forum"

    @endpoint(response=TopicResponse, operation_id="get_admin_forum_topic")
    def get(self, request: Request, id: UUID) -> TopicResponse:
        """Return a topic in any state."""
        return topics.get_topic(self.ctx, id)


class RepliesView(ApiView):
    """Replies of a topic."""

    tag = "forum"

    @endpoint(query=PageQuery, response=AnswerResponse, page=True, operation_id="list_admin_forum_replies")
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[AnswerResponse]:
        """List the replies of a topic as they were written, also those that readers do not see."""
        page = topics.list_replies(self.ctx, id, after=id_after(_REPLIES, query.after), limit=query.limit)
        return opaque(_REPLIES, page)
