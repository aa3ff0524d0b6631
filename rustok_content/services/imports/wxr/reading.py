"""Reads an export of WordPress into pieces, an item at a time."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from rustok_content import errors
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool
from rustok_content.services.imports.wxr import languages, menus, posts
from rustok_content.services.imports.wxr.characters import RepairedXml
from rustok_content.services.imports.wxr.elements import Site, name_of, text, words

_INTERNAL: Final[Mapping[str, str]] = {
    "revision": "Earlier versions are not taken.",
    "customize_changeset": "The looks of a site are its storefront's.",
    "custom_css": "The looks of a site are its storefront's.",
    "wp_global_styles": "The looks of a site are its storefront's.",
    "wp_template": "The looks of a site are its storefront's.",
    "wp_template_part": "The looks of a site are its storefront's.",
    "wp_navigation": "Menus of block themes are blocks; set them up as menus.",
    "wp_block": "A pattern is put where posts and pages name it, and is nothing by itself.",
    "oembed_cache": "A cache.",
}


def read_wxr(
    file: IO[bytes],
    spool: Spool,
    report: Report,
    *,
    locale: str | None,
    default: str,
    locale_of: Callable[[str], str | None],
) -> Site:
    """Read a file into the spool.

    :param locale: the language of what says none; the file's own if not said, or ``default`` if nobody speaks that.
    :param locale_of: says which language of the tenant a language of the file is.

    :raises UnreadableImport: it is no such file, is broken off, or tries what no honest file does.
    """
    site = Site(locale_of=locale_of)
    source = RepairedXml(file)
    try:
        # Texts, covers and translations may name what comes later in the file.
        for element in _elements(source):
            if element.tag == "language":
                site.language = (element.text or "").strip()
                site.locale = locale or locale_of(site.language) or default
            _know(element, site)
        languages.choose_leaders(site)
        file.seek(0)
        source = RepairedXml(file)
        for element in _elements(source):
            _take(element, site, spool, report)
    except ParseError as exc:
        raise errors.UnreadableImport(reason=f"it is no well-formed XML: {exc}") from exc
    except DefusedXmlException as exc:
        raise errors.UnreadableImport(reason="it declares entities or a document type, which no export does") from exc
    if not site.version:
        raise errors.UnreadableImport(reason="it is no export of WordPress: wp:wxr_version is missing")
    if source.repaired:
        report.note(
            "encoding",
            "",
            "repaired",
            f"{source.repaired} characters or references that XML does not have were mended.",
        )
    languages.add_groups(site, spool)
    menus.add_menus(site, spool, report)
    return site


def _elements(source: RepairedXml) -> Iterator[Element]:
    """Return what is directly in the channel, each whole, and forget it afterwards."""
    path: list[Element] = []
    for event, element in defusedxml.ElementTree.iterparse(source, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            if len(path) == 1 and element.tag != "rss":
                raise errors.UnreadableImport(reason="it is no export of WordPress: its root is not rss")
            continue
        path.pop()
        if len(path) == 2:
            yield element
            path[1].remove(element)


def _know(element: Element, site: Site) -> None:
    """Remember what others refer to."""
    if name_of(element.tag) == "wp:category":
        number, slug = text(element, "wp:term_id"), unquote(text(element, "wp:category_nicename"))
        if number and slug:
            site.category_ids[number] = slug
    if element.tag != "item":
        return
    kind = text(element, "wp:post_type")
    if kind == "attachment":
        posts.know_attachment(element, site)
    elif kind == "wp_block":
        posts.know_pattern(element, site)
    else:
        languages.know_language(element, site)


def _take(element: Element, site: Site, spool: Spool, report: Report) -> None:
    name = name_of(element.tag)
    if name in ("title", "language"):
        setattr(site, name, html.unescape(element.text or "").strip())
    elif name == "wp:wxr_version":
        site.version = (element.text or "").strip()
    elif name in ("wp:base_blog_url", "link"):
        site.address = site.address or (element.text or "").strip()
    elif name == "wp:author":
        login = text(element, "wp:author_login")
        shown = words(element, "wp:author_display_name") or login
        site.authors[login] = {"email": text(element, "wp:author_email").lower(), "name": shown}
    elif name == "wp:category":
        slug, above = text(element, "wp:category_nicename"), text(element, "wp:category_parent")
        shown, said = words(element, "wp:cat_name"), words(element, "wp:category_description")
        _add_category(slug, above, shown, said, site, spool)
    elif name == "wp:tag":
        _add_tag(text(element, "wp:tag_slug"), words(element, "wp:tag_name"), spool)
    elif name == "wp:term":
        _take_term(element, site, spool, report)
    elif element.tag == "item":
        _take_item(element, site, spool, report)


def _take_term(element: Element, site: Site, spool: Spool, report: Report) -> None:
    taxonomy = text(element, "wp:term_taxonomy")
    slug, shown = text(element, "wp:term_slug"), words(element, "wp:term_name")
    if taxonomy == "category":
        above, said = text(element, "wp:term_parent"), words(element, "wp:term_description")
        _add_category(slug, above, shown, said, site, spool)
    elif taxonomy == "post_tag":
        _add_tag(slug, shown, spool)
    elif taxonomy == "nav_menu":
        site.menus[slug] = shown or slug
    elif taxonomy != "post_format" and taxonomy not in languages.TAXONOMIES:
        report.note("term", f"{taxonomy}: {shown or slug}", "taxonomy", f"There is no taxonomy {taxonomy!r} here.")


def _add_category(nicename: str, above: str, shown: str, said: str, site: Site, spool: Spool) -> None:
    key = unquote(nicename)
    if not key:
        return
    site.categories.add(key)
    spool.add(
        Piece(
            kind=PieceKind.CATEGORY,
            key=key,
            name=shown or key,
            above=unquote(above) or None,
            data={"slug": key, "name": shown or key, "description": said},
        )
    )


def _add_tag(slug: str, shown: str, spool: Spool) -> None:
    if slug or shown:
        key = unquote(slug or shown)
        spool.add(Piece(kind=PieceKind.TAG, key=key, name=shown or key, data={"name": shown or key}))


def _take_item(item: Element, site: Site, spool: Spool, report: Report) -> None:
    kind = text(item, "wp:post_type") or "post"
    title = text(item, "title") or text(item, "wp:post_name") or text(item, "wp:post_id")
    if kind in ("post", "page"):
        posts.add_post(item, kind, title, site, spool, report)
    elif kind == "attachment":
        posts.add_attachment(item, title, site, spool, report)
    elif kind == "nav_menu_item":
        menus.note_item(item, title, site, report)
    elif kind in _INTERNAL:
        report.note(kind, "" if kind == "revision" else title, "skipped", _INTERNAL[kind])
    else:
        report.note(kind, title, "custom_type", f"There is no kind {kind!r} here.")
