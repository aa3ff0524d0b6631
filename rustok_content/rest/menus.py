"""REST of menus for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.menus import CreateMenuRequest, MenuResponse, SetMenuItemsRequest, UpdateMenuRequest
from rustok_content.selectors import menus as menu_selectors
from rustok_content.services import menus


class MenusView(ApiView):
    """All menus."""

    tag = "content"

    @endpoint(response=MenuResponse, page=True, operation_id="list_menus")
    def get(self, request: Request) -> Page[MenuResponse]:
        """List the menus with their entries in all languages, and with what is broken in them."""
        return Page(items=tuple(menu_selectors.list_menus(self.ctx)))

    @endpoint(request=CreateMenuRequest, response=MenuResponse, operation_id="create_menu")
    def post(self, request: Request, data: CreateMenuRequest) -> MenuResponse:
        """Make a menu, without entries."""
        return menus.create_menu(self.ctx, data)


class MenuView(ApiView):
    """One menu."""

    tag = "content"

    @endpoint(response=MenuResponse, operation_id="get_menu")
    def get(self, request: Request, id: UUID) -> MenuResponse:
        """Return a menu with its entries in all languages."""
        return menu_selectors.get_menu(self.ctx, id)

    @endpoint(request=UpdateMenuRequest, response=MenuResponse, versioned=True, operation_id="update_menu")
    def patch(self, request: Request, id: UUID, data: UpdateMenuRequest) -> MenuResponse:
        """Change a menu's place or name."""
        return menus.update_menu(self.ctx, id, data)

    @endpoint(versioned=True, operation_id="delete_menu")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Delete a menu with its entries."""
        menus.delete_menu(self.ctx, id, version=version)


class MenuItemsView(ApiView):
    """A menu's entries."""

    tag = "content"

    @endpoint(request=SetMenuItemsRequest, response=MenuResponse, versioned=True, operation_id="set_menu_items")
    def put(self, request: Request, id: UUID, data: SetMenuItemsRequest) -> MenuResponse:
        """Give a menu these entries and no others."""
        return menus.set_items(self.ctx, id, data)
