"""Whether readers see a topic or an answer: deleted and restored in its place, held back or let through."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext, Scope
from rustok.events.bus import publish
from rustok.events.catalog.threads import AnswerDeleted, AnswerRestored, NodeModerated, NodeSolved
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.threads import Moderation
from rustok_content.services import addresses, guests
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind
from rustok_content.services.locking import check_version


@command()
def delete_text(
    ctx: RequestContext, node_id: UUID, *, kind: str, version: int | None = None, token: str | None = None
) -> None:
    """Take a topic or an answer from readers. It keeps its place, and what answers it stays.

    Authors delete what is theirs, a topic only while nobody else has answered.

    :param token: a guest's, for what they wrote.

    :raises NodeNotFound: no such text of the kind, or it is deleted already.
    :raises ThreadAnswered: others have written in the topic.
    """
    with kept([node_id]):
        node, scope = _own_or_all(ctx, node_id, kind, token)
        check_version(node, version)
        if scope is not Scope.ALL and node.root_id is None:
            others = models.Node.objects.filter(root_id=node.id, deleted_at=None).exclude(author_id=node.author_id)
            if others.exists():
                raise errors.ThreadAnswered()
        take_away(ctx, node)


@command()
def restore_text(ctx: RequestContext, node_id: UUID, *, kind: str) -> None:
    """Show a deleted topic or answer again. Authors restore what they deleted themselves.

    :raises NodeNotFound: no such deleted text of the kind; also where somebody else deleted it.
    """
    permission = f"{get_kind(kind).permission}:delete"
    with kept([node_id]):
        node = models.Node.objects.filter(pk=node_id, kind=kind, trash_id=None).exclude(deleted_at=None).first()
        if node is None:
            require(ctx, permission, owner_id=ctx.actor_id)
            raise errors.NodeNotFound(id=str(node_id))
        scope = require(ctx, permission, owner_id=node.author_id)
        if scope is not Scope.ALL and node.deleted_by_id != ctx.actor_id:
            raise errors.NodeNotFound(id=str(node_id))
        _set(node, deleted_at=None, deleted_by_id=None)
        addresses.refresh(ctx, (node.id,), yields=True)
    publish(
        ctx,
        AnswerRestored(node_id=node.id, kind=node.kind, root_id=node.root_id or node.id, actor_id=ctx.actor_id),
    )


def take_away(ctx: RequestContext, node: Any) -> None:
    """Delete a text in its place, inside :func:`kept`, for whoever has asked for the right."""
    _set(node, deleted_at=timezone.now(), deleted_by_id=ctx.actor_id)
    _unsolve(ctx, node)
    addresses.refresh(ctx, (node.id,))
    publish(
        ctx,
        AnswerDeleted(node_id=node.id, kind=node.kind, root_id=node.root_id or node.id, actor_id=ctx.actor_id),
    )


def set_moderation(ctx: RequestContext, node_id: UUID, moderation: Moderation) -> bool:
    """Let a topic or an answer be shown, or not, inside the caller's transaction, before it locks anything else.

    Whoever calls has asked for the right. Tell whether anything changed.

    :raises NodeNotFound: no such node for this tenant.
    """
    with kept([node_id]):
        node = models.Node.objects.filter(pk=node_id).first()
        if node is None:
            raise errors.NodeNotFound(id=str(node_id))
        return moderate(ctx, node, moderation)


def moderate(ctx: RequestContext, node: Any, moderation: Moderation) -> bool:
    """Let a text be shown, or not, inside :func:`kept`; tell whether anything changed."""
    if node.moderation == moderation:
        return False
    _set(node, moderation=moderation)
    if moderation is not Moderation.APPROVED:
        _unsolve(ctx, node)
    publish(
        ctx,
        NodeModerated(
            node_id=node.id,
            kind=node.kind,
            root_id=node.root_id or node.id,
            moderation=moderation,
            actor_id=ctx.actor_id,
            author_id=node.author_id,
        ),
    )
    return True


def _own_or_all(ctx: RequestContext, node_id: UUID, kind: str, token: str | None) -> tuple[Any, Scope]:
    permission = f"{get_kind(kind).permission}:delete"
    node = models.Node.objects.filter(pk=node_id, kind=kind, deleted_at=None).first()
    if node is not None and ctx.actor_id is None and guests.is_theirs(node_id, token):
        return node, Scope.OWN
    if node is None:
        require(ctx, permission, owner_id=ctx.actor_id)
        raise errors.NodeNotFound(id=str(node_id))
    return node, require(ctx, permission, owner_id=node.author_id)


def _set(node: Any, **values: Any) -> None:
    models.Node.objects.filter(pk=node.pk).update(**values, version=F("version") + 1, updated_at=timezone.now())


def _unsolve(ctx: RequestContext, node: Any) -> None:
    """Let a topic be unsolved whose solution readers no longer see."""
    if node.root_id is None:
        return
    if models.Thread.objects.filter(node_id=node.root_id, solution_id=node.id).update(solution_id=None):
        root_kind = models.Node.objects.filter(pk=node.root_id).values_list("kind", flat=True).get()
        publish(
            ctx,
            NodeSolved(
                node_id=node.root_id,
                kind=root_kind,
                root_id=node.root_id,
                solution_id=None,
                former_id=node.id,
                author_id=node.author_id,
            ),
        )
