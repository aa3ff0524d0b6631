"""What services of pages take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.nodes import NodeStatus, NodeTranslationResponse, Position, Tags, TranslationInput

DEFAULT_TEMPLATE = "default"

TemplateName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), MaxLen(40), doc("One of the templates there are.")
]
Texts = Annotated[tuple[TranslationInput, ...], MinLen(1), MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFields:
    """The fields of a page beside its texts, kept as metadata. ``noindex`` asks search engines to pass by."""

    template: TemplateName = DEFAULT_TEMPLATE
    cover: Id | None = None
    noindex: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePageRequest:
    """A new page, as a draft. The first translation is the original that others are made from."""

    translations: Texts
    parent_id: Id | None = None
    template: TemplateName = DEFAULT_TEMPLATE
    cover_id: Id | None = None
    noindex: bool = False
    category_id: Id | None = None
    tags: Tags = ()
    position: Position = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePageRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    parent_id: Id | Unset | None = UNSET
    template: TemplateName | Unset = UNSET
    cover_id: Id | Unset | None = UNSET
    noindex: bool | Unset = UNSET
    category_id: Id | Unset | None = UNSET
    tags: Tags | Unset = UNSET
    position: Position | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateReusableBlockRequest:
    """A piece of text that several pages show, as a draft."""

    translations: Texts
    tags: Tags = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRegionResponse:
    """A place of a template; ``block_types`` are those that it takes, empty: all."""

    name: str
    label: str
    block_types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTemplateResponse:
    """How a page is laid out: the regions that its body is written for."""

    name: str
    label: str
    regions: tuple[TemplateRegionResponse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResponse:
    """A page with all its raw translations, and its address in each language that it has a text in."""

    id: Id
    parent_id: Id | None
    depth: int
    position: int
    template: str
    cover_id: Id | None
    noindex: bool
    is_home: bool
    status: NodeStatus
    category_id: Id | None
    author_id: Id | None
    tags: tuple[str, ...]
    source_locale: str
    translations: tuple[NodeTranslationResponse, ...]
    addresses: Mapping[str, str]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    published_at: dt.datetime | None
