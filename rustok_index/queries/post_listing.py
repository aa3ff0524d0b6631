"""The lists of posts that can be asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from rustok.errors import InvalidInput
from rustok_index import models
from rustok_index.dto.content import ListStorePostsRequest, StorePostSort
from rustok_index.queries import keyset
from rustok_index.queries.listings import Group, Listing, group

POST: Final = "post"
_MODULE: Final = "blog"
_SORTS: Final = {
    StorePostSort.NEWEST: keyset.SortKey("sort_at", "time", descending=True),
    StorePostSort.OLDEST: keyset.SortKey("sort_at", "time"),
    StorePostSort.POSITION: keyset.SortKey("position", "int"),
    StorePostSort.VOTES: keyset.SortKey("score", "int", descending=True),
}


def listing(request: ListStorePostsRequest) -> Listing:
    """Return the list that is asked for.

    :raises InvalidInput: a month without a year.
    """
    groups = [
        *(Group("series", found) for found in (request.series,) if found is not None),
        *group("tag", request.tag),
        *(Group("author", found) for found in (request.author,) if found is not None),
        *(Group("featured", models.FEATURED) for wanted in (request.featured,) if wanted),
        *group("category", request.category, _MODULE),
    ]
    conditions: list[str] = []
    params: list[Any] = []
    if request.featured is False:
        conditions.append(
            "NOT EXISTS (SELECT FROM index_content_listings f WHERE f.tenant_id = l.tenant_id"
            " AND f.node_id = l.node_id AND f.locale = l.locale AND f.group_id = %s)"
        )
        params.append(models.FEATURED)
    if request.month is not None and request.year is None:
        raise InvalidInput.field("month", code="no_year", message="A month needs its year.")
    if request.year is not None:
        conditions.append("l.sort_at >= %s AND l.sort_at < %s")
        params += _span(request.year, request.month)
    return Listing(
        kind=POST,
        groups=groups,
        conditions=conditions,
        params=params,
        sort=request.sort,
        key=_SORTS[request.sort],
        limit=request.limit,
        after=request.after,
        with_total=request.with_total,
    )


def _span(year: int, month: int | None) -> list[dt.datetime]:
    first = dt.datetime(year, month or 1, 1, tzinfo=dt.UTC)
    if month is None or month == 12:
        return [first, dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)]
    return [first, dt.datetime(year, month + 1, 1, tzinfo=dt.UTC)]
