"""Typed blocks: what a body in the format ``blocks`` is made of.

A body is JSON: ``{"blocks": [...]}``, or ``{"regions": {"main": [...], "aside": [...]}}`` for a template with several
places. A block is ``{"id": "...", "type": "heading", "props": {...}}``; one without an id is given one, so that
revisions, references and comments can point at it. The classes here are the props of each type; their JSON schemas are
what editors are built from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import Id, Text
from rustok_content.dto.nodes import BodyFormat

BlockId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$"), MaxLen(40), doc("Unique within the body.")]
RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$"), MaxLen(40)]
Line = Annotated[str, MaxLen(500)]
Words = Annotated[str, MaxLen(50_000)]
Link = Annotated[
    str,
    StringConstraints(pattern=r"^(?:https?://[^\s\\]+|mailto:[^\s\\]+|tel:[^\s\\]+|/(?:[^/\\\s][^\s\\]*)?|#[^\s\\]*)$"),
    MaxLen(2000),
    doc("An http, https, mailto or tel address, a path of this site, or an anchor."),
]
WebLink = Annotated[str, StringConstraints(pattern=r"^https://[^\s\\]+$"), MaxLen(2000), doc("An https address.")]
Count = Annotated[int, Ge(1), Le(24)]
Picked = Annotated[tuple[Id, ...], MaxLen(24)]


class CalloutTone(StrEnum):
    """How a callout is meant."""

    NOTE = "note"
    TIP = "tip"
    WARNING = "warning"


class ListedProducts(StrEnum):
    """The order of listed products."""

    NEWEST = "newest"
    PRICE = "price"
    TITLE = "title"
    POSITION = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockInput:
    """One block, before its props are read."""

    type: Annotated[str, MinLen(1), MaxLen(40)]
    id: BlockId | None = None
    props: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDocument:
    """A body in the format ``blocks``: blocks in one row, or in the regions of a template."""

    blocks: Annotated[tuple[BlockInput, ...], MaxLen(500)] | None = None
    regions: dict[RegionName, Annotated[tuple[BlockInput, ...], MaxLen(500)]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingBlock:
    """A heading within the text; the node's title is the only one of the first level."""

    text: Annotated[str, MinLen(1), MaxLen(500)]
    level: Annotated[int, Ge(2), Le(4)] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RichTextBlock:
    """Text as HTML; what is not safe is removed and reported."""

    html: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownBlock:
    """Text as Markdown."""

    markdown: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageBlock:
    """A picture of the media library; without ``alt`` its own is shown."""

    asset_id: Id
    alt: Line | None = None
    caption: Line | None = None
    url: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryBlock:
    """Several pictures side by side."""

    images: Annotated[tuple[ImageBlock, ...], MinLen(1), MaxLen(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteBlock:
    """Somebody's words."""

    text: Annotated[str, MinLen(1), MaxLen(5000)]
    author: Line | None = None
    url: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """A piece of a program."""

    code: Words
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+#.-]*$"), MaxLen(40)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """Rows of text; the first one is the heading if ``has_header``."""

    rows: Annotated[tuple[Annotated[tuple[Line, ...], MinLen(1), MaxLen(30)], ...], MinLen(1), MaxLen(500)]
    has_header: bool = True
    caption: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonBlock:
    """A link that asks for action."""

    label: Annotated[str, MinLen(1), MaxLen(120)]
    url: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedBlock:
    """Something of another site, such as a film. Readers get a link; how it is embedded is the storefront's choice."""

    url: WebLink
    title: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalloutBlock:
    """A remark that stands out, as Markdown."""

    markdown: Annotated[str, MinLen(1), MaxLen(5000)]
    tone: CalloutTone = CalloutTone.NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class DividerBlock:
    """A line between two parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsBlock:
    """Blocks side by side."""

    columns: Annotated[tuple[Annotated[tuple[BlockInput, ...], MaxLen(100)], ...], MinLen(1), MaxLen(4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReusableBlock:
    """The blocks of a node of the kind ``block``, shown here as they are there now."""

    node_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsBlock:
    """Products of a collection, a category or with a tag; read from the read model when the page is.

    ``product_ids`` picks some by hand: those are shown in this order, and nothing else decides but what readers see.
    """

    product_ids: Picked = ()
    collection: Annotated[str, MaxLen(200)] | None = None
    category: Annotated[str, MaxLen(200)] | None = None
    tag: Annotated[str, MaxLen(255)] | None = None
    sort: ListedProducts = ListedProducts.POSITION
    limit: Count = 4
    title: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsBlock:
    """Posts of the blog, the newest first; read from the read model when the page is.

    Those of a series are in its order. ``post_ids`` picks some by hand: those are shown in this order, and nothing else
    decides but what readers see.
    """

    post_ids: Picked = ()
    series_id: Id | None = None
    category: Annotated[str, MaxLen(200)] | None = None
    tag: Annotated[str, MaxLen(80)] | None = None
    featured: bool = False
    limit: Count = 3
    title: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockTypeResponse:
    """A type of blocks for those who build editors: ``schema`` is the JSON schema (2020-12) of its props."""

    name: str
    label: str
    description: str
    module: str
    icon: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderBodyRequest:
    """A body to be looked at; nothing is stored."""

    body: Text
    format: BodyFormat = BodyFormat.MARKDOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedBodyResponse:
    """A body as readers would get it. ``removed`` names what is not safe and was taken out."""

    html: str
    text: str
    removed: tuple[str, ...]
