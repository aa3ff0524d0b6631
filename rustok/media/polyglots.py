"""Finds files that are a picture and something else as well.

Such a file passes every check of pictures, and does something when it is opened as what else it is. What is behind the
picture's end is refused where a format has one that nobody writes behind (PNG, GIF, WebP, AVIF). Cameras and phones do
write behind a JPEG's end (a second picture, a short film), so there only what is known to be dangerous is refused.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

_MARKS: Final = (
    (b"%pdf-", "a PDF document"),
    (b"<script", "a script"),
    (b"<html", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<iframe", "a web page"),
    (b"<svg ", "an SVG picture"),
    (b"<svg>", "an SVG picture"),
    (b"<?php", "a PHP program"),
    (b"rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
)
"""In lower case, and long enough not to turn up in compressed pixels by chance."""
_TRAILING: Final = "something behind the picture's end"


def foreign_part(content: bytes, format: str) -> str | None:
    """Say what else a picture's file holds; None where it holds nothing else. ``format`` is Pillow's name."""
    lowered = content.lower()
    for mark, what in _MARKS:
        if mark in lowered:
            return what
    if zipfile.is_zipfile(io.BytesIO(content)):
        return "a ZIP archive"
    find_end = _ENDS.get(format)
    if find_end is not None and content[find_end(content) :].strip(b"\x00"):
        return _TRAILING
    return None


def _png_end(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        kind = content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4])
        if kind == b"IEND":
            return at
    return len(content)


def _gif_end(content: bytes) -> int:
    at = 13 + _colours(content[10])
    while at < len(content):
        match content[at]:
            case 0x3B:
                return at + 1
            case 0x21:
                at = _after_blocks(content, at + 2)
            case 0x2C if at + 10 < len(content):
                # The picture's descriptor, its colours, and the byte of its code size.
                at = _after_blocks(content, at + 11 + _colours(content[at + 9]))
            case _:
                return at
    return len(content)


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _webp_end(content: bytes) -> int:
    size = int.from_bytes(content[4:8], "little")
    return 8 + size + size % 2


def _avif_end(content: bytes) -> int:
    """Walk the boxes (ISO/IEC 14496-12) as long as their names are names."""
    at = 0
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if not kind.isalnum():
            return at
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        if size == 0:
            return len(content)
        if size < 8 or at + size > len(content):
            return at
        at += size
    return at


_ENDS: Final = {"PNG": _png_end, "GIF": _gif_end, "WEBP": _webp_end, "AVIF": _avif_end}
