"""Takes nodes away and brings them back, with all that is below them; and does away with them for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext, Scope
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeDeleted
from rustok.events.catalog.places import NodeRestored, NodeTrashed
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_content import errors, models
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.dto.nodes import NodeResponse
from rustok_content.dto.places import TrashedNodeResponse
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses, revisions, texts
from rustok_content.services.counters import kept
from rustok_content.services.kinds import kinds, rules_of
from rustok_content.services.locking import ask_for_right, check_version, lock_node, permission_to, require_to_show
from rustok_content.services.tree import at_or_below, lock_tree, subtree

_BATCH: Final = 500
DEFAULT_DAYS: Final = 30


@command()
def delete_node(
    ctx: RequestContext, node_id: UUID, *, version: int | None = None, kind: str | None = None
) -> TrashedNodeResponse:
    """Put a node and all that is below it into the trash; their slugs are free for others.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "delete", kind)
    lock_tree()
    ids = _ids_below(node_id, deleted_at=None)
    with kept(ids):
        node = lock_node(ctx, node_id, "delete", kind=kind)
        check_version(node, version)
        require_to_show(ctx, node, kind=kind)
        _require_all_below(ctx, node, ids, kind)
        now = timezone.now()
        # What is below and went before stays where it is when this comes back.
        models.Node.objects.filter(id__in=ids).update(
            deleted_at=now, deleted_by_id=ctx.actor_id, trash_id=node.id, activity=F("activity") + 1, updated_at=now
        )
        texts_below = models.NodeTranslation.objects.filter(node_id__in=ids)
        texts_below.update(is_addressed=False, publish_at=None, unpublish_at=None)
        models.PreviewToken.objects.filter(node_id__in=ids, revoked_at=None).update(revoked_at=now)
        node.refresh_from_db()
        revisions.save(ctx, node, note="Deleted.")
        addresses.refresh(ctx, (node.id,))
        publish(ctx, NodeTrashed(node_id=node.id, kind=node.kind))
    return TrashedNodeResponse(id=node.id, below=len(ids) - 1)


@command()
def restore_node(
    ctx: RequestContext, node_id: UUID, *, version: int | None = None, kind: str | None = None
) -> NodeResponse:
    """Bring a node back from the trash, with all that went there with it. A slug that was taken gets a number.

    :raises NodeNotFound: no such node for this tenant.
    :raises NotInTrash: it is not in the trash.
    :raises TakenAlong: it went there with one above it.
    :raises ParentInTrash: the node above it is in the trash.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "delete", kind)
    lock_tree()
    ids = _ids_below(node_id, trash_id=node_id)
    with kept({node_id, *ids}):
        node = _lock_trashed(ctx, node_id, kind)
        check_version(node, version)
        require_to_show(ctx, node, kind=kind)
        if node.parent_id is not None:
            above = models.Node.objects.filter(pk=node.parent_id, deleted_at__isnull=False).first()
            if above is not None:
                raise errors.ParentInTrash(id=str(above.id))
        models.Node.objects.filter(id__in=ids).update(
            deleted_at=None, deleted_by_id=None, trash_id=None, activity=F("activity") + 1, updated_at=timezone.now()
        )
        node.refresh_from_db()
        _claim_slugs(models.Node.objects.filter(id__in=ids))
        revisions.save(ctx, node, note="Restored from the trash.")
        addresses.refresh(ctx, (node.id,), yields=True)
        publish(ctx, NodeRestored(node_id=node.id, kind=node.kind))
    return node_response(load(node_id))


@command()
def purge_node(
    ctx: RequestContext,
    node_id: UUID,
    *,
    force: bool = False,
    version: int | None = None,
    kind: str | None = None,
) -> None:
    """Do away with a node in the trash for good, and with all that is below it.

    :param force: even if others refer to something of it.

    :raises NodeNotFound: no such node for this tenant.
    :raises NotInTrash: it is not in the trash.
    :raises TakenAlong: it went there with one above it.
    :raises NodeHasChildren: something below it is not in the trash.
    :raises NodeReferenced: others refer to it, or to something below it.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "delete", kind)
    lock_tree()
    with kept({node_id, *_ids_below(node_id)}):
        node = _lock_trashed(ctx, node_id, kind)
        check_version(node, version)
        # Nothing brings it back: for whoever reaches all nodes.
        require(ctx, permission_to("delete", kind))
        if not force and (count := referring_from_outside(node)):
            raise errors.NodeReferenced(count=count)
        if count := subtree(node).filter(deleted_at=None).count():
            # An answer keeps its place while others below it stay.
            raise errors.NodeHasChildren(count=count)
        gone = sorted(subtree(node).values_list("id", flat=True))
        depths = sorted(set(subtree(node).values_list("depth", flat=True)), reverse=True)
        for depth in depths:
            # From the leaves up: a node stays while one is below it.
            subtree(node).filter(depth=depth).delete()
        for start in range(0, len(gone), _BATCH):
            ids = tuple(gone[start : start + _BATCH])
            publish(ctx, NodeDeleted(node_id=node_id, kind=node.kind, node_ids=ids))


