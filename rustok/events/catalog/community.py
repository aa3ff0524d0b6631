"""Events of the community: its rules, its members, what they follow, and moderation. Ids, nothing that was written."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@event("community_settings.updated", aggregate="content.community_settings", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CommunitySettingsUpdated(DomainEvent):
    """The community has other rules. ``fields`` names what changed."""

    tenant_id: UUID
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _MemberEvent(DomainEvent):
    user_id: UUID


@event("member.joined", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(_MemberEvent):
    """A user takes part in the community for the first time."""


@event("member.updated", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberUpdated(_MemberEvent):
    """Fields of the member changed. ``fields`` names them."""

    fields: tuple[str, ...] = ()


@event("member.visited", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberVisited(_MemberEvent):
    """The member was here for the first time this day."""


@event("member.trust_changed", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TrustChanged(_MemberEvent):
    """The member has another trust level; ``by_hand`` where a moderator gave it."""

    level: int
    former: int
    by_hand: bool = False


@event("member.disciplined", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDisciplined(_MemberEvent):
    """A moderator warned, silenced, suspended or released the member: ``action`` says what."""

    action: str
    action_id: UUID
    actor_id: UUID | None = None


@event("member.deleted", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberForgotten(_MemberEvent):
    """The member is gone; what they wrote stays without a name."""


@event("member.followed", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingChanged(_MemberEvent):
    """The member follows a topic, category or tag otherwise."""

    target_kind: str
    target_id: UUID
    level: str


@event("member.read", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRead(_MemberEvent):
    """The member has read further in a thread."""

    node_id: UUID
    number: int


@event("member.notified", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberNotified(_MemberEvent):
    """The member has a notification, new or grown by one more of its kind."""

    notification_id: UUID
    kind: str


@event("member.notifications_read", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsRead(_MemberEvent):
    """The member has looked at so many notifications."""

    count: int


@event("member.notification_settings_changed", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSettingsChanged(_MemberEvent):
    """The member wants to be told otherwise."""


@event("member.bookmarked", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookmarkChanged(_MemberEvent):
    """The member has marked a text to find it again, has another note at it, or needs the mark no more."""

    text_id: UUID
    is_set: bool


@event("member.digest_due", aggregate="content.member", key="user_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class DigestDue(_MemberEvent):
    """The member is to be sent what was missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReviewEvent(DomainEvent):
    item_id: UUID
    target_kind: str
    target_id: UUID


@event("review.opened", aggregate="content.review", key="item_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpened(_ReviewEvent):
    """Something waits for a moderator."""

    reason: str


@event("review.flagged", aggregate="content.review", key="item_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFlagged(_ReviewEvent):
    """A member flagged something; ``score`` is the weight of all flags."""

    user_id: UUID
    reason: str
    score: int


@event("review.claimed", aggregate="content.review", key="item_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewClaimed(_ReviewEvent):
    """A moderator looks at it, or gave it back."""

    user_id: UUID | None


@event("review.decided", aggregate="content.review", key="item_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided(_ReviewEvent):
    """A moderator decided: approved, rejected or ignored."""

    state: str
    actor_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _WatchedWordEvent(DomainEvent):
    word_id: UUID


@event("watched_word.created", aggregate="content.watched_word", key="word_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedWordCreated(_WatchedWordEvent):
    """A word is watched."""


@event("watched_word.updated", aggregate="content.watched_word", key="word_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedWordUpdated(_WatchedWordEvent):
    """Something else is done about a word."""


@event("watched_word.deleted", aggregate="content.watched_word", key="word_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedWordDeleted(_WatchedWordEvent):
    """A word is watched no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ComposerDraftEvent(DomainEvent):
    user_id: UUID
    draft_id: UUID


@event("composer_draft.saved", aggregate="content.composer_draft", key="draft_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ComposerDraftSaved(_ComposerDraftEvent):
    """A member's draft is kept."""


@event("composer_draft.deleted", aggregate="content.composer_draft", key="draft_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ComposerDraftDeleted(_ComposerDraftEvent):
    """A member's draft is gone."""
