"""What blocks of a text list: the cards of all its lists, read by one statement, for the reader who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from rustok.context import RequestContext
from rustok.ids import parse_id
from rustok_index.dto.content import ListStorePostsRequest, StorePostSort
from rustok_index.dto.documents import StoredDocument
from rustok_index.dto.products import StoreProductFilter, StoreProductSort
from rustok_index.mappers import checksum
from rustok_index.queries import keyset, listings, products
from rustok_index.queries.channels import request_currency
from rustok_index.queries.post_listing import listing

MOST_LISTS: Final = 12
"""Lists of one text that are read; those behind them stay empty and have their address."""
MOST_CARDS: Final = 120
"""Cards of all lists of one text."""
# A block that lists something is stored with an empty list, written so by jsonb; within texts quotes are escaped.
_MARKS: Final = ('"products": []', '"posts": []')
_PICKED: Final = (
    "SELECT {part}::text, f.place, f.id, {table}.card FROM unnest(%s::uuid[]) WITH ORDINALITY AS f (id, place)"
    " JOIN {listing} l ON l.{key} = f.id{join} WHERE {conditions} ORDER BY f.place LIMIT {limit:d}"
)
_LISTED: Final = (
    "SELECT {part}::text, row_number() OVER (ORDER BY {order}), l.{key}, {table}.card"
    " FROM {listing} l{join} WHERE {conditions} ORDER BY {order} LIMIT {limit:d}"
)
_OF_PRODUCTS: Final = {"table": "p", "listing": "index_product_listings", "key": "product_id", "join": products.JOIN}
_OF_NODES: Final = {"table": "n", "listing": "index_content_listings", "key": "node_id", "join": listings.JOIN}


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a text and the statement that reads them; its rows are ``part, place, id, card``."""

    document: dict[str, Any]
    blocks: Sequence[dict[str, Any]]
    statement: str
    params: Sequence[Any]
    is_varied: bool

    def fill(self, rows: Sequence[Any]) -> str:
        """Put the cards that the statement found into their blocks; return the text."""
        cards: dict[str, list[tuple[int, str]]] = {}
        for part, place, _id, card in rows:
            cards.setdefault(part, []).append((place, card))
        for number, block in enumerate(self.blocks):
            found = sorted(cards.get(_part(number), ()))
            block[_noun(block)] = [orjson.Fragment(card) for _place, card in found]
        return orjson.dumps(self.document).decode()


def lists_in(ctx: RequestContext, json: str) -> Lists | None:
    """Find the lists in a stored document; None where it has none."""
    return _lists_of(ctx, orjson.loads(json)) if any(mark in json for mark in _MARKS) else None


def _lists_of(ctx: RequestContext, document: dict[str, Any]) -> Lists | None:
    blocks: list[dict[str, Any]] = []
    statements: list[str] = []
    params: list[Any] = []
    is_varied = False
    left = MOST_CARDS
    for block in _blocks_of(document):
        if len(blocks) == MOST_LISTS or not left:
            break
        limit = min(block["props"]["limit"], left)
        read = _products if _noun(block) == "products" else _posts
        statement, values, varied = read(ctx, block["props"], f"'{_part(len(blocks))}'", limit)
        statements.append(f"({statement})")
        params += values
        is_varied = is_varied or varied
        blocks.append(block)
        left -= limit
    if not blocks:
        return None
    return Lists(document, blocks, " UNION ALL ".join(statements), params, is_varied)


def with_lists(ctx: RequestContext, found: StoredDocument) -> StoredDocument:
    """Return a document with what its lists show; one without lists as it is. One statement for all of them."""
    lists = lists_in(ctx, found.json)
    if lists is None:
        return found
    rows = sorted(keyset.fetch(lists.statement, lists.params, varied=lists.is_varied), key=lambda row: row[:2])
    # Its tag is another one whenever a card in it is.
    state = checksum({"own": found.checksum, "lists": [[part, card] for part, _place, _id, card in rows]})
    return replace(found, json=lists.fill(rows), checksum=state)


def fill_document(ctx: RequestContext, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document that is not stored with what its lists show."""
    lists = _lists_of(ctx, orjson.loads(orjson.dumps(document)))
    if lists is None:
        return document
    found: dict[str, Any] = orjson.loads(
        lists.fill(keyset.fetch(lists.statement, lists.params, varied=lists.is_varied))
    )
    return found


def _part(number: int) -> str:
    return f"list {number}"


def _noun(block: Mapping[str, Any]) -> str:
    return "products" if block["products"] is not None else "posts"


def _blocks_of(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for region in document.get("regions", ()):
        yield from _listing_among(region["blocks"])


def _listing_among(blocks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["products"] is not None or block["posts"] is not None:
            yield block
        for column in block["columns"]:
            yield from _listing_among(column["blocks"])


def _products(ctx: RequestContext, props: Mapping[str, Any], part: str, limit: int) -> tuple[str, list[Any], bool]:
    currency = request_currency(ctx, None)
    if props["product_ids"]:
        conditions, params = products.conditions_of(ctx, StoreProductFilter(), currency)
        statement = _PICKED.format(part=part, limit=limit, conditions=" AND ".join(conditions), **_OF_PRODUCTS)
        return statement, [[parse_id(each) for each in props["product_ids"]], *params], False
    wanted = StoreProductFilter(category=props["category"], collection=props["collection"], tag=props["tag"])
    key = products.SORTS[StoreProductSort(props["sort"])]
    conditions, params = products.conditions_of(ctx, wanted, currency)
    few = products.few_of(ctx, wanted, currency)
    if few is not None:
        conditions.append("l.product_id = ANY(%s)")
        params.append(few)
    order = keyset.order(key, "product_id", alias="l")
    statement = _LISTED.format(part=part, limit=limit, order=order, conditions=" AND ".join(conditions), **_OF_PRODUCTS)
    return statement, params, few is not None or products.is_varied(wanted)


def _posts(ctx: RequestContext, props: Mapping[str, Any], part: str, limit: int) -> tuple[str, list[Any], bool]:
    request = ListStorePostsRequest(
        category=props["category"],
        tag=props["tag"],
        series=parse_id(props["series_id"]) if props["series_id"] else None,
        featured=True if props["featured"] else None,
        sort=StorePostSort.POSITION if props["series_id"] else StorePostSort.NEWEST,
        limit=limit,
    )
    if props["post_ids"]:
        asked = listing(ListStorePostsRequest(limit=limit))
        conditions, params = listings.conditions_of(ctx, asked)
        statement = _PICKED.format(part=part, limit=limit, conditions=" AND ".join(conditions), **_OF_NODES)
        return statement, [[parse_id(each) for each in props["post_ids"]], *params], False
    asked = listing(request)
    conditions, params = listings.conditions_of(ctx, asked)
    statement = _LISTED.format(
        part=part, limit=limit, order=listings.order_of(asked), conditions=" AND ".join(conditions), **_OF_NODES
    )
    return statement, params, listings.is_varied(asked)
