"""Repairs the characters of an export before a parser sees them.

WordPress writes what its database holds: bytes of Windows-1252 in a file said to be UTF-8, control characters, named
entities that XML does not know. A parser stops at each of them.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from typing import IO, Final

_CHUNK: Final = 1 << 16
_TAIL: Final = 64
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION: Final = re.compile(r"<\?xml[^>]*\?>")
_INVALID: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Windows-1252 taken for Latin-1: no text means these controls.
_CONTROLS: Final = {
    code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0) if code != 0x85
} | {0x85: "…"}
_REFERENCE: Final = re.compile(r"&(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_OWN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_OPEN: Final = "<![CDATA["
_CLOSE: Final = "]]>"


def _by_windows(exc: UnicodeError) -> tuple[str, int]:
    if not isinstance(exc, UnicodeDecodeError):
        raise exc
    broken = exc.object[exc.start : exc.end]
    return broken.decode("cp1252", "replace"), exc.end


codecs.register_error("rustok_content.windows", _by_windows)


class RepairedXml:
    """A file as a parser can read it: UTF-8, with characters and references that XML has. ``repaired`` counts them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.repaired = 0
        self._begun = False
        self._in_cdata = False
        self._rest = ""
        self._ready = b""
        head = file.read(_CHUNK)
        self._pending = head
        self._decoder = codecs.getincrementaldecoder(_encoding(head))("rustok_content.windows")

    def read(self, size: int = -1) -> bytes:
        """Return some of the file; nothing at its end."""
        while not self._ready:
            raw = self._pending or self._file.read(_CHUNK)
            self._pending = b""
            text = self._rest + self._plain(self._decoder.decode(raw, not raw))
            if not self._begun:
                text = self._beginning(text)
            if raw:
                text, self._rest = _cut(text)
            else:
                self._rest = ""
            self._ready = self._mended(text).encode()
            if not raw:
                break
        ready, self._ready = self._ready, b""
        return ready

    def _plain(self, text: str) -> str:
        plain = _INVALID.sub("", text).translate(_CONTROLS)
        if plain != text:
            self.repaired += sum(1 for a in text if 0x80 <= ord(a) < 0xA0) + len(_INVALID.findall(text))
        return plain

    def _beginning(self, text: str) -> str:
        """Drop what stands before the document, and its declaration: it is UTF-8 now."""
        start = text.find("<")
        if start < 0:
            return ""
        self._begun = True
        return _DECLARATION.sub("", text[start:], count=1).lstrip()

    def _mended(self, text: str) -> str:
        done: list[str] = []
        while text:
            mark = _CLOSE if self._in_cdata else _OPEN
            before, found, text = text.partition(mark)
            done.append(before if self._in_cdata else _REFERENCE.sub(self._reference, before))
            done.append(found)
            if found:
                self._in_cdata = not self._in_cdata
        return "".join(done)

    def _reference(self, match: re.Match[str]) -> str:
        name = match[1]
        if name in _OWN:
            return match[0]
        if name.startswith("#"):
            code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            if 0x80 <= code < 0xA0:
                self.repaired += 1
                return _CONTROLS.get(code) or ""
            if code > 0x10FFFF or _INVALID.match(chr(code)):
                self.repaired += 1
                return ""
            return match[0]
        known = html.entities.html5.get(f"{name};")
        if known is None:
            return match[0]
        self.repaired += 1
        return known


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    declared = _DECLARED.search(head[:1000])
    try:
        return codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def _cut(text: str) -> tuple[str, str]:
    """Keep back the end of a piece: a reference or a mark may go on in the next one."""
    if len(text) <= _TAIL:
        return "", text
    for mark in ("&", "<![", "<", "]"):
        place = text.rfind(mark, len(text) - _TAIL)
        if place >= 0:
            place = min(place, *(p for m in ("&", "<", "]") if (p := text.find(m, len(text) - _TAIL)) >= 0))
            return text[:place], text[place:]
    return text, ""
