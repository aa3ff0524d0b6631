"""What demo content is made of: frozen records without a database.

Seeding reads them and calls the services.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["post", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who signs posts; the e-mail address is the natural key of the user to be made."""

    key: str
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of posts, with its name by locale."""

    slug: str
    position: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeText:
    """A node in one language; the body is Markdown."""

    title: str
    excerpt: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A post or page; kind and slug are its natural key, texts come with the original first."""

    kind: Kind
    slug: str
    author: str
    category: str | None
    tags: tuple[str, ...]
    published_at: datetime
    position: int
    texts: Mapping[str, NodeText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a menu: to the page with the slug, or to an address under labels by locale."""

    page: str | None = None
    url: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A menu; its place is its natural key."""

    location: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All content of a demo tenant; the first locale is the default."""

    tenant: str
    locales: tuple[str, ...]
    authors: tuple[Author, ...]
    categories: tuple[Category, ...]
    nodes: tuple[Node, ...]
    menus: tuple[Menu, ...] = ()


def prose(source: str) -> str:
    """Unwrap hand-wrapped Markdown: one line per paragraph, heading or list item."""
    blocks = re.split(r"\n\s*\n", textwrap.dedent(source).strip())
    return "\n\n".join(re.sub(r"\n(?!- |\d+\. |#|> |\|)\s*", " ", block) for block in blocks)


def text(title: str, excerpt: str, body: str) -> NodeText:
    """Write a node in one language."""
    return NodeText(title=title, excerpt=excerpt, body=prose(body))


def post(
    slug: str, *, author: str, category: str, tags: tuple[str, ...], day: tuple[int, int], texts: Mapping[str, NodeText]
) -> Node:
    """A post, published at nine in the morning (UTC) of a (month, day) of 2026."""
    return Node(
        kind="post",
        slug=slug,
        author=author,
        category=category,
        tags=tags,
        published_at=datetime(2026, *day, 9, tzinfo=UTC),
        position=0,
        texts=texts,
    )


def page(slug: str, *, author: str, position: int, texts: Mapping[str, NodeText]) -> Node:
    """A page, in its place in the menu; all of them went live with the shop."""
    return Node(
        kind="page",
        slug=slug,
        author=author,
        category=None,
        tags=(),
        published_at=datetime(2026, 1, 12, 9, tzinfo=UTC),
        position=position,
        texts=texts,
    )
