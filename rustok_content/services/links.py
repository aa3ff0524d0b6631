"""How nodes belong together beside the tree: posts in a series, texts named as related."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeUpdated
from rustok_content import errors, models
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.services.locking import lock_node, require_to_show


@command()
def set_links(
    ctx: RequestContext, node_id: UUID, relation: LinkRelation, target_ids: Sequence[UUID], *, kind: str, target: str
) -> None:
    """Say which nodes of the kind ``target`` a node belongs to in this way, in this order. The same again: no change.

    :raises NodeNotFound: no such node, or no such target.
    """
    node = lock_node(ctx, node_id, "update", kind=kind)
    wanted = list(dict.fromkeys(target_ids))
    there = set(models.Node.objects.filter(pk__in=wanted, kind=target, deleted_at=None).values_list("id", flat=True))
    for target_id in wanted:
        if target_id not in there or target_id == node_id:
            raise errors.NodeNotFound(id=str(target_id))
    present = models.NodeLink.objects.filter(node=node, relation=relation)
    if list(present.order_by("position").values_list("target_id", flat=True)) == wanted:
        return
    require_to_show(ctx, node, kind=kind)
    present.delete()
    models.NodeLink.objects.bulk_create(
        [
            models.NodeLink(node=node, relation=relation, target_id=target_id, position=position)
            for position, target_id in enumerate(wanted)
        ]
    )
    node.version += 1
    node.save(update_fields=["version", "updated_at"])
    publish(ctx, NodeUpdated(node_id=node.id, kind=node.kind, fields=(str(relation),)))
