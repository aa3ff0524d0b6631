"""The objects storefronts get: what domains put into documents and cards, and what both APIs describe.

A source builds these and stores ``as_json(...)`` of them; REST passes the stored text through, GraphQL reads fields
out of it. Amounts are minor units per ISO 4217 code, of every currency the shop sells in; nothing here depends on who
is asking. URLs of pictures are relative to the site.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rustok.ids import to_ulid


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreImage:
    """A picture. ``width`` and ``height`` are pixels of the original."""

    url: str
    alt: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSeo:
    """What search engines are told."""

    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCategoryRef:
    """A category, named where something is in it."""

    id: UUID
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOption:
    """An option of a product and the values its variants have, in their order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreVariant:
    """What is bought. ``prices`` and ``compare_at_prices`` are ``{"USD": 1999}``; ``options`` ``{"Colour": "red"}``.

    ``available`` is how many there were when the document was built, None where stock is not counted: a hint, the
    decision is made when an order is placed.
    """

    id: UUID
    sku: str | None
    title: str
    options: Mapping[str, Any]
    prices: Mapping[str, Any]
    compare_at_prices: Mapping[str, Any]
    in_stock: bool
    available: int | None
    image: StoreImage | None = None
    barcode: str | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProductCard:
    """A product in a list. ``prices`` is ``{"USD": {"min": 1999, "max": 2999}}``.

    ``source_locale`` is the language of the text; it differs from ``locale`` where a translation is missing.
    """

    id: UUID
    handle: str
    title: str
    subtitle: str | None
    locale: str
    source_locale: str
    is_fallback: bool = False
    image: StoreImage | None
    prices: Mapping[str, Any]
    in_stock: bool
    tags: tuple[str, ...]
    variant_count: int
    created_at: dt.datetime
    published_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProduct(StoreProductCard):
    """A product with all that its page shows. ``breadcrumbs`` lead from the root to its first category."""

    description: str | None
    options: tuple[StoreOption, ...]
    variants: tuple[StoreVariant, ...]
    images: tuple[StoreImage, ...]
    categories: tuple[StoreCategoryRef, ...]
    breadcrumbs: tuple[StoreCategoryRef, ...]
    seo: StoreSeo
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCategory:
    """A category of products. ``path`` holds the ids of its ancestors from the root, itself the last."""

    id: UUID
    slug: str
    name: str
    locale: str
    source_locale: str
    parent_id: UUID | None
    path: tuple[UUID, ...]
    position: int
    description: str | None = None
    image: StoreImage | None = None
    seo: StoreSeo = StoreSeo()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNodeCard:
    """A node of content in a list: a post, a page, a topic. ``cover`` is what the kind's metadata say of a picture."""

    id: UUID
    kind: str
    slug: str
    title: str
    excerpt: str | None
    locale: str
    source_locale: str
    is_fallback: bool
    tags: tuple[str, ...]
    category: StoreCategoryRef | None
    author: str | None
    cover: Any
    published_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNode(StoreNodeCard):
    """A node with its text. ``body`` is HTML that was cleaned when it was written; ``metadata`` is the kind's own.

    ``stale`` says that the translation is older than the original; ``alternates`` are its slugs by language.
    """

    stale: bool
    body: str | None
    parent_id: UUID | None
    position: int
    depth: int
    reply_count: int
    metadata: Mapping[str, Any]
    seo: StoreSeo
    alternates: Mapping[str, Any]
    updated_at: dt.datetime


def as_json(value: Any) -> Any:
    """Return one of these as JSON-ready data: ids as ULID text, times as RFC 3339 in UTC with ``Z``.

    :raises TypeError: a value that has no place in a document.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case UUID():
            return to_ulid(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case Sequence():
            return [as_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{value!r} has no place in a document")
