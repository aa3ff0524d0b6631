"""Moves nodes in the tree, and orders those below one parent."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.places import NodeMoved, NodesReordered
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeResponse
from rustok_content.dto.places import MoveNodeRequest, NodeOrderResponse, ReorderNodesRequest
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses, revisions, texts, tree
from rustok_content.services.kinds import get_kind, rules_of
from rustok_content.services.locking import ask_for_right, check_version, lock_node, permission_to, require_place


@command()
def move_node(ctx: RequestContext, node_id: UUID, request: MoveNodeRequest, *, kind: str | None = None) -> NodeResponse:
    """Put a node, with all below it, below another one or to the top, at a place among those of its kind there.

    :raises NodeNotFound: no such node, or no such parent, for this tenant.
    :raises ParentNotAllowed: the kind does not live there.
    :raises ParentInCircle: the new parent is the node itself or below it.
    :raises TooDeep: the node, or one below it, would be too far down.
    :raises DuplicateSlug: a node that is there has the slug of one of its texts.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    ask_for_right(ctx, "update", kind)
    tree.lock_tree()
    node = lock_node(ctx, node_id, "update", kind=kind)
    # Its place is among those of others: whoever reaches only what is theirs has no say in it.
    require(ctx, permission_to("update", kind))
    check_version(node, given(request).get("version"))
    moved = request.parent_id != node.parent_id
    rules = rules_of(node.kind)
    if moved:
        rules = get_kind(node.kind)
        parent = tree.find_parent(rules, request.parent_id)
        require_place(ctx, rules, parent)
        node.parent_id = parent.id if parent else None
        if not rules.addressed:
            _refuse_twins(node)
    else:
        # Those beside it get other places too.
        require_place(ctx, rules, node.parent)
    beside = [row for row in _below(node.parent_id, [node.kind]) if row != node.id]
    place = len(beside) if request.position is None else min(request.position, len(beside))
    order = [*beside[:place], node.id, *beside[place:]]
    if not moved and order == _below(node.parent_id, [node.kind]):
        return node_response(load(node.id))
    node.version += 1
    tree.save_place(node, moved=moved)
    if moved:
        addresses.refresh(ctx, (node.id,))
    changed = _number(order)
    node.refresh_from_db()
    revisions.keep(ctx, node, note="Moved.")
    if moved:
        publish(ctx, NodeMoved(node_id=node.id, kind=node.kind, parent_id=node.parent_id))
    if changed or not moved:
        _tell(ctx, node, changed)
    return node_response(load(node.id))


@command()
def reorder_nodes(ctx: RequestContext, request: ReorderNodesRequest, *, kind: str | None = None) -> NodeOrderResponse:
    """Order nodes below one parent, in one statement; others of their kinds there follow in their order. Return it.

    :raises NodeNotFound: no such parent for this tenant.
    :raises NotBeside: a node is not below that parent, or is named twice.
    """
    # The order is everybody's: whoever reaches only what is theirs has no say in it.
    require(ctx, permission_to("update", kind))
    tree.lock_tree()
    parents = models.Node.objects.filter(pk=request.parent_id, deleted_at=None)
    parent = parents.first() if request.parent_id is not None else None
    if request.parent_id is not None and parent is None:
        raise errors.NodeNotFound(id=str(request.parent_id))
    of_kinds = models.Node.objects.filter(pk__in=request.node_ids).values_list("kind", flat=True)
    ordered = [kind] if kind is not None else sorted(set(of_kinds))
    for name in ordered:
        require_place(ctx, rules_of(name), parent)
    present = _below(request.parent_id, ordered)
    named: dict[UUID, None] = {}
    there = set(present)
    for node_id in request.node_ids:
        if node_id not in there or node_id in named:
            raise errors.NotBeside(id=to_ulid(node_id))
        named[node_id] = None
    order = [*named, *(node_id for node_id in present if node_id not in named)]
    if order != present and (changed := _number(order)):
        _tell(ctx, models.Node.objects.get(pk=changed[0]), changed)
    return NodeOrderResponse(parent_id=request.parent_id, node_ids=tuple(order))


def _below(parent_id: UUID | None, kinds: Sequence[str]) -> list[UUID]:
    """Return the nodes of some kinds below one, in their order: at the top are all posts and topics of a site."""
    nodes = models.Node.objects.filter(parent_id=parent_id, kind__in=kinds, deleted_at=None, root_id=None)
    return list(nodes.order_by("position", "id").values_list("id", flat=True))


def _number(order: Sequence[UUID]) -> list[UUID]:
    """Write the places of nodes, and return those that have another one now. Editors of theirs are not made stale."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE nodes SET position = wanted.place - 1, activity = activity + 1, updated_at = now()
              FROM unnest(%s::uuid[]) WITH ORDINALITY AS wanted (id, place)
             WHERE nodes.tenant_id = %s AND nodes.id = wanted.id AND nodes.position <> wanted.place - 1
            RETURNING nodes.id
            """,
            [list(order), require_tenant_id()],
        )
        return [row[0] for row in cursor.fetchall()]


def _tell(ctx: RequestContext, first: models.Node, changed: Sequence[UUID]) -> None:
    publish(ctx, NodesReordered(node_id=first.id, kind=first.kind, node_ids=tuple(changed) or (first.id,)))


def _refuse_twins(node: models.Node) -> None:
    for row in node.translations.all():
        if texts.slug_taken(node, row.locale, row.slug):
            raise errors.DuplicateSlug(slug=row.slug, locale=row.locale)