def referring_from_outside(node: models.Node) -> int:
    """Return how many nodes that are not in the trash refer to a node or to something below it."""
    ids = subtree(node).values_list("id", flat=True)
    rows = models.NodeReference.objects.filter(
        target_kind=ReferenceTarget.NODE, target_id__in=list(ids), node__deleted_at=None
    )
    count: int = rows.values("node_id").distinct().count()
    return count


def purge_old() -> int:
    """Do away with what lies in the trash of the tenant in scope for longer than its settings say; return how much.

    Whether others refer to it does not matter any more: their links have led nowhere for as long.
    """
    days = models.CommunitySettings.objects.values_list("trash_days", flat=True).first()
    limit = timezone.now() - dt.timedelta(days=DEFAULT_DAYS if days is None else days)
    ctx = RequestContext.system(require_tenant_id())
    old = models.Node.objects.filter(deleted_at__lt=limit, trash_id=F("id")).order_by("id")
    purged = 0
    after: UUID | None = None
    while True:
        rows = old.filter(pk__gt=after) if after is not None else old
        ids = list(rows.values_list("id", flat=True)[:_BATCH])
        for node_id in ids:
            try:
                purge_node(ctx, node_id, force=True)
                purged += 1
            except (errors.NodeNotFound, errors.NotInTrash, errors.TakenAlong, errors.NodeHasChildren):
                # It went with one above it or came back in the meantime, or it keeps the place of those that answer it.
                continue
        if not ids:
            return purged
        after = ids[-1]


def _require_all_below(ctx: RequestContext, node: Any, ids: list[UUID], kind: str | None) -> None:
    """Refuse whoever reaches only what is theirs to take what others have put below it along; answers go with it."""
    scope = require(ctx, permission_to("delete", kind), owner_id=node.author_id)
    if scope is Scope.OWN:
        answers = [each.name for each in kinds() if each.answers]
        others = models.Node.objects.filter(id__in=ids).exclude(kind__in=answers).exclude(author_id=ctx.actor_id)
        if others.exists():
            require(ctx, permission_to("delete", kind))


def _lock_trashed(ctx: RequestContext, node_id: UUID, kind: str | None) -> Any:
    try:
        node = lock_node(ctx, node_id, "delete", kind=kind, keys=True, trashed=True)
    except errors.NodeNotFound:
        present = models.Node.objects.filter(pk=node_id)
        if (present.filter(kind=kind) if kind else present).exists():
            raise errors.NotInTrash(id=str(node_id)) from None
        raise
    if node.trash_id is None:
        # Deleted in its place, as answers are, not into the trash.
        raise errors.NotInTrash(id=str(node_id))
    if node.trash_id != node.id:
        raise errors.TakenAlong(id=str(node.trash_id))
    return node


def _ids_below(node_id: UUID, **which: Any) -> list[UUID]:
    """Return the ids of a node and of those below it, under the tree's lock: none comes or goes meanwhile."""
    path = models.Node.objects.filter(pk=node_id).values_list("path", flat=True).first()
    return list(at_or_below(path).filter(**which).values_list("id", flat=True)) if path is not None else []


def _claim_slugs(nodes: Iterable[Any]) -> None:
    """Let the slugs of restored nodes lead to them again; one that another node has now gets a number."""
    addressed = {node.id: node for node in nodes if rules_of(node.kind).addressed}
    rows = list(models.NodeTranslation.objects.filter(node_id__in=addressed).order_by("node_id", "locale"))
    for row in rows:
        row.is_addressed = True
        if texts.slug_taken(addressed[row.node_id], row.locale, row.slug):
            row.slug = texts.numbered(row.slug, row.node_id)
    models.NodeTranslation.objects.bulk_update(rows, ["is_addressed", "slug"], batch_size=_BATCH)
