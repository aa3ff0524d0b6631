"""Answers: where they stand, what they count for, who may write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, Unauthenticated
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.nodes import BodyFormat
from rustok_content.dto.threads import Moderation
from rustok_content.services import guests
from rustok_forum.dto.topics import UpdateForumReplyRequest, UpdateForumTopicRequest
from rustok_forum.services import topics
from tests.factories import community

pytestmark = pytest.mark.django_db


def thread_of(node_id: Any) -> Any:
    return models.Thread.objects.get(node_id=node_id)


def test_a_reply_is_numbered_placed_and_counted(ctx: RequestContext) -> None:
    category = community.category()
    author, other = community.member(), community.member()
    topic = community.topic(author, category)

    first = community.reply(other, topic.id, "*Yes*")
    second = community.reply(author, topic.id, parent_id=first.id)

    assert (first.number, first.depth, first.parent_id, first.html) == (1, 1, topic.id, "<p><em>Yes</em></p>")
    assert (second.number, second.depth, second.parent_id) == (2, 2, first.id)
    thread = thread_of(topic.id)
    assert (thread.next_number, thread.last_reply_id, thread.participant_count) == (3, second.id, 2)
    assert models.Node.objects.get(pk=topic.id).reply_count == 2
    assert models.Node.objects.get(pk=first.id).reply_count == 1
    filed = models.Category.objects.get(pk=category)
    assert (filed.node_count, filed.reply_count, filed.last_node_id) == (1, 2, topic.id)
    assert filed.last_activity_at == second.created_at
    member = models.Member.objects.get(user_id=author.actor_id)
    assert (member.topic_count, member.reply_count) == (1, 1)
    row = models.Node.objects.get(pk=second.id)
    assert row.path == models.Node.objects.get(pk=topic.id).path + first.id.hex + second.id.hex


def test_a_reply_tells_once(ctx: RequestContext) -> None:
    author = community.member()
    topic = community.topic(author, community.category())

    with published_events() as events:
        reply = community.reply(author, topic.id)

    assert events.types == ["node.answered"]
    told: Any = events.envelopes[0].event
    assert (told.node_id, told.root_id, told.number) == (reply.id, topic.id, 1)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ({"is_locked": True}, errors.ThreadLocked),
        ({"closed_at": dt.timedelta(seconds=-1)}, errors.ThreadClosed),
        ({"archived_at": dt.timedelta(seconds=-1)}, errors.ThreadArchived),
    ],
)
def test_nothing_is_written_where_nothing_is_wanted(
    ctx: RequestContext, state: dict[str, Any], refusal: type[Exception]
) -> None:
    author = community.member()
    topic = community.topic(author, community.category())
    values = {name: timezone.now() + v if isinstance(v, dt.timedelta) else v for name, v in state.items()}
    models.Thread.objects.filter(node_id=topic.id).update(**values)

    with pytest.raises(refusal):
        community.reply(author, topic.id)

    assert models.Node.objects.filter(root_id=topic.id).count() == 0
    assert thread_of(topic.id).next_number == 1


def test_a_topic_that_is_to_close_later_takes_replies_until_then(ctx: RequestContext) -> None:
    author = community.member()
    topic = community.topic(author, community.category())
    models.Thread.objects.update(closed_at=timezone.now() + dt.timedelta(hours=1))

    assert community.reply(author, topic.id).number == 1


def test_moderators_write_in_locked_topics(ctx: RequestContext) -> None:
    topic = community.topic(community.member(), community.category())
    models.Thread.objects.update(is_locked=True)

    assert community.reply(community.member(Role.MODERATOR), topic.id).number == 1


def test_slow_mode_lets_one_wait_and_not_the_other(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category(slow_mode_seconds=600))
    community.reply(author, topic.id)

    with pytest.raises(errors.SlowMode) as refused:
        community.reply(author, topic.id)

    assert 590 <= refused.value.params["seconds"] <= 600
    assert community.reply(other, topic.id).number == 2


def test_a_reply_to_something_of_another_topic_is_refused(ctx: RequestContext) -> None:
    author, category = community.member(), community.category()
    topic, other = community.topic(author, category), community.topic(author, category)
    elsewhere = community.reply(author, other.id)

    with pytest.raises(errors.ParentOutsideThread):
        community.reply(author, topic.id, parent_id=elsewhere.id)


def test_rights_of_a_category_narrow_what_a_role_may_do(ctx: RequestContext) -> None:
    category = community.category()
    author = community.member()
    topic = community.topic(author, category)
    models.CategoryRight.objects.create(category_id=category, role="customer", can_see=True, can_reply=False)

    with pytest.raises(errors.CategoryRightMissing):
        community.reply(author, topic.id)
    with pytest.raises(errors.CategoryRightMissing):
        community.topic(author, category)
    models.CategoryRight.objects.update(can_see=False)
    with pytest.raises(errors.ThreadNotFound):
        community.reply(author, topic.id)
    with pytest.raises(errors.CategoryNotFound):
        community.topic(author, category)
    assert community.reply(community.member(Role.ADMIN), topic.id).number == 1


def test_visitors_write_nothing_in_the_forum(ctx: RequestContext) -> None:
    topic = community.topic(community.member(), community.category())

    with pytest.raises(Unauthenticated):
        community.reply(community.visitor(), topic.id)


def test_guests_comment_where_the_community_lets_them(ctx: RequestContext) -> None:
    post = community.post(ctx)
    with pytest.raises(errors.GuestsNotAllowed):
        community.comment(community.visitor(), post, name="Ada")
    models.CommunitySettings.objects.create(guests_comment=True, guests_need_approval=False)
    with pytest.raises(errors.GuestNameMissing):
        community.comment(community.visitor(), post)

    comment = community.comment(community.visitor(), post, name="Ada", email="ada@example.com")

    assert (comment.guest_name, comment.author_id) == ("Ada", None)
    assert guests.is_theirs(comment.id, comment.token)
    assert not guests.is_theirs(comment.id, "something else")
    assert models.Node.objects.get(pk=post).reply_count == 1
    assert thread_of(post).participant_count == 0


def test_what_fills_in_the_trap_is_spam_and_counts_for_nothing(ctx: RequestContext) -> None:
    post = community.post(ctx)

    comment = community.comment(community.member(), post, homepage="https://spam.example")

    assert comment.moderation is Moderation.SPAM
    assert models.Node.objects.get(pk=post).reply_count == 0
    assert (thread_of(post).next_number, thread_of(post).last_reply_id) == (2, None)


def test_comments_are_threaded_down_to_the_depth_that_was_set(ctx: RequestContext) -> None:
    models.CommunitySettings.objects.create(comment_depth=2)
    post, author = community.post(ctx), community.member()
    first = community.comment(author, post)
    second = community.comment(author, post, parent_id=first.id)

    third = community.comment(author, post, parent_id=second.id)

    assert (second.depth, third.depth, third.parent_id) == (2, 2, first.id)


def test_a_deleted_reply_keeps_its_place_and_what_answers_it(ctx: RequestContext) -> None:
    category, author = community.category(), community.member()
    topic = community.topic(author, category)
    first = community.reply(author, topic.id)
    second = community.reply(author, topic.id, parent_id=first.id)

    topics.delete_reply(author, first.id)

    assert models.Node.objects.get(pk=second.id).parent_id == first.id
    assert models.Node.objects.get(pk=topic.id).reply_count == 1
    assert models.Category.objects.get(pk=category).reply_count == 1
    assert models.Member.objects.get(user_id=author.actor_id).reply_count == 1
    with pytest.raises(errors.NodeNotFound):
        topics.delete_reply(author, first.id)

    topics.restore_reply(author, first.id)

    assert models.Node.objects.get(pk=topic.id).reply_count == 2
    assert models.Category.objects.get(pk=category).reply_count == 2


def test_the_last_reply_goes_back_when_it_is_deleted(ctx: RequestContext) -> None:
    category, author, other = community.category(), community.member(), community.member()
    topic = community.topic(author, category)
    first, second = community.reply(author, topic.id), community.reply(other, topic.id)

    topics.delete_reply(other, second.id)

    thread = thread_of(topic.id)
    assert (thread.last_reply_id, thread.last_reply_author_id) == (first.id, author.actor_id)
    assert (thread.participant_count, thread.next_number) == (1, 3)
    assert models.Category.objects.get(pk=category).last_activity_at == first.created_at


def test_nobody_deletes_what_others_wrote(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(author, topic.id)

    with pytest.raises(Forbidden):
        topics.delete_reply(other, reply.id)
    community.reply(other, topic.id)
    with pytest.raises(errors.ThreadAnswered):
        topics.delete_topic(author, topic.id)

    assert models.Node.objects.exclude(deleted_at=None).count() == 0


def test_what_a_moderator_deleted_its_author_does_not_restore(ctx: RequestContext) -> None:
    author, moderator = community.member(), community.member(Role.MODERATOR)
    topic = community.topic(author, community.category())
    reply = community.reply(author, topic.id)
    topics.delete_reply(moderator, reply.id)

    with pytest.raises(errors.NodeNotFound):
        topics.restore_reply(author, reply.id)

    assert models.Node.objects.get(pk=topic.id).reply_count == 0


def test_a_deleted_topic_counts_no_more_in_its_category(ctx: RequestContext) -> None:
    category, author = community.category(), community.member()
    topic = community.topic(author, category, tags=("tea",))
    community.reply(community.member(), topic.id)
    moderator = community.member(Role.MODERATOR)

    topics.delete_topic(moderator, topic.id)

    filed = models.Category.objects.get(pk=category)
    assert (filed.node_count, filed.reply_count, filed.last_node_id, filed.last_activity_at) == (0, 0, None, None)
    assert models.Tag.objects.get().node_count == 0
    assert models.Member.objects.get(user_id=author.actor_id).topic_count == 0
    topics.restore_topic(moderator, topic.id)
    filed = models.Category.objects.get(pk=category)
    assert (filed.node_count, filed.reply_count, filed.last_node_id) == (1, 1, topic.id)
    assert models.Tag.objects.get().node_count == 1


def test_a_kind_takes_the_formats_it_names(ctx: RequestContext) -> None:
    author = community.member()
    topic = community.topic(author, community.category())

    with pytest.raises(errors.FormatNotAllowed):
        community.reply(author, topic.id, format=BodyFormat.BLOCKS)


def test_words_that_come_with_an_edit_are_looked_at_by_a_moderator(ctx: RequestContext) -> None:
    models.WatchedWord.objects.create(word="viagra", action="review")
    member = community.member()
    topic = community.topic(member, community.category())
    made = community.reply(member, topic.id)
    assert not models.ReviewItem.objects.exists()

    topics.update_reply(member, made.id, parse(UpdateForumReplyRequest, {"body": "Cheap Viagra for all of you"}))

    item = models.ReviewItem.objects.get()
    assert (item.target_kind, item.target_id, item.reason) == ("reply", made.id, "watched_word")
    assert models.Node.objects.get(pk=made.id).moderation == "approved"


def test_a_topic_whose_text_staff_took_away_can_be_written_again(ctx: RequestContext) -> None:
    member = community.member()
    topic = community.topic(member, community.category())
    models.Body.objects.filter(node_id=topic.id).delete()

    topics.update_topic(member, topic.id, parse(UpdateForumTopicRequest, {"body": "Once more, with feeling"}))

    assert models.Body.objects.get(node_id=topic.id).body == "Once more, with feeling"


def test_what_waits_is_answered_by_those_who_see_it(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    made = community.reply(author, topic.id)
    models.Node.objects.filter(pk=made.id).update(moderation=Moderation.PENDING)

    with pytest.raises(errors.ParentOutsideThread):
        community.reply(other, topic.id, parent_id=str(made.id))

    assert community.reply(author, topic.id, parent_id=str(made.id)).parent_id == made.id
    assert community.reply(community.member(Role.MODERATOR), topic.id, parent_id=str(made.id)).parent_id == made.id
