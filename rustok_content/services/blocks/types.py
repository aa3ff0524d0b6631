"""Types of blocks. Modules register theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from rustok.dto import adapter
from rustok.modules import toggles
from rustok_content.dto import blocks as dto
from rustok_content.dto.blocks import BlockTypeResponse
from rustok_content.dto.lifecycle import ReferenceTarget

Target = tuple[ReferenceTarget, UUID]
"""What a block shows or leads to."""


def _none(props: Any) -> Iterable[Target]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockType:
    """What a block may be: ``props`` is the dataclass of what it is made of, ``targets`` names what it refers to."""

    name: str
    label: str
    props: type[Any]
    module: str = "content"
    icon: str = "widgets"
    targets: Callable[[Any], Iterable[Target]] = _none


_types: dict[str, BlockType] = {}


def register_block_type(block_type: BlockType) -> None:
    """Add a type.

    :raises RuntimeError: another module registered the name.
    """
    present = _types.get(block_type.name)
    if present is not None and present.module != block_type.module:
        raise RuntimeError(f"block {block_type.name!r} is registered by {present.module!r} and {block_type.module!r}")
    _types[block_type.name] = block_type


def find_block_type(name: str) -> BlockType | None:
    """Return a type whose module the tenant has switched on."""
    found = _types.get(name)
    return found if found is not None and toggles.is_enabled(found.module) else None


def block_types() -> list[BlockTypeResponse]:
    """Describe the types that the tenant can use, by name."""
    return [
        BlockTypeResponse(
            name=each.name,
            label=each.label,
            description=(each.props.__doc__ or "").strip().partition("\n")[0],
            module=each.module,
            icon=each.icon,
            schema=adapter(cast(Any, each.props)).json_schema(),
        )
        for _, each in sorted(_types.items())
        if toggles.is_enabled(each.module)
    ]


def _picture(props: dto.ImageBlock) -> Iterable[Target]:
    return ((ReferenceTarget.ASSET, props.asset_id),)


def _pictures(props: dto.GalleryBlock) -> Iterable[Target]:
    return tuple((ReferenceTarget.ASSET, image.asset_id) for image in props.images)


def _node(props: dto.ReusableBlock) -> Iterable[Target]:
    return ((ReferenceTarget.NODE, props.node_id),)


def _picked_products(props: dto.ProductsBlock) -> Iterable[Target]:
    return tuple((ReferenceTarget.PRODUCT, product_id) for product_id in props.product_ids)


def _picked_posts(props: dto.PostsBlock) -> Iterable[Target]:
    series = (props.series_id,) if props.series_id is not None else ()
    return tuple((ReferenceTarget.NODE, node_id) for node_id in (*props.post_ids, *series))


BUILT_IN: Final = (
    BlockType(name="heading", label="Heading", props=dto.HeadingBlock, icon="title"),
    BlockType(name="rich_text", label="Text", props=dto.RichTextBlock, icon="article"),
    BlockType(name="markdown", label="Markdown", props=dto.MarkdownBlock, icon="markdown"),
    BlockType(name="image", label="Picture", props=dto.ImageBlock, icon="image", targets=_picture),
    BlockType(name="gallery", label="Gallery", props=dto.GalleryBlock, icon="photo_library", targets=_pictures),
    BlockType(name="quote", label="Quote", props=dto.QuoteBlock, icon="format_quote"),
    BlockType(name="code", label="Code", props=dto.CodeBlock, icon="code"),
    BlockType(name="table", label="Table", props=dto.TableBlock, icon="table"),
    BlockType(name="button", label="Button", props=dto.ButtonBlock, icon="smart_button"),
    BlockType(name="embed", label="Embed", props=dto.EmbedBlock, icon="play_circle"),
    BlockType(name="callout", label="Callout", props=dto.CalloutBlock, icon="campaign"),
    BlockType(name="divider", label="Divider", props=dto.DividerBlock, icon="horizontal_rule"),
    BlockType(name="columns", label="Columns", props=dto.ColumnsBlock, icon="view_column"),
    BlockType(name="reusable", label="Reusable block", props=dto.ReusableBlock, icon="extension", targets=_node),
    BlockType(name="products", label="Products", props=dto.ProductsBlock, icon="storefront", targets=_picked_products),
    BlockType(name="posts", label="Posts", props=dto.PostsBlock, icon="feed", targets=_picked_posts),
)

for _built_in in BUILT_IN:
    register_block_type(_built_in)
