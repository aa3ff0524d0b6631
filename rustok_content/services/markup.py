"""Turns what an author wrote into safe HTML and plain text, and says what was taken out."""

from __future__ import annotations

from dataclasses import dataclass

from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.blocks.bodies import read_blocks
from rustok_content.services.blocks.rendering import render_blocks
from rustok_content.services.markdown import markdown_html
from rustok_content.services.sanitising import sanitise


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, plain text, and the names of elements and attributes that were removed.

    ``source`` is what is to be kept: as it was written; of a body of blocks, every block with its id.
    """

    html: str
    text: str
    removed: tuple[str, ...]
    source: str = ""


def render(source: str, format: BodyFormat) -> Rendered:
    """Render a body.

    :raises InvalidInput: a body of blocks that is none.
    """
    if format is BodyFormat.BLOCKS:
        body = read_blocks(source)
        raw, kept = render_blocks(body), body.source()
    else:
        raw, kept = markdown_html(source) if format is BodyFormat.MARKDOWN else source, source
    safe = sanitise(raw)
    return Rendered(safe.html, safe.text, safe.removed, kept)
