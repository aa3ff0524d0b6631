"""Collections: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import StringConstraints

from rustok.dto import UNSET, CurrencyCode, Id, LocaleCode, Slug, Text, Unset, Version
from rustok_commerce.dto.categories import MetaDescription
from rustok_commerce.dto.localized import Key, ShortText
from rustok_commerce.dto.products import ProductStatus, ProductSummaryResponse
from rustok_commerce.dto.variants import Position

MAX_PRODUCTS = 10_000
"""Products that can be put into a collection by hand."""
NOT_ON_PRODUCTS = frozenset({"asset_id", "description", "meta_title", "meta_description", "position"})
"""What of a collection no product shows: a change of it touches none."""


class CollectionKind(StrEnum):
    """How a collection's products are chosen."""

    MANUAL = "manual"
    RULES = "rules"


class CollectionMatch(StrEnum):
    """How many of a collection's rules must hold."""

    ALL = "all"
    ANY = "any"


class CollectionField(StrEnum):
    """What of a product a rule looks at. Nothing that changes with the clock alone is offered."""

    TAG = "tag"
    CATEGORY = "category"
    TYPE = "type"
    ATTRIBUTE = "attribute"
    PRICE = "price"
    REDUCED = "reduced"
    IN_STOCK = "in_stock"
    CREATED = "created"
    TITLE = "title"
    STATUS = "status"


class CollectionOperator(StrEnum):
    """How a rule compares."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    STARTS_WITH = "starts_with"
    LESS = "less"
    AT_MOST = "at_most"
    GREATER = "greater"
    AT_LEAST = "at_least"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRule:
    """One condition. ``value`` is text: a tag, a category (id or slug; all below it count), a type's key, an
    attribute's value by key, minor units of ``currency``, ``true`` or ``false``, a time, words of the original title.

    ``attribute`` is the key of the attribute that is looked at; a price is that of ``channel``, by default the shop's
    first, in ``currency``, by default the shop's first.
    """

    field: CollectionField
    operator: CollectionOperator = CollectionOperator.IS
    value: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(255)]
    attribute: Key | None = None
    currency: CurrencyCode | None = None
    channel: Key | None = None


CollectionRules = Annotated[tuple[CollectionRule, ...], MaxLen(50)]
ProductIds = Annotated[tuple[Id, ...], MinLen(1), MaxLen(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionTranslationInput:
    """A collection's text in one language. Without a slug the collection's own is its address."""

    locale: LocaleCode
    name: ShortText
    slug: Slug | None = None
    description: Text | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None


CollectionTranslations = Annotated[tuple[CollectionTranslationInput, ...], MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCollectionRequest:
    """A new collection; ``name`` and the other texts are in ``locale``, the shop's own language if that is left out.

    One by rules needs at least one of them; ``product_ids`` are for one by hand, in their order.
    """

    kind: CollectionKind = CollectionKind.MANUAL
    name: ShortText
    locale: LocaleCode | None = None
    slug: Slug | None = None
    description: Text | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None
    translations: CollectionTranslations = ()
    match: CollectionMatch = CollectionMatch.ALL
    rules: CollectionRules = ()
    product_ids: Annotated[tuple[Id, ...], MaxLen(1000)] = ()
    asset_id: Id | None = None
    is_active: bool = True
    position: Position = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCollectionRequest:
    """Fields to change; ``name`` and the other texts are in ``locale``, the collection's own language by default.

    ``translations`` sets the languages it names and leaves the others. Rules are given whole.
    """

    name: ShortText | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    slug: Slug | Unset = UNSET
    description: Text | Unset | None = UNSET
    meta_title: ShortText | Unset | None = UNSET
    meta_description: MetaDescription | Unset | None = UNSET
    translations: CollectionTranslations | Unset = UNSET
    match: CollectionMatch | Unset = UNSET
    rules: CollectionRules | Unset = UNSET
    asset_id: Id | Unset | None = UNSET
    is_active: bool | Unset = UNSET
    position: Position | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCollectionProductsRequest:
    """Products to put into a collection, before the one at ``position`` (0 is first), at the end by default."""

    product_ids: ProductIds
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveCollectionProductsRequest:
    """Products to take out of a collection."""

    product_ids: ProductIds


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCollectionRequest:
    """The products to come first, in their order; the others follow in the order they have."""

    product_ids: ProductIds


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCollectionsRequest:
    """Which collections, by position and slug. ``q`` looks into names and slugs."""

    kind: CollectionKind | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(100)] | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewCollectionRequest:
    """Rules to try before they are saved, and how many of the products that fit are to be shown."""

    rules: Annotated[tuple[CollectionRule, ...], MinLen(1), MaxLen(50)]
    match: CollectionMatch = CollectionMatch.ALL
    limit: Annotated[int, Ge(1), Le(24)] = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionTranslationResponse:
    """A collection's text in one language."""

    locale: str
    name: str
    slug: str | None
    description: str | None
    meta_title: str | None
    meta_description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionResponse:
    """A collection as its own tenant's staff see it; ``name`` is in the language asked for, or the nearest there is.

    ``product_count`` is known of those that are filled by hand.
    """

    id: Id
    slug: str
    kind: CollectionKind
    match: CollectionMatch
    rules: tuple[CollectionRule, ...]
    is_active: bool
    position: int
    asset_id: Id | None
    product_count: int | None
    locale: str
    name: str
    description: str | None
    source_locale: str
    translations: tuple[CollectionTranslationResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionProductResponse:
    """A product's place in a collection that is filled by hand."""

    product_id: Id
    position: int
    handle: str
    title: str
    status: ProductStatus
    asset_id: Id | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPreviewResponse:
    """How many of the newest ``examined`` products fit, and the first of them. ``total`` is how many products are."""

    count: int
    examined: int
    total: int
    products: tuple[ProductSummaryResponse, ...]
