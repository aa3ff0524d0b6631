"""What moderators set for threads, one or many at once: locked, closed, archived, hidden, pinned, slow, a wiki."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.threads import ThreadChanged, ThreadMoved
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.thread_changes import (
    BulkThreadAction,
    BulkThreadsRequest,
    BulkThreadsResponse,
    ChangeThreadRequest,
    MoveThreadRequest,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services import visibility
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind
from rustok_content.services.locking import check_version
from rustok_content.services.moderation_log import log_action

_CHANGES: dict[BulkThreadAction, dict[str, Any]] = {
    BulkThreadAction.LOCK: {"is_locked": True},
    BulkThreadAction.UNLOCK: {"is_locked": False},
    BulkThreadAction.OPEN: {"closed_at": None},
    BulkThreadAction.ARCHIVE: {"is_archived": True},
    BulkThreadAction.HIDE: {"is_hidden": True},
    BulkThreadAction.SHOW: {"is_hidden": False},
}


@command()
def change_thread(ctx: RequestContext, root_id: UUID, request: ChangeThreadRequest, *, kind: str) -> None:
    """Set what holds for a thread. What holds already changes nothing.

    :raises ThreadNotFound: no such topic or post of the kind.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    require(ctx, f"{get_kind(kind).permission}:moderate")
    changes = given(request)
    version, reason = changes.pop("version", None), changes.pop("reason", "")
    with kept([root_id]):
        root = _root(root_id, kind)
        check_version(root, version)
        _change(ctx, root, changes, reason)


@command()
def move_thread(ctx: RequestContext, root_id: UUID, request: MoveThreadRequest, *, kind: str) -> None:
    """Put a topic into another category of its module. There already: nothing changes.

    :raises ThreadNotFound: no such topic of the kind.
    :raises CategoryNotFound: no such category of the module.
    """
    require(ctx, f"{get_kind(kind).permission}:moderate")
    with kept([root_id]):
        _move(ctx, _root(root_id, kind), request.category_id, request.reason)


@command()
def change_threads(ctx: RequestContext, request: BulkThreadsRequest, *, kind: str) -> BulkThreadsResponse:
    """Do the same to several topics.

    :raises ThreadNotFound: one of them is not there.
    :raises CategoryNotFound: they are to be moved, and there is no such category of the module.
    """
    permission = get_kind(kind).permission
    require(ctx, f"{permission}:moderate")
    if request.action is BulkThreadAction.DELETE:
        require(ctx, f"{permission}:delete")
    if request.action is BulkThreadAction.MOVE and request.category_id is None:
        raise InvalidInput.field("category_id", code="missing", message="A move needs a category.")
    with kept(request.ids):
        found = models.Node.objects.filter(pk__in=request.ids, kind=kind, deleted_at=None)
        roots = {root.id: root for root in found.order_by("id")}
        for missing in set(request.ids) - roots.keys():
            raise errors.ThreadNotFound(id=str(missing))
        changed = [root.id for root in roots.values() if _do(ctx, root, request)]
    return BulkThreadsResponse(changed=tuple(changed))


def _do(ctx: RequestContext, root: Any, request: BulkThreadsRequest) -> bool:
    if request.action is BulkThreadAction.DELETE:
        visibility.take_away(ctx, root)
        log_action(ctx, "delete", target_kind=root.kind, target_id=root.id, reason=request.reason)
        return True
    if request.action is BulkThreadAction.MOVE and request.category_id is not None:
        return _move(ctx, root, request.category_id, request.reason)
    changes = {"closed_at": timezone.now()} if request.action is BulkThreadAction.CLOSE else _CHANGES[request.action]
    return _change(ctx, root, changes, request.reason)


def _root(root_id: UUID, kind: str) -> Any:
    root = models.Node.objects.filter(pk=root_id, kind=kind, deleted_at=None).first()
    if root is None:
        raise errors.ThreadNotFound(id=str(root_id))
    return root


def _change(ctx: RequestContext, root: Any, changes: dict[str, Any], reason: str) -> bool:
    thread = models.Thread.objects.get(node_id=root.id)
    wanted = dict(changes)
    is_hidden = wanted.pop("is_hidden", None)
    if "is_archived" in wanted:
        is_archived = wanted.pop("is_archived")
        wanted["archived_at"] = (thread.archived_at or timezone.now()) if is_archived else None
    fields = {name: value for name, value in wanted.items() if getattr(thread, name) != value}
    if fields:
        models.Thread.objects.filter(pk=thread.pk).update(**fields)
        root.version += 1
        root.save(update_fields=["version", "updated_at"])
        publish(
            ctx,
            ThreadChanged(
                node_id=root.id,
                kind=root.kind,
                root_id=root.id,
                fields=tuple(sorted(fields)),
                actor_id=ctx.actor_id,
            ),
        )
    moderated = is_hidden is not None and visibility.moderate(
        ctx, root, Moderation.HIDDEN if is_hidden else Moderation.APPROVED
    )
    if fields or moderated:
        said = {name: str(value) for name, value in sorted(fields.items())}
        if moderated:
            said["is_hidden"] = str(is_hidden)
        log_action(ctx, "change_thread", target_kind=root.kind, target_id=root.id, reason=reason, details=said)
    return bool(fields) or moderated


def find_category(kind: str, category_id: UUID) -> models.Category:
    """Return a category of a kind's module.

    :raises CategoryNotFound: there is none.
    """
    category: models.Category | None = models.Category.objects.filter(
        pk=category_id, module=get_kind(kind).module
    ).first()
    if category is None:
        raise errors.CategoryNotFound(id=str(category_id))
    return category


def _move(ctx: RequestContext, root: Any, category_id: UUID, reason: str) -> bool:
    find_category(root.kind, category_id)
    if root.category_id == category_id:
        return False
    former, root.category_id = root.category_id, category_id
    root.version += 1
    root.save(update_fields=["category", "version", "updated_at"])
    publish(
        ctx,
        ThreadMoved(node_id=root.id, kind=root.kind, root_id=root.id, category_id=category_id, former_id=former),
    )
    details = {"from": str(former), "to": str(category_id)}
    log_action(ctx, "move", target_kind=root.kind, target_id=root.id, reason=reason, details=details)
    return True
