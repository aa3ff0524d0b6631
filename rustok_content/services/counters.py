"""Counters of answers, topics, reactions and votes: kept exact through every change, checked and put right.

What is counted is what readers see. An answer counts for its topic or post and for what it answers; the answers of a
topic that readers see count for its category. A member's own counters do not ask whether the topic is shown.

Whatever changes what readers see runs inside :func:`kept`: it compares what the nodes count for before and after, and
writes the difference. Only the writing of an answer, the most frequent change, counts by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from rustok_content import models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.services.kinds import kinds
from rustok_content.services.threads import make_threads

SEEN: Final = Q(status=NodeStatus.PUBLISHED, moderation=Moderation.APPROVED, deleted_at=None)

Key = tuple[UUID, str]
"""Whose counter, and which."""


@dataclass(slots=True)
class _Counted:
    """What some nodes count for: by table the counters that they add to."""

    nodes: Counter[Key] = field(default_factory=Counter)
    categories: Counter[Key] = field(default_factory=Counter)
    tags: Counter[Key] = field(default_factory=Counter)
    members: Counter[Key] = field(default_factory=Counter)
    roots: set[UUID] = field(default_factory=set)


@contextmanager
def kept(node_ids: Iterable[UUID], *, above: Iterable[UUID] = ()) -> Iterator[None]:
    """Keep the counters right while the block changes nodes: what they are, where they are, whether readers see them.

    Takes the locks itself, so that it stands around all of a command, before the first row is locked. Ids of nodes that
    the block makes or purges count too.

    :param above: topics or posts that nodes come to, in the block, from elsewhere.
    """
    ids = set(node_ids)
    roots = _lock(ids, set(above)) | ids
    before, answers_before = _Counted(), _answers(ids)
    _count_roots(roots, before)
    yield
    answers_after = _answers(ids)
    changed = _difference(answers_before.counted.nodes, answers_after.counted.nodes)
    _add(models.Node, changed, activity=True)
    touched = {root for root, _ in answers_before.roots ^ answers_after.roots}
    refresh_threads(touched)
    after = _Counted()
    _count_roots(roots | {root for root, _ in answers_after.roots}, after)
    before.members.update(answers_before.counted.members)
    after.members.update(answers_after.counted.members)
    _settle(before, after, touched)


def hold(node_ids: Iterable[UUID]) -> None:
    """Take the locks of :func:`kept` alone, for whoever locks a node before a command of theirs needs the counters."""
    _lock(set(node_ids), set())


def _settle(before: _Counted, after: _Counted, touched: Collection[UUID]) -> None:
    """Write what is different for categories, tags and members, in this order; ``touched`` have another last answer."""
    categories = _difference(before.categories, after.categories)
    stale = {key[0] for key in categories} | _categories_of(touched)
    lock_rows(models.Category, stale)
    _add(models.Category, categories, activity=True)
    refresh_categories(stale)
    _add(models.Tag, _difference(before.tags, after.tags))
    _add(models.Member, _difference(before.members, after.members), by="user_id")


@dataclass(slots=True)
class _Answers:
    counted: _Counted = field(default_factory=_Counted)
    # Of each answer that readers see its thread and itself: what is in one of two sets only has come, gone or moved.
    roots: set[tuple[UUID, UUID]] = field(default_factory=set)


def _answers(ids: Collection[UUID]) -> _Answers:
    found = _Answers()
    rows = models.Node.objects.filter(pk__in=ids).values_list(
        "id", "root_id", "parent_id", "author_id", "reaction_count", "status", "moderation", "deleted_at"
    )
    for node_id, root_id, parent_id, author_id, reactions, status, moderation, deleted_at in rows:
        if author_id is not None and reactions:
            found.counted.members[author_id, "received_count"] += reactions
        seen = status == NodeStatus.PUBLISHED and moderation == Moderation.APPROVED and deleted_at is None
        if root_id is None or not seen:
            continue
        found.roots.add((root_id, node_id))
        for above in {root_id, parent_id}:
            found.counted.nodes[above, "reply_count"] += 1
        if author_id is not None:
            found.counted.members[author_id, "reply_count"] += 1
    given = models.Reaction.objects.filter(node_id__in=ids).order_by().values_list("user_id").annotate(n=Count("id"))
    for user_id, count in given:
        found.counted.members[user_id, "given_count"] += count
    return found


def _count_roots(ids: Collection[UUID], counted: _Counted) -> None:
    answered = {kind.name for kind in kinds() if kind.answered}
    rows = models.Node.objects.filter(SEEN, pk__in=ids, root_id=None)
    seen: set[UUID] = set()
    for node_id, kind, category_id, author_id, replies in rows.values_list(
        "id", "kind", "category_id", "author_id", "reply_count"
    ):
        seen.add(node_id)
        if category_id is not None:
            counted.categories[category_id, "node_count"] += 1
            counted.categories[category_id, "reply_count"] += replies
        if author_id is not None and kind in answered:
            counted.members[author_id, "topic_count"] += 1
    for tag_id in models.NodeTag.objects.filter(node_id__in=seen).values_list("tag_id", flat=True):
        counted.tags[tag_id, "node_count"] += 1
    solutions = models.Thread.objects.filter(node_id__in=ids).exclude(solution_id=None)
    solving = models.Node.objects.filter(SEEN, pk__in=solutions.values("solution_id")).exclude(author_id=None)
    for author_id in solving.values_list("author_id", flat=True):
        counted.members[author_id, "solution_count"] += 1


def _difference(before: Mapping[Key, int], after: Mapping[Key, int]) -> dict[Key, int]:
    return {key: change for key in {*before, *after} if (change := after.get(key, 0) - before.get(key, 0))}


def _add(model: Any, changes: Mapping[Key, int], *, by: str = "id", activity: bool = False) -> None:
    """Add to counters, in the order of the ids; rows that are gone are passed over."""
    if not changes:
        return
    wanted: dict[UUID, dict[str, int]] = defaultdict(dict)
    for (row_id, name), change in changes.items():
        wanted[row_id][name] = change
    alike: dict[frozenset[tuple[str, int]], list[UUID]] = defaultdict(list)
    for row_id in lock_rows(model, wanted, by=by):
        alike[frozenset(wanted[row_id].items())].append(row_id)
    for additions, row_ids in alike.items():
        new: dict[str, Any] = {name: F(name) + change for name, change in additions}
        if activity:
            new["activity"] = F("activity") + 1
        model.objects.filter(**{f"{by}__in": row_ids}).update(**new)


def lock_rows(model: Any, ids: Collection[UUID], *, by: str = "id") -> list[UUID]:
    """Lock rows in the order of their ids; return the ids of those that there are."""
    if not ids:
        return []
    rows = model.objects.filter(**{f"{by}__in": list(ids)}).select_for_update(of=("self",), no_key=True)
    return list(rows.order_by(by).values_list(by, flat=True))


def _lock(ids: Collection[UUID], above: Collection[UUID]) -> set[UUID]:
    """Lock the threads that nodes belong to, then the nodes and those above them; return the threads' nodes."""
    while True:
        places = _places(ids)
        roots = {root_id or node_id for node_id, root_id, _ in places} | set(above)
        _lock_threads(roots)
        # While this waited, a moderator may have moved answers to another topic.
        if _places(ids) == places:
            break
    parents = {parent_id for _, root_id, parent_id in places if root_id is not None and parent_id is not None}
    lock_rows(models.Node, {*ids, *roots, *parents})
    return roots


