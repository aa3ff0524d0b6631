"""Posts, pages, attachments and comments of an export."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import unquote, urljoin
from xml.etree.ElementTree import Element

from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool
from rustok_content.services.imports.wxr import languages, search_engines
from rustok_content.services.imports.wxr.blocks import has_blocks, with_blocks
from rustok_content.services.imports.wxr.elements import (
    Site,
    host_of,
    many,
    metas,
    name_of,
    parts_of,
    path_of,
    raw,
    text,
    words,
)
from rustok_content.services.imports.wxr.paragraphs import with_paragraphs, without_blocks
from rustok_content.services.imports.wxr.shortcodes import expand

_MORE: Final = re.compile(r"<!--\s*more\b.*?-->", re.IGNORECASE | re.DOTALL)
_PAGES: Final = re.compile(r"<!--\s*nextpage\s*-->", re.IGNORECASE)
_TAGS: Final = re.compile(r"<[^>]*>")
_READ: Final = frozenset({"_thumbnail_id", "_wp_old_slug", *search_engines.READ, *languages.METAS})
_TEMPLATE: Final = "_wp_page_template"
# UTF-8 that was once taken for Windows-1252, and written as UTF-8 again.
_SECOND: Final = "[\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]"
_MOJIBAKE: Final = re.compile(f"[\u00c3\u00d0\u00d1]{_SECOND}|\u00e2\u20ac{_SECOND}")
_OF_WORDPRESS: Final = re.compile(
    r"^_(?:edit_|wp_|pingme|encloseme|oembed_|menu_item_|yoast_wpseo_(?:content_score|"
    r"linkdex|estimated-reading|wordproof)|thumbnail_id)"
)
_MAX_TITLE: Final = 255
_MAX_BODY: Final = 200_000


def know_attachment(item: Element, site: Site) -> None:
    """Remember where a file was, so that texts can be led to where it will be."""
    number, address = text(item, "wp:post_id"), text(item, "wp:attachment_url")
    if number and address:
        site.attachments[path_of(address)] = number
        site.hosts.add(host_of(address))
        site.attachment_ids[number] = address
    above = text(item, "wp:post_parent")
    if number and above not in ("", "0"):
        site.attached.setdefault(above, []).append(number)


def know_pattern(item: Element, site: Site) -> None:
    """Remember a reusable block, which posts name by its number."""
    site.patterns[text(item, "wp:post_id")] = raw(item, "content:encoded")


def add_attachment(item: Element, title: str, site: Site, spool: Spool, report: Report) -> None:
    """Add a file of the site's library."""
    address = text(item, "wp:attachment_url")
    if not address:
        report.note("attachment", title, "no_address", "It says nowhere where its file is.")
        return
    found = metas(item)
    spool.add(
        Piece(
            kind=PieceKind.ASSET,
            key=text(item, "wp:post_id"),
            name=title,
            data={
                "url": urljoin(site.address, address) if host_of(site.address) and path_of(address) else address,
                "file": found.get("_wp_attached_file", "").strip() or path_of(address).partition("/uploads/")[2],
                "alt": found.get("_wp_attachment_image_alt", "").strip(),
            },
        )
    )


