"""Documents to rows, rows to search entries; and the canonical JSON by which they are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from rustok.ids import to_ulid
from rustok.search.documents import CategoryDocument, ContentDocument, Document, ProductDocument
from rustok_index import models
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
    """Make the row of ``index_products``; the first currency is the one of the price columns."""
    assert isinstance(document, ProductDocument)
    default = currencies[0]
    prices = {
        code: {"min": document.min_prices[code], "max": document.max_prices.get(code, document.min_prices[code])}
        for code in document.min_prices
    }
    return _finished(
        {
            **_common(document),
            "product_id": document.entity_id,
            "subtitle": document.subtitle,
            "handle": document.slug,
            "description": document.description,
            "min_price": prices.get(default, {}).get("min"),
            "max_price": prices.get(default, {}).get("max"),
            "currencies": sorted(prices),
            "prices": prices,
            "total_stock": document.total_stock,
            "has_stock": document.has_stock,
            "categories": [dict(category) for category in document.categories],
            "category_ids": sorted(document.category_ids),
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
            "reply_count": document.reply_count,
            "position": document.position,
            "created_at": document.created_at,
            "published_at": document.published_at,
            "sort_at": document.published_at or document.created_at,
        }
    )


def category_row(document: Document, currencies: Sequence[str]) -> Row:
    """Make the row of ``index_categories``."""
    assert isinstance(document, CategoryDocument)
    return _finished(
        {
            **_common(document),
            "category_id": document.entity_id,
            "slug": document.slug,
            "parent_id": document.parent_id,
            "path": list(document.path),
            "tags": list(document.tags),
            "position": document.position,
        }
    )


def listing_rows(row: Mapping[str, Any], currencies: Sequence[str]) -> Iterator[Row]:
    """Make the rows by which a product is found in lists: none while it is not visible."""
    if not row["is_visible"]:
        return
    for currency in currencies:
        price = row["prices"].get(currency, {}).get("min")
        for category_id in (models.ALL_CATEGORIES, *row["category_ids"]):
            yield {
                "product_id": row["product_id"],
                "locale": row["locale"],
                "category_id": category_id,
                "currency": currency,
                "price": models.UNPRICED if price is None else price,
                "price_descending": -1 if price is None else price,
                "created_at": row["created_at"],
                "title": row["title"],
                "position": row["position"],
                "has_stock": row["has_stock"],
            }


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
        tags=tuple(row["tags"]),
        categories=tuple(to_ulid(category_id) for category_id in row["category_ids"]),
        skus=tuple(row["skus"]),
        options=tuple(f"{name}={value}" for name, values in sorted(row["options"].items()) for value in values),
        prices={code: price["min"] for code, price in row["prices"].items()},
        has_stock=row["has_stock"],
        created=int(row["created_at"].timestamp()),
    )


def content_entry(row: Mapping[str, Any]) -> SearchEntry | None:
    """Make what search knows of a node, from its row; None while it is not visible."""
    if not row["is_visible"]:
        return None
    return SearchEntry(
        entity_id=row["node_id"],
        locale=row["locale"],
        language=row["source_locale"],
        kind=row["kind"],
        title=row["title"],
        text=row["search_text"],
        tags=tuple(row["tags"]),
        categories=(to_ulid(row["category_id"]),) if row["category_id"] else (),
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
        "document": dict(document.document),
        "card": canonical_json(document.card).decode(),
    }


def _finished(row: Row) -> Row:
    row["checksum"] = checksum(row)
    return row
