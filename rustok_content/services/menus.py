"""Makes, changes and deletes menus. Entries are set all at once, so that no half of a new order is ever seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.menus import MenuCreated, MenuDeleted, MenuUpdated
from rustok.ids import generate_id
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.menus import (
    CreateMenuRequest,
    MenuItemInput,
    MenuResponse,
    SetMenuItemsRequest,
    UpdateMenuRequest,
)
from rustok_content.selectors.menus import present_menu


@command()
def create_menu(ctx: RequestContext, request: CreateMenuRequest) -> MenuResponse:
    """Make a menu without entries.

    :raises DuplicateMenuLocation: another menu is at that place.
    """
    require(ctx, "content.menu:create")
    menu = models.Menu(location=request.location, name=request.name)
    _save(menu)
    publish(ctx, MenuCreated(menu_id=menu.id))
    return present_menu(ctx, menu.id)


@command()
def update_menu(ctx: RequestContext, menu_id: UUID, request: UpdateMenuRequest) -> MenuResponse:
    """Change a menu's place or name. What is as asked already changes nothing.

    :raises MenuNotFound: no such menu for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises DuplicateMenuLocation: another menu is at that place.
    """
    require(ctx, "content.menu:update")
    changes = given(request)
    menu = _lock(menu_id, changes.pop("version", None))
    if all(getattr(menu, name) == value for name, value in changes.items()):
        return present_menu(ctx, menu_id)
    for name, value in changes.items():
        setattr(menu, name, value)
    menu.version += 1
    _save(menu)
    publish(ctx, MenuUpdated(menu_id=menu_id))
    return present_menu(ctx, menu_id)


@command()
def delete_menu(ctx: RequestContext, menu_id: UUID, *, version: int | None = None) -> None:
    """Delete a menu with its entries.

    :raises MenuNotFound: no such menu for this tenant.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    require(ctx, "content.menu:delete")
    menu = _lock(menu_id, version, keys=True)
    _forget_items(menu_id)
    menu.delete()
    publish(ctx, MenuDeleted(menu_id=menu_id))


@command()
def set_items(ctx: RequestContext, menu_id: UUID, request: SetMenuItemsRequest) -> MenuResponse:
    """Give a menu these entries and no others.

    An entry whose node is gone may stay, and stays flagged.

    :raises MenuNotFound: no such menu for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises MenuItemNotFound: the menu has no entry with an id given.
    :raises NodeNotFound: no such node for this tenant.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    :raises InvalidInput: an entry leads to two places, has nothing to show, or is too far in.
    """
    require(ctx, "content.menu:update")
    changes = given(request)
    menu = _lock(menu_id, changes.get("version"))
    present = {item.id: item for item in models.MenuItem.objects.filter(menu_id=menu_id)}
    parents = _outline(request.entries)
    _check_items(request.entries, present)
    ids = [item.id or generate_id() for item in request.entries]
    rows, texts = [], []
    for position, (item, item_id, parent) in enumerate(zip(request.entries, ids, parents, strict=True)):
        was = present.get(item_id)
        is_lost = item.node_id is None and not item.url and was is not None and was.leads_to_node
        rows.append(
            models.MenuItem(
                id=item_id,
                menu_id=menu_id,
                parent_id=None if parent is None else ids[parent],
                position=position,
                node_id=item.node_id,
                leads_to_node=item.node_id is not None or is_lost,
                url=item.url,
                opens_new_tab=item.opens_new_tab,
            )
        )
        texts += [
            models.MenuItemTranslation(item_id=item_id, locale=locale, label=label)
            for locale, label in sorted(item.labels.items())
        ]
    _forget_items(menu_id)
    models.MenuItem.objects.bulk_create(rows)
    models.MenuItemTranslation.objects.bulk_create(texts)
    menu.version += 1
    _save(menu)
    publish(ctx, MenuUpdated(menu_id=menu_id))
    return present_menu(ctx, menu_id)


def _outline(items: Sequence[MenuItemInput]) -> list[int | None]:
    """Return for each entry the place of the one that it is below.

    :raises InvalidInput: an entry is further in than one below the entry before it.
    """
    open_: list[int] = []
    parents: list[int | None] = []
    for place, item in enumerate(items):
        if item.level > len(open_):
            raise InvalidInput.field(
                "entries",
                place,
                "level",
                code="level",
                message="An entry is at most one level below the one before it.",
            )
        del open_[item.level :]
        parents.append(open_[-1] if open_ else None)
        open_.append(place)
    return parents


def _check_items(items: Sequence[MenuItemInput], present: dict[UUID, Any]) -> None:
    spoken = current_tenant().locale_codes
    seen: set[UUID] = set()
    for place, item in enumerate(items):
        if item.id is not None and (item.id not in present or item.id in seen):
            raise errors.MenuItemNotFound(id=str(item.id))
        seen.update(filter(None, (item.id,)))
        for locale in item.labels:
            if locale not in spoken:
                raise errors.LocaleNotEnabled(locale=locale)
        if item.node_id is not None and item.url:
            raise InvalidInput.field(
                "entries", place, "url", code="two_targets", message="An entry leads to a node or to an address."
            )
        if item.node_id is None and not item.labels:
            raise InvalidInput.field(
                "entries", place, "labels", code="missing", message="An entry that leads to no node needs a label."
            )
        if item.url and not leads_somewhere(item.url):
            raise InvalidInput.field(
                "entries", place, "url", code="url", message="A path, or an address with http, https, mailto or tel."
            )
    # In the trash they are still nodes: an entry keeps leading there, and is flagged.
    wanted = {item.node_id for item in items if item.node_id is not None}
    known = set(models.Node.objects.filter(pk__in=wanted).values_list("id", flat=True))
    for node_id in sorted(wanted - known):
        raise errors.NodeNotFound(id=str(node_id))


def leads_somewhere(url: str) -> bool:
    """Tell whether an entry may lead to an address."""
    if not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(host)
    if parts.scheme in ("mailto", "tel"):
        return bool(parts.path)
    return not parts.scheme and not parts.netloc and url.startswith(("/", "#")) and not url.startswith("//")


def _forget_items(menu_id: UUID) -> None:
    models.MenuItemTranslation.objects.filter(item__menu_id=menu_id).delete()
    # The entries further in first: each names the one that it is below.
    items = models.MenuItem.objects.filter(menu_id=menu_id)
    items.update(parent=None)
    items.delete()


def _lock(menu_id: UUID, version: int | None, *, keys: bool = False) -> Any:
    menu = models.Menu.objects.for_update(keys=keys).filter(pk=menu_id).first()
    if menu is None:
        raise errors.MenuNotFound(id=str(menu_id))
    if version is not None and version != menu.version:
        raise StaleVersion(current=menu.version, given=version)
    return menu


def _save(menu: models.Menu) -> None:
    try:
        with transaction.atomic():
            menu.save()
    except IntegrityError as exc:
        raise errors.DuplicateMenuLocation(location=menu.location) from exc
