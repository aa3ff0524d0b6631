"""GraphQL of what is a member's own, and of what members do: look at each other, follow, read, flag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
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
from rustok_content.dto.notifications import (
    ComposerDraftResponse,
    NotificationResponse,
    NotificationSettingsResponse,
    ReadNotificationsRequest,
    SaveComposerDraftRequest,
    UnreadNotificationsResponse,
    UnsubscriptionResponse,
    UpdateNotificationSettingsRequest,
)
from rustok_content.dto.revisions import TextEditResponse
from rustok_content.selectors import bookmarks as bookmark_selectors
from rustok_content.selectors import members as selectors
from rustok_content.selectors import my_threads as thread_selectors
from rustok_content.selectors import notifications as notification_selectors
from rustok_content.selectors import read_states as read_selectors
from rustok_content.selectors.edits import list_edits
from rustok_content.selectors.member_texts import list_member_texts
from rustok_content.services import (
    bookmarks,
    composer_drafts,
    flags,
    notification_settings,
    notifications,
    own_member,
    read_states,
    subscriptions,
)

_SUBSCRIPTIONS: Final = "content.subscriptions:-id"
_TEXTS: Final = "content.member_texts:-id"
_THREADS: Final = "content.my_threads:-key"
_BOOKMARKS: Final = "content.bookmarks:-id"
_NOTIFICATIONS: Final = "content.notifications:-source_id"

OwnMember = object_type(OwnMemberResponse)
Profile = object_type(ProfileResponse, "MemberProfile")
Subscription = object_type(SubscriptionResponse)
ReadState = object_type(ReadStateResponse)
TextEdit = object_type(TextEditResponse)
MemberText = object_type(MemberTextResponse)
MyThread = object_type(MyThreadResponse)
MarkedRead = object_type(MarkedReadResponse)
Bookmark = object_type(BookmarkResponse)
ComposerDraft = object_type(ComposerDraftResponse)
Receipt = object_type(FlagReceipt)
Notification = object_type(NotificationResponse)
UnreadNotifications = object_type(UnreadNotificationsResponse)
NotificationSettings = object_type(NotificationSettingsResponse)
Unsubscription = object_type(UnsubscriptionResponse)


class MembersQuery:
    """What a member follows, has read, has typed and is told."""

    my_member = graphene.Field(OwnMember)
    member_profile = graphene.Field(Profile, id=ID(required=True))
    member_texts = connection_field(MemberText, id=ID(required=True), kind=enum_type(MemberTextKind)())
    my_subscriptions = connection_field(Subscription)
    my_read_states = graphene.List(
        graphene.NonNull(ReadState),
        required=True,
        ids=graphene.List(graphene.NonNull(ID), required=True),
    )
    text_edits = graphene.List(
        graphene.NonNull(TextEdit),
        required=True,
        id=ID(required=True),
        description="The edits of a topic, a reply or a comment, the last first, for those who may know.",
    )
    my_threads = connection_field(MyThread, state=enum_type(MyThreadState)(), category_id=ID(), tag_id=ID())
    my_bookmarks = connection_field(Bookmark)
    my_composer_drafts = graphene.List(graphene.NonNull(ComposerDraft), required=True)
    my_notifications = connection_field(Notification, unread=graphene.Boolean())
    my_unread_notifications = graphene.Field(UnreadNotifications)
    my_notification_settings = graphene.Field(NotificationSettings)
    unsubscription = graphene.Field(Unsubscription, token=graphene.String(required=True))

    def resolve_my_member(self, info: Any) -> OwnMemberResponse:
        return own_member.own_member(info.context.ctx)

    def resolve_member_profile(self, info: Any, id: UUID) -> ProfileResponse:
        return selectors.get_profile(info.context.ctx, id)

    def resolve_member_texts(
        self, info: Any, id: UUID, first: int | None = None, after: str | None = None, kind: Any = None
    ) -> Connection:
        query = page_query(first, after)
        page = list_member_texts(
            info.context.ctx,
            id,
            MemberTextKind(getattr(kind, "value", kind)) if kind is not None else None,
            after=id_after(_TEXTS, query.after),
            limit=query.limit,
        )
        return connect(opaque(_TEXTS, page), after)

    def resolve_my_subscriptions(self, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        page = selectors.list_subscriptions(
            info.context.ctx, after=id_after(_SUBSCRIPTIONS, query.after), limit=query.limit
        )
        return connect(opaque(_SUBSCRIPTIONS, page), after)

    def resolve_my_read_states(self, info: Any, ids: list[UUID]) -> Sequence[ReadStateResponse]:
        query = parse(ReadStatesQuery, {"ids": [str(node_id) for node_id in ids]})
        return read_selectors.read_states(info.context.ctx, query.ids)

    def resolve_text_edits(self, info: Any, id: UUID) -> Sequence[TextEditResponse]:
        return list_edits(info.context.ctx, id)

    def resolve_my_threads(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        state: Any = None,
        category_id: UUID | None = None,
        tag_id: UUID | None = None,
    ) -> Connection:
        query = page_query(first, after)
        page = thread_selectors.list_my_threads(
            info.context.ctx,
            MyThreadState(getattr(state, "value", state) or MyThreadState.UNREAD),
            category_id=category_id,
            tag_id=tag_id,
            after=id_after(_THREADS, query.after),
            limit=query.limit,
        )
        return connect(opaque(_THREADS, page), after)

    def resolve_my_bookmarks(self, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        page = bookmark_selectors.list_bookmarks(
            info.context.ctx, after=id_after(_BOOKMARKS, query.after), limit=query.limit
        )
        return connect(opaque(_BOOKMARKS, page), after)

    def resolve_my_composer_drafts(self, info: Any) -> Sequence[ComposerDraftResponse]:
        return selectors.list_drafts(info.context.ctx)

    def resolve_my_notifications(
        self, info: Any, first: int | None = None, after: str | None = None, unread: bool | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = notification_selectors.list_notifications(
            info.context.ctx,
            unread=bool(unread),
            after=id_after(_NOTIFICATIONS, query.after),
            limit=query.limit,
        )
        return connect(opaque(_NOTIFICATIONS, page), after)

    def resolve_my_unread_notifications(self, info: Any) -> UnreadNotificationsResponse:
        return notification_selectors.unread_notifications(info.context.ctx)

    def resolve_my_notification_settings(self, info: Any) -> NotificationSettingsResponse:
        return notification_settings.own_settings(info.context.ctx)

    def resolve_unsubscription(self, info: Any, token: str) -> UnsubscriptionResponse:
        return notification_settings.unsubscription(token)


class UpdateMyMember(graphene.Mutation):
    """Change one's name, words about oneself and picture."""

    class Arguments:
        input = input_type(UpdateOwnMemberRequest)(required=True)

    Output = graphene.NonNull(OwnMember)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> OwnMemberResponse:
        return own_member.update_own_member(info.context.ctx, parse(UpdateOwnMemberRequest, input))


