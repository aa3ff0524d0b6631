"""Comments: content's answers below posts, under the blog's names and rights."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_blog.dto.comments import CreateCommentRequest, UpdateCommentRequest
from rustok_content import facade
from rustok_content.dto.answers import AnswerRequest, AnswerResponse, EditTextRequest, GuestInput

POST: Final = "post"
COMMENT: Final = "comment"


def create_comment(
    ctx: RequestContext, post_id: UUID, request: CreateCommentRequest, *, ip: str = ""
) -> AnswerResponse:
    """Comment on a post. See :func:`rustok_content.services.answers.answer`.

    Whoever is signed in needs no name: what they give is passed over.
    """
    is_guest = ctx.actor_id is None and request.name is not None
    return facade.answer(
        ctx,
        AnswerRequest(
            kind=COMMENT,
            root_id=post_id,
            body=request.body,
            format=request.format,
            parent_id=request.parent_id,
            guest=GuestInput(name=request.name or "", email=request.email, website=request.website)
            if is_guest
            else None,
            trap=request.homepage,
            ip=ip,
        ),
    )


def comment_on(ctx: RequestContext, slug: str, request: CreateCommentRequest, *, ip: str = "") -> AnswerResponse:
    """Comment on the post that a slug leads to.

    :raises ThreadNotFound: no such post.
    """
    return create_comment(ctx, facade.find_by_slug(POST, slug, ctx.locale), request, ip=ip)


def update_comment(
    ctx: RequestContext, comment_id: UUID, request: UpdateCommentRequest, *, token: str | None = None
) -> AnswerResponse:
    """Change what a comment says."""
    facade.edit_text(
        ctx,
        comment_id,
        EditTextRequest(body=request.body, format=request.format, version=request.version),
        kind=COMMENT,
        token=token,
    )
    return facade.present_answer(comment_id)


def delete_comment(
    ctx: RequestContext, comment_id: UUID, *, version: int | None = None, token: str | None = None
) -> None:
    """Take a comment from readers; it keeps its place."""
    facade.delete_text(ctx, comment_id, kind=COMMENT, version=version, token=token)


def restore_comment(ctx: RequestContext, comment_id: UUID) -> None:
    """Show a deleted comment again."""
    facade.restore_text(ctx, comment_id, kind=COMMENT)


def list_comments(
    ctx: RequestContext, post_id: UUID, *, after: UUID | None = None, limit: int = 24
) -> Page[AnswerResponse]:
    """List the comments below a post, also those that readers do not see, for staff."""
    return facade.list_answers(ctx, post_id, permission="blog.comment:read", kind=COMMENT, after=after, limit=limit)
