"""What items of an export are made of, and what is known of the site they are of."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree.ElementTree import Element

_TAG: Final = re.compile(r"^\{([^}]*)\}(.*)$")


@dataclass(slots=True)
class Site:
    """What a file says of its site, and what has to be known of all of it."""

    title: str = ""
    address: str = ""
    language: str = ""
    version: str = ""
    authors: dict[str, dict[str, str]] = field(default_factory=dict)
    # By the path of its file, and by its number: what the texts and the covers name. One short row for each.
    attachments: dict[str, str] = field(default_factory=dict)
    attachment_ids: dict[str, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    menus: dict[str, str] = field(default_factory=dict)
    menu_items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)
    # By the number of the term: plugins name the first of several categories so.
    category_ids: dict[str, str] = field(default_factory=dict)
    # By the number of what they are attached to: a gallery without numbers shows them.
    attached: dict[str, list[str]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    # The site's own language, and how others of the file are called here.
    locale: str = ""
    locale_of: Callable[[str], str | None] = lambda language: None
    # By kind and group: the numbers of items by their language; and by number the one that the node is known by.
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    leaders: dict[str, str] = field(default_factory=dict)


def name_of(tag: str) -> str:
    """Return a tag as WordPress's own documents write it, whatever the version of its name space."""
    match = _TAG.match(tag)
    if match is None:
        return tag
    space, local = match[1], match[2]
    if "wordpress.org/export" in space:
        return f"excerpt:{local}" if space.rstrip("/").endswith("excerpt") else f"wp:{local}"
    if "rss/1.0/modules/content" in space:
        return f"content:{local}"
    if "purl.org/dc/" in space:
        return f"dc:{local}"
    return f"other:{local}"


def text(element: Element, name: str) -> str:
    """Return the text of a child; empty where there is none."""
    for child in element:
        if name_of(child.tag) == name:
            return (child.text or "").strip()
    return ""


def words(element: Element, name: str) -> str:
    """Return the text of a child that WordPress keeps as HTML, as it is read."""
    return html.unescape(text(element, name))


def raw(element: Element, name: str) -> str:
    """Return the text of a child as it was written."""
    for child in element:
        if name_of(child.tag) == name:
            return child.text or ""
    return ""


def metas(item: Element) -> Mapping[str, str]:
    """Return an item's own fields; of those of one name the last."""
    return {
        text(child, "wp:meta_key"): raw(child, "wp:meta_value") for child in item if name_of(child.tag) == "wp:postmeta"
    }


def many(item: Element, key: str) -> list[str]:
    """Return all values of an item's own field."""
    return [
        text(child, "wp:meta_value")
        for child in item
        if name_of(child.tag) == "wp:postmeta" and text(child, "wp:meta_key") == key
    ]


def parts_of(address: str) -> SplitResult:
    """Return what an address consists of; nothing, where it is none: a bracket alone makes it so."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def host_of(address: str) -> str:
    """Return the server of an address; one with ``www.`` before it is the same."""
    return (parts_of(address).hostname or "").removeprefix("www.")


def path_of(address: str) -> str:
    """Return the path of an address."""
    return unquote(parts_of(address).path)