class Follow(graphene.Mutation):
    """Watch, track, follow as usual or mute a topic, a category or a tag."""

    class Arguments:
        input = input_type(FollowRequest)(required=True)

    Output = graphene.NonNull(Subscription)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> SubscriptionResponse:
        return subscriptions.follow(info.context.ctx, parse(FollowRequest, input))


class MarkRead(graphene.Mutation):
    """Say how far one has read a thread; less than before changes nothing."""

    class Arguments:
        input = input_type(MarkReadRequest)(required=True)

    Output = graphene.NonNull(ReadState)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ReadStateResponse:
        return read_states.mark_read(info.context.ctx, parse(MarkReadRequest, input))


class MarkAllRead(graphene.Mutation):
    """Let all topics count as read, or those of a category or a tag."""

    class Arguments:
        input = input_type(MarkAllReadRequest)(required=True)

    Output = graphene.NonNull(MarkedRead)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> MarkedReadResponse:
        return read_states.mark_all_read(info.context.ctx, parse(MarkAllReadRequest, input))


class SaveBookmark(graphene.Mutation):
    """Mark a topic, a reply, a post or a comment, with a note; what is marked already gets the note."""

    class Arguments:
        input = input_type(SaveBookmarkRequest)(required=True)

    Output = graphene.NonNull(Bookmark)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> BookmarkResponse:
        return bookmarks.save_bookmark(info.context.ctx, parse(SaveBookmarkRequest, input))


class DeleteBookmark(graphene.Mutation):
    """Take the mark off a text; returns the text's id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        bookmarks.delete_bookmark(info.context.ctx, id)
        return id


class SaveComposerDraft(graphene.Mutation):
    """Keep what is typed so far."""

    class Arguments:
        input = input_type(SaveComposerDraftRequest)(required=True)

    Output = graphene.NonNull(ComposerDraft)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ComposerDraftResponse:
        return composer_drafts.save_draft(info.context.ctx, parse(SaveComposerDraftRequest, input))


class DeleteComposerDraft(graphene.Mutation):
    """Throw a draft away; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        composer_drafts.delete_draft(info.context.ctx, id)
        return id


class Flag(graphene.Mutation):
    """Ask moderators to look at something; once per person and text."""

    class Arguments:
        input = input_type(FlagRequest)(required=True)

    Output = graphene.NonNull(Receipt)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> FlagReceipt:
        return flags.flag(info.context.ctx, parse(FlagRequest, input))


class ReadNotifications(graphene.Mutation):
    """Say that one has looked at some notifications, or at all of them."""

    class Arguments:
        input = input_type(ReadNotificationsRequest)(required=True)

    Output = graphene.NonNull(UnreadNotifications)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> UnreadNotificationsResponse:
        return notifications.read_notifications(info.context.ctx, parse(ReadNotificationsRequest, input))


class UpdateMyNotificationSettings(graphene.Mutation):
    """Change which mails one gets."""

    class Arguments:
        input = input_type(UpdateNotificationSettingsRequest)(required=True)

    Output = graphene.NonNull(NotificationSettings)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NotificationSettingsResponse:
        return notification_settings.update_own_settings(
            info.context.ctx, parse(UpdateNotificationSettingsRequest, input)
        )


class Unsubscribe(graphene.Mutation):
    """Send no more mails such as the one whose link this is."""

    class Arguments:
        token = graphene.String(required=True)

    Output = graphene.NonNull(Unsubscription)

    @staticmethod
    def mutate(root: Any, info: Any, token: str) -> UnsubscriptionResponse:
        return notification_settings.unsubscribe(info.context.ctx, token)


class MembersMutation:
    """What members do for themselves."""

    update_my_member = UpdateMyMember.Field()
    follow = Follow.Field()
    mark_read = MarkRead.Field()
    mark_all_read = MarkAllRead.Field()
    save_bookmark = SaveBookmark.Field()
    delete_bookmark = DeleteBookmark.Field()
    save_composer_draft = SaveComposerDraft.Field()
    delete_composer_draft = DeleteComposerDraft.Field()
    flag = Flag.Field()
    read_notifications = ReadNotifications.Field()
    update_my_notification_settings = UpdateMyNotificationSettings.Field()
    unsubscribe = Unsubscribe.Field()
