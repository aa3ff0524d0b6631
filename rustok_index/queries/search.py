"""One search over products and nodes, in one order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok_index.dto.content import SearchRequest, SuggestRequest
from rustok_index.dto.documents import CardPage, StoredCard, Suggestion
from rustok_index.dto.search import Hits, SearchQuery
from rustok_index.queries import keyset
from rustok_index.queries.found import find, reader_in
from rustok_index.queries.misses import note_miss

PRODUCT_KIND: Final = "product"

_NOTHING: Final = Hits(ids=(), total=0)
_CARDS: Final = (
    "SELECT p.product_id, 'product', p.card, p.checksum FROM index_products p"
    " WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = ANY(%s)"
    " UNION ALL SELECT n.node_id, n.kind, n.card, n.checksum FROM index_content n"
    " WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible AND n.node_id = ANY(%s)"
    " AND n.root_id IS NULL AND n.audience & %s <> 0"
)
_TITLES: Final = (
    "SELECT p.product_id, 'product', p.title, p.handle FROM index_products p"
    " WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = ANY(%s)"
    " UNION ALL SELECT n.node_id, n.kind, n.title, n.slug FROM index_content n"
    " WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible AND n.node_id = ANY(%s)"
    " AND n.root_id IS NULL AND n.audience & %s <> 0"
)


def search(ctx: RequestContext, request: SearchRequest) -> CardPage:
    """Return what fits best, products and nodes in one order, and how much there is of each kind.

    :raises InvalidInput: a cursor of another list.
    :raises SearchUnavailable: a search folder is lost.
    """
    offset = keyset.decode_offset(request.after)
    end = offset + request.limit
    products, nodes = _both(ctx, request.q, request.kinds, limit=end, prefix_only=False)
    merged = list(_merged(products, nodes))[offset:end]
    found = {row[0]: row[1:] for row in _fetch(ctx, _CARDS, merged)}
    cards = tuple(StoredCard.of(*found[entity_id]) for entity_id in merged if entity_id in found)
    total = products.total + nodes.total
    more = bool(merged) and end < min(total, keyset.MAX_OFFSET)
    if not total and not offset:
        note_miss(ctx, request.q)
    kinds = {
        kind: count
        for kind, count in nodes.facets.get("kinds", {}).items()
        if not request.kinds or kind in request.kinds
    }
    if products.total:
        kinds[PRODUCT_KIND] = products.total
    return CardPage(
        cards=cards,
        next=keyset.encode_offset(end) if more else None,
        total=total,
        facets={"kinds": kinds},
        did_you_mean=_meant(products, nodes),
    )


def suggest(ctx: RequestContext, request: SuggestRequest) -> tuple[Suggestion, ...]:
    """Return titles with words that begin like what was typed, typing errors forgiven, the best first."""
    products, nodes = _both(ctx, request.q, (), limit=request.limit, prefix_only=True)
    merged = list(_merged(products, nodes))[: request.limit]
    found = {row[0]: row for row in _fetch(ctx, _TITLES, merged)}
    return tuple(
        Suggestion(id=entity_id, kind=found[entity_id][1], title=found[entity_id][2], slug=found[entity_id][3])
        for entity_id in merged
        if entity_id in found
    )


def _both(ctx: RequestContext, text: str, kinds: Sequence[str], *, limit: int, prefix_only: bool) -> tuple[Hits, Hits]:
    if not text.strip():
        return _NOTHING, _NOTHING
    node_kinds = tuple(kind for kind in kinds if kind != PRODUCT_KIND)
    products = nodes = _NOTHING
    if not kinds or PRODUCT_KIND in kinds:
        query = SearchQuery(text=text, locale=ctx.locale, channel=ctx.channel, limit=limit, prefix_only=prefix_only)
        products = find("products", query)
    if not kinds or node_kinds:
        facets = () if prefix_only else ("kinds",)
        query = SearchQuery(
            text=text,
            locale=ctx.locale,
            kinds=node_kinds,
            channel=reader_in(ctx),
            limit=limit,
            prefix_only=prefix_only,
            facets=facets,
        )
        nodes = find("content", query)
    return products, nodes


def _merged(*answers: Hits) -> Iterator[UUID]:
    """Merge by score; of equal ones the first answer's goes first, so that pages follow one another."""
    ranked = [
        [(-score, place, entity_id) for score, entity_id in zip(hits.scores, hits.ids, strict=True)]
        for place, hits in enumerate(answers)
    ]
    return (entity_id for _, _, entity_id in heapq.merge(*ranked, key=lambda found: found[:2]))


def _meant(products: Hits, nodes: Hits) -> str | None:
    """Return a correction, unless one of the two knows the words as they are written."""
    if any(hits.total and not hits.did_you_mean for hits in (products, nodes)):
        return None
    return products.did_you_mean or nodes.did_you_mean


def _fetch(ctx: RequestContext, statement: str, ids: list[UUID]) -> list[tuple[Any, ...]]:
    scope = [ctx.tenant_id, ctx.locale, ids]
    return keyset.fetch(statement, [*scope, *scope, ctx.audience]) if ids else []
