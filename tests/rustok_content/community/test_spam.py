"""What is judged before a text is taken."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.rbac.roles import Role
from rustok_content import errors, models
from rustok_content.dto.moderation import ReviewReason, WatchedAction
from rustok_content.dto.nodes import BodyFormat
from rustok_content.dto.threads import Moderation
from rustok_content.services import spam
from rustok_content.services.markup import render
from rustok_content.services.spam import Author, Verdict
from tests.factories import community

pytestmark = pytest.mark.django_db


def member_of(ctx: RequestContext) -> models.Member:
    found: models.Member = models.Member.objects.get(user_id=ctx.actor_id)
    return found


def judged(ctx: RequestContext, body: str, *, topic_id: UUID | None = None, **more: Any) -> Verdict:
    thread = models.Thread.objects.get(node_id=topic_id) if topic_id is not None else None
    author = Author(member=member_of(ctx)) if ctx.actor_id is not None else Author(**more.pop("guest", {}))
    return spam.judge(
        ctx, author, render(body, BodyFormat.MARKDOWN), kind="reply" if thread else "topic", thread=thread, **more
    )


def rules(**fields: Any) -> None:
    models.CommunitySettings.objects.create(**{"reactions": ["like"], **fields})


def test_a_plain_text_is_taken(ctx: RequestContext) -> None:
    assert judged(community.member(trust=0), "Good morning") == Verdict()


def test_who_is_new_links_and_calls_little(ctx: RequestContext) -> None:
    links = " ".join(f"https://example.com/{n}" for n in range(3))

    with pytest.raises(errors.TooManyLinks) as refused:
        judged(community.member(trust=0), links)
    with pytest.raises(errors.TooManyMentions):
        judged(community.member(trust=0), "Hello", mentions=3)

    assert refused.value.params == {"limit": 2}
    assert judged(community.member(trust=1), links, mentions=3) == Verdict()
    assert judged(community.member(trust=2), links * 9, mentions=90) == Verdict()


def test_who_has_just_written_waits(ctx: RequestContext) -> None:
    author, other = community.member(trust=0), community.member(trust=2)
    topic = community.topic(other, community.category())
    models.Node.objects.create(
        kind="reply",
        parent_id=topic.id,
        root_id=topic.id,
        number=90,
        author_id=author.actor_id,
        status="published",
        source_locale="und",
    )

    with pytest.raises(errors.TooFast) as refused:
        judged(author, "And another thing", topic_id=topic.id)
    assert 1 <= refused.value.params["retry_after"] <= 5
    assert judged(other, "And another thing", topic_id=topic.id) == Verdict()


def test_who_is_new_begins_few_topics_a_day(ctx: RequestContext) -> None:
    rules(seconds_between_posts=0, new_member_topics_per_day=2)
    author = community.member(trust=0)
    for _ in range(2):
        models.Node.objects.create(kind="topic", author_id=author.actor_id, status="published", source_locale="en")

    with pytest.raises(errors.TooManyPerDay) as refused:
        judged(author, "One more")
    assert refused.value.params["limit"] == 2
    assert judged(community.member(trust=0), "One more") == Verdict()


def test_the_same_text_is_not_taken_twice(ctx: RequestContext) -> None:
    author = community.member(trust=2)
    topic = community.topic(author, community.category())
    elsewhere = community.topic(author, community.category())
    community.reply(author, topic.id, "The same long text as I have sent before.")
    community.reply(author, topic.id, "Thanks!")

    for body in ("The  same long text\nas I have sent before.", "**Thanks!**"):
        with pytest.raises(errors.DuplicateText):
            judged(author, body, topic_id=topic.id)
    with pytest.raises(errors.DuplicateText):
        judged(author, "The same long text as I have sent before.", topic_id=elsewhere.id)

    assert judged(author, "Thanks!", topic_id=elsewhere.id) == Verdict()
    assert judged(author, "Thanks!", topic_id=topic.id, is_edit=True) == Verdict()


def test_words_block_wait_or_are_noted(ctx: RequestContext) -> None:
    for word, action in (("bad", WatchedAction.BLOCK), ("odd", WatchedAction.REVIEW), ("hm", WatchedAction.FLAG)):
        models.WatchedWord.objects.create(word=word, action=action)
    author = community.member()

    with pytest.raises(errors.WatchedWordBlocked):
        judged(author, "So BAD")
    with pytest.raises(errors.WatchedWordBlocked):
        judged(author, "Fine", title="Bad title")
    assert judged(author, "odd") == Verdict(moderation=Moderation.PENDING, reasons=(ReviewReason.WATCHED_WORD,))
    assert judged(author, "hm") == Verdict(reasons=(ReviewReason.WATCHED_WORD,))


def test_first_texts_wait(ctx: RequestContext) -> None:
    rules(first_posts_to_approve=1)
    new, known = community.member(trust=0), community.member(trust=0)
    models.Member.objects.filter(user_id=known.actor_id).update(reply_count=1)

    assert judged(new, "Hello") == Verdict(moderation=Moderation.PENDING, reasons=(ReviewReason.FIRST_POSTS,))
    assert judged(known, "Hello") == Verdict()


def test_guests_wait_and_are_not_let_repeat(ctx: RequestContext) -> None:
    assert judged(community.visitor(), "Hello") == Verdict(moderation=Moderation.PENDING, reasons=(ReviewReason.GUEST,))


def test_a_filled_trap_is_spam_and_nobody_is_told(ctx: RequestContext) -> None:
    verdict = judged(community.visitor(), "Hello", guest={"trap": "https://example.com"})

    assert verdict == Verdict(moderation=Moderation.SPAM, reasons=(ReviewReason.HONEYPOT,))


@pytest.mark.parametrize(
    ("field", "error"), [("silenced_until", errors.Silenced), ("suspended_until", errors.Suspended)]
)
def test_who_is_silenced_or_suspended_writes_nothing(ctx: RequestContext, field: str, error: type[Exception]) -> None:
    author = community.member()
    rows = models.Member.objects.filter(user_id=author.actor_id)
    rows.update(**{field: timezone.now() + dt.timedelta(hours=1)})

    with pytest.raises(error):
        judged(author, "Hello")

    rows.update(**{field: timezone.now() - dt.timedelta(seconds=1)})
    assert judged(author, "Hello") == Verdict()


def test_moderators_are_not_judged(ctx: RequestContext) -> None:
    models.WatchedWord.objects.create(word="bad", action=WatchedAction.BLOCK)

    assert judged(community.member(Role.MODERATOR, trust=0), "bad " * 9) == Verdict()
