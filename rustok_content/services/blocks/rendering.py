"""HTML of blocks, for search, feeds and storefronts that take a page as it is; not safe before the sanitiser.

Texts that are no HTML are escaped here, so that they are shown as they were typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.utils.html import escape

from rustok.media.dto import AssetResponse
from rustok.media.renditions import asset_picture
from rustok.media.selectors.assets import assets_by_id
from rustok_content.dto import blocks as dto
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.services.blocks.bodies import Block, BlockBody
from rustok_content.services.markdown import markdown_html

Pictures = Mapping[UUID, AssetResponse]


def pictures_of(bodies: Sequence[BlockBody]) -> Pictures:
    """Read the pictures that bodies show, in one statement."""
    wanted = {target_id for body in bodies for _, (kind, target_id) in body.targets() if kind is ReferenceTarget.ASSET}
    return assets_by_id(wanted) if wanted else {}


def render_blocks(body: BlockBody, pictures: Pictures | None = None) -> str:
    """Render a body, region after region.

    :param pictures: what :func:`pictures_of` read; read here if None.
    """
    known = pictures_of([body]) if pictures is None else pictures
    return "\n".join(render_block(block, known) for region in body.regions.values() for block in region)


def render_block(block: Block, pictures: Pictures) -> str:
    """Render one block with those within it. Blocks that show other things than their own have no HTML."""
    if block.columns:
        inner = "".join(f'<div class="column">{_row(column, pictures)}</div>' for column in block.columns)
        return f'<div class="columns">{inner}</div>'
    renderer = _RENDERERS.get(block.type)
    return renderer(block.props, pictures) if renderer is not None else ""


def _row(blocks: Sequence[Block], pictures: Pictures) -> str:
    return "\n".join(render_block(block, pictures) for block in blocks)


def _heading(props: dto.HeadingBlock, pictures: Pictures) -> str:
    return f"<h{props.level}>{escape(props.text)}</h{props.level}>"


def _image(props: dto.ImageBlock, pictures: Pictures) -> str:
    asset = pictures.get(props.asset_id)
    if asset is None:
        return ""
    address = asset_picture(asset, original=asset.url)["url"]
    alt = props.alt if props.alt is not None else next(iter(asset.alt.values()), "")
    size = f' width="{asset.width}" height="{asset.height}"' if asset.width and asset.height else ""
    picture = f'<img src="{escape(address)}" alt="{escape(alt)}"{size} loading="lazy">'
    if props.url:
        picture = f'<a href="{escape(props.url)}">{picture}</a>'
    caption = f"<figcaption>{escape(props.caption)}</figcaption>" if props.caption else ""
    return f"<figure>{picture}{caption}</figure>"


def _gallery(props: dto.GalleryBlock, pictures: Pictures) -> str:
    return f'<div class="gallery">{"".join(_image(image, pictures) for image in props.images)}</div>'


def _quote(props: dto.QuoteBlock, pictures: Pictures) -> str:
    source = str(escape(props.author or props.url or ""))
    if props.url:
        source = f'<a href="{escape(props.url)}">{source}</a>'
    said = f"<p><cite>{source}</cite></p>" if source else ""
    return f"<blockquote><p>{escape(props.text)}</p>{said}</blockquote>"


def _code(props: dto.CodeBlock, pictures: Pictures) -> str:
    language = f' class="language-{escape(props.language)}"' if props.language else ""
    return f"<pre><code{language}>{escape(props.code)}</code></pre>"


def _table(props: dto.TableBlock, pictures: Pictures) -> str:
    rows = list(props.rows)
    caption = f"<caption>{escape(props.caption)}</caption>" if props.caption else ""
    head = ""
    if props.has_header:
        head = f"<thead>{_cells(rows.pop(0), 'th')}</thead>"
    return f"<table>{caption}{head}<tbody>{''.join(_cells(row, 'td') for row in rows)}</tbody></table>"


def _cells(row: Sequence[str], element: str) -> str:
    return "<tr>" + "".join(f"<{element}>{escape(cell)}</{element}>" for cell in row) + "</tr>"


def _button(props: dto.ButtonBlock, pictures: Pictures) -> str:
    return f'<div class="button"><a href="{escape(props.url)}">{escape(props.label)}</a></div>'


def _embed(props: dto.EmbedBlock, pictures: Pictures) -> str:
    return f'<div class="embed"><a href="{escape(props.url)}">{escape(props.title or props.url)}</a></div>'


def _callout(props: dto.CalloutBlock, pictures: Pictures) -> str:
    return f'<aside class="callout callout-{props.tone.value}">{markdown_html(props.markdown)}</aside>'


_RENDERERS: Final[Mapping[str, Callable[[Any, Pictures], str]]] = {
    "heading": _heading,
    "rich_text": lambda props, pictures: str(props.html),
    "markdown": lambda props, pictures: markdown_html(props.markdown),
    "image": _image,
    "gallery": _gallery,
    "quote": _quote,
    "code": _code,
    "table": _table,
    "button": _button,
    "embed": _embed,
    "callout": _callout,
    "divider": lambda props, pictures: "<hr>",
}
