"""Members, what waits for a moderator, and what a member has of the own."""

from __future__ import annotations

from dataclasses import replace

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok_content.dto.community import UpdateCommunitySettingsRequest
from rustok_content.dto.members import FollowRequest, MarkReadRequest, SaveBookmarkRequest
from rustok_content.dto.moderation import (
    CreateWatchedWordRequest,
    FlagReason,
    FlagRequest,
    WarnMemberRequest,
    WatchedAction,
)
from rustok_content.dto.notifications import (
    DigestPace,
    MailTopic,
    NotificationKind,
    SaveComposerDraftRequest,
    UpdateNotificationSettingsRequest,
)
from rustok_content.dto.threads import FollowedKind, Following
from rustok_content.models import FormerPlace, Member, Notification, ReviewItem
from rustok_content.services import (
    bookmarks,
    composer_drafts,
    discipline,
    flags,
    notification_settings,
    notifications,
    subscriptions,
    watched_word_list,
)
from rustok_content.services.community_settings import update_community_settings
from rustok_content.services.members import member_for
from rustok_content.services.read_states import mark_read
from tests.security.world.seeds import World


def add_members(world: World, ctx: RequestContext) -> None:
    for user_id in (*world.users.values(), *world.ids["user"]):
        member_for(replace(ctx, actor_id=user_id))
    Member.objects.update(bio=f"Bio {world.mark}")
    world.ids["member"] = world.ids["user"]


def add_community(world: World, ctx: RequestContext) -> None:
    """Members, what waits for a moderator, watched words, and what is the administrator's own."""
    admin = replace(ctx, actor_id=world.users[Role.ADMIN])
    for place in (0, 1):
        flagged = world.ids["comment"][place]
        flags.flag(
            replace(ctx, actor_id=world.ids["user"][0]),
            FlagRequest(kind="comment", id=flagged, reason=FlagReason.SPAM, note=f"Flag {world.mark}"),
        )
    items = list(ReviewItem.objects.order_by("id").values_list("id", flat=True))
    world.ids["review"] = (items[0], items[1])
    words = [
        watched_word_list.create_watched_word(
            ctx, CreateWatchedWordRequest(word=f"{world.mark}{name}", action=WatchedAction.FLAG)
        ).id
        for name in ("first", "second")
    ]
    world.ids["watched_word"] = (words[0], words[1])
    drafts = [
        composer_drafts.save_draft(
            admin, SaveComposerDraftRequest(key=f"{world.mark} {name}", data={"b": world.mark})
        ).id
        for name in ("first", "second")
    ]
    world.ids["composer_draft"] = (drafts[0], drafts[1])
    for node_id in world.ids["forum_topic"]:
        bookmarks.save_bookmark(admin, SaveBookmarkRequest(node_id=node_id, note=world.mark))
    world.ids["bookmark"] = world.ids["forum_topic"]
    FormerPlace.objects.create(node_id=world.ids["forum_reply"][1], root_id=world.ids["forum_topic"][1], number=1)
    notified = [
        Notification.objects.create(
            user_id=world.users[Role.ADMIN],
            kind="reaction",
            node_id=node_id,
            actor_id=world.users[Role.CUSTOMER],
            note=world.mark,
        ).id
        for node_id in world.ids["comment"]
    ]
    world.ids["notification"] = (notified[0], notified[1])
    subscriptions.follow(
        admin, FollowRequest(kind=FollowedKind.TOPIC, id=world.ids["forum_topic"][1], level=Following.WATCHING)
    )
    mark_read(admin, MarkReadRequest(node_id=world.ids["forum_topic"][1], number=1))
    notification_settings.update_own_settings(admin, UpdateNotificationSettingsRequest(digest=DigestPace.DAILY))
    world.secrets["unsubscribe"] = notification_settings.token_for(world.users[Role.ADMIN], MailTopic.DIGEST)
    discipline.warn(admin, world.ids["member"][0], WarnMemberRequest(reason=f"Reason {world.mark}"))
    notifications.tell(
        ctx,
        [world.ids["member"][0]],
        NotificationKind.MODERATION,
        source_id=generate_id(),
        note=f"Note {world.mark}",
    )
    update_community_settings(ctx, UpdateCommunitySettingsRequest(flags_to_hide=0, duplicate_minutes=0))
