"""One search over products, nodes and what was answered to them, in one order."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from rustok.context import RequestContext
from rustok.search.sources import UNDETERMINED
from rustok.search.storefront import StoreMatch, as_json
from rustok.tenancy.info import current_tenant
from rustok_index.dto.content import SearchRequest, SuggestRequest
from rustok_index.dto.documents import CardPage, StoredCard, Suggestion
from rustok_index.dto.search import Hits, SearchQuery
from rustok_index.queries import keyset
from rustok_index.queries.excerpts import excerpt
from rustok_index.queries.found import find, reader_in
from rustok_index.queries.misses import note_miss

PRODUCT_KIND: Final = "product"

_NOTHING: Final = Hits(ids=(), total=0)
_MOST_ANSWERS: Final = 100
"""So many answers that fit best are looked at; of those in one thread, the best is shown."""
_CARDS: Final = (
    "SELECT p.product_id, 'product', p.card, p.checksum, NULL::int, NULL, NULL::timestamptz, NULL"
    " FROM index_products p WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = ANY(%s)"
    " UNION ALL SELECT n.node_id, n.kind, n.card, n.checksum, NULL, NULL, NULL, NULL FROM index_content n"
    " WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible AND n.node_id = ANY(%s)"
    " AND n.root_id IS NULL AND n.audience & %s <> 0"
)
# Whether a reader sees an answer, its root's row says; a deleted one has no title.
_ANSWER: Final = (
    " FROM index_content a JOIN index_content r ON r.tenant_id = a.tenant_id AND r.node_id = a.root_id"
    " WHERE a.tenant_id = %s AND a.locale = %s AND a.is_visible AND a.title <> '' AND a.node_id = ANY(%s)"
    " AND r.locale = %s AND r.is_visible AND r.audience & %s <> 0"
)
_ROOTS: Final = f"SELECT a.node_id, a.kind, r.node_id{_ANSWER}"
_MATCHES: Final = (
    f" UNION ALL SELECT a.node_id, a.kind, r.card, r.checksum, a.number, a.author_name, a.created_at, a.search_text"
    f"{_ANSWER}"
)
_TITLES: Final = (
    "SELECT p.product_id, 'product', p.title, p.handle FROM index_products p"
    " WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = ANY(%s)"
    " UNION ALL SELECT n.node_id, n.kind, n.title, n.slug FROM index_content n"
    " WHERE n.tenant_id = %s AND n.locale = %s AND n.is_visible AND n.node_id = ANY(%s)"
    " AND n.root_id IS NULL AND n.audience & %s <> 0"
)


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers that were found and that the reader may see, the best of each thread: their ids, scores and kinds."""

    hits: Hits = _NOTHING
    kinds: tuple[str, ...] = ()


def search(ctx: RequestContext, request: SearchRequest) -> CardPage:
    """Return what fits best, products, nodes and answers in one order, and how much there is of each kind.

    An answer is found with the card of what it answers, and says in ``match`` which one it is and what it says.

    :raises InvalidInput: a cursor of another list.
    :raises SearchUnavailable: a search folder is lost.
    """
    offset = keyset.decode_offset(request.after)
    end = offset + request.limit
    products, nodes = _both(ctx, request.q, request.kinds, limit=end, prefix_only=False)
    answers = _answers(ctx, request, exact=bool(products.total or nodes.total))
    merged = list(_merged(products, nodes, answers.hits))[offset:end]
    cards = _cards(ctx, request.q, merged, set(answers.hits.ids))
    total = products.total + nodes.total + answers.hits.total
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
    for kind in answers.kinds:
        kinds[kind] = kinds.get(kind, 0) + 1
    return CardPage(
        cards=cards,
        next=keyset.encode_offset(end) if more else None,
        total=total,
        facets={"kinds": kinds},
        did_you_mean=_meant(products, nodes) if not answers.hits.total else None,
    )


def suggest(ctx: RequestContext, request: SuggestRequest) -> tuple[Suggestion, ...]:
    """Return titles with words that begin like what was typed, typing errors forgiven, the best first."""
    products, nodes = _both(ctx, request.q, (), limit=request.limit, prefix_only=True)
    merged = list(_merged(products, nodes))[: request.limit]
    scope = [ctx.tenant_id, ctx.locale, merged]
    rows = keyset.fetch(_TITLES, [*scope, *scope, ctx.audience]) if merged else []
    found = {row[0]: row for row in rows}
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


def _answers(ctx: RequestContext, request: SearchRequest, *, exact: bool) -> _Answers:
    """Find answers, and ask what they belong to who may see them: before anything of them is counted or shown."""
    kinds = tuple(kind for kind in request.kinds if kind != PRODUCT_KIND)
    if not request.q.strip() or (request.kinds and not kinds):
        return _Answers()
    # All of this locale are answers.
    query = SearchQuery(text=request.q, locale=UNDETERMINED, kinds=kinds, limit=_MOST_ANSWERS, exact=exact)
    hits = find("content", query, reader_locale=ctx.locale)
    if not hits.ids:
        return _Answers()
    rows = keyset.fetch(_ROOTS, [ctx.tenant_id, UNDETERMINED, list(hits.ids), ctx.locale, ctx.audience])
    seen = {node_id: (kind, root_id) for node_id, kind, root_id in rows}
    best: dict[UUID, tuple[UUID, float, str]] = {}
    for node_id, score in zip(hits.ids, hits.scores, strict=True):
        if node_id in seen:
            kind, root_id = seen[node_id]
            best.setdefault(root_id, (node_id, score, kind))
    shown = tuple(best.values())
    return _Answers(
        hits=Hits(
            ids=tuple(node_id for node_id, _score, _kind in shown),
            scores=tuple(score for _node_id, score, _kind in shown),
            total=len(shown),
        ),
        kinds=tuple(kind for _node_id, _score, kind in shown),
    )


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


def _cards(ctx: RequestContext, text: str, ids: list[UUID], answers: set[UUID]) -> tuple[StoredCard, ...]:
    """Return the cards of what was found, in its order."""
    if not ids:
        return ()
    scope = [ctx.tenant_id, ctx.locale, ids]
    statement, params = _CARDS, [*scope, *scope, ctx.audience]
    if found := [node_id for node_id in ids if node_id in answers]:
        statement += _MATCHES
        params += [ctx.tenant_id, UNDETERMINED, found, ctx.locale, ctx.audience]
    languages = current_tenant().fallback_chain(ctx.locale)
    cards = {row[0]: _card(text, languages, *row) for row in keyset.fetch(statement, params)}
    return tuple(cards[entity_id] for entity_id in ids if entity_id in cards)


def _card(
    question: str,
    languages: Sequence[str],
    entity_id: UUID,
    kind: str,
    card: str,
    checksum: str,
    number: int | None,
    author: str | None,
    created_at: Any,
    text: str | None,
) -> StoredCard:
    if text is None:
        return StoredCard.of(kind, card, checksum)
    match = StoreMatch(
        id=entity_id,
        kind=kind,
        number=number,
        author=author,
        created_at=created_at,
        excerpt=excerpt(text, question, languages),
    )
    whole = f'{card[:-1]},"match":{orjson.dumps(as_json(match)).decode()}}}'
    # By what is shown: the excerpt is another one for other words.
    return StoredCard.of(kind, whole, hashlib.blake2b(whole.encode(), digest_size=16).hexdigest())
