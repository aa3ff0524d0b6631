"""Signs at texts, and votes for and against them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.threads import NodeReacted, NodeVoted
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.reactions import ReactionsResponse
from rustok_content.selectors.category_rights import access_to
from rustok_content.selectors.community import community_settings
from rustok_content.selectors.reactions import present_reactions
from rustok_content.services import members, threads
from rustok_content.services.counters import lock_rows
from rustok_content.services.kinds import get_kind


@command()
def set_reaction(ctx: RequestContext, node_id: UUID, name: str, *, is_set: bool | None = None) -> ReactionsResponse:
    """Set a sign at a text or take it back: the other of both, where it is not said which.

    :raises NodeNotFound: no such text that readers see.
    :raises ReactionNotOffered: the community has no such sign.
    :raises OwnText: the actor wrote it.
    :raises ThreadArchived: nothing changes there any more.
    """
    node = _lock(ctx, node_id)
    if name not in community_settings().reactions:
        raise errors.ReactionNotOffered(name=name)
    present = models.Reaction.objects.filter(node=node, user_id=ctx.actor_id, name=name)
    was_set = present.exists()
    wanted = not was_set if is_set is None else is_set
    if wanted == was_set:
        return present_reactions(node.id, ctx.actor_id)
    if wanted:
        models.Reaction.objects.create(node=node, user_id=ctx.actor_id, name=name)
    else:
        present.delete()
    change = 1 if wanted else -1
    models.Node.objects.filter(pk=node.id).update(
        reaction_count=F("reaction_count") + change, activity=F("activity") + 1
    )
    _count(ctx, node, change)
    publish(
        ctx,
        NodeReacted(
            node_id=node.id,
            kind=node.kind,
            root_id=node.root_id or node.id,
            user_id=_actor(ctx),
            name=name,
            is_set=wanted,
            author_id=node.author_id,
        ),
    )
    return present_reactions(node.id, ctx.actor_id)


@command()
def set_vote(ctx: RequestContext, node_id: UUID, value: int) -> ReactionsResponse:
    """Vote for a text, 1, or against it, -1; 0 takes the vote back. The same vote again changes nothing.

    :raises NodeNotFound: no such text that readers see.
    :raises VotesDisabled: the community does not vote.
    :raises OwnText: the actor wrote it.
    :raises ThreadArchived: nothing changes there any more.
    """
    node = _lock(ctx, node_id)
    if not community_settings().votes_enabled:
        raise errors.VotesDisabled()
    present = models.Vote.objects.filter(node=node, user_id=ctx.actor_id).first()
    before = present.value if present is not None else 0
    if before == value:
        return present_reactions(node.id, ctx.actor_id)
    if present is not None:
        present.delete()
    if value:
        models.Vote.objects.create(node=node, user_id=ctx.actor_id, value=value)
    models.Node.objects.filter(pk=node.id).update(
        vote_score=F("vote_score") + value - before, activity=F("activity") + 1
    )
    publish(
        ctx,
        NodeVoted(
            node_id=node.id,
            kind=node.kind,
            root_id=node.root_id or node.id,
            user_id=_actor(ctx),
            value=value,
            author_id=node.author_id,
        ),
    )
    return present_reactions(node.id, ctx.actor_id)


def _actor(ctx: RequestContext) -> UUID:
    if ctx.actor_id is None:
        raise Unauthenticated()
    return ctx.actor_id


def _lock(ctx: RequestContext, node_id: UUID) -> Any:
    """Lock a text that the actor sees and did not write.

    The node's own row is the lock of its counters: a thread is not held up by reactions.
    """
    if ctx.actor_id is None:
        require(ctx, "content.reaction:create")
        raise Unauthenticated()
    require(ctx, "content.reaction:create")
    members.writer_for(ctx)
    node = models.Node.objects.for_update().filter(pk=node_id).first()
    root = models.Node.objects.filter(pk=node.root_id).first() if node is not None and node.root_id else node
    if node is None or root is None or not (threads.is_seen(node) and threads.is_seen(root)):
        raise errors.NodeNotFound(id=str(node_id))
    kind = get_kind(node.kind)
    if not (kind.answers or kind.answered) or not access_to(ctx, root.category_id).see:
        raise errors.NodeNotFound(id=str(node_id))
    if models.Thread.objects.filter(node_id=root.id).exclude(archived_at=None).exists():
        raise errors.ThreadArchived()
    if node.author_id == ctx.actor_id:
        raise errors.OwnText()
    return node


def _count(ctx: RequestContext, node: Any, change: int) -> None:
    ids = {user_id for user_id in (ctx.actor_id, node.author_id) if user_id is not None}
    lock_rows(models.Member, ids, by="user_id")
    models.Member.objects.filter(user_id=ctx.actor_id).update(given_count=F("given_count") + change)
    if node.author_id is not None:
        models.Member.objects.filter(user_id=node.author_id).update(received_count=F("received_count") + change)
