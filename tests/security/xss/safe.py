"""What may be in HTML that a reader gets: looked at with a parser of its own, not with the sanitiser's."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

# Not one of them can load or run anything.
_ELEMENTS: Final = re.compile(
    r"a|abbr|aside|b|blockquote|br|caption|cite|code|dd|del|details|div|dl|dt|em|fig(caption|ure)|h[1-6r]|i|img|ins|kbd"
    r"|li|mark|ol|p|pre|q|s|small|span|strong|su[bp]|summary|t(able|body|d|foot|h|head|r)|ul?"
)
_ATTRIBUTES: Final = re.compile(
    r"href|title|hreflang|rel|src|alt|width|height|loading|colspan|rowspan|align|scope|start|reversed|class|lang|dir"
)
_SCHEME: Final = re.compile(r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _ELEMENTS.fullmatch(tag):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if not _ATTRIBUTES.fullmatch(name):
                self.faults.append(f"{tag}[{name}]")
            # Browsers drop tabs and line ends within an address, and blanks and control characters before it.
            address = re.sub(r"[\t\n\r]", "", value or "").lstrip("".join(map(chr, range(33))))
            if name in ("href", "src") and _SCHEME.match(address):
                self.faults.append(f"{tag}[{name}={address}]")

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")


def faults_in(html: str) -> list[str]:
    """Name what should not be in a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.faults
