"""Documents to rows, rows to search entries; and the canonical JSON by which they are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from rustok.ids import parse_id, to_ulid
from rustok.rbac.audience import EVERYBODY, readers_in
from rustok.search.documents import (
    AttributeDocument,
    CategoryDocument,
    ChannelDocument,
    CollectionDocument,
    ContentDocument,
    Document,
    ProductDocument,
    SectionDocument,
)
from rustok.search.sources import UNDETERMINED
from rustok_index import models
from rustok_index.dto.dictionary import (
    SearchMissResponse,
    SearchPinResponse,
    SearchStopWordResponse,
    SearchSynonymResponse,
)
from rustok_index.dto.search import SearchEntry
from rustok_index.models.base import CHECKSUM_LENGTH

_TITLE: Final = 255
_META_DESCRIPTION: Final = 500

Row = dict[str, Any]


def canonical_json(value: Any) -> bytes:
    """Write JSON that is the same for equal data: sorted keys, no spaces, times in UTC."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def checksum(row: Mapping[str, Any]) -> str:
    """Return the checksum of a row's columns, whichever of them are given; ``checksum`` itself does not count."""
    content = {name: value for name, value in row.items() if name != "checksum"}
    return hashlib.blake2b(canonical_json(content), digest_size=CHECKSUM_LENGTH // 2).hexdigest()


def product_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_products``; the price columns are of the first channel's first currency."""
    assert isinstance(document, ProductDocument)
    prices = {
        channel: {code: low_high and {"min": low_high[0], "max": low_high[1]} for code, low_high in by_code.items()}
        for channel, by_code in document.prices.items()
    }
    first = next((price for by_code in prices.values() for price in by_code.values()), None)
    return _finished(
        {
            **_common(document),
            "product_id": document.entity_id,
            "subtitle": document.subtitle,
            "handle": document.slug,
            "former_handles": list(document.former_slugs),
            "description": document.description,
            "min_price": first and first["min"],
            "max_price": first and first["max"],
            "channels": list(prices),
            "prices": prices,
            "total_stock": document.total_stock,
            "has_stock": document.has_stock,
            "categories": [dict(category) for category in document.categories],
            "category_ids": sorted(document.category_ids),
            "collections": {to_ulid(key): place for key, place in document.collections.items()},
            "tags": list(document.tags),
            "options": {name: list(values) for name, values in document.options.items()},
            "skus": list(document.skus),
            "position": document.position,
            "created_at": document.created_at,
            "published_at": document.published_at,
        }
    )


def content_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_content``."""
    assert isinstance(document, ContentDocument)
    return _finished(
        {
            **_common(document),
            "node_id": document.entity_id,
            "kind": document.kind,
            "slug": document.slug,
            "excerpt": document.excerpt,
            "body_preview": document.body_preview,
            "author_id": document.author_id,
            "author_name": document.author_name,
            "category_id": document.category_id,
            "category_name": document.category_name,
            "category_slug": document.category_slug,
            "tags": list(document.tags),
            "parent_id": document.parent_id,
            "path": document.path,
            "former_paths": list(document.former_paths),
            "category_ids": list(document.category_ids or filter(None, (document.category_id,))),
            "tag_ids": list(document.tag_ids),
            "series_id": document.series_id,
            "series_position": document.series_position,
            "related_ids": list(document.related_ids),
            "root_id": document.root_id,
            "number": document.number,
            "thread": document.thread,
            "depth": document.depth,
            "audience": document.audience,
            "is_featured": document.is_featured,
            "is_solved": document.is_solved,
            "pin": document.pin,
            "score": document.score,
            "reply_count": document.reply_count,
            "position": document.position,
            "created_at": document.created_at,
            "published_at": document.published_at,
            "sort_at": document.published_at or document.created_at,
            "activity_at": document.activity_at or document.published_at or document.created_at,
        }
    )


def content_listing_rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
    """Make a node's places in lists, if it is visible and no answer: those are read below what they answer."""
    if not row["is_visible"] or row["root_id"] is not None:
        return
    place = {
        name: row[name]
        for name in ("node_id", "locale", "kind", "audience", "sort_at", "activity_at", "position", "is_solved")
    }
    place["score"] = row["score"]
    own = row["category_id"]
    groups = {models.EVERYTHING: row["pin"] > 1}
    for category_id in row["category_ids"]:
        groups[category_id] = row["pin"] > 1 or (row["pin"] > 0 and category_id == own)
    if row["is_featured"]:
        groups[models.FEATURED] = False
    if not row["reply_count"]:
        groups[models.UNANSWERED] = False
    for group_id in (*row["tag_ids"], row["author_id"]):
        if group_id is not None:
            groups.setdefault(group_id, False)
    for group_id, pinned in groups.items():
        yield {**place, "group_id": group_id, "pin": int(pinned)}
    if row["series_id"] is not None and row["series_id"] not in groups:
        yield {**place, "group_id": row["series_id"], "pin": 0, "position": row["series_position"]}


def path_rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
    """Make the addresses by which a node is found, if it is visible."""
    if not row["is_visible"]:
        return
    for path in dict.fromkeys(filter(None, (row["path"], *row["former_paths"]))):
        yield {
            "node_id": row["node_id"],
            "locale": row["locale"],
            "path": path,
            "is_current": path == row["path"],
        }


def section_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_sections``."""
    assert isinstance(document, SectionDocument)
    return _finished(
        {
            **_keyed(document, "section_id"),
            "kind": document.kind,
            "module": document.module,
            "former_slugs": list(document.former_slugs),
            "parent_id": document.parent_id,
            "path": list(document.path),
            "audience": document.audience,
            "position": document.position,
        }
    )


def section_slug_rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
    """Make the addresses by which a section is found, if it is visible."""
    for found in slug_rows("section_id")(row, currencies):
        yield {**found, "kind": row["kind"], "module": row["module"]}


def category_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_categories``."""
    assert isinstance(document, CategoryDocument)
    return _finished(
        {
            **_common(document),
            "category_id": document.entity_id,
            "slug": document.slug,
            "former_slugs": list(document.former_slugs),
            "parent_id": document.parent_id,
            "path": list(document.path),
            "tags": list(document.tags),
            "position": document.position,
        }
    )


def collection_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_collections``."""
    assert isinstance(document, CollectionDocument)
    return _finished(
        {
            **_keyed(document, "collection_id"),
            "former_slugs": list(document.former_slugs),
            "position": document.position,
        }
    )


def channel_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_channels``."""
    assert isinstance(document, ChannelDocument)
    return _finished(
        {
            **_keyed(document, "channel_id"),
            "currencies": list(document.currencies),
            "is_default": document.is_default,
            "position": document.position,
        }
    )


def attribute_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_attributes``."""
    assert isinstance(document, AttributeDocument)
    return _finished(
        {
            **_keyed(document, "attribute_id"),
            "is_filterable": document.is_filterable,
            "position": document.position,
        }
    )


def listing_rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
    """Make the rows by which a product is found in lists: none while it is not visible."""
    if not row["is_visible"]:
        return
    groups = {models.EVERYTHING: row["position"], **dict.fromkeys(row["category_ids"], row["position"])}
    groups |= {parse_id(key): place for key, place in row["collections"].items()}
    for channel, by_currency in row["prices"].items():
        for currency, price in by_currency.items():
            for group_id, position in groups.items():
                yield {
                    "product_id": row["product_id"],
                    "locale": row["locale"],
                    "channel": channel,
                    "group_id": group_id,
                    "currency": currency,
                    "price": models.UNPRICED if price is None else price["min"],
                    "price_descending": -1 if price is None else price["min"],
                    "created_at": row["created_at"],
                    "title": row["title"],
                    "position": position,
                    "has_stock": row["has_stock"],
                }


def handle_rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
    """Make the rows by which a product is found by its address: none while it is not visible."""
    if not row["is_visible"]:
        return
    for handle in dict.fromkeys((row["handle"], *row["former_handles"])):
        yield {
            "product_id": row["product_id"],
            "locale": row["locale"],
            "handle": handle,
            "is_current": handle == row["handle"],
        }


def slug_rows(entity: str) -> Callable[[Mapping[str, Any], Sequence[str]], Iterator[Row]]:
    """Return what makes the rows by which a category or collection is found by its address, if it is visible."""

    def rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
        if not row["is_visible"]:
            return
        for slug in dict.fromkeys((row["slug"], *row["former_slugs"])):
            yield {entity: row[entity], "locale": row["locale"], "slug": slug, "is_current": slug == row["slug"]}

    return rows


def product_entry(row: Mapping[str, Any]) -> SearchEntry | None:
    """Make what search knows of a product, from its row; None while it is not visible."""
    if not row["is_visible"]:
        return None
    return SearchEntry(
        entity_id=row["product_id"],
        locale=row["locale"],
        language=row["source_locale"],
        kind="product",
        title=row["title"],
        text=row["search_text"],
        channels=tuple(row["channels"]),
        tags=tuple(row["tags"]),
        categories=tuple(to_ulid(category_id) for category_id in row["category_ids"]),
        collections=tuple(row["collections"]),
        skus=tuple(row["skus"]),
        options=tuple(f"{name}={value}" for name, values in sorted(row["options"].items()) for value in values),
        prices={
            f"{channel}:{code}": price["min"]
            for channel, by_code in row["prices"].items()
            for code, price in by_code.items()
            if price is not None
        },
        has_stock=row["has_stock"],
        created=int(row["created_at"].timestamp()),
    )


def content_entry(row: Mapping[str, Any]) -> SearchEntry | None:
    """Make what search knows of a node, from its row; None while it is not visible.

    An answer has no title of its own, and nothing to be found by while it has no text. Who sees it, its root's row
    says: it is asked when the answer is found, so that a thread of thousands is hidden by one row.
    """
    if not row["is_visible"]:
        return None
    is_answer = row["locale"] == UNDETERMINED
    if is_answer and not row["title"]:
        return None
    return SearchEntry(
        entity_id=row["node_id"],
        locale=row["locale"],
        language=row["source_locale"],
        kind=row["kind"],
        title="" if is_answer else row["title"],
        text=row["search_text"],
        # Most are for everybody, and then there is nothing to compare.
        channels=None if row["audience"] == EVERYBODY else readers_in(row["audience"]),
        tags=tuple(row["tags"]),
        categories=tuple(to_ulid(category_id) for category_id in row["category_ids"]),
        created=int(row["sort_at"].timestamp()),
    )


def _common(document: Document) -> Row:
    return {
        "locale": document.locale,
        "source_locale": document.source_locale,
        "is_fallback": document.is_fallback,
        "stale": document.stale,
        "source_version": document.source_version,
        "title": document.title[:_TITLE],
        "status": str(document.status),
        "is_visible": document.is_visible,
        "search_text": document.search_text,
        "meta_title": document.meta_title and document.meta_title[:_TITLE],
        "meta_description": document.meta_description and document.meta_description[:_META_DESCRIPTION],
        # Written once: the checksum and the statement that stores it take the text as it is.
        "document": orjson.Fragment(canonical_json(document.document)),
        "card": canonical_json(document.card).decode(),
    }


def _keyed(document: Document, entity: str) -> Row:
    return {**_common(document), entity: document.entity_id, "slug": document.slug, "tags": list(document.tags)}


def _finished(row: Row) -> Row:
    row["checksum"] = checksum(row)
    return row


def synonym_response(row: models.SearchSynonym) -> SearchSynonymResponse:
    """Present a synonym."""
    return SearchSynonymResponse(
        id=row.pk,
        phrases=tuple(row.phrases),
        replacements=tuple(row.replacements),
        locale=row.locale or None,
        updated_at=row.updated_at,
    )


def stop_word_response(row: models.SearchStopWord) -> SearchStopWordResponse:
    """Present a stop word."""
    return SearchStopWordResponse(id=row.pk, word=row.word, locale=row.locale or None)


def pin_response(row: models.SearchPin) -> SearchPinResponse:
    """Present pinned results."""
    return SearchPinResponse(
        id=row.pk,
        phrase=row.phrase,
        entity_ids=tuple(row.entity_ids),
        locale=row.locale or None,
        updated_at=row.updated_at,
    )


def miss_response(row: models.SearchMiss) -> SearchMissResponse:
    """Present a search that found nothing."""
    return SearchMissResponse(
        id=row.pk, query=row.query, locale=row.locale, times=row.times, first_at=row.first_at, last_at=row.last_at
    )
