"""Products with their variants, and what they are filtered by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rustok.dto import Amount, Id
from rustok.search.storefront.catalogue import StoreCategoryRef
from rustok.search.storefront.pictures import StoreImage


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptionValue:
    """A value of an option: ``key`` is the same in every language, for filters."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOption:
    """An option of a product and its values, in their order."""

    key: str
    name: str
    values: tuple[StoreOptionValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAttributeValue:
    """One value of an attribute. ``key`` is the same in every language, ``label`` is to be read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreAttribute:
    """What an attribute says of a product or variant. ``type`` tells what the keys are: a number, a date, a key …"""

    key: str
    name: str
    type: str
    unit: str | None
    values: tuple[StoreAttributeValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePriceTier:
    """The price of one piece from a quantity on, in a channel."""

    channel: str
    currency: str
    min_quantity: int
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreVariant:
    """What is bought. ``options`` is ``{"colour": "red"}`` by keys.

    ``prices`` is ``{"default": {"USD": {"amount": 1999}}}`` by channel and currency, with ``compare_at`` and
    ``lowest_30d`` (the lowest price of the 30 days before the reduction, Directive 98/6/EC article 6a) where it is
    reduced. ``image`` is one of the product's ``media``, by its place there.

    Weight is grams, the sizes millimetres. Whether it is in stock is a hint: an order decides.
    """

    id: Id
    title: str
    sku: str | None
    barcode: str | None
    gtin: str | None
    options: Mapping[str, Any]
    attributes: tuple[StoreAttribute, ...]
    image: int | None
    prices: Mapping[str, Any]
    price_tiers: tuple[StorePriceTier, ...]
    in_stock: bool
    allow_backorder: bool
    weight: int | None
    length: int | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProductCard:
    """A product in a list.

    ``prices`` is ``{"default": {"USD": {"min": 1999, "max": 2999}}}`` by channel and currency, with ``compare_at`` and
    ``lowest_30d`` beside the lowest price where it is reduced. ``source_locale`` is the language of the text; it
    differs from ``locale`` where a translation is missing.
    """

    id: Id
    handle: str
    title: str
    subtitle: str | None
    image: StoreImage | None
    prices: Mapping[str, Any]
    in_stock: bool
    tags: tuple[str, ...]
    locale: str
    source_locale: str
    is_fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreProduct(StoreProductCard):
    """A product with all that its page shows. ``breadcrumbs`` lead from the root to its first category.

    ``alternates`` are its handles by language, ``collections`` those it is in, ``channels`` where it is offered now.

    ``stock_as_of`` is when stock last changed.
    """

    description: str | None
    meta_title: str | None
    meta_description: str | None
    discountable: bool
    type: str | None
    channels: tuple[str, ...]
    alternates: Mapping[str, Any]
    stale: bool
    media: tuple[StoreImage, ...]
    options: tuple[StoreOption, ...]
    attributes: tuple[StoreAttribute, ...]
    variants: tuple[StoreVariant, ...]
    stock_as_of: dt.datetime | None
    categories: tuple[StoreCategoryRef, ...]
    collections: tuple[StoreCategoryRef, ...]
    breadcrumbs: tuple[StoreCategoryRef, ...]
    created_at: dt.datetime
    published_at: dt.datetime | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFacetAttribute:
    """What products are filtered by, and the names of its values. ``swatch`` of a value is a colour.

    ``kind`` is ``attribute``, or ``option`` for what variants are chosen by; both of the same key are one facet.
    """

    id: Id
    kind: str
    key: str
    name: str
    type: str
    unit: str | None
    is_filterable: bool
    values: tuple[Mapping[str, Any], ...]
