"""Products for storefronts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok_index import errors, models
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument
from rustok_index.dto.products import ListStoreProductsRequest, StoreProductFilter, StoreProductSort
from rustok_index.dto.search import Hits, SearchQuery, SearchSort
from rustok_index.queries import categories, collections, keyset
from rustok_index.queries.channels import request_currency
from rustok_index.queries.found import find
from rustok_index.queries.misses import note_miss

SORTS: Final = {
    StoreProductSort.NEWEST: keyset.SortKey("created_at", "time", descending=True),
    StoreProductSort.PRICE: keyset.SortKey("price", "int"),
    StoreProductSort.PRICE_DESCENDING: keyset.SortKey("price_descending", "int", descending=True),
    StoreProductSort.TITLE: keyset.SortKey("title", "text"),
    StoreProductSort.POSITION: keyset.SortKey("position", "int"),
}
_FACETS: Final = ("categories", "collections", "tags", "options", "availability", "price")
_NOTHING: Final = Hits(ids=(), total=0)
_SEARCH_SORTS: Final = {
    StoreProductSort.NEWEST: SearchSort.NEWEST,
    StoreProductSort.PRICE: SearchSort.PRICE,
    StoreProductSort.PRICE_DESCENDING: SearchSort.PRICE_DESCENDING,
    StoreProductSort.TITLE: SearchSort.TITLE,
}
# Matches that are sorted by something else than relevance; the first ones in that order, where there are more.
_MOST_SORTED_MATCHES: Final = 2000
# Products of a tag or option whose ids are asked for, so that a list need not be walked through for them.
_FEW: Final = 500

_ONE: Final = "FROM index_products p WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible AND p.product_id = "
_OF_HANDLE: Final = (
    "(SELECT h.product_id FROM index_product_handles h WHERE h.tenant_id = %s AND h.handle = %s"
    " ORDER BY h.is_current DESC, h.locale = %s DESC, h.locale, h.product_id LIMIT 1)"
)
_BY_HANDLE: Final = _ONE + _OF_HANDLE
_BY_ID: Final = _ONE + "%s"
# A value of its own: under row-level security nothing is looked up in an index by an expression such as coalesce().
_BY_HANDLE_OR_ID: Final = f"{_ONE}(SELECT coalesce({_OF_HANDLE}, %s))"
_DOCUMENT: Final = "SELECT p.product_id, p.document::text, p.checksum, p.source_version "
_CARDS: Final = (
    "SELECT p.card, p.checksum FROM unnest(%s) WITH ORDINALITY AS f (product_id, place)"
    " JOIN index_products p ON p.product_id = f.product_id"
    " WHERE p.tenant_id = %s AND p.locale = %s AND p.is_visible ORDER BY f.place"
)


def get_product(ctx: RequestContext, *, handle: str | None = None, product_id: UUID | None = None) -> StoredDocument:
    """Return a visible product in the context's language, by its handle in any language, or else by its id.

    :raises ProductNotFound: there is none.
    """
    entity_id, json, checksum, version = _one(ctx, _DOCUMENT, handle, product_id)
    return StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version)


def get_checksum(ctx: RequestContext, *, handle: str | None = None, product_id: UUID | None = None) -> str:
    """Return the checksum of what :func:`get_product` would return.

    :raises ProductNotFound: there is none.
    """
    return str(_one(ctx, "SELECT p.checksum ", handle, product_id)[0])


def _one(ctx: RequestContext, what: str, handle: str | None, product_id: UUID | None) -> Any:
    place: list[Any] = [ctx.tenant_id, ctx.locale]
    if handle and "\x00" not in handle:
        place += [ctx.tenant_id, handle, ctx.locale]
        if product_id is None:
            rows = keyset.fetch(what + _BY_HANDLE, place)
        else:
            rows = keyset.fetch(what + _BY_HANDLE_OR_ID, [*place, product_id])
    else:
        rows = keyset.fetch(what + _BY_ID, [*place, product_id]) if product_id is not None else []
    if not rows:
        raise errors.ProductNotFound()
    return rows[0]


GroupIds = tuple[UUID | None, ...]


@dataclass(slots=True)
class Known:
    """What was found out for a request already, so that its page and its counts do not ask for it again."""

    groups: GroupIds | None = None
    """The ids of the category and the collection that were given by slug or id."""
    total: int | None = None
    """How many products the request finds."""


def list_products(ctx: RequestContext, request: ListStoreProductsRequest, known: Known | None = None) -> CardPage:
    """Return a page of visible products.

    :param known: takes what its counts are to know.
    :raises InvalidInput: a cursor of another list, a currency the channel does not have, relevance without a query.
    :raises SearchUnavailable: a query was given and the search folder is lost.
    :raises CategoryNotFound: no such category is shown: a shop's page of it is not empty, but not there.
    :raises CollectionNotFound: no such collection is shown.
    """
    known = known or Known()
    page = _listed(ctx, request, known)
    if not page.cards:
        # Only lists of nothing ask: what has products is there.
        _require_groups(ctx, request.filter, known)
        if request.after is None:
            known.total = 0
    return page


def _require_groups(ctx: RequestContext, wanted: StoreProductFilter, known: Known) -> None:
    """Refuse a category or a collection that is not shown."""
    if wanted.category is wanted.collection is None:
        return
    groups, values = _groups(ctx, wanted)
    statement = (
        f"SELECT g.category, g.collection, EXISTS (SELECT {categories.SHOWN}g.category),"
        f" EXISTS (SELECT {collections.SHOWN}g.collection) FROM (SELECT {groups}) AS g (category, collection)"
    )
    shown = [ctx.tenant_id, ctx.locale]
    *ids, has_category, has_collection = keyset.fetch(statement, [*shown, *shown, *values])[0]
    if wanted.category is not None and not has_category:
        raise errors.CategoryNotFound()
    if wanted.collection is not None and not has_collection:
        raise errors.CollectionNotFound()
    known.groups = tuple(ids)


def _listed(ctx: RequestContext, request: ListStoreProductsRequest, known: Known) -> CardPage:
    currency = request_currency(ctx, request.filter.currency)
    wanted = request.sort or (StoreProductSort.RELEVANCE if request.q else StoreProductSort.NEWEST)
    if wanted is StoreProductSort.RELEVANCE:
        if not request.q:
            raise InvalidInput.field("sort", code="no_query", message="Relevance needs a query.")
        return _by_relevance(ctx, request, currency, known)
    hits = None
    by_row = _needs_row(request.filter)
    if request.q or request.with_facets or (by_row and conf().search.enabled):
        query = _search_query(
            ctx,
            request,
            currency,
            known,
            limit=_MOST_SORTED_MATCHES if request.q else _FEW if by_row else 1,
            offset=0,
            facets=_FACETS if request.with_facets else (),
            sort=_SEARCH_SORTS.get(wanted, SearchSort.RELEVANCE),
        )
        try:
            hits = _NOTHING if query is None else find("products", query)
            known.total = hits.total
        except errors.SearchUnavailable:
            # Without a question the tables know as well, if not as fast.
            if request.q or request.with_facets:
                raise
    return _sorted(ctx, request, currency, wanted, known, hits)


def count_facets(ctx: RequestContext, request: ListStoreProductsRequest, known: Known | None = None) -> Hits:
    """Count the values among all that the request finds, whatever the page."""
    known = known or Known()
    currency = request_currency(ctx, request.filter.currency)
    query = _search_query(ctx, request, currency, known, limit=1, offset=0, facets=_FACETS)
    hits = _NOTHING if query is None else find("products", query)
    known.total = hits.total
    return hits


def count_products(ctx: RequestContext, request: ListStoreProductsRequest, known: Known | None = None) -> int:
    """Return how many visible products the filters leave, whatever the page."""
    known = known or Known()
    if known.total is not None:
        return known.total
    currency = request_currency(ctx, request.filter.currency)
    if request.q:
        query = _search_query(ctx, request, currency, known, limit=1, offset=0)
        return 0 if query is None else find("products", query).total
    conditions, params = conditions_of(ctx, request.filter, currency)
    join = JOIN if _needs_row(request.filter) else ""
    # The groups' ids come along: whoever counts facets as well needs them.
    groups, values = _groups(ctx, request.filter)
    statement = f"SELECT count(*), {groups} FROM index_product_listings l{join} WHERE {' AND '.join(conditions)}"
    known.total, *ids = keyset.fetch(statement, [*values, *params], varied=True)[0]
    known.groups = tuple(ids)
    return known.total


JOIN: Final = (
    " JOIN index_products p ON p.tenant_id = l.tenant_id AND p.product_id = l.product_id AND p.locale = l.locale"
)


def _sorted(
    ctx: RequestContext,
    request: ListStoreProductsRequest,
    currency: str,
    wanted: StoreProductSort,
    known: Known,
    hits: Hits | None,
) -> CardPage:
    key = SORTS[wanted]
    conditions, params = conditions_of(ctx, request.filter, currency)
    # Many are found soon by walking through the list in its order; for few it would be walked through to its end.
    is_few = hits is not None and hits.total <= len(hits.ids) and _needs_row(request.filter)
    among = hits.ids if hits is not None and (request.q or is_few) else None
    if among is not None:
        conditions.append("l.product_id = ANY(%s)")
        params.append(list(among))
    if request.after is not None:
        conditions.append(keyset.after(key, "product_id", alias="l"))
        params.extend(keyset.decode_cursor(request.after, wanted, key.type))
    statement = (
        f"SELECT p.card, p.checksum, l.{key.column}, l.product_id FROM index_product_listings l{JOIN}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {keyset.order(key, 'product_id', alias='l')}"
        f" LIMIT {request.limit + 1:d}"
    )
    varied = hits is not None or is_varied(request.filter)
    texts, checksums, last = (
        ([], [], None) if among == () else keyset.fetch_page(statement, params, request.limit, varied=varied)
    )
    following = None if last is None else keyset.encode_cursor(wanted, *last)
    cards = StoredCard.all_of("product", texts, checksums)
    total = count_products(ctx, request, known) if request.with_total else None
    return CardPage(
        cards=cards,
        next=following,
        total=total,
        facets=hits.facets if hits is not None else {},
        did_you_mean=hits.did_you_mean if hits is not None else None,
    )


def _by_relevance(ctx: RequestContext, request: ListStoreProductsRequest, currency: str, known: Known) -> CardPage:
    offset = keyset.decode_offset(request.after)
    facets = _FACETS if request.with_facets else ()
    query = _search_query(ctx, request, currency, known, limit=request.limit, offset=offset, facets=facets)
    if query is None:
        return CardPage(cards=(), total=0)
    hits = find("products", query)
    # The folder may know of an entity that the tables have not committed yet, or no longer have.
    cards = _cards(ctx, hits.ids)
    end = offset + len(hits.ids)
    more = bool(hits.ids) and end < min(hits.total, keyset.MAX_OFFSET)
    if not hits.total and not offset and request.filter == StoreProductFilter():
        note_miss(ctx, request.q or "")
    return CardPage(
        cards=cards,
        next=keyset.encode_offset(end) if more else None,
        total=hits.total,
        facets=hits.facets,
        did_you_mean=hits.did_you_mean,
    )


def _cards(ctx: RequestContext, ids: Sequence[UUID]) -> tuple[StoredCard, ...]:
    """Return the cards of those of the products that are visible, in the order of their ids."""
    if not ids:
        return ()
    texts, checksums, _ = keyset.fetch_page(_CARDS, [list(ids), ctx.tenant_id, ctx.locale], len(ids))
    return StoredCard.all_of("product", texts, checksums)


def _group_ids(ctx: RequestContext, wanted: StoreProductFilter, known: Known) -> GroupIds | None:
    """Find the category and the collection asked for by id or slug; None where one of them is not there.

    Slugs cost one statement, however many they are, and that once.
    """
    given = (wanted.category, wanted.collection)
    if known.groups is None:
        try:
            known.groups = tuple(parse_id(group) if group is not None else None for group in given)
        except InvalidId:
            groups, values = _groups(ctx, wanted)
            known.groups = tuple(keyset.fetch(f"SELECT {groups}", values)[0])
    is_missing = any(id_ is None and group is not None for id_, group in zip(known.groups, given, strict=True))
    return None if is_missing else known.groups


def few_of(ctx: RequestContext, wanted: StoreProductFilter, currency: str) -> list[UUID] | None:
    """Return the products of a tag where they are few; None where a list is rather walked through in its order."""
    if not (_needs_row(wanted) and conf().search.enabled):
        return None
    request = ListStoreProductsRequest(filter=wanted)
    query = _search_query(ctx, request, currency, Known(), limit=_FEW, offset=0)
    try:
        hits = _NOTHING if query is None else find("products", query)
    except errors.SearchUnavailable:
        return None
    return list(hits.ids) if hits.total <= len(hits.ids) else None


def _needs_row(wanted: StoreProductFilter) -> bool:
    return wanted.tag is not None or bool(wanted.options)


def is_varied(wanted: StoreProductFilter) -> bool:
    """Tell whether values decide how a list is best read: by its order, or by what few of it are wanted."""
    return (
        _needs_row(wanted)
        or (wanted.category is not None and wanted.collection is not None)
        or not (wanted.price_min is wanted.price_max is wanted.in_stock is None)
    )


_ALSO_IN: Final = (
    "EXISTS (SELECT FROM index_product_listings o WHERE o.tenant_id = l.tenant_id AND o.locale = l.locale"
    " AND o.channel = l.channel AND o.currency = l.currency AND o.product_id = l.product_id AND o.group_id"
)


def _groups(ctx: RequestContext, wanted: StoreProductFilter) -> tuple[str, list[Any]]:
    """Return the SQL of the ids of the category and the collection, NULL for what was not asked for."""
    texts: list[str] = []
    params: list[Any] = []
    for group, by_slug in ((wanted.category, categories.OF_SLUG), (wanted.collection, collections.OF_SLUG)):
        text, values = ("NULL", []) if group is None else _group(ctx, group, by_slug)
        texts.append(f"{text}::uuid")
        params += values
    return ", ".join(texts), params


def _group(ctx: RequestContext, group: str, by_slug: str) -> tuple[str, list[Any]]:
    """Return the SQL of a category's or collection's id, given by id or slug."""
    try:
        return "%s", [parse_id(group)]
    except InvalidId:
        return by_slug, [ctx.tenant_id, group, ctx.locale]


def conditions_of(ctx: RequestContext, wanted: StoreProductFilter, currency: str) -> tuple[list[str], list[Any]]:
    """Return what the narrow rows, ``l``, of a list fulfil, with its parameters."""
    conditions: list[str] = ["l.tenant_id = %s AND l.locale = %s AND l.channel = %s AND l.currency = %s"]
    params: list[Any] = [ctx.tenant_id, ctx.locale, ctx.channel, currency]
    groups = [
        _group(ctx, group, by_slug)
        for group, by_slug in ((wanted.collection, collections.OF_SLUG), (wanted.category, categories.OF_SLUG))
        if group is not None
    ]
    # The first group gives the order by position; of another one its rows only have to be there.
    condition, values = groups[0] if groups else ("%s", [models.EVERYTHING])
    conditions.append(f"l.group_id = {condition}")
    params.extend(values)
    for condition, values in groups[1:]:
        conditions.append(f"{_ALSO_IN} = {condition})")
        params.extend(values)
    if wanted.price_min is not None:
        conditions.append("l.price >= %s AND l.price < %s")
        params.extend([wanted.price_min, models.UNPRICED])
    if wanted.price_max is not None:
        conditions.append("l.price <= %s")
        params.append(wanted.price_max)
    if wanted.in_stock is not None:
        conditions.append("l.has_stock = %s")
        params.append(wanted.in_stock)
    if wanted.tag is not None:
        conditions.append("p.tags @> ARRAY[%s]")
        params.append(wanted.tag)
    chosen: dict[str, list[str]] = {}
    for option in wanted.options:
        chosen.setdefault(option.name, []).append(option.value)
    for name, either in chosen.items():
        conditions.append("p.options -> %s ?| %s")
        params.extend([name, either])
    return conditions, params


def _search_query(
    ctx: RequestContext,
    request: ListStoreProductsRequest,
    currency: str,
    known: Known,
    *,
    limit: int,
    offset: int,
    facets: tuple[str, ...] = (),
    sort: SearchSort = SearchSort.RELEVANCE,
) -> SearchQuery | None:
    """Put the request's conditions in the engine's terms; None where nothing can fulfil them."""
    wanted = request.filter
    groups = _group_ids(ctx, wanted, known)
    if groups is None:
        return None
    category, collection = ((to_ulid(group),) if group is not None else () for group in groups)
    return SearchQuery(
        text=request.q or "",
        locale=ctx.locale,
        categories=category,
        collections=collection,
        tags=(wanted.tag,) if wanted.tag is not None else (),
        options=tuple(f"{option.name}={option.value}" for option in wanted.options),
        has_stock=wanted.in_stock,
        channel=ctx.channel,
        market=f"{ctx.channel}:{currency}",
        price_min=wanted.price_min,
        price_max=wanted.price_max,
        limit=limit,
        offset=offset,
        facets=facets,
        sort=sort,
    )
