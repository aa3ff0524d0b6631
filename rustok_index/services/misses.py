"""Brings what was counted of searches in vain to the table."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.modules.subjects import Subject
from rustok_index import models
from rustok_index.backends.analysis import folded_words
from rustok_index.queries.misses import take_misses

MOST: Final = 2000
"""How many searches are kept of a tenant: the most frequent, and none older than three months."""

_KEEP: Final = dt.timedelta(days=90)
_STORE: Final = (
    "INSERT INTO search_misses AS m (id, tenant_id, locale, query, times, first_at, last_at)"
    " SELECT id, %s, locale, query, times, %s, %s"
    " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[]) AS n(id, locale, query, times)"
    " ON CONFLICT (tenant_id, locale, query) DO UPDATE SET times = m.times + EXCLUDED.times, last_at = EXCLUDED.last_at"
)


@command(silent=True)
def store_misses(ctx: RequestContext) -> int:
    """Add the counts of the tenant in scope to the table; return how many searches there were.

    Silent: counts are no state that anybody follows. Counts that are lost with a failing transaction are lost.
    """
    counts = take_misses(ctx.tenant_id)
    if counts:
        now = timezone.now()
        keys = sorted(counts)
        values: list[list[Any]] = [
            [generate_id() for _ in keys],
            [locale for locale, _ in keys],
            [query for _, query in keys],
            [counts[key] for key in keys],
        ]
        with connection.cursor() as cursor:
            cursor.execute(_STORE, [ctx.tenant_id, now, now, *values])
    models.SearchMiss.objects.filter(last_at__lt=timezone.now() - _KEEP).delete()
    surplus = models.SearchMiss.objects.order_by("-times", "-last_at").values_list("id", flat=True)[MOST:]
    models.SearchMiss.objects.filter(id__in=list(surplus)).delete()
    return len(counts)


def naming(subject: Subject) -> list[dict[str, Any]]:
    """Return the searches that name a person."""
    rows = _naming(subject).order_by("id")
    return [dict(row) for row in rows.values("locale", "query", "times", "first_at", "last_at")]


def forget_naming(subject: Subject) -> int:
    """Delete the searches that name a person; return how many."""
    ids = list(_naming(subject).values_list("id", flat=True))
    if ids:
        models.SearchMiss.objects.filter(id__in=ids).delete()
    return len(ids)


def _naming(subject: Subject) -> QuerySet[models.SearchMiss]:
    """Find queries with all of a name in them: a first name alone says nothing of anybody."""
    found = Q(pk__in=[])
    for text in (*subject.words, *subject.emails):
        words = folded_words(text)
        if len(words) > 1:
            found |= Q(query__contains=" ".join(words))
    rows: QuerySet[models.SearchMiss] = models.SearchMiss.objects.filter(found)
    return rows