def add_post(item: Element, kind: str, title: str, site: Site, spool: Spool, report: Report) -> None:
    """Add a post or a page, with its comments and the addresses that it had."""
    key, status = text(item, "wp:post_id"), text(item, "wp:status")
    if status in ("trash", "auto-draft", "inherit"):
        reason = "It is in the trash there." if status == "trash" else "It was never saved there."
        report.note(kind, title, status.replace("-", "_"), reason)
        return
    if text(item, "wp:post_password"):
        status = "password"
        report.note(kind, title, "password", "It has a password there; here it is a draft.")
    elif status == "private":
        report.note(kind, title, "private", "It is private there; here it is a draft.")
    elif status not in ("publish", "future", "draft", "pending"):
        report.note(kind, title, "status", f"Its status {status!r} is none here; it is a draft.")
    found = metas(item)
    shown = _title(text(item, "title"), item, kind, report)
    body, excerpt = _texts(item, kind, shown, site, report)
    if len(body) > _MAX_BODY:
        report.note(kind, shown, "too_long", f"Its text is longer than {_MAX_BODY} characters.")
        return
    categories, tags = _terms(item, kind, shown, found, site, spool, report)
    author = site.authors.get(text(item, "dc:creator"), {"email": "", "name": text(item, "dc:creator")})
    above = text(item, "wp:post_parent") if kind == "page" else ""
    primary = search_engines.primary_category(found, site)
    hidden = search_engines.is_hidden(found)
    if hidden and kind != "page":
        report.note(kind, shown, "noindex", "Search engines are to pass it by; only pages can say so here.")
    piece = Piece(
        kind=PieceKind(kind),
        key=key,
        name=shown,
        above=site.leaders.get(above, above) if above not in ("", "0") else None,
        data={
            "title": shown,
            "slug": unquote(text(item, "wp:post_name")),
            "body": body,
            "format": "html",
            "excerpt": excerpt,
            "status": status,
            "published_at": _moment(item),
            "author": author,
            "category": primary if primary in categories else categories[0] if categories else None,
            "tags": tags,
            "featured": text(item, "wp:is_sticky") == "1",
            "cover": found.get("_thumbnail_id", "").strip() or None,
            "meta_title": search_engines.meta_title(found, shown, site),
            "meta_description": search_engines.meta_description(found, shown, site),
            "position": _number(text(item, "wp:menu_order")),
            **({"fields": {"noindex": True}} if hidden and kind == "page" else {}),
        },
    )
    locale = languages.add_text(piece, item, site, spool, report)
    if locale is None:
        return
    _note_metas(found, kind, shown, report)
    search_engines.note_canonical(found, text(item, "link"), kind, shown, report)
    if _MOJIBAKE.search(shown) or _MOJIBAKE.search(body):
        report.note(kind, shown, "mojibake", "Some of its characters are written wrongly there; they stay so.")
    whole = site.leaders.get(key, key)
    if status == "publish":
        _add_former_addresses(item, kind, whole, locale, spool, report)
    _add_comments(item, kind, whole, shown, spool, report)


def _title(title: str, item: Element, kind: str, report: Report) -> str:
    shown = " ".join(html.unescape(_TAGS.sub("", title)).split())
    if not shown:
        shown = unquote(text(item, "wp:post_name")).replace("-", " ") or f"{kind} {text(item, 'wp:post_id')}"
        report.note(kind, shown, "no_title", "It has no title there; it got one.")
    if len(shown) > _MAX_TITLE:
        report.note(kind, shown, "long_title", f"Its title was cut to {_MAX_TITLE} characters.")
    return shown[:_MAX_TITLE]


def _texts(item: Element, kind: str, title: str, site: Site, report: Report) -> tuple[str, str | None]:
    source = raw(item, "content:encoded")
    excerpt = text(item, "excerpt:encoded")
    more = _MORE.search(source)
    if more is not None and not excerpt:
        excerpt = source[: more.start()]
    if _PAGES.search(source):
        report.note(kind, title, "pages", "Its text goes over several pages there; here it is one.")
    unknown: list[str] = []
    is_blocks = has_blocks(source)
    if is_blocks:

        def lost(name: str, reason: str) -> None:
            report.note(kind, title, f"block:{name}", f"The block {name!r}: {reason}")

        source = with_blocks(source, site.patterns, lost)
    plain, _ = without_blocks(source)

    def picture(number: str) -> str | None:
        return site.attachment_ids.get(number)

    attached = site.attached.get(text(item, "wp:post_id"), [])
    body = expand(plain, gallery=picture, attached=lambda: attached, note=unknown.append)
    if not is_blocks:
        body = with_paragraphs(body)
    for name in sorted(set(unknown)):
        report.note(kind, title, f"shortcode:{name}", f"The shortcode [{name}] is unknown here and stays as text.")
    summary = " ".join(html.unescape(_TAGS.sub(" ", without_blocks(excerpt)[0])).split())
    if len(summary) > 2000:
        summary = f"{summary[:1999]}…"
    return body.strip(), summary or None


def _terms(
    item: Element, kind: str, title: str, found: Mapping[str, str], site: Site, spool: Spool, report: Report
) -> tuple[list[str], list[str]]:
    categories: list[tuple[str, str]] = []
    tags: list[str] = []
    for child in item:
        if name_of(child.tag) != "category":
            continue
        domain, nicename = child.get("domain", ""), unquote(child.get("nicename", ""))
        shown = " ".join(html.unescape(child.text or "").split()) or nicename
        if domain == "category":
            categories.append((nicename, shown))
            if not spool.has(PieceKind.CATEGORY, nicename):
                # Exports of single posts name categories without declaring them.
                data = {"slug": nicename, "name": shown, "description": ""}
                spool.add(Piece(kind=PieceKind.CATEGORY, key=nicename, name=shown, data=data))
        elif domain in ("post_tag", "tag"):
            tags.append(shown)
        elif domain == "post_format":
            report.note(kind, title, "post_format", f"Its format {shown!r} is none here.")
        elif domain != "nav_menu" and domain not in languages.TAXONOMIES:
            report.note(
                kind, title, f"term:{domain}", f"It is in {shown!r} of the taxonomy {domain!r}, not known here."
            )
    primary = search_engines.primary_category(found, site)
    categories.sort(key=lambda each: each[0] != primary)
    for _, shown in categories[1:]:
        report.note(kind, title, "category", f"A node is in one category; it is not in {shown!r} as well.")
    return [nicename for nicename, _ in categories], [tag[:64] for tag in dict.fromkeys(tags)][:50]


