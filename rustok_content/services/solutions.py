"""The answer that solves a topic."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.threads import NodeSolved
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.services import threads
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind


@command()
def set_solution(ctx: RequestContext, root_id: UUID, answer_id: UUID | None, *, kind: str) -> None:
    """Say which answer solves a topic, or that none does: its author and moderators may. The same again: no change.

    :raises ThreadNotFound: no such topic of the kind.
    :raises AnswerNotFound: no such answer in it that readers see.
    :raises ThreadArchived: nothing changes there any more.
    """
    permission = f"{get_kind(kind).permission}:update"
    with kept([root_id]):
        root = models.Node.objects.filter(pk=root_id, kind=kind, deleted_at=None).first()
        if root is None:
            require(ctx, permission, owner_id=ctx.actor_id)
            raise errors.ThreadNotFound(id=str(root_id))
        require(ctx, permission, owner_id=root.author_id)
        thread = models.Thread.objects.get(node_id=root_id)
        if thread.archived_at is not None:
            raise errors.ThreadArchived()
        author_id = None
        if answer_id is not None:
            answer = models.Node.objects.filter(pk=answer_id, root_id=root_id).first()
            if answer is None or not threads.is_seen(answer):
                raise errors.AnswerNotFound(id=str(answer_id))
            author_id = answer.author_id
        if thread.solution_id == answer_id:
            return
        former, thread.solution_id = thread.solution_id, answer_id
        thread.save(update_fields=["solution_id"])
        models.Node.objects.filter(pk=root_id).update(activity=F("activity") + 1)
    publish(
        ctx,
        NodeSolved(
            node_id=root_id,
            kind=kind,
            root_id=root_id,
            solution_id=answer_id,
            former_id=former,
            author_id=author_id,
        ),
    )
