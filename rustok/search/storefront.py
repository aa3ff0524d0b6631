"""The objects storefronts get: what domains put into documents and cards, and what both APIs describe.

A source builds these and stores ``as_json(...)`` of them; REST passes the stored text through, GraphQL reads fields
out of it. Amounts are minor units per ISO 4217 code, of every currency the shop sells in; nothing here depends on who
is asking. URLs of pictures are relative to the site.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from rustok.dto import Amount, Id
from rustok.ids import to_ulid


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreImage:
    """A picture. ``width`` and ``height`` are pixels of the original; cropping keeps the focal point, 0 to 1.

    ``url`` is a JPEG or PNG for everything, ``srcset`` the same as WebP in several widths (empty for an animation),
    ``thumbnail`` a small square around the focal point.
    """

    url: str
    srcset: str
    thumbnail: str
    alt: str | None
    width: int | None
    height: int | None
    focal_x: float | None
    focal_y: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSeo:
    """What search engines are told.

    ``canonical`` is the address of the text that is shown, ``hreflang`` its addresses by language, those of languages
    that it is written in, and ``x-default``; ``open_graph`` are properties by name (``og:title``), ``json_ld`` objects
    of schema.org. Addresses are relative to the site.
    """

    title: str | None = None
    description: str | None = None
    canonical: str | None = None
    robots: str = "index, follow"
    hreflang: Mapping[str, Any] = field(default_factory=dict)
    open_graph: Mapping[str, Any] = field(default_factory=dict)
    json_ld: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCategoryRef:
    """A category, named where something is in it."""

    id: Id
    slug: str
    name: str


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
class StoreMarkup:
    """Objects of schema.org for a page's head."""

    json_ld: tuple[Mapping[str, Any], ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSitemapEntry:
    """Something with a text of its own in the language asked for: ``category``, ``collection``, ``product`` or a node.

    ``slug`` is its address there, ``alternates`` its addresses by language, wherever it has a text. ``path`` is a
    node's whole address on the site.
    """

    kind: str
    id: Id
    slug: str
    path: str | None
    updated_at: dt.datetime | None
    alternates: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreThread:
    """What goes on below a topic or a post. A moment in ``closed_at`` that lies ahead closes it then."""

    participant_count: int
    last_reply_id: Id | None
    last_reply_at: dt.datetime | None
    last_reply_author: str | None
    solution_id: Id | None
    is_pinned: bool
    is_pinned_everywhere: bool
    pinned_until: dt.datetime | None
    is_locked: bool
    closed_at: dt.datetime | None
    archived_at: dt.datetime | None
    is_wiki: bool
    slow_mode_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNodeCard:
    """A node of content in a list: a post, a page, a topic. ``cover`` is what the kind's metadata say of a picture.

    ``path`` is its address on the site. ``tag_slugs`` are what its ``tags`` are called in addresses. ``thread`` is
    there where it can be answered; ``activity_at`` is when it was, or when it was published.
    """

    id: Id
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
    path: str | None = None
    tag_slugs: tuple[str, ...] = ()
    author_id: Id | None = None
    author_avatar: StoreImage | None = None
    is_featured: bool = False
    reading_minutes: int = 0
    reply_count: int = 0
    reaction_count: int = 0
    vote_score: int = 0
    activity_at: dt.datetime | None = None
    thread: StoreThread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNodeRef:
    """A node, named where another one leads to it."""

    id: Id
    title: str
    path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNode(StoreNodeCard):
    """A node with its text. ``body`` is HTML that was cleaned when it was written; ``metadata`` is the kind's own.

    ``stale`` says that the translation is older than the original; ``alternates`` are its slugs by language, of those
    that it is published in. ``breadcrumbs`` lead from the root to it, ``reactions`` are counted by name.
    """

    stale: bool
    body: str | None
    parent_id: Id | None
    position: int
    depth: int
    metadata: Mapping[str, Any]
    seo: StoreSeo
    alternates: Mapping[str, Any]
    updated_at: dt.datetime
    edited_at: dt.datetime | None = None
    breadcrumbs: tuple[StoreNodeRef, ...] = ()
    reactions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSeries:
    """The series that a post is part of, and its neighbours there. ``position`` begins with 1."""

    id: Id
    slug: str | None
    title: str | None
    position: int
    count: int
    previous: StoreNodeCard | None
    next: StoreNodeCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePost(StoreNode):
    """A post with what leads on from it: ``related`` are those that its author chose, then those like it."""

    related: tuple[StoreNodeCard, ...] = ()
    series: StoreSeries | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReply:
    """An answer in a thread: a reply to a topic, a comment on a post.

    ``number`` is its place as it was written, from 1; ``depth`` 1 answers the topic or post itself. What was deleted
    keeps its place, without text and author.
    """

    id: Id
    number: int | None
    root_id: Id
    parent_id: Id | None
    depth: int
    body: str | None
    author: str | None
    author_id: Id | None
    author_avatar: StoreImage | None
    is_guest: bool
    is_deleted: bool
    reply_count: int
    reaction_count: int
    reactions: Mapping[str, Any]
    vote_score: int
    created_at: dt.datetime
    edited_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNodeCategory:
    """A category of nodes in its tree. ``depth`` is 1 at the root; counts are of what is in the category itself."""

    id: Id
    module: str
    slug: str
    name: str
    description: str | None
    parent_id: Id | None
    position: int
    depth: int
    colour: str | None
    icon: str | None
    is_closed: bool
    needs_approval: bool
    node_count: int
    reply_count: int
    last_activity_at: dt.datetime | None
    last_node: StoreNodeRef | None
    breadcrumbs: tuple[StoreCategoryRef, ...]
    locale: str
    source_locale: str
    is_fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTag:
    """A tag of nodes. ``node_count`` is how many carry it."""

    id: Id
    slug: str
    name: str
    node_count: int
    locale: str
    source_locale: str
    is_fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreMenu:
    """The entries at one place of a site.

    An item is ``{"label", "url", "node_id", "kind", "opens_new_tab", "items"}``, ``items`` those below it. Entries
    whose node is not shown in the language are left out.
    """

    location: str
    name: str
    items: tuple[Mapping[str, Any], ...]
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreArchiveMonth:
    """How many posts were published in a month (UTC)."""

    year: int
    month: int
    count: int


def as_json(value: Any) -> Any:
    """Return one of these as JSON-ready data: ids as ULID text, times as RFC 3339 in UTC with ``Z``.

    :raises TypeError: a value that has no place in a document.
    """
    kind = type(value)
    write = _writers.get(kind)
    if write is None:
        write = _writers[kind] = _writer(kind)
    return write(value)


class Ready(dict[str, Any]):
    """A mapping that is JSON-ready already: what a document says in every language is made once and kept as it is."""


_PLAIN: Final = frozenset({type(None), bool, int, float, str})
_Writer = Callable[[Any], Any]


def _writer(kind: type) -> _Writer:
    """Find how values of a type are written: once per type, since a rebuild writes hundreds of values a document."""
    if issubclass(kind, bool | int | float | str | type(None)):
        return lambda value: value
    if issubclass(kind, UUID):
        return to_ulid
    if issubclass(kind, dt.datetime):
        return lambda value: value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if issubclass(kind, Mapping):
        return lambda value: {str(key): as_json(item) for key, item in value.items()}
    if issubclass(kind, Sequence):
        return lambda value: [as_json(item) for item in value]
    if dataclasses.is_dataclass(kind):
        names = tuple(field.name for field in dataclasses.fields(kind))
        return lambda value: {
            name: item if type(item := getattr(value, name)) in _PLAIN else as_json(item) for name in names
        }
    raise TypeError(f"{kind.__name__} has no place in a document")


_writers: dict[type, _Writer] = {Ready: lambda value: value}
