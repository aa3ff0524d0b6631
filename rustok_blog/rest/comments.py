"""REST of comments for those who write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.auth.clients import client_of
from rustok_blog.dto.comments import CreateCommentRequest, UpdateCommentRequest
from rustok_blog.services import comments
from rustok_content.dto.answers import AnswerResponse
from rustok_content.facade import GUEST_TOKEN
from rustok_index.rest import reads


class CommentBase(ApiView):
    """Base of the views here: a guest's comment is changed by its token."""

    tag = "blog"
    keys: ClassVar[Mapping[str, str]] = {GUEST_TOKEN: "Proves that a guest's comment is theirs; told when it was made."}

    @property
    def token(self) -> str | None:
        """What the client knows of the comment."""
        request: Any = self.request
        token: str | None = request.headers.get(GUEST_TOKEN)
        return token


class PostCommentsView(reads.CommentListView):
    """Comments below a post."""

    @endpoint(
        request=CreateCommentRequest, response=AnswerResponse, idempotent=False, operation_id="create_post_comment"
    )
    def post(self, request: Request, slug: str, data: CreateCommentRequest) -> AnswerResponse:
        """Comment on a post, or answer a comment. A guest's answer has the token to change it, once."""
        raw: Any = request
        return comments.comment_on(self.ctx, slug, data, ip=client_of(raw._request).ip or "")


class CommentView(CommentBase):
    """A comment."""

    @endpoint(request=UpdateCommentRequest, response=AnswerResponse, versioned=True, operation_id="update_comment")
    def patch(self, request: Request, id: UUID, data: UpdateCommentRequest) -> AnswerResponse:
        """Change what a comment says: who wrote it for a while, moderators always."""
        return comments.update_comment(self.ctx, id, data, token=self.token)

    @endpoint(versioned=True, operation_id="delete_comment")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Delete a comment; it keeps its place, and what answers it stays."""
        comments.delete_comment(self.ctx, id, version=version, token=self.token)


class RestoreCommentView(ApiView):
    """A deleted comment."""

    tag = "blog"

    @endpoint(status=204, operation_id="restore_comment")
    def post(self, request: Request, id: UUID) -> None:
        """Show a deleted comment again."""
        comments.restore_comment(self.ctx, id)
