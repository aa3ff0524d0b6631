"""What moderators do with topics: states, moves, splits, merges; solutions, reactions, votes and edits."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, StaleVersion
from rustok.events.catalog.content import NodeUpdated
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.answers import EditTextRequest
from rustok_content.dto.thread_changes import (
    BulkThreadsRequest,
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services import (
    authors,
    editing,
    moving,
    reactions,
    recounting,
    solutions,
    thread_states,
    visibility,
)
from tests.factories import community

pytestmark = pytest.mark.django_db

FORUM = {"kind": "topic", "answer_kind": "reply"}


def change(ctx: RequestContext, topic_id: UUID, **data: Any) -> None:
    thread_states.change_thread(ctx, topic_id, parse(ChangeThreadRequest, data), kind="topic")


def edit(ctx: RequestContext, node_id: UUID, kind: str = "reply", **data: Any) -> None:
    editing.edit_text(ctx, node_id, parse(EditTextRequest, data), kind=kind)


def assert_exact(ctx: RequestContext) -> None:
    assert recounting.check_counters(ctx) == []


def test_states_are_set_logged_and_told(ctx: RequestContext) -> None:
    topic = community.topic(community.member(), community.category())
    moderator = community.member(Role.MODERATOR)
    until = timezone.now() + dt.timedelta(days=2)

    with published_events() as events:
        change(moderator, topic.id, is_locked=True, pinned_until=until.isoformat(), is_pinned_everywhere=True)
        change(moderator, topic.id, is_locked=True)

    thread = models.Thread.objects.get(node_id=topic.id)
    assert (thread.is_locked, thread.pinned_until, thread.is_pinned_everywhere) == (True, until, True)
    assert events.types == ["node.thread_changed"]
    assert models.ModerationAction.objects.get().action == "change_thread"
    assert models.Node.objects.get(pk=topic.id).version == topic.version + 1


def test_members_set_no_states(ctx: RequestContext) -> None:
    author = community.member()
    topic = community.topic(author, community.category())

    with pytest.raises(Forbidden):
        change(author, topic.id, is_locked=True)

    assert models.Thread.objects.get().is_locked is False


def test_a_state_set_from_an_older_version_is_refused(ctx: RequestContext) -> None:
    topic = community.topic(community.member(), community.category())
    change(ctx, topic.id, is_wiki=True)

    with pytest.raises(StaleVersion):
        change(ctx, topic.id, is_locked=True, version=topic.version)


def test_a_hidden_topic_counts_no_more_and_comes_back_whole(ctx: RequestContext) -> None:
    category = community.category()
    topic = community.topic(community.member(), category, tags=("tea",))
    community.reply(community.member(), topic.id)

    change(ctx, topic.id, is_hidden=True)

    filed = models.Category.objects.get()
    assert (filed.node_count, filed.reply_count, models.Tag.objects.get().node_count) == (0, 0, 0)
    assert_exact(ctx)
    change(ctx, topic.id, is_hidden=False)
    filed = models.Category.objects.get()
    assert (filed.node_count, filed.reply_count, models.Tag.objects.get().node_count) == (1, 1, 1)
    assert_exact(ctx)


def test_a_topic_takes_its_counts_to_another_category(ctx: RequestContext) -> None:
    here, there = community.category(), community.category()
    topic = community.topic(community.member(), here)
    reply = community.reply(community.member(), topic.id)

    thread_states.move_thread(ctx, topic.id, MoveThreadRequest(category_id=there), kind="topic")

    rows = {row.id: row for row in models.Category.objects.all()}
    assert (rows[here].node_count, rows[here].reply_count, rows[here].last_node_id) == (0, 0, None)
    assert (rows[there].node_count, rows[there].reply_count) == (1, 1)
    assert rows[there].last_activity_at == reply.created_at
    assert_exact(ctx)
    blog = community.category(module="blog")
    with pytest.raises(errors.CategoryNotFound):
        thread_states.move_thread(ctx, topic.id, MoveThreadRequest(category_id=blog), kind="topic")


def test_several_topics_are_changed_at_once(ctx: RequestContext) -> None:
    here, there, author = community.category(), community.category(), community.member()
    topics = [community.topic(author, here).id for _ in range(3)]
    for topic_id in topics:
        community.reply(author, topic_id)

    def bulk(**data: Any) -> int:
        asked = parse(BulkThreadsRequest, {"ids": topics, **data})
        return len(thread_states.change_threads(ctx, asked, kind="topic").changed)

    assert bulk(action="move", category_id=there) == 3
    assert bulk(action="move", category_id=there) == 0
    assert bulk(action="lock") == 3
    assert bulk(action="delete") == 3
    with pytest.raises(errors.ThreadNotFound):
        bulk(action="lock")
    assert models.Category.objects.get(pk=there).node_count == 0
    assert_exact(ctx)


def test_a_split_takes_answers_with_all_below_them(ctx: RequestContext) -> None:
    here, there, author = community.category(), community.category(), community.member()
    topic = community.topic(author, here)
    first = community.reply(author, topic.id)
    second = community.reply(community.member(), topic.id, "Something else")
    below = community.reply(author, topic.id, parent_id=second.id)
    other = community.reply(author, topic.id)
    last = community.reply(author, topic.id)
    solutions.set_solution(ctx, topic.id, below.id, kind="topic")

    with published_events() as events:
        made = moving.split_thread(
            ctx,
            topic.id,
            SplitThreadRequest(answer_ids=(other.id, second.id), title="Another matter", category_id=there),
            **FORUM,
        )

    assert made == second.id
    node = models.Node.objects.get(pk=made)
    assert (node.kind, node.root_id, node.number, node.parent_id, node.depth) == ("topic", None, None, None, 0)
    assert (node.category_id, node.reply_count, node.source_locale) == (there, 2, "en")
    head = node.translations.get()
    assert (head.locale, head.title, head.slug, head.is_addressed) == ("en", "Another matter", "another-matter", True)
    assert node.bodies.get().locale == "en"
    moved = {row.id: row for row in models.Node.objects.filter(root_id=made)}
    assert {row.id: (row.number, row.parent_id, row.depth) for row in moved.values()} == {
        below.id: (1, made, 1),
        other.id: (2, made, 1),
    }
    kept = models.Node.objects.filter(root_id=topic.id).order_by("number").values_list("id", "number")
    assert list(kept) == [(first.id, 1), (last.id, 5)]
    thread = models.Thread.objects.get(node_id=topic.id)
    assert (thread.solution_id, thread.next_number, thread.participant_count) == (None, 6, 1)
    assert models.Thread.objects.get(node_id=made).next_number == 3
    assert models.NodeAddress.objects.get(node_id=made).path == "/forum/another-matter"
    assert [event.type for event in (envelope.event for envelope in events.envelopes)][-1] == "node.thread_split"
    assert_exact(ctx)
    assert community.reply(author, made).number == 3


def test_answers_of_two_topics_are_not_split_at_once(ctx: RequestContext) -> None:
    author, category = community.member(), community.category()
    topic, other = community.topic(author, category), community.topic(author, category)
    mine, theirs = community.reply(author, topic.id), community.reply(author, other.id)

    with pytest.raises(errors.NotInOneThread):
        moving.split_thread(ctx, topic.id, SplitThreadRequest(answer_ids=(mine.id, theirs.id), title="Both"), **FORUM)

    assert models.Thread.objects.count() == 2


def test_a_merged_topic_becomes_an_answer_and_leads_over(ctx: RequestContext) -> None:
    here, there = community.category(), community.category()
    author, other = community.member(), community.member()
    into = community.topic(author, there)
    community.reply(other, into.id)
    topic = community.topic(other, here, "To be merged", tags=("tea",))
    reply = community.reply(author, topic.id)
    models.Subscription.objects.create(
        user_id=other.actor_id, target_kind="topic", target_id=topic.id, level="watching"
    )

    moving.merge_thread(ctx, topic.id, MergeThreadRequest(into_id=into.id), **FORUM)

    rows = {row.id: row for row in models.Node.objects.filter(root_id=into.id)}
    assert (rows[topic.id].kind, rows[topic.id].number, rows[topic.id].parent_id) == ("reply", 2, into.id)
    assert (rows[reply.id].number, rows[reply.id].parent_id, rows[reply.id].depth) == (3, topic.id, 2)
    assert models.Node.objects.get(pk=into.id).reply_count == 3
    assert models.Category.objects.get(pk=here).node_count == 0
    assert models.Category.objects.get(pk=there).reply_count == 3
    assert models.Tag.objects.get().node_count == 0
    assert models.Thread.objects.get().next_number == 4
    address = models.NodeAddress.objects.get(path="/forum/to-be-merged")
    assert (address.node_id, address.is_current) == (into.id, False)
    assert models.Subscription.objects.get().target_id == into.id
    assert models.Member.objects.get(user_id=other.actor_id).topic_count == 0
    assert_exact(ctx)
    with pytest.raises(errors.SameThread):
        moving.merge_thread(ctx, into.id, MergeThreadRequest(into_id=into.id), **FORUM)


def test_the_author_says_what_solves_a_topic(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(other, topic.id)

    with pytest.raises(Forbidden):
        solutions.set_solution(other, topic.id, reply.id, kind="topic")
    solutions.set_solution(author, topic.id, reply.id, kind="topic")

    assert models.Member.objects.get(user_id=other.actor_id).solution_count == 1
    assert_exact(ctx)
    visibility.delete_text(other, reply.id, kind="reply")
    assert models.Thread.objects.get().solution_id is None
    assert models.Member.objects.get(user_id=other.actor_id).solution_count == 0
    assert_exact(ctx)
    with pytest.raises(errors.AnswerNotFound):
        solutions.set_solution(author, topic.id, reply.id, kind="topic")


def test_reactions_are_toggled_and_counted(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())

    first = reactions.set_reaction(other, topic.id, "like")
    second = reactions.set_reaction(other, topic.id, "heart", is_set=True)

    assert (first.counts, second.counts, second.mine) == ({"like": 1}, {"like": 1, "heart": 1}, ("heart", "like"))
    assert models.Member.objects.get(user_id=author.actor_id).received_count == 2
    third = reactions.set_reaction(other, topic.id, "like")
    assert (third.reaction_count, third.counts) == (1, {"heart": 1})
    assert_exact(ctx)
    with pytest.raises(errors.OwnText):
        reactions.set_reaction(author, topic.id, "like")
    with pytest.raises(errors.ReactionNotOffered):
        reactions.set_reaction(other, topic.id, "nothing")


def test_votes_are_changed_and_taken_back(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())

    assert reactions.set_vote(other, topic.id, 1).vote_score == 1
    assert reactions.set_vote(other, topic.id, -1).vote_score == -1
    assert reactions.set_vote(community.member(), topic.id, -1).vote_score == -2
    assert reactions.set_vote(other, topic.id, 0).vote_score == -1
    assert_exact(ctx)
    with pytest.raises(errors.OwnText):
        reactions.set_vote(author, topic.id, 1)


def test_authors_edit_for_a_while_and_moderators_always(ctx: RequestContext) -> None:
    author = community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(author, topic.id)

    edit(author, reply.id, body="*Better*")

    node = models.Node.objects.get(pk=reply.id)
    assert node.bodies.get().html == "<p><em>Better</em></p>"
    assert node.edited_at is not None
    assert node.version == 2
    models.Node.objects.filter(pk=reply.id).update(created_at=timezone.now() - dt.timedelta(hours=2))
    with pytest.raises(errors.EditWindowOver):
        edit(author, reply.id, body="Too late")
    edit(community.member(Role.MODERATOR), reply.id, body="In time")
    assert node.bodies.get().body == "In time"
    with pytest.raises(StaleVersion):
        edit(ctx, reply.id, body="Old", version=1)
    with pytest.raises(Forbidden):
        edit(community.member(), reply.id, body="Not mine")


def test_the_same_text_again_changes_nothing(ctx: RequestContext) -> None:
    author = community.member()
    reply = community.reply(author, community.topic(author, community.category()).id, "Same")

    with published_events() as events:
        edit(author, reply.id, body="Same")

    assert events.types == []
    assert models.Node.objects.get(pk=reply.id).version == 1


def test_in_a_wiki_all_members_write_the_first_text(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(author, topic.id)
    change(ctx, topic.id, is_wiki=True)

    edit(other, topic.id, "topic", body="All of us", tags=("tea",))

    assert models.Body.objects.get(node_id=topic.id).body == "All of us"
    assert models.Tag.objects.get().node_count == 1
    with pytest.raises(Forbidden):
        edit(other, reply.id, body="Not a wiki")
    assert_exact(ctx)


def test_who_is_named_and_quoted_is_remembered(ctx: RequestContext) -> None:
    author, named, quoted = (community.member() for _ in range(3))
    topic = community.topic(author, community.category())
    theirs = community.reply(quoted, topic.id)
    name = models.Member.objects.get(user_id=named.actor_id).name
    text = f'Ask @{name.upper()}, not `@{name}x`.\n\n[quote="somebody, {to_ulid(theirs.id)}"]Yes[/quote]'

    reply = community.reply(author, topic.id, text)

    found = models.Mention.objects.filter(node_id=reply.id).values_list("user_id", "is_quote")
    assert set(found) == {(named.actor_id, False), (quoted.actor_id, True)}
    edit(author, reply.id, body="Nobody")
    assert models.Mention.objects.filter(node_id=reply.id).count() == 0


def test_what_is_held_back_counts_when_it_is_let_through(ctx: RequestContext) -> None:
    category, author = community.category(needs_approval=True), community.member()
    topic = community.topic(author, category)
    assert topic.moderation is Moderation.PENDING
    assert models.Category.objects.get().node_count == 0
    assert models.ReviewItem.objects.get().target_id == topic.id

    assert visibility.set_moderation(ctx, topic.id, Moderation.APPROVED) is True

    assert models.Category.objects.get().node_count == 1
    assert visibility.set_moderation(ctx, topic.id, Moderation.APPROVED) is False
    assert_exact(ctx)


def test_who_is_forgotten_takes_no_part_any_more(ctx: RequestContext) -> None:
    author, other = community.member(), community.member()
    topic = community.topic(author, community.category())
    community.reply(other, topic.id)
    community.reply(author, topic.id)
    assert other.actor_id is not None

    with transaction.atomic(), published_events() as events:
        assert authors.forget_author(ctx, other.actor_id) == 1

    assert models.Node.objects.get(root_id=topic.id, number=1).author_id is None
    assert recounting.check_counters(ctx) == []
    # Readers are told how many take part by the document of the topic.
    assert NodeUpdated(node_id=topic.id, kind="topic", fields=("participant_count",)) in [
        each.event for each in events.envelopes
    ]


def test_where_answers_stood_before_they_were_moved_is_remembered(ctx: RequestContext) -> None:
    author, category = community.member(), community.category()
    topic, into = community.topic(author, category), community.topic(author, category)
    first, second, third = (community.reply(author, topic.id) for _ in range(3))

    new = moving.split_thread(ctx, topic.id, SplitThreadRequest(answer_ids=(second.id, third.id), title="New"), **FORUM)
    moving.merge_thread(ctx, new, MergeThreadRequest(into_id=into.id), **FORUM)

    rows = models.FormerPlace.objects.order_by("root_id", "number")
    assert {(row.root_id, row.number): row.node_id for row in rows} == {
        (topic.id, 2): second.id,
        (topic.id, 3): third.id,
        (new, 1): third.id,
    }
    assert models.Node.objects.get(pk=first.id).root_id == topic.id
