"""The tree of nodes. Path and depth are the database's; here is what may be where, and who waits for whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from rustok.tenancy.context import require_tenant_id
from rustok_content import errors, models
from rustok_content.services.kinds import NodeKind


def lock_tree() -> None:
    """Let no other transaction of the tenant move or add nodes until this one ends.

    For commands that move as well as add: they would hold the lock of those who add while they wait for that of those
    who move, and two of them would wait for each other. Taken first, before any row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('content.tree ' || %s, 0))", [str(require_tenant_id())]
        )


def share_tree() -> None:
    """Let no other transaction move nodes or put them into the trash until this one ends; others may add as well.

    For commands that add below a parent: it stays where it is from when it was looked at. Those that lock a thread too
    take this lock before it, as moves do: at the insert, where the database asks for it, would be too late.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended('content.tree ' || %s, 0))",
            [str(require_tenant_id())],
        )


def subtree(node: models.Node) -> Any:
    """Return a node and all below it, those in the trash as well."""
    return at_or_below(node.path)


def at_or_below(path: str) -> Any:
    """Return the node with a path and all below it; a range, which the index serves whoever asks."""
    return models.Node.objects.filter(path__gte=path, path__lt=f"{path}g")


def find_parent(kind: NodeKind, parent_id: UUID | None) -> Any:
    """Return the node that one of this kind is to be below; None for the top.

    :raises NodeNotFound: no such node for this tenant.
    :raises ParentNotAllowed: the kind does not live there.
    """
    parent = None
    if parent_id is not None:
        parent = models.Node.objects.filter(pk=parent_id, deleted_at=None).first()
        if parent is None:
            raise errors.NodeNotFound(id=str(parent_id))
    if (parent.kind if parent else None) not in kind.parents:
        raise errors.ParentNotAllowed(kind=kind.name, parent=parent.kind if parent else "root")
    return parent


def save_new(node: models.Node) -> None:
    """Save a node that is new, in its place.

    :raises TooDeep: it would be too far down.
    """
    _save(node)
    node.refresh_from_db(fields=["path", "depth"])


def save_place(node: models.Node, *, moved: bool = True) -> None:
    """Save a node; where it was ``moved`` all below it follow in the database, and have new documents.

    :raises HomeNotOnTop: it is what the site's own address leads to.
    :raises ParentInCircle: the new parent is the node itself or below it.
    :raises TooDeep: the node, or one below it, would be too far down.
    """
    _save(node)
    if moved:
        node.refresh_from_db(fields=["path", "depth"])
        subtree(node).exclude(pk=node.id).update(activity=F("activity") + 1)


def _save(node: models.Node) -> None:
    if node.is_home and node.parent_id is not None:
        raise errors.HomeNotOnTop()
    try:
        with transaction.atomic():
            node.save()
    except IntegrityError as exc:
        raise refusal(exc) or exc from exc


def refusal(exc: IntegrityError) -> errors.ParentInCircle | errors.TooDeep | None:
    """Return what the database's refusal of a place means; None where it refused something else."""
    constraint = getattr(getattr(exc.__cause__, "diag", None), "constraint_name", None)
    if constraint == "nodes_circle_ck":
        return errors.ParentInCircle()
    if constraint == "nodes_path_ck":
        return errors.TooDeep(limit=errors.MAX_DEPTH)
    return None
