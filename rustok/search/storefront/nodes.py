"""Nodes of content: pages, posts, topics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rustok.dto import Id
from rustok.search.storefront.catalogue import StoreCategoryRef
from rustok.search.storefront.pictures import StoreImage
from rustok.search.storefront.products import StoreProductCard
from rustok.search.storefront.site import StoreSeo
from rustok.search.storefront.threads import StoreReply, StoreThread


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
class StoreColumn:
    """Blocks below each other, beside other columns."""

    blocks: tuple[StoreBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreBlock:
    """A block of a text. ``props`` are those of its ``type``, ``html`` is it as safe HTML; null where it holds others.

    A block of products or of posts has their cards, those that the reader sees, and null in the other one; ``href``
    asks this API for the list that they are the first of, where it is one.
    """

    id: str
    type: str
    props: Mapping[str, Any]
    html: str | None
    href: str | None
    columns: tuple[StoreColumn, ...]
    products: tuple[StoreProductCard, ...] | None
    posts: tuple[StoreNodeCard, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRegion:
    """A place of a template with what was written for it; a text without regions has one, ``main``."""

    name: str
    blocks: tuple[StoreBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreNode(StoreNodeCard):
    """A node with its text. ``body`` is HTML that was cleaned when it was written; ``metadata`` is the kind's own.

    A text that is made of blocks has them by region in ``regions``, reusable ones in their places.

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
    regions: tuple[StoreRegion, ...] = ()


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
class StorePostSeriesCard(StoreNodeCard):
    """A series of posts in a list. ``post_count`` are those that the reader sees."""

    post_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePostSeries(StoreNode):
    """A series with its posts in their order, the first hundred; ``posts?series=&sort=position`` lists all of them."""

    posts: tuple[StoreNodeCard, ...]
    post_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReplyPlace:
    """A reply and the topic that it stands in, wherever it was before; none where it became that topic."""

    topic: StoreNodeCard
    reply: StoreReply | None


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
class StorePostAuthor:
    """Who writes posts: what they are signed with, how many there are, and when the last one was published."""

    id: Id
    name: str | None
    avatar: StoreImage | None
    post_count: int
    last_published_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreArchiveMonth:
    """How many posts were published in a month (UTC)."""

    year: int
    month: int
    count: int
