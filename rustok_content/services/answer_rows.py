"""What an answer needs to know and what it writes, each by one prepared statement (:mod:`rustok.tenancy.prepared`).

Answers to one topic wait for each other: while one holds the thread, it should have little to ask.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read, insert, written
from rustok_content import errors, models
from rustok_content.dto.threads import Moderation
from rustok_content.selectors.category_rights import RIGHTS_ABOVE
from rustok_content.services import threads

# Rows are locked when all that is joined has been read: the tree first, then the thread, then the nodes by their ids.
_LOCK: Final = """
WITH tree AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(hashtextextended('content.tree ' || %s::uuid, 0))
), thread AS MATERIALIZED (
    SELECT t.node_id FROM tree, threads t WHERE t.tenant_id = %s AND t.node_id = %s FOR NO KEY UPDATE OF t
)
SELECT n.id FROM thread, nodes n WHERE n.tenant_id = %s AND n.id IN (%s, %s) ORDER BY n.id FOR NO KEY UPDATE OF n
"""
_THREAD: Final = Read(
    models.Thread,
    "t",
    "threads t JOIN nodes n ON n.tenant_id = %s AND n.id = t.node_id"
    " LEFT JOIN categories c ON c.tenant_id = n.tenant_id AND c.id = n.category_id"
    f" LEFT JOIN LATERAL ({RIGHTS_ABOVE.format(tenant='t.tenant_id', category='n.category_id')}) r ON true"
    " LEFT JOIN LATERAL (SELECT EXISTS (SELECT FROM nodes o WHERE o.tenant_id = t.tenant_id AND o.root_id = t.node_id"
    " AND o.author_id = %s AND o.status = 'published' AND o.moderation = 'approved' AND o.deleted_at IS NULL"
    ") AS wrote) w ON true WHERE t.tenant_id = %s AND t.node_id = %s",
    also={"rights": "r.rights", "has_written": "w.wrote"},
    node=("n", models.Node),
    node__category=("c", models.Category),
)
_ABOVE: Final = Read(
    models.Node,
    "n",
    "nodes n WHERE n.tenant_id = %s AND n.root_id = %s AND n.id = %s AND n.deleted_at IS NULL",
)
_NUMBERED: Final = "UPDATE threads SET next_number = next_number + 1 WHERE tenant_id = %s AND node_id = %s"
# In the order of locks: each waits for what the one before it returns. A topic that readers do not see counts for no
# category; whoever moves or hides it waits for its row.
_COUNTED: Final = """
, thread AS (
    UPDATE threads t SET next_number = t.next_number + 1, last_reply_id = a.id, last_reply_at = a.created_at,
        last_reply_author_id = a.author_id, participant_count = t.participant_count + %s::int
      FROM new_nodes a WHERE t.tenant_id = %s AND t.node_id = %s RETURNING t.node_id
), above AS (
    UPDATE nodes n SET reply_count = n.reply_count + 1, activity = n.activity + 1
      FROM thread WHERE n.tenant_id = %s AND n.id IN (%s, %s) RETURNING n.id
), filed AS (
    UPDATE categories c SET reply_count = c.reply_count + 1, activity = c.activity + 1,
        last_node_id = CASE WHEN c.last_activity_at > a.created_at THEN c.last_node_id ELSE a.root_id END,
        last_activity_at = greatest(c.last_activity_at, a.created_at)
      FROM new_nodes a WHERE c.tenant_id = %s AND c.id = %s AND (SELECT count(*) FROM above) > 0 RETURNING c.id
)
UPDATE members m SET reply_count = m.reply_count + 1, last_wrote_at = a.created_at
  FROM new_nodes a WHERE m.tenant_id = %s AND m.user_id = %s AND (SELECT count(*) FROM filed) >= 0
"""


def hold(root_id: UUID, parent_id: UUID | None) -> None:
    """Let no nodes move, and lock a thread, its topic or post, and what is answered in it; the thread is made if need
    be. What was read of them before may have changed.

    :raises ThreadNotFound: no such topic or post for this tenant.
    """
    tenant = require_tenant_id()
    asked = (tenant, tenant, root_id, tenant, root_id, parent_id or root_id)
    if not written(_LOCK, *asked):
        threads.lock_thread(root_id)
        written(_LOCK, *asked)


def held(root_id: UUID, author_id: UUID | None) -> Any:
    """Return a thread that is held, with its node, the node's category and the ``rights`` there.

    ``has_written`` says whether readers see something of the author's in it.
    """
    thread = _THREAD.first(author_id, require_tenant_id(), root_id)
    if thread is None:
        raise errors.ThreadNotFound(id=str(root_id))
    return thread


def above(root_id: UUID, node_id: UUID) -> models.Node | None:
    """Return an answer in a thread that was not deleted."""
    return _ABOVE.first(root_id, node_id)


def write(
    node: models.Node, head: models.NodeTranslation, body: models.Body, thread: Any, *, category_id: UUID | None
) -> None:
    """Write an answer into a thread that is held, and count it if readers see it: in the thread, for what it answers,
    in the category, for its author.
    """
    tenant, root_id = require_tenant_id(), thread.node_id
    if node.moderation != Moderation.APPROVED:
        insert([node], [head], [body], then=_NUMBERED, values=(tenant, root_id))
        return
    is_new = node.author_id is not None and not thread.has_written
    counted = (is_new, tenant, root_id, tenant, root_id, node.parent_id)
    insert(
        [node],
        [head],
        [body],
        then=_COUNTED,
        values=(*counted, tenant, category_id, tenant, node.author_id),
    )
