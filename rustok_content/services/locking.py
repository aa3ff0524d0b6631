"""Takes a node for a change: finds it, asks for the right, locks its row, compares versions."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.errors import StaleVersion
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.services import revisions
from rustok_content.services.kinds import get_kind

_STAFF: Final = "content.node"


def permission_to(action: str, kind: str | None) -> str:
    """Return the right to ask for: the kind's own where its module acts, that of staff over all nodes else.

    :raises UnknownKind: no such kind, or its module is off.
    """
    return f"{get_kind(kind).permission if kind else _STAFF}:{action}"


def lock_node(
    ctx: RequestContext,
    node_id: UUID,
    action: str,
    *,
    kind: str | None = None,
    keys: bool = False,
    trashed: bool = False,
) -> Any:
    """Return a node's row, locked until the end of the transaction, if the actor may do this to it.

    :param kind: what it has to be, where the kind's own module acts: the kind's rights are asked for then.
    :param keys: lock it against being referred to as well, for a deletion.
    :param trashed: look in the trash, where nodes are not found otherwise.

    :raises NodeNotFound: no such node for this tenant, or it is of another kind.
    :raises Forbidden: the actor may not.
    """
    permission = permission_to(action, kind)
    nodes = models.Node.objects.for_update(keys=keys).filter(pk=node_id, deleted_at__isnull=not trashed)
    node = (nodes.filter(kind=kind) if kind else nodes).first()
    if node is None:
        # Rights come first, so that an outsider cannot tell what exists.
        require(ctx, permission, owner_id=ctx.actor_id)
        raise errors.NodeNotFound(id=str(node_id))
    require(ctx, permission, owner_id=node.author_id)
    return node


def check_version(node: models.Node, given_version: int | None) -> None:
    """Refuse a change made from an older version.

    :raises StaleVersion: the node is at another version; the error names what has changed since.
    """
    if given_version is not None and given_version != node.version:
        changed = revisions.changed_since(node, given_version)
        raise StaleVersion(current=node.version, given=given_version, changed=changed)
