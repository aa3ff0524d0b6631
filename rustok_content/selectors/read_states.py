"""How far members have read, and how much is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection

from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok_content.dto.members import ReadStateResponse

_MOST: Final = 100
# One statement for a whole list of topics; counting stops where a reader would stop caring.
_UNREAD: Final = """
SELECT w.id, r.last_number, CASE WHEN r.last_number IS NOT NULL THEN u.unread END, u.first_unread
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS w(id, place)
LEFT JOIN read_states r ON r.tenant_id = %(tenant)s AND r.user_id = %(user)s AND r.node_id = w.id
LEFT JOIN LATERAL (
    SELECT count(*) AS unread, min(number) AS first_unread FROM (
        SELECT n.number FROM nodes n
        WHERE n.tenant_id = %(tenant)s AND n.root_id = w.id AND n.number > r.last_number
          AND n.status = 'published' AND n.moderation = 'approved' AND n.deleted_at IS NULL
          AND n.author_id IS DISTINCT FROM %(user)s
        ORDER BY n.number LIMIT %(most)s
    ) AS unread
) u ON r.last_number IS NOT NULL
ORDER BY w.place
"""


def read_states(ctx: RequestContext, node_ids: Sequence[UUID]) -> tuple[ReadStateResponse, ...]:
    """Return how far the actor has read each of some threads, in the order asked, in one statement.

    Answers are counted that readers see and others wrote. What is not there was never opened.

    :raises Unauthenticated: nobody is signed in.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    with connection.cursor() as cursor:
        cursor.execute(
            _UNREAD,
            {
                "tenant": ctx.tenant_id,
                "user": ctx.actor_id,
                "ids": list(dict.fromkeys(node_ids)),
                "most": _MOST,
            },
        )
        rows = cursor.fetchall()
    return tuple(
        ReadStateResponse(node_id=node_id, last_number=last or 0, unread=unread, first_unread=first)
        for node_id, last, unread, first in rows
    )
