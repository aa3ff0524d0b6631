"""Reads menus of the scope's tenant as they are written: with all languages, and with what is broken in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.menus import MenuItemProblem, MenuResponse
from rustok_content.dto.nodes import NodeStatus
from rustok_content.mappers import menu_response


def get_menu(ctx: RequestContext, menu_id: UUID) -> MenuResponse:
    """Return a menu with its entries.

    :raises MenuNotFound: no such menu for this tenant.
    """
    require(ctx, "content.menu:read")
    return present_menu(ctx, menu_id)


def list_menus(ctx: RequestContext) -> list[MenuResponse]:
    """List all menus with their entries, by their places, in a fixed number of statements."""
    require(ctx, "content.menu:read")
    return _responses(ctx, models.Menu.objects.order_by("location"))


def present_menu(ctx: RequestContext, menu_id: UUID) -> MenuResponse:
    """Return a menu as it is now, for commands that checked the rights.

    :raises MenuNotFound: no such menu for this tenant.
    """
    found = _responses(ctx, models.Menu.objects.filter(pk=menu_id))
    if not found:
        raise errors.MenuNotFound(id=str(menu_id))
    return found[0]


def _responses(ctx: RequestContext, menus: Any) -> list[MenuResponse]:
    rows = list(menus.prefetch_related("items__translations"))
    node_ids = {item.node_id for menu in rows for item in menu.items.all() if item.node_id is not None}
    nodes = {node.id: node for node in models.Node.objects.filter(pk__in=node_ids)}
    titles = _titles(node_ids, current_tenant().fallback_chain(ctx.locale))
    problems = {node_id: _problem(nodes.get(node_id)) for node_id in node_ids}
    return [menu_response(menu, titles, problems) for menu in rows]


def _problem(node: Any) -> MenuItemProblem | None:
    if node is None:
        return MenuItemProblem.GONE
    if node.deleted_at is not None:
        return MenuItemProblem.TRASHED
    return None if node.status == NodeStatus.PUBLISHED else MenuItemProblem.UNPUBLISHED


def _titles(node_ids: Iterable[UUID], locales: Iterable[str]) -> Mapping[UUID, str]:
    found: dict[UUID, dict[str, str]] = {}
    texts = models.NodeTranslation.objects.filter(node_id__in=node_ids).order_by("node_id", "locale")
    for node_id, locale, title in texts.values_list("node_id", "locale", "title"):
        found.setdefault(node_id, {})[locale] = title
    return {
        node_id: next((names[locale] for locale in locales if locale in names), next(iter(names.values())))
        for node_id, names in found.items()
    }
