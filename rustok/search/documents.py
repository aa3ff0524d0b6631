"""What a domain hands to the read model: one document per entity and locale.

``document`` is what a storefront gets for one object, ``card`` the short form for lists; both are passed through to
clients, so their keys are part of the API: ``as_json`` of the dataclasses in :mod:`rustok.search.storefront`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from rustok.context import EVERYBODY

VISIBLE_STATUSES: Final = frozenset({"active", "published"})
"""What products and nodes are called when a storefront may show them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The part every document has.

    ``locale`` is whom it is for, ``source_locale`` the language its text really is in; ``is_fallback`` where they
    differ, ``stale`` where the translation is older than the original. ``source_version`` grows with every change of
    the entity. ``document`` is the whole storefront object as canonical-JSON-ready data.
    """

    entity_id: UUID
    locale: str
    source_locale: str
    is_fallback: bool
    stale: bool
    source_version: int
    status: str
    title: str
    slug: str
    search_text: str
    tags: tuple[str, ...] = ()
    meta_title: str | None = None
    meta_description: str | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_visible(self) -> bool:
        """Whether a storefront may show it."""
        return self.status in VISIBLE_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDocument(Document):
    """A product as a storefront shows it.

    ``prices`` names the channels that offer it now, the tenant's default one first, with their currencies in order,
    and the lowest and highest price of its variants in minor units (``{"default": {"USD": (1999, 2999)}}``); None
    where it has no price. ``category_ids`` holds the product's categories and all their ancestors, ``collections`` its
    place in each collection by id, ``options`` the values that it can be filtered by: of its variants' options, and of
    filterable attributes (``{"colour": ("red", "blue")}``). ``former_slugs`` still lead to it.
    """

    subtitle: str | None = None
    description: str | None = None
    prices: Mapping[str, Mapping[str, tuple[int, int] | None]] = field(default_factory=dict)
    total_stock: int = 0
    has_stock: bool = False
    categories: tuple[Mapping[str, Any], ...] = ()
    category_ids: tuple[UUID, ...] = ()
    collections: Mapping[UUID, int] = field(default_factory=dict)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skus: tuple[str, ...] = ()
    former_slugs: tuple[str, ...] = ()
    position: int = 0
    created_at: dt.datetime
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDocument(Document):
    """A node as a reader sees it.

    ``is_shown`` is false where something else than its status keeps it from readers; ``audience`` says which of them
    see it (:mod:`rustok.rbac.audience`). ``path`` is its address, ``former_paths`` still lead to it: addresses, and of
    what was moved out of a thread its places there (:func:`thread_place`). ``category_ids`` are its category and all
    above it.

    Of an answer: ``root_id`` is what it belongs to, ``number`` its place there, ``thread`` sorts as the thread reads.
    Of what is answered: ``pin`` is 1 where it stands first in its category, 2 where everywhere.
    """

    kind: str
    excerpt: str | None = None
    body_preview: str | None = None
    author_id: UUID | None = None
    author_name: str | None = None
    category_id: UUID | None = None
    category_name: str | None = None
    category_slug: str | None = None
    parent_id: UUID | None = None
    path: str | None = None
    former_paths: tuple[str, ...] = ()
    category_ids: tuple[UUID, ...] = ()
    tag_ids: tuple[UUID, ...] = ()
    series_id: UUID | None = None
    series_position: int = 0
    related_ids: tuple[UUID, ...] = ()
    root_id: UUID | None = None
    number: int | None = None
    thread: str = ""
    depth: int = 0
    audience: int = EVERYBODY
    is_shown: bool = True
    is_featured: bool = False
    is_solved: bool = False
    pin: int = 0
    score: int = 0
    reply_count: int = 0
    position: int = 0
    created_at: dt.datetime
    published_at: dt.datetime | None = None
    activity_at: dt.datetime | None = None

    @property
    def is_visible(self) -> bool:
        """Whether a storefront may show it, to its audience."""
        return self.is_shown and self.status in VISIBLE_STATUSES


def thread_place(root_id: UUID, number: int) -> str:
    """Write a place in a thread as a former path of the answer that stood there: no address begins so."""
    return f"{root_id.hex}/{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDocument(Document):
    """What nodes are found by beside their texts: ``kind`` is ``category``, ``tag``, ``menu`` or ``redirect``.

    ``slug`` is its address among those of its kind and ``module``; ``former_slugs`` still lead to it. ``path`` are a
    category's ancestors from the root, itself the last.
    """

    kind: str
    module: str = ""
    former_slugs: tuple[str, ...] = ()
    parent_id: UUID | None = None
    path: tuple[UUID, ...] = ()
    audience: int = EVERYBODY
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDocument(Document):
    """A category of products. ``title`` is its name; ``path`` its ancestors from the root, itself the last.

    ``former_slugs`` still lead to it.
    """

    former_slugs: tuple[str, ...] = ()
    parent_id: UUID | None = None
    path: tuple[UUID, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionDocument(Document):
    """A collection of products. ``title`` is its name; ``former_slugs`` still lead to it."""

    former_slugs: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDocument(Document):
    """A channel the tenant sells in. ``slug`` is its code; ``currencies`` begins with the one shown first."""

    currencies: tuple[str, ...]
    is_default: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDocument(Document):
    """An attribute of products, with the names of its values. ``slug`` is its key."""

    is_filterable: bool = False
    position: int = 0
