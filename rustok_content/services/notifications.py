"""What members are told: written by whoever handles events, so that writing a text waits for nobody's notifications.

A member is told once of each thing: an event that comes again adds nothing. Alike ones that nobody has looked at are
gathered into one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset
from rustok.events.bus import publish
from rustok.events.catalog.community import MemberNotified, NotificationsRead
from rustok.ids import generate_id, to_ulid
from rustok_content import errors, models
from rustok_content.dto.notifications import (
    NotificationKind,
    ReadNotificationsRequest,
    UnreadNotificationsResponse,
)
from rustok_content.selectors.notifications import count_unread
from rustok_content.services.members import member_for

_TELL: Final = """
INSERT INTO notifications (id, tenant_id, user_id, kind, node_id, actor_id, source_id, count, note, created_at)
SELECT id, %(tenant)s, user_id, %(kind)s, %(node)s, %(actor)s, %(source)s, 1, %(note)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(users)s::uuid[]) AS told(id, user_id)
ON CONFLICT (tenant_id, user_id, kind, node_id) WHERE read_at IS NULL DO UPDATE
SET count = notifications.count + 1, actor_id = EXCLUDED.actor_id, note = EXCLUDED.note,
    source_id = GREATEST(notifications.source_id, EXCLUDED.source_id), created_at = EXCLUDED.created_at
RETURNING id, user_id
"""


def tell(
    ctx: RequestContext,
    user_ids: Collection[UUID],
    kind: NotificationKind,
    *,
    source_id: UUID,
    node_id: UUID | None = None,
    actor_id: UUID | None = None,
    note: str = "",
) -> int:
    """Tell members of something, inside the caller's transaction; return how many did not know of it.

    :param source_id: what happened; nobody is told of the same twice.
    :param node_id: what it is gathered by.
    """
    known = models.NotificationSource.objects.filter(user_id__in=set(user_ids), kind=kind, source_id=source_id)
    new = sorted(set(user_ids) - set(known.values_list("user_id", flat=True)))
    if not new:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _TELL,
            {
                "tenant": ctx.tenant_id,
                "kind": kind.value,
                "node": node_id,
                "actor": actor_id,
                "source": source_id,
                "note": note[:500],
                "now": timezone.now(),
                "ids": [generate_id() for _ in new],
                "users": new,
            },
        )
        told: list[tuple[UUID, UUID]] = cursor.fetchall()
    models.NotificationSource.objects.bulk_create(
        models.NotificationSource(notification_id=row_id, user_id=user_id, kind=kind, source_id=source_id)
        for row_id, user_id in told
    )
    for row_id, user_id in told:
        publish(ctx, MemberNotified(user_id=user_id, notification_id=row_id, kind=kind.value))
    return len(told)


@command()
def read_notifications(ctx: RequestContext, request: ReadNotificationsRequest) -> UnreadNotificationsResponse:
    """Say that one has looked at some notifications, or at all of them. Those looked at already stay as they are.

    :raises Unauthenticated: nobody is signed in.
    :raises NotificationNotFound: the member has no such notification.
    """
    member = member_for(ctx)
    rows: Any = models.Notification.objects.filter(user_id=member.user_id)
    if not isinstance(request.ids, Unset):
        rows = rows.filter(pk__in=request.ids)
        known = set(rows.values_list("id", flat=True))
        for notification_id in request.ids:
            if notification_id not in known:
                raise errors.NotificationNotFound(id=to_ulid(notification_id))
    rows = rows.filter(read_at=None)
    # In the order of the ids, as two windows of a member may say so at once.
    ids = list(rows.for_update().values_list("id", flat=True))
    if ids:
        models.Notification.objects.filter(pk__in=ids).update(read_at=timezone.now())
        publish(ctx, NotificationsRead(user_id=member.user_id, count=len(ids)))
    return UnreadNotificationsResponse(count=count_unread(member.user_id, ctx.audience))
