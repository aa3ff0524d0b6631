"""REST of what is a member's own, ``/api/v1/store/me``, and of what members do: look at each other, flag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from annotated_types import doc
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_content.dto.members import (
    BookmarkResponse,
    FollowRequest,
    MarkAllReadRequest,
    MarkedReadResponse,
    MarkReadRequest,
    MemberTextKind,
    MemberTextResponse,
    MyThreadResponse,
    MyThreadState,
    OwnMemberResponse,
    ProfileResponse,
    ReadStateResponse,
    ReadStatesQuery,
    SaveBookmarkRequest,
    SubscriptionResponse,
    UpdateOwnMemberRequest,
)
from rustok_content.dto.moderation import FlagReceipt, FlagRequest
from rustok_content.dto.notifications import ComposerDraftResponse, SaveComposerDraftRequest
from rustok_content.selectors import bookmarks as bookmark_selectors
from rustok_content.selectors import members as selectors
from rustok_content.selectors import my_threads as thread_selectors
from rustok_content.selectors import read_states as read_selectors
from rustok_content.selectors.member_texts import list_member_texts
from rustok_content.services import bookmarks, composer_drafts, flags, own_member, read_states, subscriptions

_SUBSCRIPTIONS: Final = "content.subscriptions:-id"
_TEXTS: Final = "content.member_texts:-id"
_THREADS: Final = "content.my_threads:-key"
_BOOKMARKS: Final = "content.bookmarks:-id"


class OwnMemberView(ApiView):
    """Whoever is signed in, as a member of the community."""

    tag = "community"
    signed_in = True

    @endpoint(response=OwnMemberResponse)
    def get(self, request: Request) -> OwnMemberResponse:
        """Show oneself as a member."""
        return own_member.own_member(self.ctx)

    @endpoint(request=UpdateOwnMemberRequest, response=OwnMemberResponse, versioned=True)
    def patch(self, request: Request, data: UpdateOwnMemberRequest) -> OwnMemberResponse:
        """Change one's name, words about oneself and picture; fields left out stay."""
        return own_member.update_own_member(self.ctx, data)


