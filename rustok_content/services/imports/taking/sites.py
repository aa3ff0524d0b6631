"""Menus and redirects of a source."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.dto import parse
from rustok_content import models
from rustok_content.dto.addresses import CreateRedirectRequest, UpdateRedirectRequest
from rustok_content.dto.menus import CreateMenuRequest, SetMenuItemsRequest
from rustok_content.selectors.addresses import clean_path
from rustok_content.services import menus, redirects
from rustok_content.services.imports.pieces import Piece, PieceKind
from rustok_content.services.imports.taking.records import NotNeeded, Taking
from rustok_content.services.imports.wxr.elements import host_of, parts_of


def resolve_menu(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find what the entries lead to; one whose target was not taken keeps its label."""
    items = []
    for entry in piece.data["items"]:
        kind, key = entry["node"] or (None, None)
        node_id = taking.target(PieceKind(kind), key) if kind else None
        label, url = entry["label"], entry["url"][:2000]
        if url and not menus.leads_somewhere(url):
            taking.report.note("menu", f"{piece.name}: {url}", "url", "No menu leads to such an address.")
            label, url = label or url, ""
        if kind and node_id is None:
            name = f"{piece.name}: {label or key}"
            taking.report.note("menu", name, "target", "What it leads to was not taken; only its label is kept.")
            label = label or f"{kind} {key}"
        items.append(
            {
                "level": entry["level"],
                "labels": {taking.locale: label[:255]} if label else {},
                "node_id": str(node_id) if node_id else None,
                "url": url,
                "opens_new_tab": entry["opens_new_tab"],
            }
        )
        if not items[-1]["labels"] and node_id is None:
            items[-1]["labels"] = {taking.locale: url[:255] or "…"}
    return {"location": piece.data["location"], "name": piece.data["name"][:255], "items": items}


def write_menu(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Make a menu, or give one its entries anew. One at this place that is there already is the same."""
    menu_id = known or models.Menu.objects.filter(location=wanted["location"]).values_list("id", flat=True).first()
    if menu_id is None:
        request = parse(CreateMenuRequest, {"location": wanted["location"], "name": wanted["name"]})
        menu_id = menus.create_menu(taking.ctx, request).id
    menus.set_items(taking.ctx, menu_id, parse(SetMenuItemsRequest, {"entries": wanted["items"]}))
    return UUID(str(menu_id))


def resolve_redirect(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find where the node is now. Where it was is no redirect if it is there still."""
    target = piece.data.get("to")
    if target is None:
        node_id = taking.target(PieceKind(piece.data["target_kind"]), piece.data["target"])
        locale = piece.data.get("locale") or taking.locale
        rows = models.NodeAddress.objects.filter(node_id=node_id, locale=locale, is_current=True)
        target = rows.values_list("path", flat=True).first() if node_id else None
        if target is None:
            taking.note(piece, "no_target", "What it led to was not taken.")
            return None
    elif target.startswith(("http://", "https://")) and host_of(target) == host_of(taking.source) != "":
        # To the former site itself: here it is the present one.
        parts = parts_of(target)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    path = clean_path(piece.data["path"])
    if path == target or models.NodeAddress.objects.filter(path=path, is_current=True).exists():
        raise NotNeeded()
    more = {name: piece.data[name] for name in ("locale", "permanent") if piece.data.get(name) not in (None, "")}
    return {"path": path, "target": target, **more}


def write_redirect(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Let a former address lead on."""
    if known is not None:
        changes = {name: wanted[name] for name in ("target", "permanent") if name in wanted}
        redirects.update_redirect(taking.ctx, known, parse(UpdateRedirectRequest, changes))
        return known
    locale = wanted.get("locale", "")
    present = models.Redirect.objects.filter(path=wanted["path"], locale=locale).values_list("id", flat=True).first()
    if present is not None:
        return UUID(str(present))
    request = parse(CreateRedirectRequest, {**wanted, "locale": locale})
    return redirects.create_redirect(taking.ctx, request).id
