"""Posts for readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from rustok.context import RequestContext
from rustok_index import errors, models
from rustok_index.dto.content import ListStorePostsRequest
from rustok_index.dto.documents import CardPage, StoredDocument
from rustok_index.mappers import checksum
from rustok_index.queries import keyset, listings
from rustok_index.queries.lists import Lists, lists_in
from rustok_index.queries.post_listing import POST, listing

_MOST_RELATED: Final = 12
_ALIKE: Final = 4
# So many tags and categories decide which posts are like another one.
_MOST_GROUPS: Final = 8

# A value of its own: under row-level security nothing is looked up in an index by an expression such as coalesce().
OF_SLUG: Final = (
    "(SELECT coalesce((SELECT s.node_id FROM index_content s WHERE s.tenant_id = %s AND s.kind = %s AND s.slug = %s"
    " AND s.is_visible ORDER BY s.locale = %s DESC, s.locale, s.node_id LIMIT 1),"
    " (SELECT p.node_id FROM index_content_paths p WHERE p.tenant_id = %s AND p.path = %s"
    " ORDER BY p.is_current DESC, p.locale = %s DESC, p.node_id LIMIT 1)))"
)
"""The id of the node of a slug, in any language, or of a former path; takes tenant, kind, slug, locale, tenant, path
and locale."""
_ONE: Final = (
    "SELECT n.node_id, n.document::text, n.checksum, n.source_version, n.related_ids, n.series_id, n.series_position,"
    " n.tag_ids, n.category_id FROM index_content n WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible"
    f" AND n.kind = %s AND n.audience & %s <> 0 AND n.node_id = {OF_SLUG}"
)
# As a value of its own, so that each card is looked up: a plan that does not know how few there are joins all of them.
_CARD: Final = (
    "(SELECT n.card FROM index_content n WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible"
    " AND n.audience & %s <> 0 AND n.node_id = {})"
)
_PLACE: Final = "l.tenant_id = %s AND l.locale = %s AND l.kind = %s AND l.audience & %s <> 0 AND l.group_id = "
_AROUND: Final = (
    f"SELECT 'related' AS part, f.place, f.id, {_CARD.format('f.id')}"
    " FROM unnest(%s::uuid[]) WITH ORDINALITY AS f (id, place)"
    " UNION ALL (SELECT 'alike', row_number() OVER (ORDER BY a.shared DESC, a.sort_at DESC, a.node_id), a.node_id,"
    f" {_CARD.format('a.node_id')}"
    " FROM (SELECT x.node_id, count(*) AS shared, max(x.sort_at) AS sort_at FROM unnest(%s::uuid[]) AS g (id)"
    " CROSS JOIN LATERAL (SELECT l.node_id, l.sort_at FROM index_content_listings l"
    f" WHERE {_PLACE} g.id AND l.node_id <> %s ORDER BY l.sort_at DESC, l.node_id DESC LIMIT 6) x GROUP BY x.node_id"
    " ORDER BY shared DESC, sort_at DESC, x.node_id LIMIT %s) a)"
)
_SERIES: Final = (
    f" UNION ALL (SELECT 'previous', 0, l.node_id, {_CARD.format('l.node_id')} FROM index_content_listings l"
    f" WHERE {_PLACE} %s AND (l.position, l.node_id) < (%s, %s) ORDER BY l.position DESC, l.node_id DESC LIMIT 1)"
    f" UNION ALL (SELECT 'next', 0, l.node_id, {_CARD.format('l.node_id')} FROM index_content_listings l"
    f" WHERE {_PLACE} %s AND (l.position, l.node_id) > (%s, %s) ORDER BY l.position, l.node_id LIMIT 1)"
    " UNION ALL (SELECT 'place', count(*) FILTER (WHERE (l.position, l.node_id) <= (%s, %s)), NULL, count(*)::text"
    f" FROM index_content_listings l WHERE {_PLACE} %s)"
    f" UNION ALL (SELECT 'series', 0, s.id, {_CARD.format('s.id')} FROM (SELECT %s::uuid AS id) s)"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A post's own row."""

    node_id: UUID
    json: str
    checksum: str
    source_version: int
    related_ids: list[UUID]
    series_id: UUID | None
    series_position: int
    tag_ids: list[UUID]
    category_id: UUID | None


def list_posts(ctx: RequestContext, request: ListStorePostsRequest) -> CardPage:
    """Return a page of posts that the reader may see.

    :raises InvalidInput: a cursor of another list, a month without a year.
    :raises CategoryNotFound: no such category is shown.
    :raises TagNotFound: no such tag.
    """
    return listings.list_cards(ctx, listing(request))


