"""Finds what a node shows and links to, at each save: in its bodies, in its blocks, in its fields.

What waits to be published counts as well as what readers see: neither may lose what it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings

from rustok.errors import InvalidInput
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok.tenancy.resolution import is_host_of
from rustok_content import models
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.blocks.bodies import read_blocks
from rustok_content.services.markup import render

_Found = tuple[str, str, ReferenceTarget, UUID]
"""The language, the place, and what is there."""
_FIELDS: Final = {
    "cover": ReferenceTarget.ASSET,
    "asset": ReferenceTarget.ASSET,
    "image": ReferenceTarget.ASSET,
    "video": ReferenceTarget.ASSET,
    "file": ReferenceTarget.ASSET,
    "node": ReferenceTarget.NODE,
    "page": ReferenceTarget.NODE,
    "post": ReferenceTarget.NODE,
    "product": ReferenceTarget.PRODUCT,
    "category": ReferenceTarget.CATEGORY,
}
"""What fields of metadata and blocks name by an id: ``cover``, ``asset_id``, ``product_ids`` ..."""
_FILE: Final = re.compile(r"^(?:r|.+/media)/([0-9A-Za-z]{26})[/.]")
_LINKS: Final = {"a": "href", "img": "src", "source": "src", "video": "src"}
_MAX_PLACE: Final = 64


def refresh(node: models.Node) -> None:
    """Write down what a locked node refers to now. For the module's own commands, after they have written its texts."""
    wanted = set(_references(node))
    present = {
        (row.locale, row.place, ReferenceTarget(row.target_kind), row.target_id): row.id
        for row in node.references.all()
    }
    gone = [row_id for key, row_id in present.items() if key not in wanted]
    if gone:
        models.NodeReference.objects.filter(id__in=gone).delete()
    models.NodeReference.objects.bulk_create(
        models.NodeReference(node=node, locale=locale, place=place, target_kind=kind, target_id=target)
        for locale, place, kind, target in sorted(wanted - present.keys(), key=str)
    )


def _references(node: models.Node) -> Iterator[_Found]:
    for place, kind, target in _in_fields(node.metadata):
        yield "", place, kind, target
    pages: dict[tuple[str, str], None] = {}
    for locale, source, format, rendered in _bodies(node):
        try:
            if format == BodyFormat.BLOCKS:
                for place, (kind, target) in read_blocks(source).targets():
                    yield locale, place[:_MAX_PLACE], kind, target
            html = rendered if rendered is not None else render(source, BodyFormat(format)).html
        except InvalidInput:
            # Its blocks are of a module that is off now: what it showed before is still what it shows.
            for row in node.references.filter(locale=locale):
                yield row.locale, row.place, ReferenceTarget(row.target_kind), row.target_id
            continue
        for url in _urls(html):
            path = unquote(urlsplit(url).path).rstrip("/") or "/"
            if path.startswith(settings.MEDIA_URL):
                if (asset_id := _asset(path)) is not None:
                    yield locale, "body", ReferenceTarget.ASSET, asset_id
            elif path.startswith("/") and path != "/":
                pages[locale, path] = None
    for locale, node_id in _nodes(pages):
        if node_id != node.id:
            yield locale, "body", ReferenceTarget.NODE, node_id


def _bodies(node: models.Node) -> Iterator[tuple[str, str, str, str | None]]:
    """Return the texts, and those that wait over them, as they were written and, where it is kept, as HTML."""
    for row in node.bodies.all():
        yield row.locale, row.body, row.format, row.html
    for draft in node.drafts.all():
        if draft.body is not None:
            yield draft.locale, draft.body, draft.format, None


def _in_fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, ReferenceTarget, UUID]]:
    for name, value in fields.items():
        kind = _FIELDS.get(re.sub(r"_ids?$", "", name).rpartition("_")[2])
        if kind is not None:
            for each in value if isinstance(value, list) else [value]:
                if (target := _id(each)) is not None:
                    yield name[:_MAX_PLACE], kind, target


def _id(value: Any) -> UUID | None:
    if not isinstance(value, str):
        return None
    try:
        return parse_id(value)
    except InvalidId:
        return None


def _asset(path: str) -> UUID | None:
    """Know a file by its address: originals and renditions bear its id."""
    found = _FILE.match(path.removeprefix(settings.MEDIA_URL))
    return _id(found[1]) if found else None


def _nodes(pages: Iterable[tuple[str, str]]) -> Iterator[tuple[str, UUID]]:
    """Know nodes by their addresses, present and former, in whatever language they are."""
    wanted: dict[str, set[str]] = {}
    for locale, path in pages:
        wanted.setdefault(path, set()).add(locale)
    if wanted:
        rows = models.NodeAddress.objects.filter(path__in=wanted).values_list("path", "locale", "node_id")
        found: dict[str, dict[str, UUID]] = {}
        for path, locale, node_id in rows:
            found.setdefault(path, {})[locale] = node_id
        for path, locales in wanted.items():
            for locale in locales:
                by_locale = found.get(path, {})
                targets = {by_locale[locale]} if locale in by_locale else set(by_locale.values())
                yield from ((locale, node_id) for node_id in targets)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == _LINKS.get(tag):
                self.found.append(value)
            elif value and name == "srcset":
                self.found.extend(part.split()[0] for part in value.split(",") if part.split())


def _urls(html: str) -> list[str]:
    """Return the addresses in a piece of clean HTML that can be of this site."""
    links = _Links()
    links.feed(html)
    links.close()
    return [url for url in links.found if _is_own(url)]


def _is_own(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not parts.netloc:
        return not parts.scheme and parts.path.startswith("/")
    # Whole addresses, as they are copied from the browser.
    return parts.scheme in ("", "http", "https") and host is not None and is_host_of(current_tenant(), host)
