"""Many writers at once on one topic, each on its own connection: no twins, nobody waits in a circle, counters exact."""

from __future__ import annotations

import contextlib
import os
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.moderation import FlagReason, FlagRequest
from rustok_content.dto.thread_changes import (
    BulkThreadAction,
    BulkThreadsRequest,
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services import (
    answer_rows,
    authors,
    counters,
    flags,
    moving,
    reactions,
    recounting,
    solutions,
    thread_states,
    visibility,
)
from tests.factories import community
from tests.rustok_commerce.test_inventory import in_threads

pytestmark = pytest.mark.django_db(transaction=True)

FORUM = {"kind": "topic", "answer_kind": "reply"}
FULL = os.environ.get("RUSTOK_RACES") == "full"
"""``RUSTOK_RACES=full`` lets five storms rage instead of one."""
Work = Callable[[], Any]


@dataclass
class Forum:
    """A topic that everybody writes in, and what else there is."""

    tenant: Tenant
    ctx: RequestContext
    moderator: RequestContext
    members: list[RequestContext]
    categories: list[UUID]
    topic: UUID
    others: list[UUID]
    replies: list[UUID]
    flaggers: list[RequestContext]


@pytest.fixture
def forum(tenant_a: Tenant) -> Iterator[Forum]:
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        toggles.enable_module(ctx, "forum")
        members = [community.member() for _ in range(6)]
        categories = [community.category() for _ in range(3)]
        topic = community.topic(members[0], categories[0], tags=("tea",)).id
        others = [community.topic(members[1], categories[1], tags=("tea", "milk")).id for _ in range(4)]
        for other in others:
            community.reply(members[2], other)
        replies = [community.reply(members[n % 6], topic).id for n in range(16)]
        replies += [community.reply(members[n % 6], topic, parent_id=replies[n]).id for n in range(4)]
        yield Forum(
            tenant=tenant_a,
            ctx=ctx,
            moderator=community.member(Role.MODERATOR),
            members=members,
            categories=categories,
            topic=topic,
            others=others,
            replies=replies,
            flaggers=[community.member() for _ in range(4)],
        )


def refused(work: Work) -> Work:
    """Let what another one has taken away be refused in words; any other fault is raised."""

    def run() -> None:
        with contextlib.suppress(RustokError):
            work()

    return run


def storm(forum: Forum, chance: random.Random) -> list[Work]:
    """Fifty commands: replies, deletions, restorations, moves, merges, splits, flags, states, signs and votes."""
    moderator, topic = forum.moderator, forum.topic
    targets = chance.sample(forum.replies, len(forum.replies))
    works: list[Work] = []
    for n in range(12):
        parent = {"parent_id": str(targets[n])} if n % 3 == 0 else {}
        works.append(lambda n=n, parent=parent: community.reply(forum.members[n % 6], topic, **parent))
    for n in range(6):
        works.append(lambda n=n: visibility.delete_text(moderator, targets[n], kind="reply"))
    for n in range(2):
        works.append(lambda n=n: visibility.restore_text(moderator, targets[n], kind="reply"))
    for n in range(3):
        request = MoveThreadRequest(category_id=forum.categories[n % 3])
        works.append(lambda request=request: thread_states.move_thread(moderator, topic, request, kind="topic"))
    for other in forum.others[:3]:
        merge = MergeThreadRequest(into_id=topic)
        works.append(lambda other=other, merge=merge: moving.merge_thread(moderator, other, merge, **FORUM))
    for n in (5, 9):
        split = SplitThreadRequest(answer_ids=tuple(targets[n : n + 3]), title=f"Split {n}")
        works.append(lambda split=split: moving.split_thread(moderator, topic, split, **FORUM))
    # Three flags hide a text: those of one that is deleted, of one that is split off, of one that stays, of the topic.
    for kind, flagged, readers in (
        ("reply", targets[4], forum.flaggers[:2]),
        ("reply", targets[10], forum.flaggers[:3]),
        ("reply", targets[14], forum.flaggers),
        ("topic", topic, forum.flaggers[:3]),
    ):
        ask = FlagRequest(kind=kind, id=flagged, reason=FlagReason.SPAM)
        works += [lambda reader=reader, ask=ask: flags.flag(reader, ask) for reader in readers]
    state = ChangeThreadRequest(is_hidden=False)
    works.append(lambda: thread_states.change_thread(moderator, topic, state, kind="topic"))
    bulk = BulkThreadsRequest(ids=(topic, *forum.others), action=BulkThreadAction.MOVE, category_id=forum.categories[2])
    works.append(lambda: thread_states.change_threads(moderator, bulk, kind="topic"))
    works.append(lambda: solutions.set_solution(moderator, topic, targets[0], kind="topic"))
    works.append(lambda: forgotten(forum, forum.members[5]))
    for n in range(4):
        works.append(lambda n=n: reactions.set_reaction(forum.members[n], targets[n + 1], "like"))
        if n > 1:
            works.append(lambda n=n: reactions.set_vote(forum.members[n], targets[n + 2], 1))
    assert len(works) == 50
    chance.shuffle(works)
    return works


def forgotten(forum: Forum, member: RequestContext) -> None:
    assert member.actor_id is not None
    with transaction.atomic():
        authors.forget_author(forum.ctx, member.actor_id)


@pytest.mark.parametrize("seed", range(1, 6 if FULL else 2))
def test_fifty_at_once_leave_every_counter_as_counted(forum: Forum, seed: int) -> None:
    raised = in_threads(forum.tenant, [refused(work) for work in storm(forum, random.Random(seed))])

    assert [error for error in raised if error is not None] == []
    assert recounting.check_counters(forum.ctx) == []
    for thread in models.Thread.objects.all():
        numbers = list(models.Node.objects.filter(root_id=thread.node_id).values_list("number", flat=True))
        assert len(numbers) == len(set(numbers))
        assert max(numbers, default=0) < thread.next_number
    assert_flags_counted()


def assert_flags_counted() -> None:
    """Check that entries of the queue weigh as much as their flags, and that enough flags have hidden the text."""
    items = models.ReviewItem.objects.annotate(weight=Coalesce(Sum("flags__weight"), 0))
    assert items.exists()
    for item in items:
        assert item.score == item.weight
        hidden = models.Node.objects.get(pk=item.target_id).moderation == Moderation.HIDDEN
        # A moderator has shown the topic again meanwhile, or it was an answer of what had been hidden.
        assert hidden or item.score < 3 or item.target_kind == "topic", item.target_kind


def test_replies_at_once_get_numbers_without_gaps_and_twins(forum: Forum) -> None:
    works = [lambda n=n: community.reply(forum.members[n % 6], forum.topic) for n in range(30)]

    raised = in_threads(forum.tenant, works)

    assert [error for error in raised if error is not None] == []
    numbers = models.Node.objects.filter(root_id=forum.topic).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 51))
    assert recounting.check_counters(forum.ctx) == []


