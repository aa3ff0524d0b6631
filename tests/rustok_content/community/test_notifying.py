"""Who is told of what, once, and how many it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import errors, handlers, models
from rustok_content.dto.members import FollowRequest, MarkReadRequest
from rustok_content.dto.notifications import (
    MailTopic,
    ReadNotificationsRequest,
    UpdateNotificationSettingsRequest,
)
from rustok_content.dto.threads import Moderation
from rustok_content.selectors import notifications as selectors
from rustok_content.selectors.digests import popular_topics
from rustok_content.selectors.read_states import read_states
from rustok_content.services import (
    digests,
    mailing,
    notification_settings,
    notifications,
    reactions,
    subscriptions,
    visibility,
)
from rustok_content.services.read_states import mark_read
from tests.factories import community

pytestmark = pytest.mark.django_db


def heard(work: Callable[[], Any]) -> list[Any]:
    """Do something and let its events be handled; return the envelopes of what members were told."""
    with published_events() as events:
        work()
    with published_events() as told:
        handlers.tell_members(events.envelopes)
        handlers.count_activity(events.envelopes)
    handlers.tell_members(events.envelopes)
    return [each for each in told.envelopes if each.event.type == "member.notified"]


def reading_member() -> RequestContext:
    """Return the context of a member who looks at what is open to members."""
    return dataclasses.replace(community.member(), audience=BITS[Role.CUSTOMER])


def told(ctx: RequestContext) -> list[tuple[str, UUID | None, int]]:
    rows = models.Notification.objects.filter(user_id=ctx.actor_id).order_by("id")
    return [(row.kind, row.node_id, row.count) for row in rows]


def follow(ctx: RequestContext, kind: str, target: Any, level: str) -> None:
    subscriptions.follow(ctx, parse(FollowRequest, {"kind": kind, "id": str(target), "level": level}))


def test_an_author_is_told_of_answers_gathered_and_once(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())

    heard(lambda: community.reply(other, topic.id))
    heard(lambda: community.reply(other, topic.id))
    heard(lambda: community.reply(author, topic.id))

    assert told(author) == [("reply", topic.id, 2)]
    assert told(other) == []
    notifications.read_notifications(author, ReadNotificationsRequest())
    assert selectors.unread_notifications(author).count == 0
    heard(lambda: community.reply(other, topic.id))
    assert told(author) == [("reply", topic.id, 2), ("reply", topic.id, 1)]


def test_an_event_that_comes_again_tells_nobody_twice(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    with published_events() as events:
        community.reply(other, topic.id)
    handlers.tell_members(events.envelopes)
    notifications.read_notifications(author, ReadNotificationsRequest())

    handlers.tell_members(events.envelopes)

    assert told(author) == [("reply", topic.id, 1)]
    assert selectors.unread_notifications(author).count == 0


def test_who_is_called_is_told_of_that_alone(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    name = models.Member.objects.get(user_id=author.actor_id).name

    heard(lambda: community.reply(other, topic.id, f"Hello @{name}, look"))

    reply = models.Node.objects.get(root_id=topic.id)
    assert told(author) == [("mention", reply.id, 1)]


def test_who_watches_is_told_and_who_muted_is_not(ctx: RequestContext) -> None:
    category = community.category()
    author, writer, watcher, fan = (community.member() for _ in range(4))
    topic = community.topic(author, category)
    follow(watcher, "topic", topic.id, "watching")
    follow(fan, "category", category, "watching")
    follow(author, "topic", topic.id, "muted")

    heard(lambda: community.reply(writer, topic.id))

    assert told(watcher) == told(fan) == [("watched", topic.id, 1)]
    assert told(author) == told(writer) == []
    new = community.member()
    heard(lambda: community.topic(new, category))
    assert [kind for kind, _node, _count in told(fan)] == ["watched", "new_topic"]
    assert told(watcher) == [("watched", topic.id, 1)]


def test_nobody_is_told_of_what_they_may_not_see(ctx: RequestContext) -> None:
    category = community.category()
    author, writer = community.member(), community.member(Role.MODERATOR)
    topic = community.topic(author, category)
    models.CategoryRight.objects.create(category_id=category, role="moderator", can_reply=True)

    heard(lambda: community.reply(writer, topic.id))

    assert told(author) == []


def test_what_waited_is_told_of_when_it_is_let_through(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(other, topic.id)
    visibility.set_moderation(ctx, reply.id, Moderation.PENDING)

    heard(lambda: visibility.set_moderation(ctx, reply.id, Moderation.APPROVED))

    assert told(author) == [("reply", topic.id, 1)]


def test_writers_track_what_they_wrote_in(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    follow(other, "topic", topic.id, "muted")

    heard(lambda: community.reply(other, topic.id))
    heard(lambda: community.reply(author, topic.id))

    rows = models.Subscription.objects.order_by("id").values_list("user_id", "level", "is_explicit")
    assert set(rows) == {(other.actor_id, "muted", True), (author.actor_id, "tracking", False)}


def test_reading_only_grows_and_counts_what_is_new(ctx: RequestContext) -> None:
    author, reader = community.member(), community.member()
    topic = community.topic(author, community.category())
    replies = [community.reply(author, topic.id) for _ in range(5)]
    assert read_states(reader, [topic.id])[0].unread is None

    first = mark_read(reader, MarkReadRequest(node_id=topic.id, number=3))
    again = mark_read(reader, MarkReadRequest(node_id=topic.id, number=1))

    assert (first.last_number, first.unread) == (again.last_number, again.unread) == (3, 2)
    visibility.set_moderation(ctx, replies[4].id, Moderation.HIDDEN)
    community.reply(reader, topic.id)
    assert read_states(reader, [topic.id])[0].unread == 1
    assert mark_read(reader, MarkReadRequest(node_id=topic.id, number=10**6)).last_number == 6
    member = models.Member.objects.get(user_id=reader.actor_id)
    assert (member.topics_read, member.posts_read, member.days_visited) == (1, 7, 1)


def test_unread_of_a_list_is_one_statement(ctx: RequestContext, django_assert_num_queries: Any) -> None:
    author, reader = community.member(), community.member()
    category = community.category()
    topics = [community.topic(author, category).id for _ in range(3)]
    mark_read(reader, MarkReadRequest(node_id=topics[1], number=0))

    with django_assert_num_queries(1):
        states = read_states(reader, topics)

    assert [(state.node_id, state.unread) for state in states] == [
        (topics[0], None),
        (topics[1], 0),
        (topics[2], None),
    ]


def test_a_hidden_topic_is_neither_read_nor_followed(ctx: RequestContext) -> None:
    topic = community.topic(community.member(), community.category())
    visibility.set_moderation(ctx, topic.id, Moderation.HIDDEN)
    reader = community.member()

    with pytest.raises(errors.ThreadNotFound):
        mark_read(reader, MarkReadRequest(node_id=topic.id, number=1))
    with pytest.raises(errors.FollowedNotFound):
        follow(reader, "topic", topic.id, "watching")
    assert not models.ReadState.objects.exists()
    assert not models.Subscription.objects.exists()


def reachable(ctx: RequestContext, locale: str = "en") -> None:
    User.objects.filter(pk=ctx.actor_id).update(email_verified_at=timezone.now(), locale=locale)


def test_a_reply_is_mailed_with_a_way_to_end_it(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    reachable(author)
    topic = community.topic(author, community.category(), "Wicks")

    envelopes = heard(lambda: community.reply(other, topic.id, "Trim it."))
    handlers.mail_members(envelopes)
    handlers.mail_members(envelopes)

    (sent,) = mail.outbox
    name = models.Member.objects.get(user_id=other.actor_id).name
    assert sent.subject == f"{name} answered you: Wicks"
    assert "Trim it." in str(sent.body)
    token = notification_settings.token_for(author.actor_id or UUID(int=0), MailTopic.REPLIES)
    assert sent.extra_headers["List-Unsubscribe"].endswith(f"/api/v1/store/unsubscribe/{token}>")
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert notification_settings.unsubscription(token).subscribed
    notification_settings.unsubscribe(community.visitor(), token)
    assert not notification_settings.unsubscription(token).subscribed
    notifications.read_notifications(author, ReadNotificationsRequest())
    handlers.mail_members(heard(lambda: community.reply(other, topic.id)))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("token", ["", "replies", "replies.x", "nothing.x", "replies." + "x" * 43])
def test_a_link_that_is_none_of_ours_ends_nothing(ctx: RequestContext, token: str) -> None:
    with pytest.raises(errors.UnsubscribeTokenInvalid):
        notification_settings.unsubscribe(community.visitor(), token)
    assert not models.NotificationSettings.objects.exists()


def test_nobody_unconfirmed_is_mailed(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())

    handlers.mail_members(heard(lambda: community.reply(other, topic.id)))

    assert mail.outbox == []


def test_a_digest_is_sent_once_a_week_in_the_members_language(ctx: RequestContext) -> None:
    author, away = community.member(), community.member()
    reachable(away, "de")
    community.topic(author, community.category(), "Kerzen")
    models.Member.objects.filter(user_id=away.actor_id).update(created_at=timezone.now() - dt.timedelta(days=30))

    with published_events() as events:
        assert digests.send_due(ctx) == 1
        assert digests.send_due(ctx) == 0
    handlers.mail_members(events.envelopes)

    (sent,) = mail.outbox
    assert sent.subject.startswith("Was Sie bei ")
    assert "Kerzen" in str(sent.body)
    models.NotificationSettings.objects.update(digest_sent_at=timezone.now() - dt.timedelta(days=8))
    notification_settings.update_own_settings(away, parse(UpdateNotificationSettingsRequest, {"digest": "never"}))
    assert digests.send_due(ctx) == 0


def test_old_events_tell_nobody(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    with published_events() as events:
        community.reply(other, topic.id)
    old = [dataclasses.replace(each, timestamp=timezone.now() - dt.timedelta(days=31)) for each in events.envelopes]

    handlers.tell_members(old)

    assert told(author) == []


def seen(ctx: RequestContext) -> list[str]:
    """Return the titles that a member is shown, and see that the number beside the bell agrees."""
    page = selectors.list_notifications(ctx, after=None, limit=24)
    assert selectors.unread_notifications(ctx).count == len(page.items)
    return [each.title for each in page.items]


def test_what_is_gone_is_not_told_any_more(ctx: RequestContext) -> None:
    author, other = reading_member(), community.member()
    topics = [community.topic(author, community.category(), f"Topic {n}") for n in range(4)]
    replies = [community.reply(other, topic.id) for topic in topics]
    heard(lambda: [community.reply(other, topic.id) for topic in topics])
    assert sorted(seen(author)) == ["Topic 0", "Topic 1", "Topic 2", "Topic 3"]
    (row,) = models.Notification.objects.filter(user_id=author.actor_id, node_id=topics[0].id)

    visibility.set_moderation(ctx, topics[0].id, Moderation.HIDDEN)
    visibility.delete_text(ctx, topics[1].id, kind="topic")
    models.CategoryRight.objects.create(category_id=topics[2].category_id, role="moderator", can_see=True)

    assert seen(author) == ["Topic 3"]
    assert mailing.mail_notification(row.id) is False
    assert notifications.read_notifications(author, ReadNotificationsRequest()).count == 0
    visibility.set_moderation(ctx, topics[0].id, Moderation.APPROVED)
    assert "Topic 0" in {each.title for each in selectors.list_notifications(author, after=None, limit=24).items}
    assert len(replies) == 4


def test_a_sign_at_a_reply_that_is_hidden_is_not_told_any_more(ctx: RequestContext) -> None:
    author, other = reading_member(), community.member()
    reply = community.reply(author, community.topic(other, community.category(), "Whole").id)
    heard(lambda: reactions.set_reaction(other, reply.id, "like"))
    assert seen(author) == ["Whole"]

    visibility.set_moderation(ctx, reply.id, Moderation.HIDDEN)

    assert seen(author) == []


def test_a_digest_names_nothing_below_a_closed_category(ctx: RequestContext) -> None:
    above = community.category("above")
    models.CategoryRight.objects.create(category_id=above, role="moderator", can_see=True, can_create=True)
    hidden = community.category("below", parent_id=above)
    shown = community.category("shown")
    staff = community.member(Role.MODERATOR)
    for category_id in (hidden, shown):
        community.topic(staff, category_id, f"In {category_id}")

    for role, count in ((Role.CUSTOMER, 1), (Role.MODERATOR, 2)):
        reader = community.member(role)
        assert reader.actor_id is not None
        found = popular_topics(reader.actor_id, audience=BITS[role], since=None, limit=10)
        assert len(found) == count
