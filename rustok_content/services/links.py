"""How nodes belong together beside the tree: posts in a series, texts named as related."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, Max

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeUpdated
from rustok.events.catalog.places import SeriesArranged
from rustok_content import errors, models
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.services.locking import check_version, lock_node, require_on, require_to_show
from rustok_content.services.reach import reach_of


@command()
def set_links(
    ctx: RequestContext, node_id: UUID, relation: LinkRelation, target_ids: Sequence[UUID], *, kind: str, target: str
) -> None:
    """Say which nodes of the kind ``target`` a node belongs to in this way, in this order. The same again: no change.

    Of series the order says nothing: a post keeps its place in each, and goes behind all others where it is new.

    :raises NodeNotFound: no such node, or no such target.
    """
    node = lock_node(ctx, node_id, "update", kind=kind)
    wanted = list(dict.fromkeys(target_ids))
    there = set(models.Node.objects.filter(pk__in=wanted, kind=target, deleted_at=None).values_list("id", flat=True))
    for target_id in wanted:
        if target_id not in there or target_id == node_id:
            raise errors.NodeNotFound(id=str(target_id))
    present = models.NodeLink.objects.filter(node=node, relation=relation)
    places = dict(present.order_by("position", "target_id").values_list("target_id", "position"))
    if relation is LinkRelation.SERIES:
        if places.keys() == set(wanted):
            return
        places = _places_in(relation, wanted) | places
    else:
        if list(places) == wanted:
            return
        places = {target_id: position for position, target_id in enumerate(wanted)}
    require_to_show(ctx, node, kind=kind)
    present.delete()
    models.NodeLink.objects.bulk_create(
        models.NodeLink(node=node, relation=relation, target_id=target_id, position=places[target_id])
        for target_id in wanted
    )
    node.version += 1
    node.save(update_fields=["version", "updated_at"])
    publish(ctx, NodeUpdated(node_id=node.id, kind=node.kind, fields=(str(relation),)))


@command()
def set_linked(
    ctx: RequestContext,
    target_id: UUID,
    relation: LinkRelation,
    node_ids: Sequence[UUID],
    *,
    kind: str,
    target: str,
    version: int | None = None,
) -> None:
    """Say which nodes of a kind belong to one of the kind ``target`` in this way, in this order, and no others.

    What is in the trash keeps its place. The same again: no change.

    :raises NodeNotFound: no such target, or no such node, for this tenant.
    :raises StaleVersion: the target was changed by somebody else since ``version``.
    """
    owner = lock_node(ctx, target_id, "update", kind=target)
    check_version(owner, version)
    wanted = {node_id: place for place, node_id in enumerate(dict.fromkeys(node_ids))}
    links = models.NodeLink.objects.filter(target_id=target_id, relation=relation)
    present = {link.node_id: link for link in links.filter(node__deleted_at=None)}
    rows = models.Node.objects.for_update().filter(pk__in=[*wanted, *present]).order_by("id")
    there = {row.id: row for row in rows if row.kind == kind and row.deleted_at is None}
    for node_id in wanted:
        if node_id not in there:
            raise errors.NodeNotFound(id=str(node_id))
    gone = [node_id for node_id in present if node_id not in wanted]
    moved = [link for node_id, link in present.items() if wanted.get(node_id, link.position) != link.position]
    new = [node_id for node_id in wanted if node_id not in present]
    changed = sorted({*gone, *(link.node_id for link in moved), *new})
    if not changed:
        return
    reach = reach_of(ctx)
    require_to_show(ctx, owner, kind=target, reach=reach)
    for node_id in changed:
        require_on(ctx, there[node_id], "update", kind=kind, reach=reach)
        require_to_show(ctx, there[node_id], kind=kind, reach=reach)
    links.filter(node_id__in=gone).delete()
    for link in moved:
        link.position = wanted[link.node_id]
    models.NodeLink.objects.bulk_update(moved, ["position"])
    models.NodeLink.objects.bulk_create(
        models.NodeLink(node_id=node_id, relation=relation, target_id=target_id, position=wanted[node_id])
        for node_id in new
    )
    # No editor of theirs is made stale by it.
    models.Node.objects.filter(pk__in=changed).update(activity=F("activity") + 1)
    owner.version += 1
    owner.save(update_fields=["version", "updated_at"])
    publish(ctx, SeriesArranged(node_id=owner.id, kind=owner.kind, node_ids=tuple(changed)))


def _places_in(relation: LinkRelation, target_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the place behind all others that belong to these."""
    last = models.NodeLink.objects.filter(relation=relation, target_id__in=target_ids)
    found = dict(last.values("target_id").annotate(last=Max("position")).values_list("target_id", "last"))
    return {target_id: found.get(target_id, -1) + 1 for target_id in target_ids}
