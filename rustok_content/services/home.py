"""The home page: the node that a site's own address leads to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeUpdated
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeResponse
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses, revisions
from rustok_content.services.kinds import get_kind
from rustok_content.services.locking import ask_for_right, check_version, lock_node
from rustok_content.services.reach import reach_of
from rustok_content.services.tree import lock_tree


@command()
def set_home(
    ctx: RequestContext, node_id: UUID, *, version: int | None = None, kind: str | None = None
) -> NodeResponse:
    """Let the site's own address lead to a node; the one it led to before is found by its slug again.

    :raises NodeNotFound: no such node for this tenant.
    :raises HomeNotOnTop: it is below another one, or has no address.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "publish", kind)
    # Two who choose at once take turns. Not under the lock of addresses: whoever holds a node may be waiting for that.
    lock_tree()
    former = models.Node.objects.filter(is_home=True).exclude(pk=node_id).values_list("id", flat=True).first()
    rows = {row: _lock(ctx, row, node_id, kind) for row in sorted(filter(None, (former, node_id)))}
    node = rows[node_id]
    check_version(node, version)
    if node.parent_id is not None or get_kind(node.kind).url_prefix is None:
        raise errors.HomeNotOnTop()
    if node.is_home:
        return node_response(load(node_id))
    # The former one first: there is one home page at any moment.
    for row in sorted(rows.values(), key=lambda row: bool(row.id == node_id)):
        row.is_home = row.id == node_id
        row.version += 1
        row.save()
    addresses.refresh(ctx, rows)
    for row in rows.values():
        revisions.keep(ctx, row)
        publish(ctx, NodeUpdated(node_id=row.id, kind=row.kind, fields=("is_home",)))
    return node_response(load(node_id))


def _lock(ctx: RequestContext, row_id: UUID, node_id: UUID, kind: str | None) -> Any:
    if row_id == node_id:
        return lock_node(ctx, node_id, "publish", kind=kind)
    # In the trash it may be, and be found by its slug when it comes back.
    former = models.Node.objects.for_update().get(pk=row_id)
    reach_of(ctx).require(former.path, None)
    return former
