"""Threads: the rows under whose lock answers come and go.

Locks are taken in this order: the tree, threads by the id of their nodes, nodes, categories, tags, members.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext, Scope
from rustok.rbac.policies import scope_of
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.services.kinds import NodeKind


def lock_thread(root_id: UUID) -> Any:
    """Lock and return a topic's or a post's thread with its node and category; made where there is none yet.

    :raises ThreadNotFound: no such topic or post for this tenant.
    """
    rows = models.Thread.objects.select_related("node__category").filter(node_id=root_id)
    thread = rows.for_update().first()
    if thread is None and models.Node.objects.filter(pk=root_id, root_id=None).exists():
        make_threads([root_id])
        thread = rows.for_update().first()
    if thread is None:
        raise errors.ThreadNotFound(id=str(root_id))
    return thread


# Silent: a thread without answers says nothing; it is there to be waited for.
@command(silent=True)
def make_threads(node_ids: Sequence[UUID]) -> None:
    """Give topics and posts their threads, inside the caller's transaction; those that another one made are left."""
    models.Thread.objects.bulk_create([models.Thread(node_id=node_id) for node_id in node_ids], ignore_conflicts=True)


def is_moderator(ctx: RequestContext, kind: NodeKind) -> bool:
    """Tell whether the actor may change every text of the kind: what holds members back does not hold them."""
    return scope_of(ctx, f"{kind.permission}:update") is Scope.ALL


def is_seen(node: models.Node) -> bool:
    """Tell whether readers see a node, as far as that is for itself to say."""
    return node.deleted_at is None and node.status == NodeStatus.PUBLISHED and node.moderation == Moderation.APPROVED


def closes_at(kind_module: str, published_at: dt.datetime | None, comment_days: int) -> dt.datetime | None:
    """Return when comments on a post are closed because it is old; None where they are not."""
    if kind_module != "blog" or not comment_days or published_at is None:
        return None
    return published_at + dt.timedelta(days=comment_days)


def refuse_closed(thread: models.Thread, *, moderator: bool) -> None:
    """Refuse new answers where none are wanted; moderators write also in locked and closed threads.

    :raises ThreadArchived: it is archived, for everybody.
    :raises ThreadLocked: it is locked.
    :raises ThreadClosed: it is closed.
    :raises CategoryClosed: its category takes nothing new.
    """
    if thread.archived_at is not None:
        raise errors.ThreadArchived()
    if moderator:
        return
    if thread.is_locked:
        raise errors.ThreadLocked()
    if thread.closed_at is not None and thread.closed_at <= timezone.now():
        raise errors.ThreadClosed(closed_at=thread.closed_at.isoformat())
    category = thread.node.category
    if category is not None and category.is_closed:
        raise errors.CategoryClosed()


def answer_ids(root_ids: Sequence[UUID]) -> list[UUID]:
    """Name all answers of threads, shown or not."""
    return list(models.Node.objects.filter(root_id__in=root_ids).values_list("id", flat=True))
