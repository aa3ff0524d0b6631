"""What members are told, and how they want to be."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import Unauthenticated
from rustok_content import models
from rustok_content.dto.notifications import NotificationKind, NotificationResponse, UnreadNotificationsResponse
from rustok_content.mappers.community import notification_response
from rustok_content.selectors.heads import heads_of
from rustok_content.selectors.sight import seen_by


def list_notifications(
    ctx: RequestContext, *, unread: bool = False, after: UUID | None, limit: int
) -> Page[NotificationResponse]:
    """List the actor's notifications, what happened last first; ``next`` is the source of the last one.

    What they were told of and may not see any more, as it was hidden, deleted or moved, is left out.

    :raises Unauthenticated: nobody is signed in.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    rows: Any = models.Notification.objects.filter(still_told(ctx.audience), user_id=ctx.actor_id)
    if unread:
        rows = rows.filter(read_at=None)
    if after is not None:
        rows = rows.filter(source_id__lt=after)
    found = list(rows.order_by("-source_id", "-id")[: limit + 1])
    shown = found[:limit]
    heads = heads_of({row.node_id for row in shown if row.node_id is not None}, ctx.locale)
    names = dict(
        models.Member.objects.filter(user_id__in={row.actor_id for row in shown if row.actor_id}).values_list(
            "user_id", "name"
        )
    )
    items = tuple(
        notification_response(
            row,
            node_kind=heads[row.node_id].kind if row.node_id in heads else None,
            title=heads[row.node_id].title if row.node_id in heads else "",
            actor_name=names.get(row.actor_id, ""),
        )
        for row in shown
    )
    return Page(items=items, next=str(shown[-1].source_id) if len(found) > limit else None)


def unread_notifications(ctx: RequestContext) -> UnreadNotificationsResponse:
    """Return how many notifications the actor has not looked at.

    :raises Unauthenticated: nobody is signed in.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    return UnreadNotificationsResponse(count=count_unread(ctx.actor_id, ctx.audience))


def count_unread(user_id: UUID, audience: int) -> int:
    """Return how many notifications a member has not looked at, of those that they may still see."""
    count: int = models.Notification.objects.filter(still_told(audience), user_id=user_id, read_at=None).count()
    return count


def still_told(audience: int) -> Q:
    """Return the condition for notifications of what a reader may see now.

    What a moderator said of the member has no text; what editors say of a text that is not published yet is said to
    those who write it.
    """
    return Q(node_id=None) | Q(kind=NotificationKind.SUBMISSION) | seen_by(audience, prefix="node__")
