"""The moderators' pages: the queue, its entries, the log, members, words and rules."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok_content import models
from rustok_content.dto.moderation import FlagRequest, ReviewState
from rustok_content.services import flags
from tests.factories import community
from tests.rustok_commerce.admin.operator import save, typed

pytestmark = pytest.mark.django_db

REVIEWS = "/admin/rustok_content/reviewitem/"
MEMBERS = "/admin/rustok_content/member/"
LOG = "/admin/rustok_content/moderationaction/"
WORDS = "/admin/rustok_content/watchedword/"
SETTINGS = "/admin/rustok_content/communitysettings/"


@pytest.fixture
def item(ctx: RequestContext) -> models.ReviewItem:
    """An entry of the queue: a reply that somebody flagged."""
    author = community.member()
    topic = community.topic(author, community.category(), title="Which stove?")
    reply = community.reply(author, topic.id, body="Buy cheap watches.")
    _flag(reply.id)
    found: models.ReviewItem = models.ReviewItem.objects.get(target_id=reply.id)
    return found


def _flag(node_id: UUID, *, trust: int = 1) -> None:
    asked = {"kind": "reply", "id": str(node_id), "reason": "spam", "note": "Look at the link."}
    flags.flag(community.member(trust=trust), parse(FlagRequest, asked))


def _page(item: Any) -> str:
    return f"{REVIEWS}{item.pk}/change/"


def _do(client: Client, page: str, deed: str, **data: Any) -> Any:
    return client.post(f"{page}do/{deed}/", data)


def _moderation(node_id: UUID) -> str:
    found: str = models.Node.objects.values_list("moderation", flat=True).get(pk=node_id)
    return found


def test_the_queue_shows_what_waits_the_weightiest_first(
    ctx: RequestContext, moderator: Client, item: models.ReviewItem
) -> None:
    author = community.member()
    other = community.reply(author, community.topic(author, community.category()).id, body="Much worse.")
    _flag(other.id, trust=2)
    _flag(other.id, trust=1)

    answer = moderator.get(REVIEWS)

    assert [row.excerpt for row in answer.context["cl"].result_list] == ["Much worse.", "Buy cheap watches."]
    assert [tab["count"] for tab in answer.context["queues"][:2]] == [2, 0]
    content = answer.content.decode()
    assert "flagged by members" in content
    assert "Spam × 2" in content
    assert moderator.get(f"{REVIEWS}?queue=approved").context["cl"].result_count == 0
    assert moderator.get(f"{REVIEWS}?kind=reply&reason=flagged").context["cl"].result_count == 2


def test_an_entry_stands_among_its_thread_with_its_flags(moderator: Client, item: models.ReviewItem) -> None:
    answer = moderator.get(_page(item))

    content = answer.content.decode()
    assert "Which stove?" in content
    assert "Buy cheap watches." in content
    assert "Look at the link." in content
    assert [deed.name for deed in answer.context["bar"]["next"]] == ["approve", "reject"]


def test_a_moderator_rejects_as_spam_with_a_note(moderator: Client, item: models.ReviewItem) -> None:
    answer = _do(moderator, _page(item), "reject", note="An advertisement.", spam="on", version=item.version)

    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.state, item.decision_note) == (ReviewState.REJECTED, "An advertisement.")
    assert _moderation(item.target_id) == "spam"
    content = moderator.get(_page(item)).content.decode()
    assert "An advertisement." in content
    assert "as spam" in content
    assert "An advertisement." in moderator.get(LOG).content.decode()


def test_an_entry_that_changed_meanwhile_is_not_decided(moderator: Client, item: models.ReviewItem) -> None:
    _do(moderator, _page(item), "claim")

    answer = _do(moderator, _page(item), "approve", note="Fine by me.", version=item.version)

    assert answer.status_code == 200
    content = answer.content.decode()
    assert "Somebody else has saved this meanwhile" in content
    assert "Fine by me." in content
    item.refresh_from_db()
    assert item.state == ReviewState.OPEN
    assert not models.ModerationAction.objects.exists()


def test_what_another_moderator_claimed_is_left_to_them(moderator: Client, manager: Client, item: Any) -> None:
    assert _do(moderator, _page(item), "claim").status_code == 302
    assert moderator.get(f"{REVIEWS}?queue=mine").context["cl"].result_count == 1

    refused = _do(manager, _page(item), "approve", version=item.version + 1)

    assert "Another moderator looks at it." in refused.content.decode()
    item.refresh_from_db()
    assert item.state == ReviewState.OPEN
    assert _do(manager, _page(item), "claim").status_code == 302
    assert _do(manager, _page(item), "approve").status_code == 302
    item.refresh_from_db()
    assert item.state == ReviewState.APPROVED


def test_many_are_decided_at_once_with_one_note(ctx: RequestContext, moderator: Client, item: Any) -> None:
    author = community.member()
    other = community.reply(author, community.topic(author, community.category()).id)
    _flag(other.id)
    second = models.ReviewItem.objects.get(target_id=other.id)

    sent = {"action": "reject", "_selected_action": [str(item.pk), str(second.pk)], "note": "Both of them."}
    answer = moderator.post(REVIEWS, sent, follow=True)

    assert "Decided: 2." in answer.content.decode()
    rows = models.ReviewItem.objects.values_list("state", "decision_note")
    assert set(rows) == {("rejected", "Both of them.")}
    assert {_moderation(item.target_id), _moderation(other.id)} == {"hidden"}


def test_a_member_is_silenced_and_released_with_a_reason(moderator: Client, item: models.ReviewItem) -> None:
    member = models.Member.objects.get(user_id=item.author_id)
    page = f"{MEMBERS}{member.pk}/change/"
    until = (timezone.now() + dt.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    missing = _do(moderator, page, "silence", until=until, reason="")
    assert "This field is required." in missing.content.decode()
    member.refresh_from_db()
    assert member.silenced_until is None

    past = _do(moderator, page, "silence", until="2020-01-01T10:00", reason="Rude.")
    assert "The moment lies ahead." in past.content.decode()

    assert _do(moderator, page, "silence", until=until, reason="Rude.").status_code == 302
    member.refresh_from_db()
    assert member.silenced_until is not None
    content = moderator.get(page).content.decode()
    assert "Rude." in content
    assert "silenced" in content
    assert moderator.get(f"{MEMBERS}?discipline=silenced").context["cl"].result_count == 1

    assert _do(moderator, page, "release", reason="Said sorry.").status_code == 302
    member.refresh_from_db()
    assert member.silenced_until is None


def test_trust_warnings_suspension_and_spammers(moderator: Client, item: models.ReviewItem) -> None:
    member = models.Member.objects.get(user_id=item.author_id)
    page = f"{MEMBERS}{member.pk}/change/"
    until = (timezone.now() + dt.timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    for deed, data in (
        ("trust", {"level": "3", "locked": "on"}),
        ("warn", {}),
        ("suspend", {"until": until}),
        ("spammer", {"sure": "on"}),
    ):
        assert _do(moderator, page, deed, reason=f"Because of {deed}.", **data).status_code == 302, deed

    member.refresh_from_db()
    assert (member.trust_level, member.is_trust_locked, member.warning_count) == (0, True, 1)
    assert member.suspended_until is not None
    assert member.suspended_until.year == 9000
    actions = models.ModerationAction.objects.order_by("id").values_list("action", "reason")
    assert list(actions) == [
        ("trust_set", "Because of trust."),
        ("warned", "Because of warn."),
        ("suspended", "Because of suspend."),
        ("spammer_deleted", "Because of spammer."),
    ]
    assert "out for good" in moderator.get(MEMBERS).content.decode()


def test_nobody_disciplines_the_staff(moderator: Client, item: models.ReviewItem) -> None:
    staff = community.member(role=community.Role.EDITOR)
    member = models.Member.objects.get(user_id=staff.actor_id)

    answer = _do(moderator, f"{MEMBERS}{member.pk}/change/", "warn", reason="No.")

    assert "One of the staff" in answer.content.decode()
    member.refresh_from_db()
    assert member.warning_count == 0


def test_members_are_found_by_the_beginning_of_their_names(moderator: Client, item: models.ReviewItem) -> None:
    member = models.Member.objects.get(user_id=item.author_id)

    assert moderator.get(MEMBERS, {"q": member.name[:9].upper()}).context["cl"].result_count >= 1
    assert moderator.get(MEMBERS, {"q": "nobody"}).context["cl"].result_count == 0
    assert moderator.get(f"{MEMBERS}?trust=4").context["cl"].result_count == 0


def test_words_are_watched_changed_and_let_go(moderator: Client) -> None:
    save(moderator, f"{WORDS}add/", {"word": "Casino*", "action": "block"})
    word = models.WatchedWord.objects.get()
    assert (word.word, word.action) == ("casino*", "block")

    again = moderator.post(f"{WORDS}add/", {"word": "CASINO*", "action": "flag"})
    assert "is watched already" in again.content.decode()

    save(moderator, f"{WORDS}{word.pk}/change/", {"action": "review"})
    word.refresh_from_db()
    assert (word.word, word.action) == ("casino*", "review")

    moderator.post(f"{WORDS}{word.pk}/delete/", {"post": "yes"})
    assert not models.WatchedWord.objects.exists()


def test_the_rules_are_said_for_the_first_time_and_changed(manager: Client, moderator: Client) -> None:
    page = manager.get(SETTINGS, follow=True).redirect_chain[-1][0]
    save(manager, page, {**typed(manager, page), "flags_to_hide": "5", "reactions": "like, star"})
    row = models.CommunitySettings.objects.get()
    assert (row.flags_to_hide, row.reactions, row.first_posts_to_approve) == (5, ["like", "star"], 0)

    page = f"{SETTINGS}{row.pk}/change/"
    save(manager, page, {**typed(manager, page), "flags_to_hide": "", "trash_days": "10"})
    row.refresh_from_db()
    assert (row.flags_to_hide, row.trash_days, row.version) == (3, 10, 2)

    assert moderator.get(page).status_code == 200
    assert moderator.post(page, {"trash_days": "1"}).status_code == 403


def test_editors_do_not_moderate(editor: Client, item: models.ReviewItem) -> None:
    for page in (REVIEWS, _page(item), MEMBERS, LOG, WORDS, SETTINGS):
        assert editor.get(page).status_code == 403, page
    assert _do(editor, _page(item), "approve").status_code == 403
    assert models.ReviewItem.objects.get(pk=item.pk).state == ReviewState.OPEN


def test_an_entry_leads_to_the_next_that_nobody_else_has(
    ctx: RequestContext, moderator: Client, manager: Client, item: models.ReviewItem
) -> None:
    author = community.member()
    topic = community.topic(author, community.category()).id
    for body in ("Much worse.", "Somebody has it."):
        _flag(community.reply(author, topic, body=body).id, trust=2)
    free, taken = models.ReviewItem.objects.exclude(pk=item.pk).order_by("id")
    _do(manager, _page(taken), "claim")

    context = moderator.get(_page(item)).context

    assert (context["waiting"], context["next_url"]) == (2, _page(free))
    assert "Spam" in {flag["reason"] for flag in context["flags"]}


def test_the_queue_and_the_log_are_searched_by_who_wrote(moderator: Client, item: models.ReviewItem) -> None:
    name = models.Member.objects.get(user_id=item.author_id).name

    def found(page: str, text: str) -> int:
        return len(moderator.get(page, {"q": text}).context["cl"].result_list)

    assert (found(REVIEWS, name[:4].upper()), found(REVIEWS, "nobody-of-that-name")) == (1, 0)
    _do(moderator, _page(item), "reject", version=item.version)
    assert (found(LOG, name), found(LOG, "nobody-of-that-name")) == (1, 0)
    assert "Nothing fits the search and the filters." in moderator.get(LOG, {"q": "nobody"}).content.decode()
