"""What products are gathered in: categories, collections, channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rustok.dto import Id
from rustok.search.storefront.pictures import StoreImage


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCategoryRef:
    """A category, named where something is in it."""

    id: Id
    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCategoryCard:
    """A category of products in the tree."""

    id: Id
    slug: str
    name: str
    parent_id: Id | None
    position: int
    image: StoreImage | None
    locale: str
    source_locale: str
    is_fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCategory(StoreCategoryCard):
    """A category with all that its page shows. ``depth`` is 1 at the root; ``breadcrumbs`` end with itself.

    ``alternates`` are its slugs by language.
    """

    description: str | None
    meta_title: str | None
    meta_description: str | None
    alternates: Mapping[str, Any]
    depth: int
    breadcrumbs: tuple[StoreCategoryRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCollectionCard:
    """A collection of products in a list."""

    id: Id
    slug: str
    name: str
    position: int
    image: StoreImage | None
    locale: str
    source_locale: str
    is_fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCollection(StoreCollectionCard):
    """A collection with all that its page shows; its products are a list of their own."""

    description: str | None
    meta_title: str | None
    meta_description: str | None
    alternates: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreChannel:
    """A place the shop sells in. ``currencies`` begins with the one shown first.

    No ``locales`` means all of the shop's, no ``countries`` all there are. ``prices_include_tax`` tells how its prices
    are to be read. ``id`` is null for the one channel of a shop that has set up none.
    """

    id: Id | None
    code: str
    name: str
    currencies: tuple[str, ...]
    locales: tuple[str, ...]
    countries: tuple[str, ...]
    prices_include_tax: bool
    is_default: bool
