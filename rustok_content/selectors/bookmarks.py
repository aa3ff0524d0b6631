"""What members want to find again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import Unauthenticated
from rustok_content import models
from rustok_content.dto.members import BookmarkResponse
from rustok_content.mappers.community import bookmark_response
from rustok_content.selectors.heads import heads_of
from rustok_content.selectors.sight import seen_by


def list_bookmarks(ctx: RequestContext, *, after: UUID | None, limit: int) -> Page[BookmarkResponse]:
    """List what the actor has marked and may still see, the latest first.

    :raises Unauthenticated: nobody is signed in.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    rows: Any = models.Bookmark.objects.filter(seen_by(ctx.audience, prefix="node__"), user_id=ctx.actor_id)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows.select_related("node").order_by("-id")[: limit + 1])
    return Page(
        items=_presented(found[:limit], ctx.locale), next=str(found[limit - 1].id) if len(found) > limit else None
    )


def present_bookmark(user_id: UUID, node_id: UUID, locale: str) -> BookmarkResponse:
    """Return a bookmark after a write."""
    rows = models.Bookmark.objects.filter(user_id=user_id, node_id=node_id).select_related("node")
    return _presented(list(rows), locale)[0]


def _presented(rows: list[Any], locale: str) -> tuple[BookmarkResponse, ...]:
    heads = heads_of({row.node_id for row in rows}, locale)
    return tuple(bookmark_response(row, title=heads[row.node_id].title, path=heads[row.node_id].path) for row in rows)
