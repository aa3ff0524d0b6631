"""Nodes for readers."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.ids import InvalidId, parse_id
from rustok_index import errors
from rustok_index.dto.content import ListStoreNodesRequest, StoreNodeSort
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument
from rustok_index.dto.search import SearchQuery
from rustok_index.queries import keyset
from rustok_index.queries.found import find, reader_in
from rustok_index.queries.lists import with_lists

_SORTS: Final = {
    StoreNodeSort.NEWEST: keyset.SortKey("sort_at", "time", descending=True),
    StoreNodeSort.OLDEST: keyset.SortKey("sort_at", "time"),
    StoreNodeSort.TITLE: keyset.SortKey("title", "text"),
    StoreNodeSort.POSITION: keyset.SortKey("position", "int"),
}
# Matches that are sorted by something else than relevance; the best ones, where there are more.
_MOST_SORTED_MATCHES: Final = 2000
# Answers are read below what they answer, which says who sees them.
_SEEN: Final = "n.is_visible AND n.root_id IS NULL AND n.audience & %s <> 0"
_ONE: Final = f"FROM index_content n WHERE n.tenant_id = %s AND n.locale = %s AND {_SEEN} AND n.node_id = "
_BY_ID: Final = _ONE + "%s"
_BY_SLUG: Final = (
    _ONE + "(SELECT s.node_id FROM index_content s WHERE s.tenant_id = %s AND s.kind = %s AND s.slug = %s"
    " AND s.is_visible ORDER BY s.locale = %s DESC, s.locale, s.node_id LIMIT 1)"
)
_DOCUMENT: Final = "SELECT n.node_id, n.document::text, n.checksum, n.source_version "
_CARDS: Final = (
    "SELECT n.node_id, n.kind, n.card, n.checksum FROM index_content n"
    f" WHERE n.tenant_id = %s AND n.locale = %s AND {_SEEN} AND n.node_id = ANY(%s)"
)


def get_node(
    ctx: RequestContext, *, kind: str | None = None, slug: str | None = None, node_id: UUID | None = None
) -> StoredDocument:
    """Return a visible node in the context's language, by id or by kind and slug (in any language).

    What its blocks list takes a second statement.

    :raises NodeNotFound: there is none.
    """
    rows: list[Any] = []
    if node_id is not None:
        rows = keyset.fetch(_DOCUMENT + _BY_ID, [ctx.tenant_id, ctx.locale, ctx.audience, node_id])
    elif kind and slug and "\x00" not in kind + slug:
        of_slug = [ctx.tenant_id, kind, slug, ctx.locale]
        rows = keyset.fetch(_DOCUMENT + _BY_SLUG, [ctx.tenant_id, ctx.locale, ctx.audience, *of_slug])
    if not rows:
        raise errors.NodeNotFound()
    entity_id, json, checksum, version = rows[0]
    return with_lists(ctx, StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version))


def list_nodes(ctx: RequestContext, request: ListStoreNodesRequest) -> CardPage:
    """Return a page of visible nodes of one kind.

    :raises InvalidInput: a cursor of another list, relevance without a query.
    :raises SearchUnavailable: a query was given and the search folder is lost.
    """
    of_tree = request.parent_id is not None or request.top
    otherwise = StoreNodeSort.POSITION if of_tree else StoreNodeSort.NEWEST
    wanted = request.sort or (StoreNodeSort.RELEVANCE if request.q else otherwise)
    if wanted is StoreNodeSort.RELEVANCE:
        if not request.q:
            raise InvalidInput.field("sort", code="no_query", message="Relevance needs a query.")
        return _by_relevance(ctx, request)
    key = _SORTS[wanted]
    conditions, params = _conditions(ctx, request)
    if request.q:
        found = find("content", _search_query(ctx, request, limit=_MOST_SORTED_MATCHES))
        conditions.append("n.node_id = ANY(%s)")
        params.append(list(found.ids))
    if request.after is not None:
        conditions.append(keyset.after(key, "node_id", alias="n"))
        params.extend(keyset.decode_cursor(request.after, wanted, key.type))
    statement = (
        f"SELECT n.card, n.checksum, n.{key.column}, n.node_id FROM index_content n WHERE {' AND '.join(conditions)}"
        f" ORDER BY {keyset.order(key, 'node_id', alias='n')} LIMIT {request.limit + 1:d}"
    )
    varied = request.q is not None or request.tag is not None or _is_narrowed(request)
    texts, checksums, last = keyset.fetch_page(statement, params, request.limit, varied=varied)
    following = None if last is None else keyset.encode_cursor(wanted, *last)
    cards = StoredCard.all_of(request.kind, texts, checksums)
    total = count_nodes(ctx, request) if request.with_total else None
    return CardPage(cards=cards, next=following, total=total)


def count_nodes(ctx: RequestContext, request: ListStoreNodesRequest) -> int:
    """Return how many visible nodes there are, whatever the page."""
    if request.q and not _is_narrowed(request):
        return find("content", _search_query(ctx, request, limit=1)).total
    conditions, params = _conditions(ctx, request)
    if request.q:
        conditions.append("n.node_id = ANY(%s)")
        params.append(list(find("content", _search_query(ctx, request, limit=_MOST_SORTED_MATCHES)).ids))
    statement = f"SELECT count(*) FROM index_content n WHERE {' AND '.join(conditions)}"
    return int(keyset.fetch(statement, params, varied=True)[0][0])


def cards_by_id(ctx: RequestContext, ids: list[UUID]) -> dict[UUID, StoredCard]:
    """Return the cards of visible nodes."""
    rows = keyset.fetch(_CARDS, [ctx.tenant_id, ctx.locale, ctx.audience, ids]) if ids else []
    return {entity_id: StoredCard.of(kind, card, checksum) for entity_id, kind, card, checksum in rows}


def _by_relevance(ctx: RequestContext, request: ListStoreNodesRequest) -> CardPage:
    offset = keyset.decode_offset(request.after)
    if _is_narrowed(request):
        return _narrowed_by_relevance(ctx, request, offset)
    query = _search_query(ctx, request, limit=request.limit, offset=offset)
    hits = find("content", query)
    texts = cards_by_id(ctx, list(hits.ids))
    cards = tuple(texts[entity_id] for entity_id in hits.ids if entity_id in texts)
    end = offset + len(hits.ids)
    more = bool(hits.ids) and end < min(hits.total, keyset.MAX_OFFSET)
    return CardPage(cards=cards, next=keyset.encode_offset(end) if more else None, total=hits.total)


def _narrowed_by_relevance(ctx: RequestContext, request: ListStoreNodesRequest, offset: int) -> CardPage:
    """Return a page of the best matches that the table narrows down by what the engine does not know."""
    ids = list(find("content", _search_query(ctx, request, limit=_MOST_SORTED_MATCHES)).ids)
    conditions, params = _conditions(ctx, request)
    statement = (
        "SELECT n.card, n.checksum, count(*) OVER () FROM unnest(%s::uuid[]) WITH ORDINALITY AS found(node_id, place)"
        f" JOIN index_content n ON n.node_id = found.node_id WHERE {' AND '.join(conditions)}"
        f" ORDER BY found.place LIMIT {request.limit:d} OFFSET {offset:d}"
    )
    rows = keyset.fetch(statement, [ids, *params], varied=True)
    cards = tuple(StoredCard.of(request.kind, card, checksum) for card, checksum, _ in rows)
    total = rows[0][2] if rows else count_nodes(ctx, request) if offset else 0
    end = offset + len(rows)
    return CardPage(cards=cards, next=keyset.encode_offset(end) if rows and end < total else None, total=total)


def _is_narrowed(request: ListStoreNodesRequest) -> bool:
    """Tell whether there are conditions that only the table knows."""
    return request.category is not None or request.parent_id is not None or request.top


def _conditions(ctx: RequestContext, request: ListStoreNodesRequest) -> tuple[list[str], list[Any]]:
    conditions: list[str] = [f"n.tenant_id = %s AND n.locale = %s AND n.kind = %s AND {_SEEN}"]
    params: list[Any] = [ctx.tenant_id, ctx.locale, request.kind, ctx.audience]
    if request.category is not None:
        try:
            params.append(parse_id(request.category))
            conditions.append("n.category_id = %s")
        except InvalidId:
            params.append(request.category)
            conditions.append("n.category_slug = %s")
    if request.parent_id is not None:
        conditions.append("n.parent_id = %s")
        params.append(request.parent_id)
    if request.top:
        conditions.append("n.parent_id IS NULL")
    if request.tag is not None:
        conditions.append("n.tags @> ARRAY[%s]")
        params.append(request.tag)
    return conditions, params


def _search_query(ctx: RequestContext, request: ListStoreNodesRequest, *, limit: int, offset: int = 0) -> SearchQuery:
    return SearchQuery(
        text=request.q or "",
        locale=ctx.locale,
        kinds=(request.kind,),
        channel=reader_in(ctx),
        tags=(request.tag,) if request.tag is not None else (),
        limit=limit,
        offset=offset,
    )
