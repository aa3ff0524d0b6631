"""One search over products and nodes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok_index.dto.content import SearchRequest, SuggestRequest
from rustok_index.dto.documents import CardPage, StoredCard, Suggestion
from rustok_index.dto.search import Hits, SearchQuery
from rustok_index.queries import keyset
from rustok_index.queries.found import find

PRODUCT_KIND: Final = "product"

_CARDS: Final = (
    "SELECT p.product_id, 'product', p.card, p.checksum FROM index_products p"
    " WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = ANY(%s)"
    " UNION ALL SELECT n.node_id, n.kind, n.card, n.checksum FROM index_content n"
    " WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible AND n.node_id = ANY(%s)"
)
_TITLES: Final = (
    "SELECT p.product_id, 'product', p.title, p.handle FROM index_products p"
    " WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = ANY(%s)"
    " UNION ALL SELECT n.node_id, n.kind, n.title, n.slug FROM index_content n"
    " WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible AND n.node_id = ANY(%s)"
)


def search(ctx: RequestContext, request: SearchRequest) -> CardPage:
    """Return what fits best, products and nodes in turn: scores of different indexes do not compare.

    :raises InvalidInput: a cursor of another list.
    :raises SearchUnavailable: a search folder is lost.
    """
    offset = keyset.decode_offset(request.after)
    end = offset + request.limit
    products, nodes = _both(ctx, request.q, request.kinds, limit=end, prefix_only=False)
    merged = _in_turn(products.ids, nodes.ids)[offset:end]
    found = {row[0]: row[1:] for row in _fetch(ctx, _CARDS, merged)}
    cards = tuple(StoredCard(entity_id, *found[entity_id]) for entity_id in merged if entity_id in found)
    total = products.total + nodes.total
    more = bool(merged) and end < min(total, keyset.MAX_OFFSET)
    return CardPage(cards=cards, next=keyset.encode_offset(end) if more else None, total=total)


def suggest(ctx: RequestContext, request: SuggestRequest) -> tuple[Suggestion, ...]:
    """Return titles with words that begin like what was typed, products and nodes in turn."""
    products, nodes = _both(ctx, request.q, (), limit=request.limit, prefix_only=True)
    merged = _in_turn(products.ids, nodes.ids)[: request.limit]
    found = {row[0]: row for row in _fetch(ctx, _TITLES, merged)}
    return tuple(
        Suggestion(id=entity_id, kind=found[entity_id][1], title=found[entity_id][2], slug=found[entity_id][3])
        for entity_id in merged
        if entity_id in found
    )


def _both(ctx: RequestContext, text: str, kinds: Sequence[str], *, limit: int, prefix_only: bool) -> tuple[Hits, Hits]:
    nothing = Hits(ids=(), total=0)
    if not text.strip():
        return nothing, nothing
    node_kinds = tuple(kind for kind in kinds if kind != PRODUCT_KIND)
    query = SearchQuery(text=text, locale=ctx.locale, limit=limit, prefix_only=prefix_only)
    products = find("products", query) if not kinds or PRODUCT_KIND in kinds else nothing
    nodes = nothing
    if not kinds or node_kinds:
        query = SearchQuery(text=text, locale=ctx.locale, kinds=node_kinds, limit=limit, prefix_only=prefix_only)
        nodes = find("content", query)
    return products, nodes


def _in_turn(*lists: Sequence[UUID]) -> list[UUID]:
    return [entity_id for entity_id in chain.from_iterable(zip_longest(*lists)) if entity_id is not None]


def _fetch(ctx: RequestContext, statement: str, ids: list[UUID]) -> list[tuple[Any, ...]]:
    scope = [ctx.tenant_id, ctx.locale, ids]
    return keyset.fetch(statement, [*scope, *scope]) if ids else []
