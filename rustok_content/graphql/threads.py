"""GraphQL of signs, votes and counters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_content.dto.counters import CounterDrift
from rustok_content.dto.reactions import ReactionsResponse, SetReactionRequest, SetVoteRequest
from rustok_content.services import reactions, recounting

Reactions = object_type(ReactionsResponse)
Drift = object_type(CounterDrift)


class ThreadsQuery:
    """Counters, for operators."""

    content_counter_drifts = graphene.List(graphene.NonNull(Drift), required=True)

    def resolve_content_counter_drifts(self, info: Any) -> list[CounterDrift]:
        return recounting.check_counters(info.context.ctx)


class SetReaction(graphene.Mutation):
    """Set a sign at a topic, a post, a reply or a comment, or take it back."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetReactionRequest)(required=True)

    Output = graphene.NonNull(Reactions)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ReactionsResponse:
        request = parse(SetReactionRequest, input)
        return reactions.set_reaction(info.context.ctx, id, request.name, is_set=request.is_set)


class SetVote(graphene.Mutation):
    """Vote for or against a topic, a post, a reply or a comment, or take the vote back."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetVoteRequest)(required=True)

    Output = graphene.NonNull(Reactions)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ReactionsResponse:
        return reactions.set_vote(info.context.ctx, id, parse(SetVoteRequest, input).value)


class RepairContentCounters(graphene.Mutation):
    """Put right every counter that is wrong; returns what was."""

    Output = graphene.NonNull(graphene.List(graphene.NonNull(Drift)))

    @staticmethod
    def mutate(root: Any, info: Any) -> list[CounterDrift]:
        return recounting.repair_counters(info.context.ctx)


class ThreadsMutation:
    """Signs, votes and counters."""

    set_reaction = SetReaction.Field()
    set_vote = SetVote.Field()
    repair_content_counters = RepairContentCounters.Field()
