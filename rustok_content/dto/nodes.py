"""What services of nodes take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, LocaleCode, Slug, Text, Title, Unset, Version

Kind = Annotated[str, MinLen(1), MaxLen(32), doc("What the node is: page, post …")]
Excerpt = Annotated[str, MaxLen(2000)]
MetaTitle = Annotated[str, MaxLen(255)]
MetaDescription = Annotated[str, MaxLen(500)]
TagName = Annotated[str, MinLen(1), MaxLen(64)]
Tags = Annotated[tuple[TagName, ...], MaxLen(50)]
Position = Annotated[int, Ge(0), Le(1_000_000)]


class NodeStatus(StrEnum):
    """Where a node is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class BodyFormat(StrEnum):
    """How a body is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    BLOCKS = "blocks"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationInput:
    """A node's text in one language. Without a slug one is made from the title."""

    locale: LocaleCode
    title: Title
    slug: Slug | None = None
    excerpt: Excerpt | None = None
    body: Text | None = None
    format: BodyFormat = BodyFormat.MARKDOWN
    meta_title: MetaTitle | None = None
    meta_description: MetaDescription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNodeRequest:
    """A new node, as a draft. The first translation is the original that others are made from."""

    kind: Kind
    translations: Annotated[tuple[TranslationInput, ...], MinLen(1), MaxLen(50)]
    parent_id: Id | None = None
    category_id: Id | None = None
    author_id: Id | None = None
    tags: Tags = ()
    position: Position = 0
    is_featured: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNodeRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    parent_id: Id | Unset | None = UNSET
    category_id: Id | Unset | None = UNSET
    author_id: Id | Unset | None = UNSET
    tags: Tags | Unset = UNSET
    position: Position | Unset = UNSET
    is_featured: bool | Unset = UNSET
    metadata: dict[str, Any] | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNodeTranslationRequest:
    """The text in one language: made when it is not there, else changed by the fields given.

    A change to a published text waits until it is published; with ``publish`` readers see it at once.
    """

    locale: LocaleCode
    title: Title | Unset = UNSET
    slug: Slug | Unset | None = UNSET
    excerpt: Excerpt | Unset | None = UNSET
    body: Text | Unset | None = UNSET
    format: BodyFormat | Unset = UNSET
    meta_title: MetaTitle | Unset | None = UNSET
    meta_description: MetaDescription | Unset | None = UNSET
    publish: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDraftResponse:
    """What waits to be published over a text that readers see."""

    title: str
    slug: str
    excerpt: str | None
    body: str | None
    format: BodyFormat
    meta_title: str | None
    meta_description: str | None
    author_id: Id | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTranslationResponse:
    """A raw translation: what was written in this very language. ``stale`` where the original has moved on.

    ``draft`` is what waits to be published over it.
    """

    locale: str
    title: str
    slug: str
    excerpt: str | None
    body: str | None
    format: BodyFormat
    html: str | None
    removed: tuple[str, ...]
    meta_title: str | None
    meta_description: str | None
    stale: bool
    status: NodeStatus
    published_at: dt.datetime | None
    publish_at: dt.datetime | None
    unpublish_at: dt.datetime | None
    draft: NodeDraftResponse | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeResponse:
    """A node with all its raw translations."""

    id: Id
    kind: str
    status: NodeStatus
    parent_id: Id | None
    category_id: Id | None
    author_id: Id | None
    depth: int
    position: int
    is_featured: bool
    is_home: bool
    tags: tuple[str, ...]
    source_locale: str
    translations: tuple[NodeTranslationResponse, ...]
    metadata: Mapping[str, Any]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    published_at: dt.datetime | None
    deleted_at: dt.datetime | None
    trash_id: Id | None
