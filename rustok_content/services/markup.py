"""Turns what an author wrote into safe HTML and plain text, and says what was taken out.

``nh3`` comes last, whatever the format: nothing that reaches a reader has not passed it (OWASP, XSS prevention).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

import nh3
from markdown_it import MarkdownIt

from rustok_content.dto.nodes import BodyFormat

_markdown = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"])

_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol",
    "p", "pre", "q", "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "reversed"},
    "code": {"class"},
    "*": {"lang", "dir"},
}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
_SPACE = re.compile(r"\s+")
_BREAKING: Final = {"p", "div", "li", "br", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, plain text, and the names of elements and attributes that were removed."""

    html: str
    text: str
    removed: tuple[str, ...]


def render(source: str, format: BodyFormat) -> Rendered:
    """Render a body."""
    raw = _markdown.render(source) if format is BodyFormat.MARKDOWN else source
    html = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style"},
    ).strip()
    before, after = _Inventory.of(raw), _Inventory.of(html)
    removed = sorted((before.elements - after.elements) | (before.attributes - after.attributes))
    return Rendered(html=html, text=_SPACE.sub(" ", after.text).strip(), removed=tuple(removed))


class _Inventory(HTMLParser):
    """Counts what is in a piece of HTML, for the report, and collects its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self._text: list[str] = []

    @classmethod
    def of(cls, html: str) -> _Inventory:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser

    @property
    def text(self) -> str:
        return "".join(self._text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(f"<{tag}>")
        # rel is ours, and a link without an allowed scheme loses only its address.
        self.attributes |= {f"{tag}[{name}]" for name, _ in attrs if name != "rel"}
        if tag in _BREAKING:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING:
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        self._text.append(data)