class ProfileView(ApiView):
    """One member."""

    tag = "community"

    @endpoint(response=ProfileResponse, operation_id="get_member_profile")
    def get(self, request: Request, id: UUID) -> ProfileResponse:
        """Return a member, by the user's id, as everybody sees them."""
        return selectors.get_profile(self.ctx, id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTextsQuery(PageQuery):
    """Which texts of a member."""

    kind: MemberTextKind | None = None


class MemberTextsView(ApiView):
    """What a member has written."""

    tag = "community"

    @endpoint(query=MemberTextsQuery, response=MemberTextResponse, page=True)
    def get(self, request: Request, id: UUID, query: MemberTextsQuery) -> Page[MemberTextResponse]:
        """List the topics, replies, posts and comments of a member, by the user's id, the latest first."""
        page = list_member_texts(self.ctx, id, query.kind, after=id_after(_TEXTS, query.after), limit=query.limit)
        return opaque(_TEXTS, page)


class SubscriptionsView(ApiView):
    """What a member follows."""

    tag = "community"
    signed_in = True

    @endpoint(query=PageQuery, response=SubscriptionResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[SubscriptionResponse]:
        """List what one follows, and how closely, the latest first."""
        page = selectors.list_subscriptions(self.ctx, after=id_after(_SUBSCRIPTIONS, query.after), limit=query.limit)
        return opaque(_SUBSCRIPTIONS, page)

    @endpoint(request=FollowRequest, response=SubscriptionResponse, status=200, operation_id="follow")
    def post(self, request: Request, data: FollowRequest) -> SubscriptionResponse:
        """Watch, track, follow as usual or mute a topic, a category or a tag."""
        return subscriptions.follow(self.ctx, data)


class ReadStatesView(ApiView):
    """How far a member has read."""

    tag = "community"
    signed_in = True

    @endpoint(query=ReadStatesQuery, response=ReadStateResponse, page=True)
    def get(self, request: Request, query: ReadStatesQuery) -> tuple[ReadStateResponse, ...]:
        """Tell how far one has read some threads, and how much is new in each."""
        return read_selectors.read_states(self.ctx, query.ids)

    @endpoint(request=MarkReadRequest, response=ReadStateResponse, status=200, operation_id="mark_read")
    def post(self, request: Request, data: MarkReadRequest) -> ReadStateResponse:
        """Say how far one has read a thread; less than before changes nothing."""
        return read_states.mark_read(self.ctx, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class MyThreadsQuery(PageQuery):
    """Which topics."""

    state: MyThreadState = MyThreadState.UNREAD
    category_id: Annotated[Id, doc("With all below it.")] | None = None
    tag_id: Id | None = None


class MyThreadsView(ApiView):
    """Topics as a member stands to them."""

    tag = "community"
    signed_in = True

    @endpoint(query=MyThreadsQuery, response=MyThreadResponse, page=True)
    def get(self, request: Request, query: MyThreadsQuery) -> Page[MyThreadResponse]:
        """List topics that are unread, new, tracked or watched, what happened last first."""
        page = thread_selectors.list_my_threads(
            self.ctx,
            query.state,
            category_id=query.category_id,
            tag_id=query.tag_id,
            after=id_after(_THREADS, query.after),
            limit=query.limit,
        )
        return opaque(_THREADS, page)


class MarkAllReadView(ApiView):
    """Looking through many topics."""

    tag = "community"
    signed_in = True

    @endpoint(request=MarkAllReadRequest, response=MarkedReadResponse, status=200, operation_id="mark_all_read")
    def post(self, request: Request, data: MarkAllReadRequest) -> MarkedReadResponse:
        """Let all topics count as read, or those of a category or a tag."""
        return read_states.mark_all_read(self.ctx, data)


class BookmarksView(ApiView):
    """What a member wants to find again."""

    tag = "community"
    signed_in = True

    @endpoint(query=PageQuery, response=BookmarkResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[BookmarkResponse]:
        """List what one has marked and may still see, the latest first."""
        page = bookmark_selectors.list_bookmarks(self.ctx, after=id_after(_BOOKMARKS, query.after), limit=query.limit)
        return opaque(_BOOKMARKS, page)

    @endpoint(request=SaveBookmarkRequest, response=BookmarkResponse, status=200, operation_id="save_bookmark")
    def post(self, request: Request, data: SaveBookmarkRequest) -> BookmarkResponse:
        """Mark a topic, a reply, a post or a comment, with a note; what is marked already gets the note."""
        return bookmarks.save_bookmark(self.ctx, data)


class BookmarkView(ApiView):
    """One mark, by the id of the text."""

    tag = "community"
    signed_in = True

    @endpoint(operation_id="delete_bookmark")
    def delete(self, request: Request, id: UUID) -> None:
        """Take the mark off a text."""
        bookmarks.delete_bookmark(self.ctx, id)


class DraftsView(ApiView):
    """What a member has typed and not sent."""

    tag = "community"
    signed_in = True

    @endpoint(response=ComposerDraftResponse, page=True, operation_id="list_composer_drafts")
    def get(self, request: Request) -> tuple[ComposerDraftResponse, ...]:
        """List one's drafts, the latest first."""
        return selectors.list_drafts(self.ctx)

    @endpoint(
        request=SaveComposerDraftRequest,
        response=ComposerDraftResponse,
        status=200,
        operation_id="save_composer_draft",
    )
    def post(self, request: Request, data: SaveComposerDraftRequest) -> ComposerDraftResponse:
        """Keep what is typed so far; `version` is that of what it was typed over."""
        return composer_drafts.save_draft(self.ctx, data)


class DraftView(ApiView):
    """One draft."""

    tag = "community"
    signed_in = True

    @endpoint(operation_id="delete_composer_draft")
    def delete(self, request: Request, id: UUID) -> None:
        """Throw a draft away."""
        composer_drafts.delete_draft(self.ctx, id)


class FlagsView(ApiView):
    """Calls for a moderator."""

    tag = "community"
    signed_in = True

    @endpoint(request=FlagRequest, response=FlagReceipt, operation_id="flag")
    def post(self, request: Request, data: FlagRequest) -> FlagReceipt:
        """Ask moderators to look at something; once per person and text."""
        return flags.flag(self.ctx, data)