def _places(ids: Collection[UUID]) -> set[tuple[UUID, UUID | None, UUID | None]]:
    return set(models.Node.objects.filter(pk__in=ids).values_list("id", "root_id", "parent_id"))


def _lock_threads(roots: Collection[UUID]) -> None:
    if len(lock_rows(models.Thread, roots, by="node_id")) == len(roots):
        return
    answered = [kind.name for kind in kinds() if kind.answered]
    lacking = models.Node.objects.filter(pk__in=roots, root_id=None, threads=None, kind__in=answered)
    if made := list(lacking.order_by("id").values_list("id", flat=True)):
        # Without a row an answer that comes at the same time would find nothing to wait for.
        make_threads(made)
        lock_rows(models.Thread, roots, by="node_id")


def _categories_of(root_ids: Collection[UUID]) -> set[UUID]:
    rows = models.Node.objects.filter(pk__in=root_ids).exclude(category_id=None)
    return set(rows.values_list("category_id", flat=True))


def last_answers() -> Any:
    """Return the answers of an outer thread that readers see, the last one first."""
    return models.Node.objects.filter(SEEN, root_id=OuterRef("node_id")).order_by("-number")


def participants() -> Any:
    """Return how many members wrote what readers see in an outer thread."""
    rows = models.Node.objects.filter(SEEN, root_id=OuterRef("node_id")).order_by()
    return rows.values("root_id").annotate(n=Count("author_id", distinct=True)).values("n")


def refresh_threads(root_ids: Collection[UUID]) -> None:
    """Work out anew what locked threads say of their last answer and of who takes part."""
    if not root_ids:
        return
    models.Thread.objects.filter(node_id__in=root_ids).update(
        last_reply_id=Subquery(last_answers().values("id")[:1]),
        last_reply_at=Subquery(last_answers().values("created_at")[:1]),
        last_reply_author_id=Subquery(last_answers().values("author_id")[:1]),
        participant_count=Coalesce(Subquery(participants()), 0),
    )


def refresh_categories(category_ids: Collection[UUID]) -> None:
    """Work out anew where in locked categories something was written last."""
    if not category_ids:
        return
    models.Category.objects.filter(pk__in=category_ids).update(
        last_node_id=Subquery(last_active().values("id")[:1]),
        last_activity_at=Subquery(last_active().values("active_at")[:1]),
    )


def last_active() -> Any:
    """Return the nodes of an outer category that readers see, where something was written last first."""
    return (
        models.Node.objects.filter(SEEN, category_id=OuterRef("id"), root_id=None)
        .annotate(active_at=Coalesce("threads__last_reply_at", "published_at"))
        .order_by(F("active_at").desc(nulls_last=True), "-id")
    )
