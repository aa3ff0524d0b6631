"""GraphQL of moderation for staff: rules, members, the queue, the log, watched words."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.community import CommunitySettingsResponse, UpdateCommunitySettingsRequest
from rustok_content.dto.members import MemberResponse, SetTrustRequest
from rustok_content.dto.moderation import (
    ClaimReviewRequest,
    CreateWatchedWordRequest,
    DecidedReviewsResponse,
    DecideReviewRequest,
    DecideReviewsRequest,
    DeleteSpammerRequest,
    ModerationActionResponse,
    ReleaseMemberRequest,
    RestrainMemberRequest,
    ReviewItemResponse,
    ReviewState,
    UpdateWatchedWordRequest,
    WarnMemberRequest,
    WatchedWordResponse,
)
from rustok_content.graphql.queue import after_key, keyed
from rustok_content.selectors import community as community_selectors
from rustok_content.selectors import members as member_selectors
from rustok_content.selectors import moderation as selectors
from rustok_content.services import community_settings, discipline, review_queue, reviews, watched_word_list

_MEMBERS: Final = "content.members:-id"
_ACTIONS: Final = "content.moderation_actions:-id"
_WORDS: Final = "content.watched_words:-id"

CommunitySettings = object_type(CommunitySettingsResponse)
Member = object_type(MemberResponse)
ReviewItem = object_type(ReviewItemResponse)
DecidedReviews = object_type(DecidedReviewsResponse)
ModerationAction = object_type(ModerationActionResponse)
WatchedWord = object_type(WatchedWordResponse)


class CommunityQuery:
    """What moderators look at."""

    community_settings = graphene.Field(CommunitySettings)
    members = connection_field(Member, name=graphene.String(), trust_level=graphene.Int())
    member = graphene.Field(Member, id=ID(required=True))
    reviews = connection_field(ReviewItem, state=enum_type(ReviewState)(), kind=graphene.String())
    review = graphene.Field(ReviewItem, id=ID(required=True))
    moderation_actions = connection_field(ModerationAction, target_id=ID(), member_id=ID())
    watched_words = connection_field(WatchedWord)

    def resolve_community_settings(self, info: Any) -> CommunitySettingsResponse:
        return community_selectors.get_community_settings(info.context.ctx)

    def resolve_members(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        name: str | None = None,
        trust_level: int | None = None,
    ) -> Connection:
        query = page_query(first, after)
        page = member_selectors.list_members(
            info.context.ctx,
            name=name,
            trust_level=trust_level,
            after=id_after(_MEMBERS, query.after),
            limit=query.limit,
        )
        return connect(opaque(_MEMBERS, page), after)

    def resolve_member(self, info: Any, id: UUID) -> MemberResponse:
        return member_selectors.get_member(info.context.ctx, id)

    def resolve_reviews(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        state: Any = None,
        kind: str | None = None,
    ) -> Connection:
        query = page_query(first, after)
        page, key = review_queue.list_items(
            info.context.ctx,
            state=ReviewState(getattr(state, "value", state)) if state is not None else ReviewState.OPEN,
            kind=kind,
            after=after_key(query.after),
            limit=query.limit,
        )
        return connect(keyed(page, key), after)

    def resolve_review(self, info: Any, id: UUID) -> ReviewItemResponse:
        return review_queue.get_item(info.context.ctx, id)

    def resolve_moderation_actions(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        target_id: UUID | None = None,
        member_id: UUID | None = None,
    ) -> Connection:
        query = page_query(first, after)
        page = selectors.list_actions(
            info.context.ctx,
            target_id=target_id,
            member_id=member_id,
            after=id_after(_ACTIONS, query.after),
            limit=query.limit,
        )
        return connect(opaque(_ACTIONS, page), after)

    def resolve_watched_words(self, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        page = selectors.list_watched_words(info.context.ctx, after=id_after(_WORDS, query.after), limit=query.limit)
        return connect(opaque(_WORDS, page), after)


class UpdateCommunitySettings(graphene.Mutation):
    """Change the rules of the community."""

    class Arguments:
        input = input_type(UpdateCommunitySettingsRequest)(required=True)

    Output = graphene.NonNull(CommunitySettings)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CommunitySettingsResponse:
        return community_settings.update_community_settings(
            info.context.ctx, parse(UpdateCommunitySettingsRequest, input)
        )


class SetMemberTrust(graphene.Mutation):
    """Say how far a member is trusted; they do not fall below it."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetTrustRequest)(required=True)

    Output = graphene.NonNull(Member)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MemberResponse:
        return discipline.set_trust(info.context.ctx, id, parse(SetTrustRequest, input))


