"""GraphQL of menus for staff; readers ask for ``menu``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_content.dto.menus import CreateMenuRequest, MenuResponse, SetMenuItemsRequest, UpdateMenuRequest
from rustok_content.selectors import menus as menu_selectors
from rustok_content.services import menus

Menu = object_type(MenuResponse, "AdminMenu")


class MenusQuery:
    """Menus as they are written, for staff."""

    admin_menus = graphene.List(graphene.NonNull(Menu), required=True)
    admin_menu = graphene.Field(Menu, id=ID(required=True))

    @staticmethod
    def resolve_admin_menus(root: Any, info: Any) -> list[MenuResponse]:
        return menu_selectors.list_menus(info.context.ctx)

    @staticmethod
    def resolve_admin_menu(root: Any, info: Any, id: UUID) -> MenuResponse:
        return menu_selectors.get_menu(info.context.ctx, id)


class CreateMenu(graphene.Mutation):
    """Make a menu, without entries."""

    class Arguments:
        input = input_type(CreateMenuRequest)(required=True)

    Output = graphene.NonNull(Menu)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> MenuResponse:
        return menus.create_menu(info.context.ctx, parse(CreateMenuRequest, input))


class UpdateMenu(graphene.Mutation):
    """Change a menu's place or name."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateMenuRequest)(required=True)

    Output = graphene.NonNull(Menu)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MenuResponse:
        return menus.update_menu(info.context.ctx, id, parse(UpdateMenuRequest, input))


class SetMenuItems(graphene.Mutation):
    """Give a menu these entries and no others."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetMenuItemsRequest)(required=True)

    Output = graphene.NonNull(Menu)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> MenuResponse:
        return menus.set_items(info.context.ctx, id, parse(SetMenuItemsRequest, input))


class DeleteMenu(graphene.Mutation):
    """Delete a menu with its entries; returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> UUID:
        menus.delete_menu(info.context.ctx, id, version=version)
        return id


class MenusMutation:
    """Changes to menus."""

    create_menu = CreateMenu.Field()
    update_menu = UpdateMenu.Field()
    set_menu_items = SetMenuItems.Field()
    delete_menu = DeleteMenu.Field()
