"""Makes HTML safe, and says what was taken out.

``nh3`` comes last, whatever the format: nothing that reaches a reader has not passed it (OWASP, XSS prevention).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

import nh3

_TAGS: Final = {
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "aside": {"class"},
    "div": {"class"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "reversed"},
    "code": {"class"},
    "*": {"lang", "dir"},
}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
# What our own renderers write; any other class could take on a storefront's or the admin's looks.
_CLASSES: Final = re.compile(
    r"^(?:language-[A-Za-z0-9+#.-]+|columns|column|gallery|button|callout callout-[a-z]+|embed)$"
)
_SPACE: Final = re.compile(r"\s+")
_BREAKING: Final = {
    "p", "div", "li", "br", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figcaption",
    "aside", "dt", "dd", "summary", "caption", "hr",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeHtml:
    """Safe HTML, its plain text, and the names of elements and attributes that were removed."""

    html: str
    text: str
    removed: tuple[str, ...]


def sanitise(raw: str) -> SafeHtml:
    """Keep of a piece of HTML what cannot run, cover or imitate anything."""
    html = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style"},
    ).strip()
    before, after = _Inventory.of(raw), _Inventory.of(html)
    removed = {name for name, count in before.elements.items() if count and not after.elements[name]}
    removed |= {name for name, count in before.attributes.items() if count > after.attributes[name]}
    return SafeHtml(html=html, text=_SPACE.sub(" ", after.text).strip(), removed=tuple(sorted(removed)))


def _attribute(element: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return value if _CLASSES.fullmatch(value) else None
    return value


class _Inventory(HTMLParser):
    """Counts what is in a piece of HTML, for the report, and collects its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
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
        self.elements[f"<{tag}>"] += 1
        # rel is ours, and a link without an allowed scheme loses only its address.
        self.attributes.update({f"{tag}[{name}]" for name, _ in attrs if name != "rel"})
        if tag in _BREAKING:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING:
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        self._text.append(data)