def count_posts(ctx: RequestContext, request: ListStorePostsRequest) -> int:
    """Return how many there are, whatever the page."""
    return listings.count(ctx, listing(request))


def count_months(ctx: RequestContext) -> list[tuple[int, int, int]]:
    """Return how many posts the reader may see of each month (UTC), the last first: year, month, count."""
    statement = (
        "SELECT extract(year FROM m.at)::int, extract(month FROM m.at)::int, m.count FROM (SELECT"
        " date_trunc('month', l.sort_at AT TIME ZONE 'UTC') AS at, count(*) AS count FROM index_content_listings l"
        f" WHERE {_PLACE} %s GROUP BY 1) m ORDER BY m.at DESC"
    )
    return keyset.fetch(statement, [ctx.tenant_id, ctx.locale, POST, ctx.audience, models.EVERYTHING])


def get_post(ctx: RequestContext, *, slug: str, prefix: str = "/blog") -> StoredDocument:
    """Return a post with its neighbours, by its slug in any language or by a former address below ``prefix``.

    :raises NodeNotFound: the reader sees none.
    """
    if "\x00" in slug:
        raise errors.NodeNotFound()
    of_slug = [ctx.tenant_id, POST, slug, ctx.locale, ctx.tenant_id, f"{prefix}/{slug}", ctx.locale]
    rows = keyset.fetch(_ONE, [ctx.tenant_id, ctx.locale, POST, ctx.audience, *of_slug])
    if not rows:
        raise errors.NodeNotFound()
    found = _Found(*rows[0])
    lists = lists_in(ctx, found.json)
    rows = _rows_around(ctx, found, lists)
    around = _around(found, rows)
    own = found.json if lists is None else lists.fill(rows)
    state = {"own": found.checksum, "around": around}
    if lists is not None:
        state["lists"] = own
    return StoredDocument(
        entity_id=found.node_id,
        json=f"{own[:-1]},{around[1:]}",
        checksum=checksum(state),
        source_version=found.source_version,
    )


def _rows_around(ctx: RequestContext, found: _Found, lists: Lists | None) -> list[Any]:
    """Read what leads on from a post, and what its blocks list, in one statement."""
    shown = [ctx.tenant_id, ctx.locale, ctx.audience]
    place = [ctx.tenant_id, ctx.locale, POST, ctx.audience]
    groups = [*found.tag_ids, *filter(None, (found.category_id,))][:_MOST_GROUPS]
    statement = _AROUND
    params: list[Any] = [*shown, found.related_ids[:_MOST_RELATED]]
    params += [*shown, groups, *place, found.node_id, _ALIKE + min(len(found.related_ids), _MOST_RELATED)]
    if found.series_id is not None:
        here = [found.series_position, found.node_id]
        statement += _SERIES
        params += [*shown, *place, found.series_id, *here, *shown, *place, found.series_id, *here]
        params += [*here, *place, found.series_id, *shown, found.series_id]
    if lists is not None:
        statement += f" UNION ALL {lists.statement}"
        params += lists.params
    return keyset.fetch(statement, params, varied=lists is not None and lists.is_varied)


def _around(found: _Found, rows: list[Any]) -> str:
    """Return what leads on from a post, as JSON."""
    parts: dict[str, list[tuple[int, UUID, str]]] = {}
    for part, at, node_id, card in rows:
        if card is None:
            continue
        parts.setdefault(part, []).append((at, node_id, card))
    related = {node_id: card for _at, node_id, card in sorted(parts.get("related", ()), key=lambda row: row[0])}
    for _at, node_id, card in sorted(parts.get("alike", ()), key=lambda row: row[0]):
        if len(related) < _ALIKE:
            related.setdefault(node_id, card)
    series = _series(found.series_id, parts) if found.series_id is not None else None
    whole = {"related": [orjson.Fragment(card) for card in related.values()], "series": series}
    return orjson.dumps(whole).decode()


def _series(series_id: UUID, parts: dict[str, list[tuple[int, UUID, str]]]) -> dict[str, Any] | None:
    """Return the series, where readers see it, and a post's place among those of it that they see."""
    own = parts.get("series")
    if not own:
        return None
    card = orjson.loads(own[0][2])
    place, _, total = parts["place"][0]
    neighbours = {part: orjson.Fragment(parts[part][0][2]) if part in parts else None for part in ("previous", "next")}
    return {
        "id": card["id"],
        "slug": card["slug"],
        "title": card["title"],
        "position": place,
        "count": int(total),
        **neighbours,
    }
