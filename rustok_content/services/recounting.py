"""Counts everything anew: whether the counters are right, and makes them so.

Each counter is compared in one statement, so in one snapshot: a site that is written to shows no drift by that alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.threads import CountersRepaired
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_content import models
from rustok_content.dto.counters import CounterDrift
from rustok_content.services.counters import lock_rows
from rustok_content.services.kinds import kinds

_SEEN: Final = "n.status = 'published' AND n.moderation = 'approved' AND n.deleted_at IS NULL"
_NODES: Final = "FROM nodes n WHERE n.tenant_id = %(tenant)s"
_ANSWERS: Final = f"{_NODES} AND {_SEEN} AND n.root_id IS NOT NULL"
_ROOTS: Final = f"{_NODES} AND {_SEEN} AND n.root_id IS NULL"
_ACTIVE: Final = (
    "SELECT n.category_id AS id, n.id AS node_id, coalesce(t.last_reply_at, n.published_at) AS at FROM nodes n"
    " LEFT JOIN threads t ON t.tenant_id = n.tenant_id AND t.node_id = n.id"
    f" WHERE n.tenant_id = %(tenant)s AND {_SEEN} AND n.root_id IS NULL AND n.category_id IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class _Counter:
    """A column, and the statement that works it out as ``id, value``; ``empty`` is what it is without any rows."""

    model: Any
    column: str
    sql: str
    key: str = "id"
    empty: str = "0"

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)


_COUNTERS: Final = (
    _Counter(
        models.Node,
        "reply_count",
        "SELECT above AS id, count(*) AS value FROM ("
        f" SELECT n.root_id AS above {_ANSWERS}"
        f" UNION ALL SELECT n.parent_id {_ANSWERS} AND n.parent_id <> n.root_id"
        ") a GROUP BY above",
    ),
    _Counter(
        models.Node,
        "reaction_count",
        "SELECT node_id AS id, count(*) AS value FROM reactions WHERE tenant_id = %(tenant)s GROUP BY node_id",
    ),
    _Counter(
        models.Node,
        "vote_score",
        "SELECT node_id AS id, sum(value) AS value FROM votes WHERE tenant_id = %(tenant)s GROUP BY node_id",
    ),
    _Counter(
        models.Thread,
        "participant_count",
        f"SELECT n.root_id AS id, count(DISTINCT n.author_id) AS value {_ANSWERS} GROUP BY n.root_id",
        key="node_id",
    ),
    *(
        _Counter(
            models.Thread,
            column,
            f"SELECT DISTINCT ON (n.root_id) n.root_id AS id, n.{source} AS value {_ANSWERS}"
            " ORDER BY n.root_id, n.number DESC",
            key="node_id",
            empty="NULL",
        )
        for column, source in (
            ("last_reply_id", "id"),
            ("last_reply_at", "created_at"),
            ("last_reply_author_id", "author_id"),
        )
    ),
    # Not smaller than the numbers that there are: the next answer would get one of them. More is no fault, since
    # numbers of answers that are gone are not given anew.
    _Counter(
        models.Thread,
        "next_number",
        "SELECT h.node_id AS id, greatest(h.next_number, max(n.number) + 1) AS value FROM threads h"
        " JOIN nodes n ON n.tenant_id = h.tenant_id AND n.root_id = h.node_id"
        " WHERE h.tenant_id = %(tenant)s GROUP BY h.node_id, h.next_number",
        key="node_id",
        empty="t.next_number",
    ),
    _Counter(
        models.Category,
        "node_count",
        f"SELECT n.category_id AS id, count(*) AS value {_ROOTS} GROUP BY n.category_id",
    ),
    _Counter(
        models.Category,
        "reply_count",
        f"SELECT n.root_category AS id, count(*) AS value FROM (SELECT n.*, r.category_id AS root_category FROM nodes n"
        " JOIN nodes r ON r.tenant_id = n.tenant_id AND r.id = n.root_id AND r.status = 'published'"
        " AND r.moderation = 'approved' AND r.deleted_at IS NULL) n"
        f" WHERE n.tenant_id = %(tenant)s AND {_SEEN} GROUP BY n.root_category",
    ),
    _Counter(
        models.Category,
        "last_activity_at",
        f"SELECT id, max(at) AS value FROM ({_ACTIVE}) a GROUP BY id",
        empty="NULL",
    ),
    _Counter(
        models.Category,
        "last_node_id",
        f"SELECT DISTINCT ON (id) id, node_id AS value FROM ({_ACTIVE}) a"
        " ORDER BY id, at DESC NULLS LAST, node_id DESC",
        empty="NULL",
    ),
    _Counter(
        models.Tag,
        "node_count",
        "SELECT nt.tag_id AS id, count(*) AS value FROM node_tags nt"
        " JOIN nodes n ON n.tenant_id = nt.tenant_id AND n.id = nt.node_id"
        f" WHERE nt.tenant_id = %(tenant)s AND {_SEEN} GROUP BY nt.tag_id",
    ),
    _Counter(
        models.Member,
        "topic_count",
        f"SELECT n.author_id AS id, count(*) AS value {_ROOTS} AND n.kind = ANY(%(answered)s) GROUP BY n.author_id",
        key="user_id",
    ),
    _Counter(
        models.Member,
        "reply_count",
        f"SELECT n.author_id AS id, count(*) AS value {_ANSWERS} GROUP BY n.author_id",
        key="user_id",
    ),
    _Counter(
        models.Member,
        "given_count",
        "SELECT user_id AS id, count(*) AS value FROM reactions WHERE tenant_id = %(tenant)s GROUP BY user_id",
        key="user_id",
    ),
    _Counter(
        models.Member,
        "received_count",
        "SELECT n.author_id AS id, count(*) AS value FROM reactions r"
        " JOIN nodes n ON n.tenant_id = r.tenant_id AND n.id = r.node_id"
        " WHERE r.tenant_id = %(tenant)s GROUP BY n.author_id",
        key="user_id",
    ),
    _Counter(
        models.Member,
        "solution_count",
        "SELECT n.author_id AS id, count(*) AS value FROM threads t"
        " JOIN nodes n ON n.tenant_id = t.tenant_id AND n.id = t.solution_id"
        f" WHERE t.tenant_id = %(tenant)s AND {_SEEN} GROUP BY n.author_id",
        key="user_id",
    ),
    _Counter(
        models.Member,
        "warning_count",
        "SELECT member_id AS id, count(*) AS value FROM moderation_actions"
        " WHERE tenant_id = %(tenant)s AND action = 'warned' GROUP BY member_id",
        key="user_id",
    ),
    _Counter(
        models.ReviewItem,
        "score",
        "SELECT item_id AS id, sum(weight) AS value FROM flags WHERE tenant_id = %(tenant)s GROUP BY item_id",
    ),
)
"""In the order in which they are put right: the last activity of a category asks for that of its threads.

