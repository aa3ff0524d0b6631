"""Members, moderation and notifications: from rows to what services give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from rustok_content import models
from rustok_content.dto.members import (
    BookmarkResponse,
    MemberResponse,
    OwnMemberResponse,
    ProfileResponse,
    SubscriptionResponse,
)
from rustok_content.dto.moderation import (
    FlagReason,
    FlagResponse,
    ModerationActionResponse,
    ReviewItemResponse,
    ReviewReason,
    ReviewState,
    WatchedAction,
    WatchedWordResponse,
)
from rustok_content.dto.notifications import (
    ComposerDraftResponse,
    DigestPace,
    NotificationKind,
    NotificationResponse,
    NotificationSettingsResponse,
)
from rustok_content.dto.threads import FollowedKind, Following, Moderation


def profile_response(row: models.Member, *, avatar_url: str | None, post_count: int, is_open: bool) -> ProfileResponse:
    """Map a member to what everybody sees; of one who is private, unless ``is_open``, little."""
    return ProfileResponse(
        user_id=row.user_id,
        name=row.name,
        bio=row.bio if is_open else "",
        avatar_id=row.avatar_id,
        avatar_url=avatar_url,
        is_private=row.is_private,
        trust_level=row.trust_level if is_open else 0,
        post_count=post_count if is_open else 0,
        topic_count=row.topic_count if is_open else 0,
        reply_count=row.reply_count if is_open else 0,
        solution_count=row.solution_count if is_open else 0,
        created_at=row.created_at,
    )


def own_member_response(row: models.Member) -> OwnMemberResponse:
    """Map a member to what they see of themselves."""
    return OwnMemberResponse(
        user_id=row.user_id,
        name=row.name,
        bio=row.bio,
        is_private=row.is_private,
        avatar_id=row.avatar_id,
        trust_level=row.trust_level,
        topic_count=row.topic_count,
        reply_count=row.reply_count,
        given_count=row.given_count,
        received_count=row.received_count,
        solution_count=row.solution_count,
        days_visited=row.days_visited,
        silenced_until=row.silenced_until,
        version=row.version,
        created_at=row.created_at,
    )


def member_response(row: models.Member) -> MemberResponse:
    """Map a member to what moderators see."""
    return MemberResponse(
        user_id=row.user_id,
        name=row.name,
        bio=row.bio,
        avatar_id=row.avatar_id,
        trust_level=row.trust_level,
        trust_floor=row.trust_floor,
        is_trust_locked=row.is_trust_locked,
        topic_count=row.topic_count,
        reply_count=row.reply_count,
        given_count=row.given_count,
        received_count=row.received_count,
        solution_count=row.solution_count,
        days_visited=row.days_visited,
        topics_read=row.topics_read,
        posts_read=row.posts_read,
        flags_agreed=row.flags_agreed,
        flags_rejected=row.flags_rejected,
        warning_count=row.warning_count,
        last_seen_on=row.last_seen_on,
        last_wrote_at=row.last_wrote_at,
        silenced_until=row.silenced_until,
        suspended_until=row.suspended_until,
        version=row.version,
        created_at=row.created_at,
    )


def subscription_response(row: models.Subscription) -> SubscriptionResponse:
    """Map a subscription."""
    return SubscriptionResponse(
        kind=FollowedKind(row.target_kind),
        id=row.target_id,
        level=Following(row.level),
        explicit=row.is_explicit,
    )


def review_item_response(
    row: models.ReviewItem,
    *,
    title: str,
    excerpt: str,
    moderation: Moderation | None,
    flags: Sequence[models.Flag],
    names: Mapping[UUID, str],
) -> ReviewItemResponse:
    """Map an entry of the queue."""
    return ReviewItemResponse(
        id=row.id,
        target_kind=row.target_kind,
        target_id=row.target_id,
        author_id=row.author_id,
        author_name=names.get(row.author_id, "") if row.author_id is not None else "",
        reason=ReviewReason(row.reason),
        state=ReviewState(row.state),
        score=row.score,
        title=title,
        excerpt=excerpt,
        moderation=moderation,
        flags=tuple(
            FlagResponse(
                user_id=flag.user_id,
                name=names.get(flag.user_id, ""),
                reason=FlagReason(flag.reason),
                note=flag.note,
                weight=flag.weight,
                created_at=flag.created_at,
            )
            for flag in flags
        ),
        claimed_by_id=row.claimed_by_id,
        decided_by_id=row.decided_by_id,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        version=row.version,
        created_at=row.created_at,
    )


def moderation_action_response(row: models.ModerationAction) -> ModerationActionResponse:
    """Map what a moderator did."""
    return ModerationActionResponse(
        id=row.id,
        actor_id=row.actor_id,
        action=row.action,
        target_kind=row.target_kind,
        target_id=row.target_id,
        member_id=row.member_id,
        reason=row.reason,
        details=row.details,
        created_at=row.created_at,
    )


def watched_word_response(row: models.WatchedWord) -> WatchedWordResponse:
    """Map a watched word."""
    return WatchedWordResponse(id=row.id, word=row.word, action=WatchedAction(row.action), created_at=row.created_at)


def notification_response(
    row: models.Notification, *, node_kind: str | None, title: str, actor_name: str
) -> NotificationResponse:
    """Map a notification."""
    return NotificationResponse(
        id=row.id,
        kind=NotificationKind(row.kind),
        node_id=row.node_id,
        node_kind=node_kind,
        title=title,
        source_id=row.source_id,
        actor_id=row.actor_id,
        actor_name=actor_name,
        count=row.count,
        note=row.note,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def notification_settings_response(row: models.NotificationSettings) -> NotificationSettingsResponse:
    """Map how a member wants to be told."""
    return NotificationSettingsResponse(
        mails_replies=row.mails_replies,
        mails_mentions=row.mails_mentions,
        mails_watched=row.mails_watched,
        digest=DigestPace(row.digest),
    )


def bookmark_response(row: models.Bookmark, *, title: str, path: str | None) -> BookmarkResponse:
    """Map a bookmark, with its node."""
    node = row.node
    return BookmarkResponse(
        node_id=node.id,
        kind=node.kind,
        root_id=node.root_id or node.id,
        number=node.number,
        title=title,
        path=path,
        note=row.note,
        created_at=row.created_at,
    )


def composer_draft_response(row: models.ComposerDraft) -> ComposerDraftResponse:
    """Map a draft."""
    return ComposerDraftResponse(id=row.id, key=row.key, data=row.data, version=row.version, updated_at=row.updated_at)
