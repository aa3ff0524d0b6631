"""Series of posts for readers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import orjson

from rustok.context import RequestContext
from rustok.ids import InvalidId, parse_id
from rustok_index import errors
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument
from rustok_index.mappers import checksum
from rustok_index.queries import keyset, listings
from rustok_index.queries.lists import lists_in
from rustok_index.queries.post_listing import POST
from rustok_index.queries.posts import OF_SLUG

SERIES: Final = "series"
MOST_POSTS: Final = 100
"""Posts that are told with their series; those behind them are in the list of posts."""


class _Sort(StrEnum):
    NEWEST = "newest"


_KEY: Final = keyset.SortKey("sort_at", "time", descending=True)
_POSTS: Final = (
    "FROM index_content_listings m WHERE m.tenant_id = %s AND m.locale = %s AND m.kind = %s AND m.audience & %s <> 0"
    " AND m.group_id = "
)
_COUNT: Final = f"(SELECT count(*) {_POSTS}{{}})"
_BY: Final = (
    "SELECT n.node_id, n.document::text, n.checksum, n.source_version FROM index_content n WHERE n.tenant_id = %s"
    " AND n.locale = %s AND n.is_visible AND n.kind = %s AND n.audience & %s <> 0 AND n.node_id = "
)
_CARD: Final = "(SELECT n.card FROM index_content n WHERE n.tenant_id = %s AND n.locale = %s AND n.node_id = x.node_id)"
# The count bears no card, so it is written in the place of one.
_WITHIN: Final = (
    f"SELECT 'post'::text, x.place, x.node_id, {_CARD} FROM (SELECT m.node_id,"
    f" row_number() OVER (ORDER BY m.position, m.node_id) AS place {_POSTS}%s"
    f" ORDER BY m.position, m.node_id LIMIT {MOST_POSTS:d}) x"
    f" UNION ALL (SELECT 'count', count(*), NULL, '' {_POSTS}%s)"
)


def list_series(ctx: RequestContext, *, limit: int, after: str | None = None) -> CardPage:
    """Return a page of series, the newest first, each with how many posts of it the reader sees.

    :raises InvalidInput: a cursor of another list.
    """
    conditions, params = listings.conditions_of(ctx, _all(limit))
    if after is not None:
        conditions.append(keyset.after(_KEY, "node_id", alias="l"))
        params += keyset.decode_cursor(after, _Sort.NEWEST, _KEY.type)
    statement = (
        f"SELECT n.card, n.checksum, l.sort_at, l.node_id, {_COUNT.format('l.node_id')}"
        f" FROM index_content_listings l{listings.JOIN} WHERE {' AND '.join(conditions)}"
        f" ORDER BY {keyset.order(_KEY, 'node_id', alias='l')} LIMIT {limit + 1:d}"
    )
    rows = keyset.fetch(statement, [ctx.tenant_id, ctx.locale, POST, ctx.audience, *params])
    following = keyset.encode_cursor(_Sort.NEWEST, *rows[limit - 1][2:4]) if len(rows) > limit else None
    cards = tuple(
        StoredCard.of(SERIES, f'{card[:-1]},"post_count":{count:d}}}', f"{state}-{count:d}")
        for card, state, _sort_at, _id, count in rows[:limit]
    )
    return CardPage(cards=cards, next=following)


def count_series(ctx: RequestContext) -> int:
    """Return how many series the reader sees."""
    return listings.count(ctx, _all(1))


def get_series(ctx: RequestContext, slug: str, *, prefix: str = "/blog/series") -> StoredDocument:
    """Return a series with its posts in their order: by its slug in any language, a former address, or its id.

    :raises NodeNotFound: the reader sees none.
    """
    shown: list[Any] = [ctx.tenant_id, ctx.locale, SERIES, ctx.audience]
    try:
        rows = keyset.fetch(f"{_BY}%s", [*shown, parse_id(slug)])
    except InvalidId as exc:
        if "\x00" in slug:
            raise errors.NodeNotFound() from exc
        of_slug = [ctx.tenant_id, SERIES, slug, ctx.locale, ctx.tenant_id, f"{prefix}/{slug}", ctx.locale]
        rows = keyset.fetch(_BY + OF_SLUG, [*shown, *of_slug])
    if not rows:
        raise errors.NodeNotFound()
    series_id, json, state, version = rows[0]
    found = StoredDocument(entity_id=series_id, json=json, checksum=state, source_version=version)
    return _with_posts(ctx, series_id, found)


def _with_posts(ctx: RequestContext, series_id: UUID, found: StoredDocument) -> StoredDocument:
    """Add the posts, and what the blocks of its text list, by one statement."""
    place = [ctx.tenant_id, ctx.locale, POST, ctx.audience, series_id]
    lists = lists_in(ctx, found.json)
    statement, params = _WITHIN, [ctx.tenant_id, ctx.locale, *place, *place]
    if lists is not None:
        statement = f"{statement} UNION ALL {lists.statement}"
        params += lists.params
    rows = keyset.fetch(statement, params, varied=lists is not None and lists.is_varied)
    posts = [card for _place, card in sorted((at, card) for part, at, _id, card in rows if part == "post")]
    (count,) = (at for part, at, _id, _card in rows if part == "count")
    own = found.json if lists is None else lists.fill(rows)
    tail = orjson.dumps({"posts": [orjson.Fragment(card) for card in posts], "post_count": count}).decode()
    return StoredDocument(
        entity_id=series_id,
        json=f"{own[:-1]},{tail[1:]}",
        checksum=checksum({"own": found.checksum, "posts": tail, "lists": own if lists is not None else None}),
        source_version=found.source_version,
    )


def _all(limit: int) -> listings.Listing:
    return listings.Listing(kind=SERIES, sort=_Sort.NEWEST, key=_KEY, limit=limit)
