"""Topics as a member stands to them: what is unread, what is new, what they follow."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.errors import Unauthenticated
from rustok.ids import id_floor, to_ulid
from rustok_content import errors, models
from rustok_content.dto.members import MyThreadResponse, MyThreadState
from rustok_content.dto.threads import Following
from rustok_content.selectors.audiences import category_tree
from rustok_content.selectors.heads import heads_of

NEW_FOR: Final = dt.timedelta(days=14)
"""How long a topic that was not opened is new."""
_MOST: Final = 100
_TOPIC: Final = "topic"
_CONDITIONS: Final = {
    MyThreadState.UNREAD: "r.last_number < t.next_number - 1 AND s.level IN ('watching', 'tracking')",
    MyThreadState.NEW: (
        "r.last_number IS NULL AND n.id >= %(since)s AND n.author_id IS DISTINCT FROM %(user)s"
        " AND s.level IS DISTINCT FROM 'muted' AND NOT EXISTS (SELECT FROM subscriptions m"
        " WHERE m.tenant_id = n.tenant_id AND m.user_id = %(user)s AND m.level = 'muted'"
        " AND (m.target_id = n.category_id OR m.target_id IN (SELECT nt.tag_id FROM node_tags nt"
        " WHERE nt.tenant_id = n.tenant_id AND nt.node_id = n.id)))"
    ),
    MyThreadState.TRACKED: "s.level = 'tracking'",
    MyThreadState.WATCHED: "s.level = 'watching'",
}
# By what happened last: ids begin with their moment. Answers are counted for those of the page only.
_THREADS: Final = """
SELECT p.*, u.unread, u.first_unread FROM (
    SELECT n.id, n.category_id, n.reply_count, n.published_at, t.last_reply_at, s.level, r.last_number,
           coalesce(t.last_reply_id, n.id) AS key
      FROM nodes n
      JOIN threads t ON t.tenant_id = n.tenant_id AND t.node_id = n.id
      LEFT JOIN read_states r ON r.tenant_id = n.tenant_id AND r.user_id = %(user)s AND r.node_id = n.id
      LEFT JOIN subscriptions s ON s.tenant_id = n.tenant_id AND s.user_id = %(user)s
       AND s.target_kind = 'topic' AND s.target_id = n.id
     WHERE n.tenant_id = %(tenant)s AND n.kind = %(kind)s AND {seen} AND {state} AND {narrowed}
     ORDER BY key DESC LIMIT %(limit)s
) p
LEFT JOIN LATERAL (
    SELECT count(*) AS unread, min(number) AS first_unread FROM (
        SELECT a.number FROM nodes a
        WHERE a.tenant_id = %(tenant)s AND a.root_id = p.id AND a.number > p.last_number
          AND a.status = 'published' AND a.moderation = 'approved' AND a.deleted_at IS NULL
          AND a.author_id IS DISTINCT FROM %(user)s
        ORDER BY a.number LIMIT %(most)s
    ) AS unread
) u ON p.last_number IS NOT NULL
ORDER BY p.key DESC
"""
_SEEN: Final = (
    "n.status = 'published' AND n.moderation = 'approved' AND n.deleted_at IS NULL"
    " AND (n.category_id IS NULL OR NOT n.category_id = ANY(%(closed)s::uuid[]))"
)


def list_my_threads(
    ctx: RequestContext,
    state: MyThreadState,
    *,
    category_id: UUID | None = None,
    tag_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[MyThreadResponse]:
    """List topics by what the actor has read of them or how they follow them, what happened last first.

    :param category_id: with all below it.
    :param after: ``next`` of the page before: what happened last in its last topic.

    :raises Unauthenticated: nobody is signed in.
    :raises CategoryNotFound: no such category that the actor can see.
    :raises TagNotFound: no such tag.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    narrowed, params = narrowing(ctx, category_id, tag_id)
    if after is not None:
        narrowed += " AND coalesce(t.last_reply_id, n.id) < %(after)s"
    statement = _THREADS.format(seen=_SEEN, state=_CONDITIONS[state], narrowed=narrowed)
    params |= {
        "user": ctx.actor_id,
        "since": id_floor(timezone.now() - NEW_FOR),
        "after": after,
        "limit": limit + 1,
        "most": _MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    heads = heads_of({row[0] for row in rows[:limit]}, ctx.locale)
    items = tuple(_response(row, heads[row[0]]) for row in rows[:limit])
    return Page(items=items, next=str(rows[limit - 1][7]) if len(rows) > limit else None)


def narrowing(ctx: RequestContext, category_id: UUID | None, tag_id: UUID | None) -> tuple[str, dict[str, Any]]:
    """Return the condition for the topics of a category and below, and of a tag, and its values.

    :raises CategoryNotFound: no such category that the actor can see.
    :raises TagNotFound: no such tag.
    """
    tree = category_tree()
    params: dict[str, Any] = {
        "tenant": ctx.tenant_id,
        "kind": _TOPIC,
        "closed": [found for found in tree.rows if not tree.audience(found) & ctx.audience],
    }
    conditions = ["TRUE"]
    if category_id is not None:
        if category_id not in tree.rows or not tree.audience(category_id) & ctx.audience:
            raise errors.CategoryNotFound(id=to_ulid(category_id))
        conditions.append("n.category_id = ANY(%(categories)s::uuid[])")
        params["categories"] = sorted(tree.below({category_id}) | {category_id})
    if tag_id is not None:
        if not models.Tag.objects.filter(pk=tag_id).exists():
            raise errors.TagNotFound(id=to_ulid(tag_id))
        conditions.append(
            "EXISTS (SELECT FROM node_tags nt WHERE nt.tenant_id = n.tenant_id AND nt.node_id = n.id"
            " AND nt.tag_id = %(tag)s)"
        )
        params["tag"] = tag_id
    return " AND ".join(conditions), params


def _response(row: Any, head: Any) -> MyThreadResponse:
    node_id, category_id, reply_count, begun_at, replied_at, level, last_number, _key, unread, first_unread = row
    return MyThreadResponse(
        node_id=node_id,
        title=head.title,
        path=head.path,
        category_id=category_id,
        level=Following(level) if level is not None else None,
        reply_count=reply_count,
        activity_at=replied_at or begun_at,
        last_number=last_number or 0,
        unread=unread,
        first_unread=first_unread,
    )