def test_replies_of_one_member_at_once_to_topics_of_one_category_are_all_counted(forum: Forum) -> None:
    writer, category = forum.members[5], forum.categories[1]
    before = models.Category.objects.get(pk=category).reply_count
    works = [lambda n=n: community.reply(writer, forum.others[n % 4]) for n in range(20)]

    raised = in_threads(forum.tenant, works)

    assert [error for error in raised if error is not None] == []
    assert models.Category.objects.get(pk=category).reply_count == before + 20
    assert recounting.check_counters(forum.ctx) == []


def test_without_the_lock_of_the_thread_two_replies_get_one_number(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)

    held = answer_rows.held

    def met(root_id: UUID, author_id: UUID | None) -> Any:
        thread = held(root_id, author_id)
        both.wait(20)
        return thread

    monkeypatch.setattr(answer_rows, "hold", lambda root_id, parent_id: None)
    monkeypatch.setattr(answer_rows, "held", met)
    raised = in_threads(forum.tenant, [lambda n=n: community.reply(forum.members[n], forum.topic) for n in range(2)])

    assert sorted(type(error) for error in raised if error is not None) == [IntegrityError]


def test_a_counter_that_is_read_and_written_back_is_found_out(forum: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    both, write = threading.Barrier(2), answer_rows.write

    def stale(*rows: Any, category_id: UUID | None) -> None:
        category = models.Category.objects.get(pk=category_id)
        both.wait(20)
        write(*rows, category_id=category_id)
        models.Category.objects.filter(pk=category.pk).update(reply_count=category.reply_count + 1)

    monkeypatch.setattr(answer_rows, "write", stale)
    raised = in_threads(
        forum.tenant, [lambda n=n: community.reply(forum.members[n], forum.others[n]) for n in range(2)]
    )

    assert raised == [None, None]
    assert [(drift.table, drift.counter) for drift in recounting.check_counters(forum.ctx)] == [
        ("categories", "reply_count")
    ]


def test_without_the_locks_of_counters_an_answer_deleted_twice_counts_twice(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, taken = threading.Barrier(2), visibility.take_away

    def unlocked(ids: Any, above: Any) -> set[UUID]:
        return {root_id or node_id for node_id, root_id, _ in counters._places(ids)}

    def late(ctx: RequestContext, node: Any) -> None:
        both.wait(20)
        taken(ctx, node)

    monkeypatch.setattr(counters, "_lock", unlocked)
    monkeypatch.setattr(visibility, "take_away", late)
    raised = in_threads(
        forum.tenant, [lambda: visibility.delete_text(forum.moderator, forum.replies[0], kind="reply")] * 2
    )

    assert raised == [None, None]
    found = {(drift.table, drift.counter) for drift in recounting.check_counters(forum.ctx)}
    assert ("nodes", "reply_count") in found


def test_drift_is_found_and_put_right(forum: Forum) -> None:
    models.Node.objects.filter(pk=forum.topic).update(reply_count=3)
    models.Thread.objects.filter(node_id=forum.topic).update(participant_count=99, last_reply_id=forum.replies[0])
    models.Category.objects.filter(pk=forum.categories[0]).update(node_count=F("node_count") + 1, last_activity_at=None)
    models.Member.objects.filter(user_id=forum.members[0].actor_id).update(reply_count=0)
    models.Tag.objects.update(node_count=7)

    found = {(drift.table, drift.counter) for drift in recounting.check_counters(forum.ctx)}

    assert found == {
        ("nodes", "reply_count"),
        ("threads", "participant_count"),
        ("threads", "last_reply_id"),
        ("categories", "node_count"),
        ("categories", "last_activity_at"),
        ("members", "reply_count"),
        ("tags", "node_count"),
    }
    assert len(recounting.repair_counters(forum.ctx)) == 8
    assert recounting.check_counters(forum.ctx) == []
    assert models.Node.objects.get(pk=forum.topic).reply_count == 20
    assert models.Category.objects.get(pk=forum.categories[0]).last_node_id == forum.topic
    assert recounting.repair_counters(forum.ctx) == []
