"""Flags, the queue, and what moderators decide."""

from __future__ import annotations

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, StaleVersion
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import errors, handlers, models
from rustok_content.dto.moderation import (
    ClaimReviewRequest,
    DecideReviewRequest,
    DecideReviewsRequest,
    FlagRequest,
    ReviewReason,
    ReviewState,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services import flags, review_queue, reviews
from tests.factories import community

pytestmark = pytest.mark.django_db


def flag(ctx: RequestContext, node_id: object, kind: str = "reply", reason: str = "spam") -> None:
    flags.flag(ctx, parse(FlagRequest, {"kind": kind, "id": str(node_id), "reason": reason}))


def decided(decision: str, **more: object) -> DecideReviewRequest:
    return parse(DecideReviewRequest, {"decision": decision, **more})


def moderation_of(node_id: object) -> str:
    found: str = models.Node.objects.values_list("moderation", flat=True).get(pk=node_id)
    return found


@pytest.fixture
def reply_id(ctx: RequestContext) -> object:
    author = community.member()
    topic = community.topic(author, community.category())
    return community.reply(author, topic.id).id


def test_flags_gather_and_hide_when_they_are_enough(ctx: RequestContext, reply_id: object) -> None:
    flag(community.member(trust=0), reply_id)
    flag(community.member(trust=1), reply_id, reason="offensive")

    item = models.ReviewItem.objects.get()
    assert (item.reason, item.state, item.score, item.target_id) == ("flagged", "open", 2, reply_id)
    assert moderation_of(reply_id) == Moderation.APPROVED

    flag(community.member(trust=2), reply_id)

    assert moderation_of(reply_id) == Moderation.HIDDEN
    assert (models.ReviewItem.objects.get().score, models.Flag.objects.count()) == (3, 3)
    root = models.Node.objects.get(pk=reply_id).root_id
    assert models.Node.objects.get(pk=root).reply_count == 0
    assert models.ModerationAction.objects.get().action == "hidden_by_flags"


def test_a_trusted_flag_weighs_more(ctx: RequestContext, reply_id: object) -> None:
    flag(community.member(trust=4), reply_id)

    assert (models.Flag.objects.get().weight, moderation_of(reply_id)) == (3, Moderation.HIDDEN)


def test_one_flag_a_person_and_never_of_ones_own(ctx: RequestContext, reply_id: object) -> None:
    member = community.member()
    flag(member, reply_id)

    with pytest.raises(errors.AlreadyFlagged):
        flag(member, reply_id, reason="other")
    author_id = models.Node.objects.get(pk=reply_id).author_id
    with pytest.raises(errors.OwnTextFlagged):
        flag(community.acting(member, author_id), reply_id)
    with pytest.raises(errors.TargetNotFound):
        flag(member, generate_id())
    with pytest.raises(errors.UnknownKind):
        flag(member, reply_id, kind="nothing")
    assert (models.Flag.objects.count(), models.ReviewItem.objects.get().score) == (1, 1)


def test_who_is_new_flags_few_a_day(ctx: RequestContext) -> None:
    author, member = community.member(), community.member(trust=0)
    topic = community.topic(author, community.category())
    for _ in range(5):
        flag(member, community.reply(author, topic.id).id)

    with pytest.raises(errors.TooManyFlags):
        flag(member, community.reply(author, topic.id).id)
    assert models.Flag.objects.count() == 5


@pytest.mark.parametrize(
    ("decision", "spam", "state", "moderation"),
    [
        ("approve", False, "approved", Moderation.APPROVED),
        ("reject", False, "rejected", Moderation.HIDDEN),
        ("reject", True, "rejected", Moderation.SPAM),
        ("ignore", False, "ignored", Moderation.APPROVED),
    ],
)
def test_a_decision_shows_or_hides_and_is_logged(
    ctx: RequestContext, reply_id: object, decision: str, spam: bool, state: str, moderation: Moderation
) -> None:
    flag(community.member(trust=4), reply_id)
    moderator = community.member(Role.MODERATOR)
    item = models.ReviewItem.objects.get()

    with published_events() as events:
        reviews.decide(moderator, item.id, decided(decision, note="So be it", spam=spam))

    item.refresh_from_db()
    assert (item.state, item.decided_by_id, item.decision_note) == (state, moderator.actor_id, "So be it")
    assert moderation_of(reply_id) == moderation
    action = models.ModerationAction.objects.order_by("-id").first()
    assert action is not None
    assert (action.action, action.actor_id, action.reason) == (f"review_{state}", moderator.actor_id, "So be it")
    assert events.types[-1] == "review.decided"


def test_whoever_flagged_rightly_is_credited(ctx: RequestContext, reply_id: object) -> None:
    member = community.member()
    flag(member, reply_id)
    with published_events() as events:
        reviews.decide(community.member(Role.MODERATOR), models.ReviewItem.objects.get().id, decided("reject"))

    for _ in range(2):
        # An event that is replayed is the same event.
        handlers.count_activity(events.envelopes)

    found = models.Member.objects.get(user_id=member.actor_id)
    assert (found.flags_agreed, found.flags_rejected) == (1, 0)


def test_an_entry_is_decided_once(ctx: RequestContext, reply_id: object) -> None:
    flag(community.member(), reply_id)
    item_id = models.ReviewItem.objects.get().id
    moderator = community.member(Role.MODERATOR)
    with pytest.raises(StaleVersion):
        reviews.decide(moderator, item_id, decided("reject", version=7))
    assert moderation_of(reply_id) == Moderation.APPROVED

    reviews.decide(moderator, item_id, decided("approve"))

    with pytest.raises(errors.ReviewDecided):
        reviews.decide(moderator, item_id, decided("reject"))
    assert moderation_of(reply_id) == Moderation.APPROVED
    assert models.ModerationAction.objects.count() == 1


def test_somebody_elses_entry_is_left_to_them(ctx: RequestContext, reply_id: object) -> None:
    flag(community.member(), reply_id)
    item_id = models.ReviewItem.objects.get().id
    first, second = community.member(Role.MODERATOR), community.member(Role.MODERATOR)
    reviews.claim(first, item_id, ClaimReviewRequest())

    with pytest.raises(errors.ReviewClaimed):
        reviews.claim(second, item_id, ClaimReviewRequest())
    with pytest.raises(errors.ReviewClaimed):
        reviews.decide(second, item_id, decided("reject"))
    assert moderation_of(reply_id) == Moderation.APPROVED

    reviews.claim(second, item_id, ClaimReviewRequest(take_over=True))
    reviews.decide(second, item_id, decided("reject"))
    assert moderation_of(reply_id) == Moderation.HIDDEN


def test_many_are_decided_each_by_itself(ctx: RequestContext) -> None:
    author, member = community.member(), community.member(trust=2)
    topic = community.topic(author, community.category())
    texts = [community.reply(author, topic.id).id for _ in range(3)]
    for node_id in texts:
        flag(member, node_id)
    items = list(models.ReviewItem.objects.order_by("id").values_list("id", flat=True))
    moderator = community.member(Role.MODERATOR)
    reviews.decide(moderator, items[1], decided("ignore"))

    answer = reviews.decide_many(
        moderator, parse(DecideReviewsRequest, {"ids": [str(each) for each in items], "decision": "reject"})
    )

    assert [(each.state, each.error) for each in answer.items] == [
        (ReviewState.REJECTED, None),
        (None, "content.review.decided"),
        (ReviewState.REJECTED, None),
    ]
    assert [moderation_of(node_id) for node_id in texts] == ["hidden", "approved", "hidden"]


def test_the_queue_shows_the_weightiest_first(ctx: RequestContext) -> None:
    author = community.member()
    topic = community.topic(author, community.category())
    light, heavy = community.reply(author, topic.id, "Light").id, community.reply(author, topic.id, "Heavy").id
    flag(community.member(), light)
    flag(community.member(trust=3), heavy)
    moderator = community.member(Role.MODERATOR)

    page, key = review_queue.list_items(moderator, state=ReviewState.OPEN, kind=None, after=None, limit=1)
    rest, end = review_queue.list_items(moderator, state=ReviewState.OPEN, kind="reply", after=key, limit=1)

    assert [(row.target_id, row.excerpt, row.score) for row in page.items] == [(heavy, "Heavy", 2)]
    assert [(row.target_id, row.reason, row.flags[0].reason) for row in rest.items] == [
        (light, ReviewReason.FLAGGED, "spam")
    ]
    assert end is None


def test_members_do_not_moderate(ctx: RequestContext, reply_id: object) -> None:
    flag(community.member(), reply_id)
    item_id = models.ReviewItem.objects.get().id

    for attempt in (
        lambda: reviews.decide(community.member(), item_id, decided("reject")),
        lambda: reviews.claim(community.member(), item_id, ClaimReviewRequest()),
        lambda: review_queue.get_item(community.member(), item_id),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert models.ReviewItem.objects.get().state == "open"


def test_the_log_cannot_be_rewritten(ctx: RequestContext, reply_id: object) -> None:
    flag(community.member(trust=4), reply_id)

    for statement in ("UPDATE moderation_actions SET reason = 'x'", "DELETE FROM moderation_actions"):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert models.ModerationAction.objects.get().reason == ""
