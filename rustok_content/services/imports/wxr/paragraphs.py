"""Paragraphs of the classic editor, which writes none: an empty line ends one, a single one is a line break."""

from __future__ import annotations

import re
from typing import Final

_BLOCKS: Final = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|"
    "p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|summary|"
    "iframe|script|style|noscript|video|audio|object"
)
_BLOCK: Final = re.compile(rf"^\s*</?(?:{_BLOCKS})\b", re.IGNORECASE)
_BEFORE: Final = re.compile(rf"(<(?:{_BLOCKS})\b[^>]*>)", re.IGNORECASE)
_AFTER: Final = re.compile(rf"(</(?:{_BLOCKS})>|<hr\b[^>]*>)", re.IGNORECASE)
_KEPT: Final = re.compile(r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_WHOLE: Final = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)


def with_paragraphs(text: str) -> str:
    """Write the paragraphs and line breaks that a text of the classic editor shows."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n\x02{len(kept) - 1}\x02\n\n"

    plain = _KEPT.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _AFTER.sub(r"\1\n\n", _BEFORE.sub(r"\n\n\1", plain))
    done: list[str] = []
    for part in re.split(r"\n\s*\n", plain):
        said = part.strip()
        if not said:
            continue
        if said.startswith("\x02") or _BLOCK.match(said):
            done.append(said)
        else:
            # A part that only closes what was opened before it holds inline text first.
            inner, close = _split_close(said)
            broken = re.sub(r"\s*(?<!<br>)(?<!<br />)\n", "<br>\n", inner)
            done.append(f"<p>{broken}</p>{close}")
    joined = "\n".join(done)
    return re.sub(r"\x02(\d+)\x02", lambda match: kept[int(match[1])], joined)


def _split_close(text: str) -> tuple[str, str]:
    match = _WHOLE.search(text)
    if match is None:
        return text, ""
    return text[: match.start()].rstrip(), text[match.start() :]


def without_blocks(text: str) -> tuple[str, bool]:
    """Take the block editor's comments out; tell whether there were any."""
    has_blocks = "<!-- wp:" in text
    return _COMMENT.sub("", text), has_blocks
