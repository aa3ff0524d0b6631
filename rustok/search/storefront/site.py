"""What holds a site together: menus, tags, what search engines are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rustok.dto import Id


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
class StoreMarkup:
    """Objects of schema.org for a page's head."""

    json_ld: tuple[Mapping[str, Any], ...]


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
class StoreMenuItem:
    """An entry of a menu; ``children`` are those below it. ``node_id`` and ``kind`` say which node it leads to, if any.

    Without a ``url`` it leads nowhere and only holds others.
    """

    label: str
    url: str | None
    node_id: Id | None
    kind: str | None
    opens_new_tab: bool
    children: tuple[StoreMenuItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreMenu:
    """The entries at one place of a site. Those whose node the reader does not see are left out."""

    location: str
    name: str
    items: tuple[StoreMenuItem, ...]
    locale: str
