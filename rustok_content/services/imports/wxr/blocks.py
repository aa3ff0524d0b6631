"""The block editor's comments: what they stand for is put in their place, or reported by name."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Final

import orjson

from rustok_content.services.imports.wxr.paragraphs import with_paragraphs

_DEEPEST: Final = 5
_BLOCK: Final = re.compile(
    r"<!--\s*wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)"
    r"(?:\s+(?P<props>\{(?:(?!-->).)*?\}))?\s*(?P<closed>/)?-->",
    re.DOTALL,
)
_FREEFORM: Final = re.compile(r"<!--\s*wp:freeform\b.*?-->(.*?)<!--\s*/wp:freeform\s*-->", re.DOTALL)
_EMBED: Final = re.compile(r"(<div class=\"wp-block-embed__wrapper\">)\s*(https?://[^\s<]+)\s*(</div>)")
_OWN: Final = frozenset({"block", "more", "nextpage", "spacer", "separator"})

Note = Callable[[str, str], None]
"""Told the name of a block, and what of it is lost."""


def has_blocks(text: str) -> bool:
    """Tell whether a text is of the block editor."""
    return "<!-- wp:" in text


def with_blocks(text: str, patterns: Mapping[str, str], note: Note) -> str:
    """Put reusable blocks and embedded addresses in, and tell of blocks that only WordPress can show."""
    text = _with_patterns(text, patterns, note, 0)
    text = _FREEFORM.sub(lambda match: with_paragraphs(match[1]), text)
    text = _EMBED.sub(lambda match: f'{match[1]}<a href="{match[2]}">{match[2]}</a>{match[3]}', text)
    for match in _BLOCK.finditer(text):
        name = match["name"].removeprefix("core/")
        if name in _OWN:
            continue
        if match["closed"]:
            note(name, "WordPress makes it when it is shown; nothing of it is in the text.")
        elif "/" in name:
            note(name, "It is unknown here; its HTML is kept.")
    return text


def _with_patterns(text: str, patterns: Mapping[str, str], note: Note, depth: int) -> str:
    def put(match: re.Match[str]) -> str:
        if match["name"].removeprefix("core/") != "block":
            return match[0]
        number = _number(match["props"])
        if number not in patterns or depth >= _DEEPEST:
            reason = "It is not in the file." if number not in patterns else "It is in itself."
            note(f"block {number}", reason)
            return ""
        return _with_patterns(patterns[number], patterns, note, depth + 1)

    return _BLOCK.sub(put, text)


def _number(props: str | None) -> str:
    try:
        found = orjson.loads(html.unescape(props or "{}"))
    except orjson.JSONDecodeError:
        return ""
    return str(found.get("ref", "")) if isinstance(found, dict) else ""
