"""REST of moderation for staff: rules, members, the queue, the log, watched words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from annotated_types import Ge, Le, MaxLen
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
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
    TargetKind,
    UpdateWatchedWordRequest,
    WarnMemberRequest,
    WatchedWordResponse,
)
from rustok_content.rest.queue import after_key, keyed
from rustok_content.selectors import community as community_selectors
from rustok_content.selectors import members as member_selectors
from rustok_content.selectors import moderation as selectors
from rustok_content.services import community_settings, discipline, review_queue, reviews, watched_word_list

_MEMBERS: Final = "content.members:-id"
_ACTIONS: Final = "content.moderation_actions:-id"
_WORDS: Final = "content.watched_words:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMembersQuery(PageQuery):
    """Which members."""

    name: Annotated[str, MaxLen(60)] | None = None
    trust_level: Annotated[int, Ge(0), Le(4)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReviewsQuery(PageQuery):
    """Which entries of the queue."""

    state: ReviewState = ReviewState.OPEN
    kind: TargetKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListActionsQuery(PageQuery):
    """Which actions."""

    target_id: Id | None = None
    member_id: Id | None = None


class CommunitySettingsView(ApiView):
    """The rules of the community."""

    tag = "moderation"

    @endpoint(response=CommunitySettingsResponse)
    def get(self, request: Request) -> CommunitySettingsResponse:
        """Return the rules of the community; `version` 0: nothing was said, these are the defaults."""
        return community_selectors.get_community_settings(self.ctx)

    @endpoint(request=UpdateCommunitySettingsRequest, response=CommunitySettingsResponse, versioned=True)
    def patch(self, request: Request, data: UpdateCommunitySettingsRequest) -> CommunitySettingsResponse:
        """Change the rules of the community; fields left out stay."""
        return community_settings.update_community_settings(self.ctx, data)


class MembersView(ApiView):
    """All members."""

    tag = "moderation"

    @endpoint(query=ListMembersQuery, response=MemberResponse, page=True)
    def get(self, request: Request, query: ListMembersQuery) -> Page[MemberResponse]:
        """List members, who came last first; `name` is the beginning of one."""
        page = member_selectors.list_members(
            self.ctx,
            name=query.name,
            trust_level=query.trust_level,
            after=id_after(_MEMBERS, query.after),
            limit=query.limit,
        )
        return opaque(_MEMBERS, page)


class MemberView(ApiView):
    """One member, by the user's id."""

    tag = "moderation"

    @endpoint(response=MemberResponse)
    def get(self, request: Request, id: UUID) -> MemberResponse:
        """Return a member with what counts for trust."""
        return member_selectors.get_member(self.ctx, id)


class MemberTrustView(ApiView):
    """Trust by hand."""

    tag = "moderation"

    @endpoint(request=SetTrustRequest, response=MemberResponse, status=200, operation_id="set_member_trust")
    def post(self, request: Request, id: UUID, data: SetTrustRequest) -> MemberResponse:
        """Say how far a member is trusted; they do not fall below it."""
        return discipline.set_trust(self.ctx, id, data)


class WarnMemberView(ApiView):
    """A warning."""

    tag = "moderation"

    @endpoint(request=WarnMemberRequest, response=MemberResponse, status=200, operation_id="warn_member")
    def post(self, request: Request, id: UUID, data: WarnMemberRequest) -> MemberResponse:
        """Warn a member, who is told why."""
        return discipline.warn(self.ctx, id, data)


class SilenceMemberView(ApiView):
    """Silence."""

    tag = "moderation"

    @endpoint(request=RestrainMemberRequest, response=MemberResponse, status=200, operation_id="silence_member")
    def post(self, request: Request, id: UUID, data: RestrainMemberRequest) -> MemberResponse:
        """Let a member read and not write until a moment."""
        return discipline.silence(self.ctx, id, data)


class SuspendMemberView(ApiView):
    """Suspension."""

    tag = "moderation"

    @endpoint(request=RestrainMemberRequest, response=MemberResponse, status=200, operation_id="suspend_member")
    def post(self, request: Request, id: UUID, data: RestrainMemberRequest) -> MemberResponse:
        """Keep a member out until a moment; every session ends at once."""
        return discipline.suspend(self.ctx, id, data)


class ReleaseMemberView(ApiView):
    """The end of both."""

    tag = "moderation"

    @endpoint(request=ReleaseMemberRequest, response=MemberResponse, status=200, operation_id="release_member")
    def post(self, request: Request, id: UUID, data: ReleaseMemberRequest) -> MemberResponse:
        """End a member's silence and suspension."""
        return discipline.release(self.ctx, id, data)


