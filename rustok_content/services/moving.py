"""Splits topics and merges them: answers move with all below them, and lose nothing of what was said of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from slugify import slugify

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import TagDetached
from rustok.events.catalog.threads import ThreadMerged, ThreadSplit
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_content import errors, models
from rustok_content.dto.thread_changes import MergeThreadRequest, SplitThreadRequest
from rustok_content.dto.threads import FollowedKind
from rustok_content.services import addresses, texts, tree
from rustok_content.services.counters import kept
from rustok_content.services.kinds import UNDETERMINED, get_kind
from rustok_content.services.moderation_log import log_action
from rustok_content.services.thread_states import find_category

_IDS_IN_EVENT: Final = 1000
_RENUMBER: Final = """
UPDATE nodes n SET root_id = %s, number = %s + v.place, version = n.version + 1, updated_at = now()
  FROM (SELECT id, row_number() OVER (ORDER BY number, id) AS place FROM nodes
         WHERE tenant_id = %s AND id = ANY(%s)) v
 WHERE n.tenant_id = %s AND n.id = v.id
"""
_REMEMBER: Final = """
INSERT INTO former_places (id, tenant_id, node_id, root_id, number)
SELECT uuidv7(), %s, id, root_id, number FROM nodes
 WHERE tenant_id = %s AND id = ANY(%s) AND root_id IS NOT NULL AND number IS NOT NULL ORDER BY id
