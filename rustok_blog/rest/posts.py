"""REST of posts for staff."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_blog.services import comments
from rustok_content.dto.answers import AnswerResponse

_COMMENTS: Final = "blog.comments:id"


class PostCommentsView(ApiView):
    """Comments below a post."""

    tag = "blog"

    @endpoint(query=PageQuery, response=AnswerResponse, page=True, operation_id="list_admin_post_comments")
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[AnswerResponse]:
        """List the comments below a post as they were written, also those that readers do not see."""
        page = comments.list_comments(self.ctx, id, after=id_after(_COMMENTS, query.after), limit=query.limit)
        return opaque(_COMMENTS, page)