class DeleteSpammerView(ApiView):
    """The end of a spammer."""

    tag = "moderation"

    @endpoint(request=DeleteSpammerRequest, response=MemberResponse, status=202, operation_id="delete_spammer")
    def post(self, request: Request, id: UUID, data: DeleteSpammerRequest) -> MemberResponse:
        """Keep a member out for good, and make spam of all that they wrote, which goes on afterwards."""
        return discipline.delete_spammer(self.ctx, id, data)


class ReviewsView(ApiView):
    """The queue."""

    tag = "moderation"

    @endpoint(query=ListReviewsQuery, response=ReviewItemResponse, page=True)
    def get(self, request: Request, query: ListReviewsQuery) -> Page[ReviewItemResponse]:
        """List what was flagged or waits, the weightiest first."""
        page, key = review_queue.list_items(
            self.ctx, state=query.state, kind=query.kind, after=after_key(query.after), limit=query.limit
        )
        return keyed(page, key)


class ReviewView(ApiView):
    """One entry of the queue."""

    tag = "moderation"

    @endpoint(response=ReviewItemResponse)
    def get(self, request: Request, id: UUID) -> ReviewItemResponse:
        """Return an entry of the queue with its flags."""
        return review_queue.get_item(self.ctx, id)


class ClaimReviewView(ApiView):
    """Who looks at an entry."""

    tag = "moderation"

    @endpoint(request=ClaimReviewRequest, response=ReviewItemResponse, status=200, operation_id="claim_review")
    def post(self, request: Request, id: UUID, data: ClaimReviewRequest) -> ReviewItemResponse:
        """Take an entry, or give it back."""
        reviews.claim(self.ctx, id, data)
        return review_queue.get_item(self.ctx, id)


class DecideReviewView(ApiView):
    """A decision."""

    tag = "moderation"

    @endpoint(
        request=DecideReviewRequest,
        response=ReviewItemResponse,
        status=200,
        versioned=True,
        operation_id="decide_review",
    )
    def post(self, request: Request, id: UUID, data: DecideReviewRequest) -> ReviewItemResponse:
        """Show what an entry is about, keep it from readers, or leave it as it is."""
        reviews.decide(self.ctx, id, data)
        return review_queue.get_item(self.ctx, id)


class DecideReviewsView(ApiView):
    """One decision about many."""

    tag = "moderation"

    @endpoint(request=DecideReviewsRequest, response=DecidedReviewsResponse, status=200, operation_id="decide_reviews")
    def post(self, request: Request, data: DecideReviewsRequest) -> DecidedReviewsResponse:
        """Decide about many entries alike, each by itself."""
        return reviews.decide_many(self.ctx, data)


class ModerationActionsView(ApiView):
    """The log."""

    tag = "moderation"

    @endpoint(query=ListActionsQuery, response=ModerationActionResponse, page=True)
    def get(self, request: Request, query: ListActionsQuery) -> Page[ModerationActionResponse]:
        """List what moderators did and why, the latest first."""
        page = selectors.list_actions(
            self.ctx,
            target_id=query.target_id,
            member_id=query.member_id,
            after=id_after(_ACTIONS, query.after),
            limit=query.limit,
        )
        return opaque(_ACTIONS, page)


class WatchedWordsView(ApiView):
    """Words that moderators look for."""

    tag = "moderation"

    @endpoint(query=PageQuery, response=WatchedWordResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[WatchedWordResponse]:
        """List the watched words, the latest first."""
        page = selectors.list_watched_words(self.ctx, after=id_after(_WORDS, query.after), limit=query.limit)
        return opaque(_WORDS, page)

    @endpoint(request=CreateWatchedWordRequest, response=WatchedWordResponse)
    def post(self, request: Request, data: CreateWatchedWordRequest) -> WatchedWordResponse:
        """Watch a word, or several that follow each other; `*` stands for any letters."""
        return watched_word_list.create_watched_word(self.ctx, data)


class WatchedWordView(ApiView):
    """One watched word."""

    tag = "moderation"

    @endpoint(request=UpdateWatchedWordRequest, response=WatchedWordResponse)
    def patch(self, request: Request, id: UUID, data: UpdateWatchedWordRequest) -> WatchedWordResponse:
        """Do something else about a word."""
        return watched_word_list.update_watched_word(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Watch a word no more."""
        watched_word_list.delete_watched_word(self.ctx, id)
