"""Who may see what of nodes: by whose they are, and by their kind."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from rustok.context import RequestContext, Scope
from rustok.rbac.policies import require, scope_of
from rustok_content import errors, models

READ: Final = "content.node:read"

_reading: dict[str, str] = {}


def read_by(kind: str, right: str) -> None:
    """Say which right it takes to see a kind, beside the one over all nodes."""
    _reading[kind] = right


def readable_node(
    ctx: RequestContext, node_id: UUID, *, permission: str = READ, kind: str | None = None, parts: tuple[str, ...] = ()
) -> Any:
    """Return a node's row that the actor may read, one in the trash as well.

    :raises NodeNotFound: no such node for this tenant, or it is of another kind.
    """
    nodes = models.Node.objects.filter(pk=node_id).prefetch_related(*parts)
    node = (nodes.filter(kind=kind) if kind else nodes).first()
    if node is None:
        require(ctx, permission, owner_id=ctx.actor_id)
        raise errors.NodeNotFound(id=str(node_id))
    require(ctx, permission, owner_id=node.author_id)
    if permission == READ:
        require(ctx, _reading.get(node.kind, READ), owner_id=node.author_id)
    return node


def readable(ctx: RequestContext, nodes: Any, *, permission: str = READ, prefix: str = "") -> Any:
    """Narrow a list to nodes that the actor may read; ``prefix`` leads from its rows to the node."""
    require(ctx, permission, owner_id=ctx.actor_id)
    if scope_of(ctx, permission) is Scope.OWN:
        nodes = nodes.filter(**{f"{prefix}author_id": ctx.actor_id})
    if permission != READ:
        return nodes
    scopes = {kind: scope_of(ctx, right) for kind, right in _reading.items()}
    hidden = sorted(kind for kind, scope in scopes.items() if scope is Scope.NONE)
    own = sorted(kind for kind, scope in scopes.items() if scope is Scope.OWN)
    if hidden:
        nodes = nodes.exclude(**{f"{prefix}kind__in": hidden})
    if own:
        nodes = nodes.filter(~Q(**{f"{prefix}kind__in": own}) | Q(**{f"{prefix}author_id": ctx.actor_id}))
    return nodes