ON CONFLICT (tenant_id, root_id, number) DO NOTHING
"""


@command()
def split_thread(
    ctx: RequestContext, root_id: UUID, request: SplitThreadRequest, *, kind: str, answer_kind: str
) -> UUID:
    """Make a topic of answers and of all that is below them; the earliest becomes its text. Return its id.

    What stays keeps its numbers; in the new topic they begin anew.

    :raises ThreadNotFound: no such topic of the kind.
    :raises NotInOneThread: an answer is not of this topic.
    :raises CategoryNotFound: no such category of the module.
    """
    require(ctx, f"{get_kind(kind).permission}:moderate")
    # Nothing is added below what moves, and no two moves wait for each other.
    tree.lock_tree()
    chosen = _chosen(root_id, request.answer_ids, answer_kind)
    moved = _with_all_below(chosen)
    with kept([root_id, *moved]):
        root = _topic(root_id, kind)
        category_id = request.category_id or root.category_id
        if request.category_id is not None:
            find_category(kind, request.category_id)
        first, *others = chosen
        _remember(moved)
        _begin(first, root, kind, request.title, category_id)
        for answer in others:
            if not any(answer.path.startswith(above.path) for above in chosen if above.id != answer.id):
                models.Node.objects.filter(pk=answer.id).update(parent_id=first.id)
        followers = [node_id for node_id in moved if node_id != first.id]
        _renumber(followers, first.id, 0)
        models.Thread.objects.create(node_id=first.id, next_number=len(followers) + 1)
        models.Thread.objects.filter(node_id=root_id, solution_id__in=moved).update(solution_id=None)
        models.Node.objects.filter(pk=root_id).update(activity=F("activity") + 1)
        addresses.refresh(ctx, (first.id,), is_new=True)
    for ids in _portions(moved):
        publish(ctx, ThreadSplit(node_id=first.id, kind=kind, root_id=root_id, node_ids=ids))
    details = {"to": str(first.id), "answers": len(moved)}
    log_action(ctx, "split", target_kind=kind, target_id=root_id, reason=request.reason, details=details)
    return UUID(str(first.id))


@command()
def merge_thread(
    ctx: RequestContext, root_id: UUID, request: MergeThreadRequest, *, kind: str, answer_kind: str
) -> None:
    """Let another topic take this one in: its text becomes an answer there, and all of its answers follow.

    They get the next numbers there. Addresses and followers of this topic lead to the other one.

    :raises ThreadNotFound: no such topic of the kind.
    :raises SameThread: they are one.
    :raises TooDeep: its answers would be too far down.
    """
    require(ctx, f"{get_kind(kind).permission}:moderate")
    if request.into_id == root_id:
        raise errors.SameThread()
    tree.lock_tree()
    answers = list(models.Node.objects.filter(root_id=root_id).order_by("number").values_list("id", flat=True))
    with kept([root_id, *answers], above=[request.into_id]):
        root, into = _topic(root_id, kind), _topic(request.into_id, kind)
        thread = models.Thread.objects.get(node_id=into.id)
        title = root.translations.get(locale=root.source_locale).title
        _remember(answers)
        category_id = root.category_id
        for tag_id in root.node_tags.order_by("tag_id").values_list("tag_id", flat=True):
            publish(ctx, TagDetached(node_id=root_id, kind=kind, tag_id=tag_id))
        _end(root, into, answer_kind)
        _renumber([root_id], into.id, thread.next_number - 1)
        _renumber(answers, into.id, thread.next_number)
        models.Thread.objects.filter(pk=thread.pk).update(next_number=thread.next_number + 1 + len(answers))
        models.Node.objects.filter(pk=into.id).update(activity=F("activity") + 1)
        _lead_over(root_id, into.id)
    for ids in _portions([root_id, *answers]):
        publish(
            ctx,
            ThreadMerged(node_id=root_id, kind=kind, root_id=into.id, node_ids=ids, former_category_id=category_id),
        )
    details = {"into": str(into.id), "title": title, "answers": len(answers)}
    log_action(ctx, "merge", target_kind=kind, target_id=root_id, reason=request.reason, details=details)


def _topic(root_id: UUID, kind: str) -> Any:
    root = models.Node.objects.filter(pk=root_id, kind=kind, deleted_at=None).first()
    if root is None:
        raise errors.ThreadNotFound(id=str(root_id))
    return root


def _chosen(root_id: UUID, answer_ids: Collection[UUID], answer_kind: str) -> list[Any]:
    """Return the answers that were chosen, the earliest first."""
    wanted = set(answer_ids)
    rows = models.Node.objects.filter(pk__in=wanted, root_id=root_id, kind=answer_kind, deleted_at=None)
    found = list(rows.order_by("number"))
    if len(found) != len(wanted):
        if not models.Node.objects.filter(pk=root_id, root_id=None).exists():
            raise errors.ThreadNotFound(id=str(root_id))
        raise errors.NotInOneThread()
    return found


def _with_all_below(chosen: Sequence[Any]) -> list[UUID]:
    """Name the answers and all below them, in the order of their numbers."""
    above = tuple(answer.path for answer in chosen)
    rows = models.Node.objects.filter(root_id=chosen[0].root_id).values_list("id", "number", "path")
    return [node_id for node_id, _, path in sorted(rows, key=lambda row: row[1]) if path.startswith(above)]


def _begin(first: Any, root: Any, kind: str, title: str, category_id: UUID | None) -> None:
    """Turn an answer into a topic."""
    models.Node.objects.filter(pk=first.id).update(
        kind=kind,
        parent_id=None,
        root_id=None,
        number=None,
        category_id=category_id,
        source_locale=root.source_locale,
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    models.Body.objects.filter(node_id=first.id).update(locale=root.source_locale)
    head = models.NodeTranslation.objects.filter(node_id=first.id)
    wanted = slugify(title, max_length=180, word_boundary=True) or kind
    for slug in (wanted, texts.numbered(wanted, first.id)):
        try:
            with transaction.atomic():
                head.update(kind=kind, is_addressed=True, locale=root.source_locale, title=title, slug=slug)
            return
        except IntegrityError:
            if slug != wanted:
                raise


def _end(root: Any, into: Any, answer_kind: str) -> None:
    """Turn a topic into an answer of another one, in the language it was written in."""
    root.translations.exclude(locale=root.source_locale).delete()
    root.bodies.exclude(locale=root.source_locale).delete()
    root.translations.update(kind=answer_kind, is_addressed=False, locale=UNDETERMINED, title="", slug="")
    root.bodies.update(locale=UNDETERMINED)
    root.node_tags.all().delete()
    models.Thread.objects.filter(node_id=root.id).delete()
    try:
        with transaction.atomic():
            models.Node.objects.filter(pk=root.id).update(
                kind=answer_kind, parent_id=into.id, category_id=None, source_locale=UNDETERMINED
            )
    except IntegrityError as exc:
        raise tree.refusal(exc) or exc from exc


def _remember(node_ids: Sequence[UUID]) -> None:
    """Keep where answers stand before they are moved: links to them lead on."""
    tenant = require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [tenant, tenant, list(node_ids)])


def _renumber(node_ids: Sequence[UUID], root_id: UUID, base: int) -> None:
    """Give answers their thread, and numbers after ``base`` in the order of those they have."""
    tenant = require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(_RENUMBER, [root_id, base, tenant, list(node_ids), tenant])


def _lead_over(root_id: UUID, into_id: UUID) -> None:
    """Let addresses and followers of a topic that is no more lead to the one that took it in."""
    models.NodeAddress.objects.filter(node_id=root_id).update(node_id=into_id, is_current=False)
    models.ReadState.objects.filter(node_id=root_id).delete()
    following = models.Subscription.objects.filter(target_kind=FollowedKind.TOPIC, target_id=root_id)
    present = models.Subscription.objects.filter(target_kind=FollowedKind.TOPIC, target_id=into_id)
    following.filter(user_id__in=present.values("user_id")).delete()
    following.update(target_id=into_id)


def _portions(ids: Sequence[UUID]) -> list[tuple[UUID, ...]]:
    return [tuple(ids[start : start + _IDS_IN_EVENT]) for start in range(0, len(ids), _IDS_IN_EVENT)]
