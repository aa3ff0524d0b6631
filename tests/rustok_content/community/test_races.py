"""Two at once, each with a connection of its own: one of them wins, nothing is counted twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.members import MarkReadRequest
from rustok_content.dto.moderation import DecideReviewRequest, FlagRequest
from rustok_content.services import flags, members, reviews
from rustok_content.services.read_states import mark_read
from tests.factories import community

pytestmark = pytest.mark.django_db(transaction=True)

Together = Callable[..., list[Any]]


@pytest.fixture
def forum(tenant_a: Tenant) -> Iterator[RequestContext]:
    """The system's context of a committed tenant with a forum."""
    with tenant_scope(tenant_a):
        context = RequestContext.system(tenant_a.id)
        toggles.enable_module(context, "forum")
        yield context


@pytest.fixture
def together(tenant_a: Tenant) -> Together:
    """Run works at once; return for each the code of its refusal, or None."""

    def run(*works: Callable[[], Any]) -> list[Any]:
        barrier = threading.Barrier(len(works))
        ended: list[Any] = ["unfinished"] * len(works)

        def one(place: int, work: Callable[[], Any]) -> None:
            try:
                with tenant_scope(tenant_a):
                    barrier.wait(30)
                    work()
                ended[place] = None
            except RustokError as exc:
                ended[place] = exc.code
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=(place, work)) for place, work in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return ended

    return run


def flagged(node_id: Any) -> FlagRequest:
    return parse(FlagRequest, {"kind": "reply", "id": str(node_id), "reason": "spam"})


def test_twin_flags_of_one_member_are_one(forum: RequestContext, together: Together) -> None:
    author, member = community.member(), community.member()
    reply = community.reply(author, community.topic(author, community.category()).id)

    ended = together(*[lambda: flags.flag(member, flagged(reply.id))] * 4)

    assert sorted(map(str, ended)) == ["None", *["content.flag.duplicate"] * 3]
    assert (models.Flag.objects.count(), models.ReviewItem.objects.get().score) == (1, 1)


def test_flags_of_many_are_all_counted_and_hide(forum: RequestContext, together: Together) -> None:
    author = community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(author, topic.id)
    people = [community.member() for _ in range(6)]

    ended = together(*[lambda each=each: flags.flag(each, flagged(reply.id)) for each in people])

    counted = ended.count(None)
    item = models.ReviewItem.objects.get()
    # Those who came when it was hidden already no longer saw it.
    assert (item.score, models.Flag.objects.count()) == (counted, counted)
    assert counted >= 3
    assert set(ended) <= {None, "content.target.not_found"}
    assert models.Node.objects.get(pk=reply.id).moderation == "hidden"
    assert models.Node.objects.get(pk=topic.id).reply_count == 0
    assert models.ModerationAction.objects.filter(action="hidden_by_flags").count() == counted - 2


def test_twin_decisions_are_one(forum: RequestContext, together: Together) -> None:
    author = community.member()
    reply = community.reply(author, community.topic(author, community.category()).id)
    flags.flag(community.member(), flagged(reply.id))
    item_id = models.ReviewItem.objects.get().id
    moderators = [community.member(Role.MODERATOR) for _ in range(2)]
    wanted = [parse(DecideReviewRequest, {"decision": each}) for each in ("approve", "reject")]

    ended = together(
        lambda: reviews.decide(moderators[0], item_id, wanted[0]),
        lambda: reviews.decide(moderators[1], item_id, wanted[1]),
    )

    assert sorted(map(str, ended)) == ["None", "content.review.decided"]
    item = models.ReviewItem.objects.get()
    shown = models.Node.objects.get(pk=reply.id).moderation
    assert (item.state, shown) in {("approved", "approved"), ("rejected", "hidden")}
    assert models.ModerationAction.objects.count() == 1


def test_reading_at_once_ends_at_the_furthest(forum: RequestContext, together: Together) -> None:
    author, reader = community.member(), community.member()
    topic = community.topic(author, community.category())
    for _ in range(8):
        community.reply(author, topic.id)

    ended = together(
        *[
            lambda number=number: mark_read(reader, MarkReadRequest(node_id=topic.id, number=number))
            for number in (3, 8, 1, 5)
        ]
    )

    assert ended == [None] * 4
    assert models.ReadState.objects.get().last_number == 8
    member = models.Member.objects.get(user_id=reader.actor_id)
    assert (member.topics_read, member.posts_read, member.days_visited) == (1, 9, 1)


def test_a_member_joins_once(forum: RequestContext, together: Together) -> None:
    newcomer = community.member()
    models.Member.objects.filter(user_id=newcomer.actor_id).delete()

    assert together(*[lambda: members.member_for(newcomer)] * 4) == [None] * 4
    assert models.Member.objects.filter(user_id=newcomer.actor_id).count() == 1
