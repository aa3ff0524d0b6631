"""What members follow, and how closely."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import FollowingChanged
from rustok.ids import generate_id, to_ulid
from rustok_content import errors, models
from rustok_content.dto.members import FollowRequest, SubscriptionResponse
from rustok_content.dto.threads import FollowedKind, Following
from rustok_content.mappers.community import subscription_response
from rustok_content.selectors.sight import can_see_category, visible_thread
from rustok_content.services.members import member_for

_UPSERT: Final = """
INSERT INTO subscriptions (id, tenant_id, user_id, target_kind, target_id, level, is_explicit, created_at)
VALUES (%s, %s, %s, %s, %s, %s, true, %s)
ON CONFLICT (tenant_id, user_id, target_kind, target_id) DO UPDATE SET level = EXCLUDED.level, is_explicit = true
WHERE subscriptions.level <> EXCLUDED.level OR NOT subscriptions.is_explicit
RETURNING id
"""


# Silent: what is so already changes nothing, which only the statement finds out.
@command(silent=True)
def follow(ctx: RequestContext, request: FollowRequest) -> SubscriptionResponse:
    """Follow a topic, a category or a tag as closely as said. What is so already changes nothing.

    :raises Unauthenticated: nobody is signed in.
    :raises FollowedNotFound: it is not there, or not for whoever asks.
    """
    member = member_for(ctx)
    if not _is_there(ctx, request.kind, request.id):
        raise errors.FollowedNotFound(kind=str(request.kind), id=to_ulid(request.id))
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            [
                generate_id(),
                ctx.tenant_id,
                member.user_id,
                request.kind.value,
                request.id,
                request.level.value,
                timezone.now(),
            ],
        )
        changed = cursor.fetchone() is not None
    if changed:
        publish(
            ctx,
            FollowingChanged(
                user_id=member.user_id,
                target_kind=request.kind.value,
                target_id=request.id,
                level=request.level.value,
            ),
        )
    row = models.Subscription.objects.get(user_id=member.user_id, target_kind=request.kind.value, target_id=request.id)
    return subscription_response(row)


def track(user_id: UUID, root_id: UUID) -> None:
    """Let whoever wrote in a thread track it, unless they follow it in any way already."""
    row = models.Subscription(
        user_id=user_id,
        target_kind=FollowedKind.TOPIC,
        target_id=root_id,
        level=Following.TRACKING,
        is_explicit=False,
    )
    models.Subscription.objects.bulk_create([row], ignore_conflicts=True)


def _is_there(ctx: RequestContext, kind: FollowedKind, target_id: UUID) -> bool:
    rows: Any
    match kind:
        case FollowedKind.TOPIC:
            return visible_thread(ctx, target_id) is not None
        case FollowedKind.CATEGORY:
            rows = models.Category.objects.filter(pk=target_id)
            return bool(rows.exists()) and can_see_category(ctx, target_id)
        case FollowedKind.TAG:
            rows = models.Tag.objects.filter(pk=target_id)
            return bool(rows.exists())
