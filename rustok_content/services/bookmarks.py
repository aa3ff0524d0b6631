"""Texts that members want to find again; nobody else knows of them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import BookmarkChanged
from rustok.ids import to_ulid
from rustok_content import errors, models
from rustok_content.dto.members import BookmarkResponse, SaveBookmarkRequest
from rustok_content.selectors.bookmarks import present_bookmark
from rustok_content.selectors.sight import seen_by
from rustok_content.services.members import member_for

MOST: Final = 2000


# Silent where it is marked already, with the same note.
@command(silent=True)
def save_bookmark(ctx: RequestContext, request: SaveBookmarkRequest) -> BookmarkResponse:
    """Mark a topic, a reply, a post or a comment that one sees; what is marked already gets the note.

    :raises Unauthenticated: nobody is signed in.
    :raises BookmarkedNotFound: it is not there, or not for whoever asks.
    :raises TooManyBookmarks: the member has as many as they may.
    """
    member = member_for(ctx)
    if not models.Node.objects.filter(seen_by(ctx.audience), pk=request.node_id).exists():
        raise errors.BookmarkedNotFound(id=to_ulid(request.node_id))
    rows: Any = models.Bookmark.objects.filter(user_id=member.user_id)
    row = rows.filter(node_id=request.node_id).first()
    if row is None and rows.count() >= MOST:
        raise errors.TooManyBookmarks(limit=MOST)
    if row is None or row.note != request.note:
        models.Bookmark.objects.bulk_create(
            [models.Bookmark(user_id=member.user_id, node_id=request.node_id, note=request.note)],
            update_conflicts=True,
            unique_fields=["tenant", "user_id", "node"],
            update_fields=["note"],
        )
        publish(ctx, BookmarkChanged(user_id=member.user_id, text_id=request.node_id, is_set=True))
    return present_bookmark(member.user_id, request.node_id, ctx.locale)


@command()
def delete_bookmark(ctx: RequestContext, node_id: UUID) -> None:
    """Take the mark off a text.

    :raises Unauthenticated: nobody is signed in.
    :raises BookmarkNotFound: the member has not marked it.
    """
    member = member_for(ctx)
    deleted, _ = models.Bookmark.objects.filter(node_id=node_id, user_id=member.user_id).delete()
    if not deleted:
        raise errors.BookmarkNotFound(id=to_ulid(node_id))
    publish(ctx, BookmarkChanged(user_id=member.user_id, text_id=node_id, is_set=False))
