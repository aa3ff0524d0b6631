"""How far members have read. It only grows, whatever order requests come in."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.db.models import F
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import generate_id, id_floor, to_ulid
from rustok_content import errors, models
from rustok_content.dto.members import MarkAllReadRequest, MarkedReadResponse, MarkReadRequest, ReadStateResponse
from rustok_content.selectors.my_threads import NEW_FOR, narrowing
from rustok_content.selectors.read_states import read_states
from rustok_content.selectors.sight import visible_thread
from rustok_content.services.members import member_for, visited

_UPSERT: Final = """
INSERT INTO read_states (id, tenant_id, node_id, user_id, last_number, read_at)
SELECT %(id)s, n.tenant_id, n.id, %(user)s,
       LEAST(%(number)s, COALESCE((SELECT t.next_number - 1 FROM threads t
                                   WHERE t.tenant_id = n.tenant_id AND t.node_id = n.id), 0)),
       %(now)s
FROM nodes n WHERE n.tenant_id = %(tenant)s AND n.id = %(node)s
ON CONFLICT (tenant_id, user_id, node_id) DO UPDATE
SET last_number = EXCLUDED.last_number, read_at = EXCLUDED.read_at
WHERE EXCLUDED.last_number > read_states.last_number
RETURNING COALESCE(old.last_number, -1), new.last_number
"""
# What is old and was never opened stays unopened: it is not new to anybody.
_UPSERT_ALL: Final = """
INSERT INTO read_states (id, tenant_id, node_id, user_id, last_number, read_at)
SELECT uuidv7(), n.tenant_id, n.id, %(user)s, t.next_number - 1, %(now)s
  FROM nodes n
  JOIN threads t ON t.tenant_id = n.tenant_id AND t.node_id = n.id
  LEFT JOIN read_states r ON r.tenant_id = n.tenant_id AND r.user_id = %(user)s AND r.node_id = n.id
 WHERE n.tenant_id = %(tenant)s AND n.kind = %(kind)s AND n.status = 'published' AND n.moderation = 'approved'
   AND n.deleted_at IS NULL AND (n.category_id IS NULL OR NOT n.category_id = ANY(%(closed)s::uuid[]))
   AND (r.last_number < t.next_number - 1 OR (r.last_number IS NULL AND n.id >= %(since)s)) AND {narrowed}
 ORDER BY n.id
ON CONFLICT (tenant_id, user_id, node_id) DO UPDATE
SET last_number = EXCLUDED.last_number, read_at = EXCLUDED.read_at
WHERE EXCLUDED.last_number > read_states.last_number
"""


# Silent, as what follows.
@command(silent=True)
def mark_all_read(ctx: RequestContext, request: MarkAllReadRequest) -> MarkedReadResponse:
    """Let topics count as read up to their last answer: of a category and all below it, of a tag, or all.

    It counts for no trust: nobody says that they were read.

    :raises Unauthenticated: nobody is signed in.
    :raises CategoryNotFound: no such category that the actor can see.
    :raises TagNotFound: no such tag.
    """
    member = member_for(ctx)
    now = timezone.now()
    narrowed, params = narrowing(ctx, request.category_id, request.tag_id)
    params |= {"user": member.user_id, "now": now, "since": id_floor(now - NEW_FOR)}
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT_ALL.format(narrowed=narrowed), params)
        return MarkedReadResponse(count=cursor.rowcount)


# Silent: that somebody reads tells nobody anything.
@command(silent=True)
def mark_read(ctx: RequestContext, request: MarkReadRequest) -> ReadStateResponse:
    """Say how far a thread was read; less than before changes nothing, nor does more than there is.

    :raises Unauthenticated: nobody is signed in.
    :raises ThreadNotFound: no such topic or post that the member can see.
    """
    member = member_for(ctx)
    if visible_thread(ctx, request.node_id) is None:
        raise errors.ThreadNotFound(id=to_ulid(request.node_id))
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            {
                "id": generate_id(),
                "user": member.user_id,
                "number": request.number,
                "now": now,
                "tenant": ctx.tenant_id,
                "node": request.node_id,
            },
        )
        grown = cursor.fetchone()
    if grown is not None:
        before, after = grown
        # The topic itself is a text that was read, beside its answers.
        models.Member.objects.filter(pk=member.pk).update(
            topics_read=F("topics_read") + (1 if before < 0 else 0), posts_read=F("posts_read") + after - before
        )
    visited(ctx, member.user_id, now.date())
    return read_states(ctx, [request.node_id])[0]
