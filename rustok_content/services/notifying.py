"""Who is told of what: worked out after the fact, from the tables as they are.

Nobody is told of what they did, of what they have muted, or of what they may not see; everybody once of each text, for
the reason that is nearest to them: called, answered, watching.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok_content import models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.notifications import NotificationKind
from rustok_content.dto.threads import FollowedKind, Following, Moderation
from rustok_content.selectors.sight import who_sees
from rustok_content.services import notifications

_SEEN: Final = Q(status=NodeStatus.PUBLISHED, moderation=Moderation.APPROVED, deleted_at=None)
_CLOSENESS: Final = {FollowedKind.TOPIC: 0, FollowedKind.TAG: 1, FollowedKind.CATEGORY: 2}


# Silent where nobody is to be told.
@command(silent=True)
def note_answer(ctx: RequestContext, node_id: UUID) -> int:
    """Tell of an answer that readers see: whom it calls, whom it answers, who watches. Return how many were told."""
    node = models.Node.objects.filter(_SEEN, pk=node_id).exclude(root_id=None).select_related("parent").first()
    if node is None:
        return 0
    root = models.Node.objects.filter(_SEEN, pk=node.root_id).first()
    if root is None:
        return 0
    levels = _levels(root)
    wanted: dict[UUID, NotificationKind] = {
        user_id: NotificationKind.WATCHED for user_id, level in levels.items() if level == Following.WATCHING
    }
    if node.parent.author_id is not None:
        wanted[node.parent.author_id] = NotificationKind.REPLY
    _add_called(wanted, node.id)
    told = 0
    for kind, user_ids in _by_kind(root, node.author_id, wanted, levels).items():
        # Whoever is called is shown the very text; the others, once, the topic that goes on.
        called = kind in (NotificationKind.MENTION, NotificationKind.QUOTE)
        told += notifications.tell(
            ctx,
            user_ids,
            kind,
            source_id=node.id,
            node_id=node.id if called else root.id,
            actor_id=node.author_id,
        )
    return told


@command(silent=True)
def note_topic(ctx: RequestContext, node_id: UUID) -> int:
    """Tell of a topic or a post that readers see: whom it calls, and who watches its category or tags."""
    node = models.Node.objects.filter(_SEEN, pk=node_id, root_id=None).first()
    if node is None:
        return 0
    levels = _levels(node)
    wanted: dict[UUID, NotificationKind] = {
        user_id: NotificationKind.NEW_TOPIC for user_id, level in levels.items() if level == Following.WATCHING
    }
    _add_called(wanted, node.id)
    return sum(
        notifications.tell(ctx, user_ids, kind, source_id=node.id, node_id=node.id, actor_id=node.author_id)
        for kind, user_ids in _by_kind(node, node.author_id, wanted, levels).items()
    )


@command(silent=True)
def note_reaction(ctx: RequestContext, node_id: UUID, *, user_id: UUID, name: str) -> int:
    """Tell an author of a sign at their text, once for each person and sign."""
    node = models.Node.objects.filter(_SEEN, pk=node_id).first()
    reaction = models.Reaction.objects.filter(node_id=node_id, user_id=user_id, name=name).first()
    if node is None or reaction is None or node.author_id is None or node.author_id == user_id:
        return 0
    root = node if node.root_id is None else models.Node.objects.filter(pk=node.root_id).first()
    if root is None or _levels(root).get(node.author_id) == Following.MUTED:
        return 0
    return notifications.tell(
        ctx,
        who_sees(root.category_id, [node.author_id]),
        NotificationKind.REACTION,
        source_id=reaction.id,
        node_id=node.id,
        actor_id=user_id,
        note=name,
    )


@command(silent=True)
def note_solution(ctx: RequestContext, root_id: UUID, solution_id: UUID, *, actor_id: UUID | None) -> int:
    """Tell whose answer solved a topic."""
    answer = models.Node.objects.filter(_SEEN, pk=solution_id, root_id=root_id).first()
    root = models.Node.objects.filter(_SEEN, pk=root_id).first()
    if answer is None or root is None or answer.author_id is None:
        return 0
    if answer.author_id in (root.author_id, actor_id) or _levels(root).get(answer.author_id) == Following.MUTED:
        return 0
    return notifications.tell(
        ctx,
        who_sees(root.category_id, [answer.author_id]),
        NotificationKind.SOLVED,
        source_id=answer.id,
        node_id=answer.id,
        actor_id=root.author_id,
    )


@command(silent=True)
def note_discipline(ctx: RequestContext, user_id: UUID, action_id: UUID) -> int:
    """Tell a member what a moderator did with them, and why; not who."""
    action = models.ModerationAction.objects.filter(pk=action_id).first()
    if action is None:
        return 0
    return notifications.tell(
        ctx,
        [user_id],
        NotificationKind.MODERATION,
        source_id=action.id,
        note=f"{action.action}: {action.reason}" if action.reason else action.action,
    )


def purge_notifications(*, read_days: int = 90, all_days: int = 365, batch: int = 1000) -> int:
    """Delete what was looked at long ago, and what nobody will look at any more; return how many."""
    now = timezone.now()
    old = Q(read_at__lt=now - dt.timedelta(days=read_days)) | Q(created_at__lt=now - dt.timedelta(days=all_days))
    deleted = 0
    while ids := list(models.Notification.objects.filter(old).order_by("id").values_list("id", flat=True)[:batch]):
        models.Notification.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted


def _add_called(wanted: dict[UUID, NotificationKind], node_id: UUID) -> None:
    rows = models.Mention.objects.filter(node_id=node_id).order_by("-is_quote").values_list("user_id", "is_quote")
    for user_id, is_quote in rows:
        wanted[user_id] = NotificationKind.QUOTE if is_quote else NotificationKind.MENTION


def _levels(root: models.Node) -> dict[UUID, str]:
    """Return how closely members follow a thread: what they say of the topic itself comes before tags and category.

    Of several tags the one that is muted counts last: who watches one of them wants to know.
    """
    tags = models.NodeTag.objects.filter(node_id=root.id).values_list("tag_id", flat=True)
    wanted = Q(target_kind=FollowedKind.TOPIC, target_id=root.id) | Q(
        target_kind=FollowedKind.TAG, target_id__in=list(tags)
    )
    if root.category_id is not None:
        wanted |= Q(target_kind=FollowedKind.CATEGORY, target_id=root.category_id)
    rows: Any = models.Subscription.objects.filter(wanted).values_list("user_id", "target_kind", "level")
    order = [Following.WATCHING, Following.MUTED, Following.TRACKING, Following.NORMAL]
    levels: dict[UUID, str] = {}
    for user_id, _kind, level in sorted(
        rows, key=lambda row: (_CLOSENESS[FollowedKind(row[1])], order.index(Following(row[2])))
    ):
        levels.setdefault(user_id, level)
    # Whoever only tracks the topic because they wrote in it still watches the category.
    for user_id, kind, level in rows:
        if kind != FollowedKind.TOPIC and level == Following.WATCHING and levels[user_id] == Following.TRACKING:
            levels[user_id] = level
    return levels


def _by_kind(
    root: models.Node, author_id: UUID | None, wanted: dict[UUID, NotificationKind], levels: dict[UUID, str]
) -> dict[NotificationKind, set[UUID]]:
    heard = {user_id for user_id in wanted if user_id != author_id and levels.get(user_id) != Following.MUTED}
    now = timezone.now()
    out = models.Member.objects.filter(user_id__in=heard, suspended_until__gt=now).values_list("user_id", flat=True)
    found: dict[NotificationKind, set[UUID]] = {}
    for user_id in who_sees(root.category_id, heard - set(out)):
        found.setdefault(wanted[user_id], set()).add(user_id)
    return found
