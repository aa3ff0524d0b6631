"""What members want to find again."""

from __future__ import annotations

import dataclasses

import pytest

from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.members import SaveBookmarkRequest
from rustok_content.dto.threads import Moderation
from rustok_content.selectors.bookmarks import list_bookmarks
from rustok_content.services import bookmarks, visibility
from tests.factories import community

pytestmark = pytest.mark.django_db


def member() -> RequestContext:
    return dataclasses.replace(community.member(), audience=BITS[Role.CUSTOMER])


def test_a_member_marks_texts_and_finds_them_again(ctx: RequestContext) -> None:
    reader, other = member(), member()
    topic = community.topic(other, community.category(), "Tea")
    reply = community.reply(other, topic.id)

    bookmarks.save_bookmark(reader, SaveBookmarkRequest(node_id=topic.id))
    made = bookmarks.save_bookmark(reader, SaveBookmarkRequest(node_id=reply.id, note="Try this"))

    assert (made.kind, made.root_id, made.number, made.title, made.note) == ("reply", topic.id, 1, "Tea", "Try this")
    assert [each.node_id for each in list_bookmarks(reader, after=None, limit=9).items] == [reply.id, topic.id]
    assert list_bookmarks(other, after=None, limit=9).items == ()
    with published_events() as events:
        bookmarks.save_bookmark(reader, SaveBookmarkRequest(node_id=reply.id, note="Try this"))
        assert events.envelopes == []
        again = bookmarks.save_bookmark(reader, SaveBookmarkRequest(node_id=reply.id, note="Tried"))
    assert (again.note, models.Bookmark.objects.count()) == ("Tried", 2)
    bookmarks.delete_bookmark(reader, reply.id)
    with pytest.raises(errors.BookmarkNotFound):
        bookmarks.delete_bookmark(reader, reply.id)
    assert [each.node_id for each in list_bookmarks(reader, after=None, limit=9).items] == [topic.id]


def test_what_one_does_not_see_is_neither_marked_nor_shown(ctx: RequestContext) -> None:
    reader, staff = member(), community.member(Role.MODERATOR)
    hidden = community.category()
    models.CategoryRight.objects.create(category_id=hidden, role="moderator", can_see=True, can_create=True)
    secret = community.topic(staff, hidden)
    topic = community.topic(staff, community.category())
    reply = community.reply(staff, topic.id)
    bookmarks.save_bookmark(reader, SaveBookmarkRequest(node_id=reply.id))

    with pytest.raises(errors.BookmarkedNotFound):
        bookmarks.save_bookmark(reader, SaveBookmarkRequest(node_id=secret.id))
    with pytest.raises(Unauthenticated):
        bookmarks.save_bookmark(community.visitor(), SaveBookmarkRequest(node_id=topic.id))
    visibility.set_moderation(ctx, topic.id, Moderation.HIDDEN)

    assert list_bookmarks(reader, after=None, limit=9).items == ()
    assert models.Bookmark.objects.count() == 1
