"""Menus of an export: entries are items of their own there, and name what they are below."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from slugify import slugify

from rustok_content.dto.menus import MAX_DEPTH, MAX_ITEMS
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool
from rustok_content.services.imports.wxr.elements import Site, metas, name_of, parts_of, text, words

_DEEPEST: Final = 50
_KINDS: Final = {"page": "page", "post": "post"}


def note_item(item: Element, title: str, site: Site, report: Report) -> None:
    """Remember an entry until all are known."""
    menu = next(
        (
            unquote(c.get("nicename", ""))
            for c in item
            if name_of(c.tag) == "category" and c.get("domain") == "nav_menu"
        ),
        "",
    )
    if not menu:
        report.note("nav_menu_item", title, "no_menu", "It belongs to no menu.")
        return
    found = {name.removeprefix("_menu_item_"): value.strip() for name, value in metas(item).items()}
    order = text(item, "wp:menu_order")
    site.menus.setdefault(menu, menu)
    site.menu_items.setdefault(menu, []).append(
        {
            "id": text(item, "wp:post_id"),
            "above": found.get("menu_item_parent", "0"),
            "label": words(item, "title"),
            "type": found.get("type", ""),
            "object": found.get("object", ""),
            "object_id": found.get("object_id", ""),
            "url": found.get("url", ""),
            "opens_new_tab": found.get("target", "") == "_blank",
            "order": int(order) if order.isascii() and order.isdigit() else 0,
        }
    )


def add_menus(site: Site, spool: Spool, report: Report) -> None:
    """Add the menus, each with its entries in their order."""
    for key, name in site.menus.items():
        items = sorted(site.menu_items.get(key, ()), key=lambda item: item["order"])
        entries: list[dict[str, Any]] = []
        _walk(items, "0", 0, entries, name, site, report)
        placed = {entry["id"] for entry in entries}
        for item in items:
            if item["id"] not in placed:
                report.note("menu", f"{name}: {item['label'] or item['id']}", "lost", "What it is below is not there.")
        if len(entries) > MAX_ITEMS:
            report.note("menu", name, "too_many", f"A menu has {MAX_ITEMS} entries at most; the last were left out.")
        data = {"location": slugify(key) or "menu", "name": name, "items": entries[:MAX_ITEMS]}
        spool.add(Piece(kind=PieceKind.MENU, key=key, name=name, data=data))


def _walk(
    items: list[dict[str, Any]],
    above: str,
    level: int,
    entries: list[dict[str, Any]],
    menu: str,
    site: Site,
    report: Report,
) -> None:
    if level > _DEEPEST:
        return
    for item in items:
        if (item["above"] or "0") != above:
            continue
        if level >= MAX_DEPTH:
            report.note("menu", f"{menu}: {item['label']}", "too_deep", f"Menus have {MAX_DEPTH} levels; it moved up.")
        entries.append(_entry(item, min(level, MAX_DEPTH - 1), menu, site, report))
        _walk(items, item["id"], level + 1, entries, menu, site, report)


def _entry(item: dict[str, Any], level: int, menu: str, site: Site, report: Report) -> dict[str, Any]:
    entry = {
        "id": item["id"],
        "level": level,
        "label": item["label"],
        "opens_new_tab": item["opens_new_tab"],
        "url": "",
        "node": None,
    }
    if item["type"] == "post_type" and item["object"] in _KINDS:
        entry["node"] = [_KINDS[item["object"]], site.leaders.get(item["object_id"], item["object_id"])]
    elif item["type"] == "custom":
        entry["url"] = _within(item["url"], site)
    else:
        kind = item["object"] or item["type"]
        reason = f"It leads to a {kind!r}, which has no address here; only its label is kept."
        report.note("menu", f"{menu}: {item['label'] or item['object_id']}", "target", reason)
        entry["label"] = entry["label"] or kind
    return entry


def _within(address: str, site: Site) -> str:
    """Return an address of the site itself as a path."""
    parts, own = parts_of(address), parts_of(site.address)
    if parts.netloc and parts.netloc == own.netloc:
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return address
