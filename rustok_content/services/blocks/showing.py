"""Blocks as storefronts get them: each with its type, its props and safe HTML; shared blocks put in their places.

What a block lists is not here: who reads the page decides, so its list is empty until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from urllib.parse import urlencode
from uuid import UUID

from rustok.dto import adapter
from rustok.ids import to_ulid
from rustok.media.dto import AssetResponse
from rustok.media.renditions import asset_picture
from rustok.search.storefront import Ready, StoreImage, as_json
from rustok_content.dto.blocks import GalleryBlock, ImageBlock, PostsBlock, ProductsBlock, ReusableBlock
from rustok_content.services.blocks.bodies import Block, BlockBody
from rustok_content.services.blocks.rendering import Pictures, render_block
from rustok_content.services.sanitising import sanitise

Shared = Mapping[UUID, BlockBody]
"""Bodies of reusable blocks by the id of their node."""
MAX_SHARING: Final = 3
"""So deep are reusable blocks within reusable blocks."""


def show_body(body: BlockBody, pictures: Pictures, shared: Shared, locales: Sequence[str]) -> list[Ready]:
    """Show a body, region by region; one without regions has the region ``main`` only.

    :param locales: of a picture's own words the first that there are.
    """
    return [
        Ready(name=name, blocks=_show_all(blocks, pictures, shared, locales, sharing=0))
        for name, blocks in body.regions.items()
    ]


def _show_all(
    blocks: Sequence[Block], pictures: Pictures, shared: Shared, locales: Sequence[str], *, sharing: int
) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block.props, ReusableBlock):
            # One that is gone or shows itself is left out: editors see it flagged.
            found = shared.get(block.props.node_id)
            if found is not None and sharing < MAX_SHARING:
                for region in found.regions.values():
                    shown.extend(_show_all(region, pictures, shared, locales, sharing=sharing + 1))
            continue
        shown.append(_show(block, pictures, shared, locales, sharing))
    return shown


def _show(block: Block, pictures: Pictures, shared: Shared, locales: Sequence[str], sharing: int) -> dict[str, Any]:
    props = adapter(cast(Any, type(block.props))).dump_python(block.props, mode="json")
    columns = [{"blocks": _show_all(each, pictures, shared, locales, sharing=sharing)} for each in block.columns]
    if columns:
        # They are shown, not told as they were written.
        del props["columns"]
    if isinstance(block.props, ImageBlock):
        props["image"] = _image(block.props, pictures, locales)
    elif isinstance(block.props, GalleryBlock):
        images = [
            {**each, "image": _image(image, pictures, locales)}
            for each, image in zip(props["images"], block.props.images, strict=True)
        ]
        props["images"] = [each for each in images if each["image"] is not None]
    address = list_address(block)
    is_html = not columns and address is None
    return {
        "id": block.id,
        "type": block.type,
        "props": props,
        "html": sanitise(render_block(block, pictures)).html if is_html else None,
        "href": address,
        "columns": columns,
        "products": [] if isinstance(block.props, ProductsBlock) else None,
        "posts": [] if isinstance(block.props, PostsBlock) else None,
    }


def list_address(block: Block) -> str | None:
    """Return the address that a block's list is read from; None for a block that lists nothing, or what was picked."""
    props = block.props
    if isinstance(props, ProductsBlock) and not props.product_ids:
        asked = {
            "collection": props.collection,
            "category": props.category,
            "tag": props.tag,
            "sort": props.sort.value,
            "limit": props.limit,
        }
        return "/api/v1/store/products?" + urlencode({name: value for name, value in asked.items() if value})
    if isinstance(props, PostsBlock) and not props.post_ids:
        asked = {
            "category": props.category,
            "tag": props.tag,
            "series": to_ulid(props.series_id) if props.series_id is not None else None,
            "sort": "position" if props.series_id is not None else None,
            "featured": "true" if props.featured else None,
            "limit": props.limit,
        }
        return "/api/v1/store/posts?" + urlencode({name: value for name, value in asked.items() if value})
    return None


def _image(props: ImageBlock, pictures: Pictures, locales: Sequence[str]) -> Any:
    asset = pictures.get(props.asset_id)
    if asset is None:
        return None
    alt = props.alt if props.alt is not None else _own_words(asset, locales)
    picture = asset_picture(asset, original=asset.url)
    return as_json(
        StoreImage(
            url=picture["url"],
            srcset=picture["srcset"],
            thumbnail=picture["thumbnail"],
            alt=alt,
            width=asset.width,
            height=asset.height,
            focal_x=asset.focal_x / 1000,
            focal_y=asset.focal_y / 1000,
        )
    )


def _own_words(asset: AssetResponse, locales: Sequence[str]) -> str | None:
    return next((asset.alt[locale] for locale in locales if locale in asset.alt), None)