What members have read, on how many days they came and how often moderators agreed with them is counted as it happens
and kept nowhere else, so it cannot be counted anew.
"""


def check_counters(ctx: RequestContext) -> list[CounterDrift]:
    """Return every counter of the tenant that is not what its rows say."""
    require(ctx, "content.counter:repair")
    return [drift for counter in _COUNTERS for drift in _drifts(counter)]


@command()
def repair_counters(ctx: RequestContext) -> list[CounterDrift]:
    """Put right every counter that is wrong; return what was. Nothing wrong: nothing changes."""
    require(ctx, "content.counter:repair")
    found = [(counter, drift) for counter in _COUNTERS for drift in _drifts(counter)]
    if not found:
        return []
    wrong: dict[Any, set[UUID]] = defaultdict(set)
    for counter, drift in found:
        wrong[counter.model].add(drift.id)
    _lock(wrong)
    for counter in _COUNTERS:
        if wrong[counter.model]:
            _put_right(counter, wrong[counter.model])
    nodes = wrong[models.Node] | wrong[models.Thread]
    models.Node.objects.filter(pk__in=nodes).update(activity=F("activity") + 1)
    models.Category.objects.filter(pk__in=wrong[models.Category]).update(activity=F("activity") + 1)
    publish(ctx, CountersRepaired(tenant_id=ctx.tenant_id, node_ids=tuple(sorted(nodes))[:1000], count=len(found)))
    return [drift for _, drift in found]


def _lock(wrong: dict[Any, set[UUID]]) -> None:
    """Lock what is put right in the order of all: threads, nodes, categories, tags, members."""
    nodes = wrong[models.Node]
    above = models.Node.objects.filter(pk__in=nodes).exclude(root_id=None).values_list("root_id", flat=True)
    lock_rows(models.Thread, nodes | set(above) | wrong[models.Thread], by="node_id")
    lock_rows(models.Node, nodes | wrong[models.Thread])
    lock_rows(models.Category, wrong[models.Category])
    lock_rows(models.Tag, wrong[models.Tag])
    lock_rows(models.Member, wrong[models.Member], by="user_id")
    lock_rows(models.ReviewItem, wrong[models.ReviewItem])


def _drifts(counter: _Counter) -> list[CounterDrift]:
    sql = (
        f"SELECT t.{counter.key}, t.{counter.column}::text, coalesce(c.value, {counter.empty})::text"
        f" FROM {counter.table} t LEFT JOIN ({counter.sql}) c ON c.id = t.{counter.key}"
        f" WHERE t.tenant_id = %(tenant)s"
        f" AND t.{counter.column} IS DISTINCT FROM coalesce(c.value, {counter.empty}) ORDER BY t.{counter.key}"
    )
    return [
        CounterDrift(table=counter.table, id=row_id, counter=counter.column, stored=stored, counted=counted)
        for row_id, stored, counted in _run(sql)
    ]


def _put_right(counter: _Counter, ids: Collection[UUID]) -> None:
    _run(
        f"UPDATE {counter.table} t SET {counter.column} = coalesce("
        f"(SELECT c.value FROM ({counter.sql}) c WHERE c.id = t.{counter.key}), {counter.empty})"
        f" WHERE t.tenant_id = %(tenant)s AND t.{counter.key} = ANY(%(ids)s)",
        ids=list(ids),
    )


def _run(sql: str, **arguments: Any) -> Sequence[Any]:
    answered = [kind.name for kind in kinds() if kind.answered]
    with connection.cursor() as cursor:
        cursor.execute(sql, {"tenant": require_tenant_id(), "answered": answered, **arguments})
        return cursor.fetchall() if cursor.description else ()