def _moment(item: Element) -> str | None:
    """Return when an item was, or will be, published."""
    for name, zone in (("wp:post_date_gmt", dt.UTC), ("wp:post_date", dt.UTC)):
        said = text(item, name)
        if said and not said.startswith("0000"):
            try:
                return dt.datetime.fromisoformat(said).replace(tzinfo=zone).isoformat()
            except ValueError:
                continue
    try:
        moment = parsedate_to_datetime(text(item, "pubDate"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()


def _note_metas(found: Mapping[str, str], kind: str, title: str, report: Report) -> None:
    for name, value in sorted(found.items()):
        if name == _TEMPLATE and value.strip() not in ("", "default"):
            report.note(kind, title, f"template:{value.strip()}"[:64], f"Its template {value.strip()!r} is none here.")
        if name in _READ or _OF_WORDPRESS.match(name) or not value.strip():
            continue
        if name == "_yoast_wpseo_redirect":
            report.note(kind, title, "redirect", f"It leads to {value.strip()} there; set up a redirect.")
        else:
            report.note("postmeta", name, "unknown", "Own fields are not taken.")


def _add_former_addresses(item: Element, kind: str, key: str, locale: str, spool: Spool, report: Report) -> None:
    link = text(item, "link")
    path = path_of(link).rstrip("/")
    if parts_of(link).query and not path:
        report.note("permalink", "", "plain", "Addresses with ?p= cannot lead on; pages and posts have new ones.")
    if not path:
        return
    former = [path]
    former += [f"{path.rpartition('/')[0]}/{unquote(old)}" for old in many(item, "_wp_old_slug") if old]
    for each in dict.fromkeys(former):
        data = {"path": each, "target_kind": kind, "target": key, **({"locale": locale} if locale else {})}
        spool.add(Piece(kind=PieceKind.REDIRECT, key=each, name=each, data=data))


def _add_comments(item: Element, kind: str, key: str, title: str, spool: Spool, report: Report) -> None:
    for child in item:
        if name_of(child.tag) != "wp:comment":
            continue
        said = {name: words(child, f"wp:comment_{name}") for name in ("id", "parent", "type", "approved", "author")}
        name = f"{said['author'] or 'somebody'} on {title}"
        if said["type"] in ("pingback", "trackback"):
            report.note(said["type"], title, said["type"], "Other sites' notices are no comments.")
        elif said["type"] not in ("", "comment"):
            report.note(
                "comment", name, f"type:{said['type']}", f"Comments of type {said['type']!r} are not known here."
            )
        elif said["approved"] in ("trash", "post-trashed"):
            report.note("comment", name, "trash", "It is in the trash there.")
        elif kind != "post":
            report.note("comment", name, "on_page", "Pages have no comments here.")
        elif not raw(child, "wp:comment_content").strip():
            report.note("comment", name, "empty", "It says nothing.")
        else:
            spool.add(_comment(child, said, key, name))


def _comment(child: Element, said: Mapping[str, str], post: str, name: str) -> Piece:
    data: dict[str, Any] = {
        "post": post,
        "author": " ".join(said["author"].split())[:100],
        "email": text(child, "wp:comment_author_email").lower(),
        "website": text(child, "wp:comment_author_url"),
        "date": text(child, "wp:comment_date_gmt"),
        "body": with_paragraphs(raw(child, "wp:comment_content").strip()),
        "moderation": {"1": "approved", "spam": "spam"}.get(said["approved"], "pending"),
    }
    above = said["parent"] if said["parent"] not in ("", "0") else None
    return Piece(kind=PieceKind.COMMENT, key=said["id"], name=name, above=above, data=data)


def _number(said: str) -> int:
    return min(int(said), 1_000_000) if said.isascii() and said.isdigit() else 0
