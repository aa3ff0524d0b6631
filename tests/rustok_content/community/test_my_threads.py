"""Topics as members stand to them, and members as others see them."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Unauthenticated
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok_content import errors, models
from rustok_content.dto.members import (
    FollowRequest,
    MarkAllReadRequest,
    MarkReadRequest,
    MyThreadState,
    UpdateOwnMemberRequest,
)
from rustok_content.selectors.members import check_open, get_profile
from rustok_content.selectors.my_threads import list_my_threads
from rustok_content.selectors.read_states import read_states
from rustok_content.services import own_member, subscriptions
from rustok_content.services.read_states import mark_all_read, mark_read
from tests.factories import community

pytestmark = pytest.mark.django_db


def member(role: Role = Role.CUSTOMER) -> RequestContext:
    return dataclasses.replace(community.member(role), audience=BITS[role])


def listed(ctx: RequestContext, state: str, **more: Any) -> list[UUID]:
    return [each.node_id for each in list_my_threads(ctx, MyThreadState(state), **more).items]


def follow(ctx: RequestContext, target: UUID, level: str, kind: str = "topic") -> None:
    subscriptions.follow(ctx, parse(FollowRequest, {"kind": kind, "id": str(target), "level": level}))


def test_what_is_new_unread_and_followed_is_listed(ctx: RequestContext) -> None:
    reader, author = member(), member()
    here, there = community.category(), community.category()
    first, second = (community.topic(author, here, f"Topic {n}") for n in range(2))
    third = community.topic(author, there, tags=("tea",))
    assert listed(reader, "new") == [third.id, second.id, first.id]
    assert listed(reader, "new", category_id=here) == [second.id, first.id]
    assert listed(reader, "new", tag_id=models.Tag.objects.get().id) == [third.id]
    assert listed(author, "new") == []

    mark_read(reader, MarkReadRequest(node_id=first.id, number=0))
    follow(reader, first.id, "tracking")
    follow(reader, there, "muted", "category")
    assert listed(reader, "unread") == []
    replies = [community.reply(author, first.id) for _ in range(3)]
    mark_read(reader, MarkReadRequest(node_id=first.id, number=1))

    assert listed(reader, "new") == [second.id]
    (unread,) = list_my_threads(reader, MyThreadState.UNREAD).items
    assert (unread.node_id, unread.title, unread.level) == (first.id, "Topic 0", "tracking")
    assert (unread.last_number, unread.unread, unread.first_unread, unread.reply_count) == (1, 2, 2, 3)
    assert unread.activity_at == models.Node.objects.get(pk=replies[2].id).created_at
    (state,) = read_states(reader, [first.id])
    assert (state.unread, state.first_unread) == (2, 2)
    assert (listed(reader, "tracked"), listed(reader, "watched")) == ([first.id], [])
    with pytest.raises(Unauthenticated):
        listed(community.visitor(), "new")


def test_pages_follow_one_another_by_what_happened_last(ctx: RequestContext) -> None:
    reader, author, category = member(), member(), community.category()
    topics = [community.topic(author, category).id for _ in range(3)]
    for topic in topics:
        follow(reader, topic, "watching")
    community.reply(author, topics[0])

    page = list_my_threads(reader, MyThreadState.WATCHED, limit=2)
    assert [each.node_id for each in page.items] == [topics[0], topics[2]]
    assert page.next is not None
    assert listed(reader, "watched", after=UUID(page.next)) == [topics[1]]


def test_what_is_closed_to_a_member_is_in_no_list(ctx: RequestContext) -> None:
    reader, author, category = member(), member(), community.category()
    topic = community.topic(author, category)
    mark_read(reader, MarkReadRequest(node_id=topic.id, number=0))
    follow(reader, topic.id, "watching")
    community.reply(author, topic.id)
    assert listed(reader, "unread") == listed(reader, "watched") == [topic.id]

    models.CategoryRight.objects.create(category_id=category, role="moderator", can_see=True)

    assert listed(reader, "unread") == listed(reader, "watched") == []
    assert mark_all_read(reader, MarkAllReadRequest()).count == 0


def test_all_topics_of_a_category_are_marked_read_at_once(ctx: RequestContext) -> None:
    reader, author = member(), member()
    above, other = community.category(), community.category()
    below = community.category(parent_id=above)
    topics = [community.topic(author, category).id for category in (above, below, other)]
    community.reply(author, topics[1])
    before = models.Member.objects.get(user_id=reader.actor_id)

    assert mark_all_read(reader, MarkAllReadRequest(category_id=above)).count == 2

    assert listed(reader, "new") == [topics[2]]
    assert [state.last_number for state in read_states(reader, topics[:2])] == [0, 1]
    assert mark_all_read(reader, MarkAllReadRequest(category_id=above)).count == 0
    assert mark_all_read(reader, MarkAllReadRequest()).count == 1
    assert models.Member.objects.get(user_id=reader.actor_id).posts_read == before.posts_read


def test_a_private_member_shows_little_to_others(ctx: RequestContext) -> None:
    shy, other, moderator = member(), member(), member(Role.MODERATOR)
    assert shy.actor_id is not None
    community.topic(shy, community.category())
    community.post(ctx, author_id=str(shy.actor_id))
    own_member.update_own_member(shy, UpdateOwnMemberRequest(bio="I like tea."))
    shown = get_profile(community.visitor(), shy.actor_id)
    assert (shown.bio, shown.trust_level, shown.post_count, shown.is_private) == ("I like tea.", 2, 1, False)

    assert own_member.update_own_member(shy, UpdateOwnMemberRequest(is_private=True)).is_private

    for reader, count in ((community.visitor(), 0), (other, 0), (shy, 1), (moderator, 1)):
        shown = get_profile(reader, shy.actor_id)
        assert (shown.is_private, shown.post_count, bool(shown.bio)) == (True, count, count > 0)
        assert bool(shown.topic_count) == bool(shown.trust_level) == bool(count)
    check_open(shy, shy.actor_id)
    with pytest.raises(errors.MemberPrivate):
        check_open(other, shy.actor_id)