class WarnMember(graphene.Mutation):
    """Warn a member, who is told why."""

    class Arguments:
        id = ID(required=True)
        input = input_type(WarnMemberRequest)(required=True)

    Output = graphene.NonNull(Member)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MemberResponse:
        return discipline.warn(info.context.ctx, id, parse(WarnMemberRequest, input))


class SilenceMember(graphene.Mutation):
    """Let a member read and not write until a moment."""

    class Arguments:
        id = ID(required=True)
        input = input_type(RestrainMemberRequest)(required=True)

    Output = graphene.NonNull(Member)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MemberResponse:
        return discipline.silence(info.context.ctx, id, parse(RestrainMemberRequest, input))


class SuspendMember(graphene.Mutation):
    """Keep a member out until a moment; every session ends at once."""

    class Arguments:
        id = ID(required=True)
        input = input_type(RestrainMemberRequest)(required=True)

    Output = graphene.NonNull(Member)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MemberResponse:
        return discipline.suspend(info.context.ctx, id, parse(RestrainMemberRequest, input))


class ReleaseMember(graphene.Mutation):
    """End a member's silence and suspension."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ReleaseMemberRequest)(required=True)

    Output = graphene.NonNull(Member)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MemberResponse:
        return discipline.release(info.context.ctx, id, parse(ReleaseMemberRequest, input))


class DeleteSpammer(graphene.Mutation):
    """Keep a member out for good, and make spam of all that they wrote, which goes on afterwards."""

    class Arguments:
        id = ID(required=True)
        input = input_type(DeleteSpammerRequest)(required=True)

    Output = graphene.NonNull(Member)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MemberResponse:
        return discipline.delete_spammer(info.context.ctx, id, parse(DeleteSpammerRequest, input))


class ClaimReview(graphene.Mutation):
    """Take an entry of the queue, or give it back."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ClaimReviewRequest)(required=True)

    Output = graphene.NonNull(ReviewItem)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ReviewItemResponse:
        reviews.claim(info.context.ctx, id, parse(ClaimReviewRequest, input))
        return review_queue.get_item(info.context.ctx, id)


class DecideReview(graphene.Mutation):
    """Show what an entry is about, keep it from readers, or leave it as it is."""

    class Arguments:
        id = ID(required=True)
        input = input_type(DecideReviewRequest)(required=True)

    Output = graphene.NonNull(ReviewItem)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ReviewItemResponse:
        reviews.decide(info.context.ctx, id, parse(DecideReviewRequest, input))
        return review_queue.get_item(info.context.ctx, id)


class DecideReviews(graphene.Mutation):
    """Decide about many entries alike, each by itself."""

    class Arguments:
        input = input_type(DecideReviewsRequest)(required=True)

    Output = graphene.NonNull(DecidedReviews)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> DecidedReviewsResponse:
        return reviews.decide_many(info.context.ctx, parse(DecideReviewsRequest, input))


class CreateWatchedWord(graphene.Mutation):
    """Watch a word, or several that follow each other."""

    class Arguments:
        input = input_type(CreateWatchedWordRequest)(required=True)

    Output = graphene.NonNull(WatchedWord)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> WatchedWordResponse:
        return watched_word_list.create_watched_word(info.context.ctx, parse(CreateWatchedWordRequest, input))


class UpdateWatchedWord(graphene.Mutation):
    """Do something else about a word."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateWatchedWordRequest)(required=True)

    Output = graphene.NonNull(WatchedWord)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> WatchedWordResponse:
        return watched_word_list.update_watched_word(info.context.ctx, id, parse(UpdateWatchedWordRequest, input))


class DeleteWatchedWord(graphene.Mutation):
    """Watch a word no more; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        watched_word_list.delete_watched_word(info.context.ctx, id)
        return id


class CommunityMutation:
    """What moderators do."""

    update_community_settings = UpdateCommunitySettings.Field()
    set_member_trust = SetMemberTrust.Field()
    warn_member = WarnMember.Field()
    silence_member = SilenceMember.Field()
    suspend_member = SuspendMember.Field()
    release_member = ReleaseMember.Field()
    delete_spammer = DeleteSpammer.Field()
    claim_review = ClaimReview.Field()
    decide_review = DecideReview.Field()
    decide_reviews = DecideReviews.Field()
    create_watched_word = CreateWatchedWord.Field()
    update_watched_word = UpdateWatchedWord.Field()
    delete_watched_word = DeleteWatchedWord.Field()
