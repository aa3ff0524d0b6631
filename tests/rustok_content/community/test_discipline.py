"""What moderators do with members, and how trust is earned, lost and given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from rustok.auth.clients import Client
from rustok.auth.dto import CreateUserRequest, LoginRequest, RefreshRequest
from rustok.auth.errors import InvalidCredentials, InvalidToken
from rustok.auth.services import sessions, users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput, StaleVersion
from rustok.modules import toggles
from rustok.modules.personal_data import erase, export
from rustok.modules.subjects import Subject
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import errors, handlers, models
from rustok_content.dto.members import SetTrustRequest, UpdateOwnMemberRequest
from rustok_content.dto.moderation import (
    DeleteSpammerRequest,
    ReleaseMemberRequest,
    RestrainMemberRequest,
    WarnMemberRequest,
)
from rustok_content.dto.notifications import SaveComposerDraftRequest
from rustok_content.services import composer_drafts, discipline, members, own_member, trusting
from rustok_content.services.personal_data import sections_of
from tests.factories import community

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def row(ctx: RequestContext) -> models.Member:
    found: models.Member = models.Member.objects.get(user_id=ctx.actor_id)
    return found


def until(hours: int = 1) -> RestrainMemberRequest:
    return RestrainMemberRequest(until=timezone.now() + dt.timedelta(hours=hours), reason="Enough")


def handled(work: Callable[[], Any]) -> None:
    with published_events() as events:
        work()
    handlers.tell_members(events.envelopes)
    handlers.count_activity(events.envelopes)
    handlers.remove_spam(events.envelopes)


def test_a_warning_is_told_logged_and_counted(ctx: RequestContext) -> None:
    moderator, member = community.member(Role.MODERATOR), community.member()

    handled(lambda: discipline.warn(moderator, row(member).user_id, WarnMemberRequest(reason="Be kind")))

    assert row(member).warning_count == 1
    action = models.ModerationAction.objects.get()
    assert (action.action, action.actor_id, action.member_id, action.reason) == (
        "warned",
        moderator.actor_id,
        member.actor_id,
        "Be kind",
    )
    told = models.Notification.objects.get()
    assert (told.user_id, told.kind, told.note, told.actor_id) == (
        member.actor_id,
        "moderation",
        "warned: Be kind",
        None,
    )


def test_who_is_silenced_writes_and_flags_nothing_until_then(ctx: RequestContext) -> None:
    moderator, member = community.member(Role.MODERATOR), community.member()
    user_id = row(member).user_id

    discipline.silence(moderator, user_id, until())

    with pytest.raises(errors.Silenced):
        members.writer_for(member)
    with pytest.raises(errors.Silenced):
        own_member.update_own_member(member, UpdateOwnMemberRequest(bio="Ha"))
    assert row(member).bio == ""

    discipline.release(moderator, user_id, ReleaseMemberRequest(reason="Over"))
    assert members.writer_for(member).user_id == user_id


def test_who_is_suspended_is_out_at_once_and_comes_back_later(ctx: RequestContext) -> None:
    request = CreateUserRequest(email="out@example.com", password=PASSWORD, email_verified=True, first_name="Out")
    user_id = users.create_user(ctx, request).id
    member = RequestContext(tenant_id=ctx.tenant_id, actor_id=user_id)
    members.member_for(member)
    client = Client(ip="203.0.113.9", user_agent="x")
    login = LoginRequest(email="out@example.com", password=PASSWORD)
    tokens = sessions.login(RequestContext(tenant_id=ctx.tenant_id), login, client=client)

    discipline.suspend(community.member(Role.MODERATOR), user_id, until())

    with pytest.raises(InvalidToken):
        sessions.refresh(ctx, RefreshRequest(refresh_token=tokens.refresh_token), client=client)
    with pytest.raises(InvalidCredentials):
        sessions.login(RequestContext(tenant_id=ctx.tenant_id), login, client=client)
    models.Member.objects.update(suspended_until=timezone.now() - dt.timedelta(seconds=1))
    assert sessions.login(RequestContext(tenant_id=ctx.tenant_id), login, client=client).user.id == user_id


def test_nobody_disciplines_staff_or_themselves(ctx: RequestContext) -> None:
    moderator, other = community.member(Role.MODERATOR), community.member(Role.EDITOR)

    for who in (moderator, other):
        with pytest.raises(errors.CannotModerate):
            discipline.suspend(moderator, row(who).user_id, until())
    with pytest.raises(Forbidden):
        discipline.warn(community.member(), row(community.member()).user_id, WarnMemberRequest(reason="x"))
    with pytest.raises(InvalidInput):
        discipline.silence(moderator, row(community.member()).user_id, until(-1))
    assert not models.ModerationAction.objects.exists()


def test_all_that_a_spammer_wrote_is_spam(ctx: RequestContext) -> None:
    moderator, spammer, author = community.member(Role.MODERATOR), community.member(), community.member()
    category = community.category()
    topic = community.topic(author, category)
    community.topic(spammer, category)
    community.reply(spammer, topic.id)
    kept = community.reply(author, topic.id)

    handled(lambda: discipline.delete_spammer(moderator, row(spammer).user_id, DeleteSpammerRequest(reason="Ads")))

    rows = models.Node.objects.filter(author_id=spammer.actor_id).values_list("moderation", flat=True)
    assert list(rows) == ["spam", "spam"]
    assert models.Node.objects.get(pk=kept.id).moderation == "approved"
    assert models.Node.objects.get(pk=topic.id).reply_count == 1
    assert models.Category.objects.get(pk=category).node_count == 1
    assert not members.may_come_in(row(spammer).user_id)


def test_what_a_spammer_wrote_in_a_module_that_is_off_does_not_come_back_with_it(ctx: RequestContext) -> None:
    moderator, spammer = community.member(Role.MODERATOR), community.member()
    topic = community.topic(spammer, community.category())
    toggles.disable_module(ctx, "forum")

    handled(lambda: discipline.delete_spammer(moderator, row(spammer).user_id, DeleteSpammerRequest(reason="Ads")))

    assert models.Node.objects.get(pk=topic.id).moderation == "spam"


def test_trust_is_earned_step_by_step(ctx: RequestContext) -> None:
    member = community.member(trust=0)
    user_id = row(member).user_id
    models.Member.objects.filter(user_id=user_id).update(days_visited=1, topics_read=5, posts_read=29)
    assert not trusting.review_trust(ctx, user_id)

    models.Member.objects.filter(user_id=user_id).update(posts_read=30)

    assert trusting.review_all(ctx) == 1
    assert trusting.review_all(ctx) == 0
    assert row(member).trust_level == 1
    models.Member.objects.filter(user_id=user_id).update(
        days_visited=50, topics_read=100, posts_read=500, reply_count=10, given_count=30, received_count=20
    )
    assert trusting.review_trust(ctx, user_id)
    assert row(member).trust_level == 3
    models.Member.objects.filter(user_id=user_id).update(warning_count=1)
    assert trusting.review_trust(ctx, user_id)
    assert row(member).trust_level == 2


def test_nobody_falls_below_what_a_moderator_set(ctx: RequestContext) -> None:
    moderator, member, locked = community.member(Role.MODERATOR), community.member(trust=0), community.member(trust=0)

    discipline.set_trust(moderator, row(member).user_id, SetTrustRequest(level=3, reason="Known"))
    discipline.set_trust(moderator, row(locked).user_id, SetTrustRequest(level=0, locked=True, reason="Wait"))
    models.Member.objects.filter(user_id=locked.actor_id).update(days_visited=1, topics_read=5, posts_read=30)
    trusting.review_all(ctx)

    assert (row(member).trust_level, row(locked).trust_level) == (3, 0)
    actions = models.ModerationAction.objects.order_by("id").values_list("action", "details")
    assert list(actions) == [
        ("trust_set", {"level": 3, "former": 0, "locked": False}),
        ("trust_set", {"level": 0, "former": 0, "locked": True}),
    ]


def test_a_name_is_one_members_whatever_its_capitals(ctx: RequestContext) -> None:
    first, second = community.member(), community.member()
    own_member.update_own_member(first, UpdateOwnMemberRequest(name="Анна"))

    with pytest.raises(errors.DuplicateMemberName):
        own_member.update_own_member(second, UpdateOwnMemberRequest(name="АННА"))
    with pytest.raises(StaleVersion):
        own_member.update_own_member(first, UpdateOwnMemberRequest(bio="x", version=1))

    assert set(members.members_named(["анна", "nobody"])) == {"анна"}
    assert row(second).name.startswith("member-")
    for bad in ("a b", "-", "", "x" * 61, "<b>"):
        with pytest.raises(InvalidInput):
            parse(UpdateOwnMemberRequest, {"name": bad})


def test_drafts_are_kept_by_version_and_are_ones_own(ctx: RequestContext) -> None:
    member, other = community.member(), community.member()

    def save(who: RequestContext, text: str, **more: Any) -> Any:
        return composer_drafts.save_draft(
            who, parse(SaveComposerDraftRequest, {"key": "topic:new", "data": {"body": text}, **more})
        )

    first = save(member, "A")
    second = save(member, "AB", version=1)
    with pytest.raises(StaleVersion):
        save(member, "AC", version=1)
    with pytest.raises(StaleVersion):
        save(member, "AC")
    with pytest.raises(errors.ComposerDraftTooLarge):
        save(member, "x" * 250_001, version=2)
    save(other, "Mine")

    assert (first.version, second.version, second.data) == (1, 2, {"body": "AB"})
    with pytest.raises(errors.ComposerDraftNotFound):
        composer_drafts.delete_draft(other, first.id)
    composer_drafts.delete_draft(member, first.id)
    assert models.ComposerDraft.objects.count() == 1


def test_a_person_is_told_and_forgotten_with_all_traces(ctx: RequestContext) -> None:
    member, author = community.member(), community.member()
    user_id = row(member).user_id
    topic = community.topic(author, community.category())
    community.reply(member, topic.id, "Mine")
    models.Vote.objects.create(node_id=topic.id, user_id=user_id, value=1)
    models.Reaction.objects.create(node_id=topic.id, user_id=user_id, name="like")
    models.Notification.objects.create(user_id=user_id, kind="reply", node_id=topic.id)
    item = models.ReviewItem.objects.create(target_kind="topic", target_id=topic.id, reason="flagged")
    models.Flag.objects.create(item=item, user_id=user_id, reason="other", note="I, Jo, say so")
    composer_drafts.save_draft(member, SaveComposerDraftRequest(key="k", data={"body": "I am Jo"}))
    comment = models.GuestAuthor.objects.create(
        node_id=topic.id, name="Jo", email="jo@example.com", website="https://jo.example.com", ip_hash="x"
    )
    subject = Subject(user_id=user_id, emails=("jo@example.com",))

    sections = {section.name: len(section.items) for section in sections_of(subject)}
    assert {name for name, count in sections.items() if count} == {
        "guest_comments",
        "nodes",
        "member",
        "notifications",
        "composer_drafts",
        "reactions",
        "votes",
        "flags",
    }
    assert export(ctx, subject)["data"]["content"]["guest_comments"][0]["name"] == "Jo"
    first = erase(ctx, subject)
    second = erase(ctx, subject)

    assert (first.erased > 0, second.erased) == (True, 0)
    assert not models.Member.objects.filter(user_id=user_id).exists()
    assert models.Vote.objects.count() == models.Reaction.objects.count() == models.Flag.objects.count() == 1
    for model in (models.Vote, models.Reaction, models.Flag, models.Notification, models.ComposerDraft):
        assert not model.objects.filter(user_id=user_id).exists()
    comment.refresh_from_db()
    assert (comment.name, comment.email, comment.website, comment.ip_hash) == ("Guest", "", "", "")
    assert models.Flag.objects.get().note == ""
    assert models.Node.objects.get(root_id=topic.id).author_id is None


def test_a_first_visit_makes_a_member_with_a_name_of_their_own(ctx: RequestContext) -> None:
    made = [
        users.create_user(ctx, CreateUserRequest(email=f"jo{n}@example.com", first_name="Jo", last_name="<Li>")).id
        for n in range(2)
    ]
    names = [
        members.member_for(RequestContext(tenant_id=ctx.tenant_id, actor_id=UUID(str(each)))).name for each in made
    ]

    assert names[0] == "Jo-Li"
    assert names[1].startswith("Jo-Li-")
    assert "example" not in "".join(names)


def test_a_spammers_texts_of_a_module_that_is_off_become_spam_too(ctx: RequestContext) -> None:
    spammer = community.member()
    community.comment(spammer, community.post(ctx))
    community.reply(spammer, community.topic(community.member(), community.category()).id)
    toggles.disable_module(ctx, "blog")
    models.Member.objects.filter(user_id=spammer.actor_id).update(suspended_until=discipline.FOR_GOOD)

    assert discipline.remove_texts(ctx, row(spammer).user_id) == 2

    assert set(models.Node.objects.filter(author_id=spammer.actor_id).values_list("moderation", flat=True)) == {"spam"}
