"""Languages of items, as Polylang and WPML say them: items of one group are one node in several languages."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool
from rustok_content.services.imports.wxr.elements import Site, metas, name_of, text

TAXONOMIES: Final = frozenset({"language", "post_translations", "term_language", "term_translations"})
"""Polylang's: they say what belongs together, and are nothing by themselves."""
METAS: Final = frozenset(
    {"_wpml_import_language_code", "_wpml_import_source_language_code", "_wpml_import_translation_group"}
)
_HEAD: Final = (
    "title", "slug", "body", "format", "excerpt", "meta_title", "meta_description", "status", "published_at",
)  # fmt: skip
_KINDS: Final = frozenset({"post", "page"})
_LEFT_OUT: Final = frozenset({"trash", "auto-draft", "inherit"})


def language_of(item: Element) -> tuple[str, str]:
    """Return an item's language and the group that it is in; empty where nothing is said."""
    said = {"language": "", "post_translations": ""}
    for child in item:
        if name_of(child.tag) == "category" and child.get("domain") in said:
            said[str(child.get("domain"))] = unquote(child.get("nicename", ""))
    if said["language"]:
        return said["language"].removeprefix("pll_"), said["post_translations"]
    found = metas(item)
    return (
        found.get("_wpml_import_language_code", "").strip(),
        found.get("_wpml_import_translation_group", "").strip(),
    )


def know_language(item: Element, site: Site) -> None:
    """Remember which items are one node: it is known by the one in the site's own language, else by the first."""
    kind, status = text(item, "wp:post_type"), text(item, "wp:status")
    language, group = language_of(item)
    if kind not in _KINDS or status in _LEFT_OUT or not group:
        return
    locale, number = site.locale_of(language), text(item, "wp:post_id")
    if locale is None:
        return
    members = site.groups.setdefault(f"{kind} {group}", {})
    members.setdefault(locale, number)


def choose_leaders(site: Site) -> None:
    """Say for each item of a group which one the node is known by."""
    for members in site.groups.values():
        leader = members.get(site.locale) or next(iter(members.values()))
        site.leaders.update(dict.fromkeys(members.values(), leader))


def add_text(piece: Piece, item: Element, site: Site, spool: Spool, report: Report) -> str | None:
    """Add a node, or keep a text of one until all are known; return its language, None where nobody speaks it."""
    language, group = language_of(item)
    if not language:
        spool.add(piece)
        return ""
    locale = site.locale_of(language)
    if locale is None:
        report.note(piece.kind, piece.name, "language", f"The site does not speak {language!r}.")
        return None
    members = site.groups.get(f"{piece.kind} {group}", {})
    if group and members.get(locale) != piece.key:
        report.note(piece.kind, piece.name, "translation", f"Another text is this {piece.kind} in {locale!r} already.")
        return None
    text = {name: piece.data[name] for name in _HEAD}
    rest = {name: value for name, value in piece.data.items() if name not in _HEAD or name in ("format", "status")}
    row = {"key": piece.key, "name": piece.name, "above": piece.above, "locale": locale, "text": text, "rest": rest}
    if group:
        spool.park(f"{piece.kind} {group}", row)
    else:
        spool.add(_whole(piece.kind, [row]))
    return locale


def add_groups(site: Site, spool: Spool) -> None:
    """Add the nodes that are in several languages."""
    for group, rows in spool.parked():
        kind = PieceKind(group.partition(" ")[0])
        rows.sort(key=lambda row: row["key"] != site.leaders.get(row["key"], row["key"]))
        spool.add(_whole(kind, rows))


def _whole(kind: PieceKind, rows: list[dict[str, Any]]) -> Piece:
    first = rows[0]
    texts = {row["locale"]: row["text"] for row in rows}
    data = {**first["rest"], "texts": texts, "published_at": first["text"]["published_at"]}
    return Piece(kind=kind, key=first["key"], name=first["name"], above=first["above"], data=data)
