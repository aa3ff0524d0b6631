"""Reactions to events of tenants, threads and the community: after the fact, so that writing waits for none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.events.catalog.community import (
    DigestDue,
    MemberDisciplined,
    MemberNotified,
    ReviewDecided,
)
from rustok.events.catalog.threads import NodeAnswered, NodeModerated, NodeReacted, NodeSolved, TopicStarted
from rustok.events.envelope import EventEnvelope
from rustok_content.dto.threads import Moderation
from rustok_content.services import addresses, discipline, mailing, notifying, reviews, subscriptions, trusting
from rustok_content.services.members import visited

OLDEST: Final = dt.timedelta(days=30)
"""Nobody is told of what happened longer ago, as when events are replayed: what they were told is purged in time."""


def languages_changed(envelopes: Sequence[EventEnvelope]) -> None:
    """Give nodes their addresses anew: what is above them may have another name for readers of a language now."""
    if envelopes:
        addresses.rebuild(envelopes[-1].context())


def tell_members(envelopes: Sequence[EventEnvelope]) -> None:
    """Tell members of answers, topics, signs and solutions, and of what moderators did."""
    for envelope in envelopes:
        if timezone.now() - envelope.timestamp > OLDEST:
            continue
        ctx = envelope.context()
        match envelope.event:
            case NodeAnswered(node_id=node_id, moderation=Moderation.APPROVED):
                notifying.note_answer(ctx, node_id)
            case TopicStarted(node_id=node_id, moderation=Moderation.APPROVED):
                notifying.note_topic(ctx, node_id)
            case NodeModerated(node_id=node_id, root_id=root_id, moderation=Moderation.APPROVED):
                if node_id == root_id:
                    notifying.note_topic(ctx, node_id)
                else:
                    notifying.note_answer(ctx, node_id)
            case NodeReacted(node_id=node_id, user_id=user_id, name=name, is_set=True):
                notifying.note_reaction(ctx, node_id, user_id=user_id, name=name)
            case NodeSolved(root_id=root_id, solution_id=UUID() as solution_id):
                notifying.note_solution(ctx, root_id, solution_id, actor_id=envelope.actor_id)
            case MemberDisciplined(user_id=user_id, action_id=action_id):
                notifying.note_discipline(ctx, user_id, action_id)


def count_activity(envelopes: Sequence[EventEnvelope]) -> None:
    """Let writers track what they wrote in, count the day, and see whether anybody has earned more trust."""
    touched: dict[UUID, EventEnvelope] = {}
    wrote: dict[UUID, EventEnvelope] = {}
    for envelope in envelopes:
        match envelope.event:
            case (
                NodeAnswered(author_id=UUID() as user_id, root_id=root_id)
                | TopicStarted(author_id=UUID() as user_id, root_id=root_id)
            ):
                subscriptions.track(user_id, root_id)
                touched[user_id] = wrote[user_id] = envelope
            case NodeReacted(user_id=user_id, author_id=author_id):
                touched[user_id] = envelope
                if author_id is not None:
                    touched[author_id] = envelope
            case MemberDisciplined(user_id=user_id):
                touched[user_id] = envelope
            case ReviewDecided(item_id=item_id):
                reviews.credit_flaggers(envelope.context(), item_id)
    for user_id in sorted(touched):
        if user_id in wrote:
            visited(wrote[user_id].context(), user_id, wrote[user_id].timestamp.date())
        trusting.review_trust(touched[user_id].context(), user_id)


def mail_members(envelopes: Sequence[EventEnvelope]) -> None:
    """Mail members what they were told and what they missed."""
    for envelope in envelopes:
        match envelope.event:
            case MemberNotified(notification_id=notification_id):
                mailing.mail_notification(notification_id)
            case DigestDue(user_id=user_id):
                mailing.mail_digest(user_id, envelope.event_id)


def remove_spam(envelopes: Sequence[EventEnvelope]) -> None:
    """Make spam of all that a spammer wrote, some at a time."""
    for envelope in envelopes:
        match envelope.event:
            case MemberDisciplined(user_id=user_id, action="spammer_deleted"):
                discipline.remove_texts(envelope.context(), user_id)


TELLING: Final = (
    NodeAnswered.type,
    TopicStarted.type,
    NodeModerated.type,
    NodeReacted.type,
    NodeSolved.type,
    MemberDisciplined.type,
)
COUNTING: Final = (
    NodeAnswered.type,
    TopicStarted.type,
    NodeReacted.type,
    MemberDisciplined.type,
    ReviewDecided.type,
)
MAILING: Final = (MemberNotified.type, DigestDue.type)
SPAM: Final = (MemberDisciplined.type,)
