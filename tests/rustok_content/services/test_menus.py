"""Menus: an outline of entries, set as a whole, with what is broken flagged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.ids import generate_id
from rustok_content import errors, models
from rustok_content.dto.menus import (
    CreateMenuRequest,
    MenuItemProblem,
    MenuResponse,
    SetMenuItemsRequest,
    UpdateMenuRequest,
)
from rustok_content.selectors.menus import get_menu, list_menus
from rustok_content.services import menus, publishing
from tests.rustok_content.services.test_addresses import page

pytestmark = pytest.mark.django_db


def menu(ctx: RequestContext, location: str = "main") -> MenuResponse:
    return menus.create_menu(ctx, CreateMenuRequest(location=location, name="Main"))


def put(ctx: RequestContext, menu_id: UUID, *entries: dict[str, Any], **others: Any) -> MenuResponse:
    return menus.set_items(ctx, menu_id, parse(SetMenuItemsRequest, {"entries": list(entries), **others}))


def item(label: str = "", level: int = 0, **fields: Any) -> dict[str, Any]:
    return {"labels": {"en": label} if label else {}, "level": level, **fields}


def outline(shown: MenuResponse) -> list[tuple[int, str]]:
    return [(entry.level, entry.labels.get("en", "")) for entry in shown.entries]


def test_entries_are_an_outline(ctx: RequestContext) -> None:
    about = page(ctx, "about", ru="o-nas")
    made = menu(ctx)

    shown = put(
        ctx,
        made.id,
        item("Shop", url="/shop"),
        item("Tea", 1, url="/shop/tea"),
        item("Green", 2, url="https://example.com/green", opens_new_tab=True),
        item("Coffee", 1, url="/shop/coffee"),
        {"node_id": str(about), "labels": {"ru": "О нас"}},
    )

    assert outline(shown) == [(0, "Shop"), (1, "Tea"), (2, "Green"), (1, "Coffee"), (0, "")]
    shop, tea, green, coffee, last = shown.entries
    assert (tea.parent_id, green.parent_id, coffee.parent_id, last.parent_id) == (shop.id, tea.id, shop.id, None)
    assert (last.title, last.labels, last.problem) == ("Title about", {"ru": "О нас"}, None)
    assert (made.version, shown.version) == (1, 2)
    assert get_menu(ctx, made.id) == shown


def test_setting_entries_again_keeps_those_that_are_named(ctx: RequestContext) -> None:
    made = menu(ctx)
    first = put(ctx, made.id, item("A", url="/a"), item("B", 1, url="/b"))

    second = put(ctx, made.id, item("B", url="/b", id=str(first.entries[1].id)), item("C", url="/c"))

    assert outline(second) == [(0, "B"), (0, "C")]
    assert second.entries[0].id == first.entries[1].id
    assert models.MenuItem.objects.count() == 2


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([item("A", 1)], "level"),
        ([item("A"), item("B", 2)], "level"),
        ([item("A", url="javascript:alert(1)")], "url"),
        ([item("A", url="//evil.example")], "url"),
        ([item("A", url="data:text/html,x")], "url"),
        ([item("", url="/a")], "missing"),
        ([item("A", 4)], "less_than_equal"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    ctx: RequestContext, entries: list[dict[str, Any]], code: str
) -> None:
    made = menu(ctx)
    put(ctx, made.id, item("Kept", url="/kept"))

    with pytest.raises(InvalidInput) as refusal:
        put(ctx, made.id, *entries)

    assert [error.code for error in refusal.value.errors] == [code]
    assert outline(get_menu(ctx, made.id)) == [(0, "Kept")]


def test_an_entry_leads_to_one_place_that_there_is(ctx: RequestContext) -> None:
    made, other = menu(ctx), menu(ctx, "footer")
    theirs = put(ctx, other.id, item("X", url="/x")).entries[0].id

    with pytest.raises(InvalidInput):
        put(ctx, made.id, item("A", url="/a", node_id=str(page(ctx, "about"))))
    with pytest.raises(errors.NodeNotFound):
        put(ctx, made.id, item("A", node_id=str(generate_id())))
    with pytest.raises(errors.MenuItemNotFound):
        put(ctx, made.id, item("A", url="/a", id=str(theirs)))
    with pytest.raises(errors.LocaleNotEnabled):
        put(ctx, made.id, {"labels": {"fr": "Ah"}, "url": "/a"})


def test_a_deleted_node_leaves_a_flagged_entry_that_may_stay(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    made = menu(ctx)
    shown = put(ctx, made.id, item("About", node_id=str(about)), item("Team", 1, url="/team"))
    publishing.unpublish_node(ctx, about)
    assert get_menu(ctx, made.id).entries[0].problem is MenuItemProblem.UNPUBLISHED

    models.Node.objects.get(pk=about).delete()

    broken = get_menu(ctx, made.id)
    assert [(entry.problem, entry.node_id) for entry in broken.entries] == [(MenuItemProblem.GONE, None), (None, None)]
    entries = [item("About", id=str(shown.entries[0].id)), item("Team", 1, url="/team")]
    assert put(ctx, made.id, *entries).entries[0].problem is MenuItemProblem.GONE


def test_a_place_has_one_menu(ctx: RequestContext) -> None:
    menu(ctx)
    footer = menu(ctx, "footer")

    with pytest.raises(errors.DuplicateMenuLocation):
        menu(ctx)
    with pytest.raises(errors.DuplicateMenuLocation):
        menus.update_menu(ctx, footer.id, UpdateMenuRequest(location="main"))

    assert [shown.location for shown in list_menus(ctx)] == ["footer", "main"]


def test_a_stale_menu_is_not_overwritten(ctx: RequestContext) -> None:
    made = menu(ctx)
    put(ctx, made.id, item("A", url="/a"), version=1)

    with pytest.raises(StaleVersion):
        put(ctx, made.id, item("B", url="/b"), version=1)

    assert outline(get_menu(ctx, made.id)) == [(0, "A")]


def test_a_menu_goes_with_its_entries(ctx: RequestContext) -> None:
    made = menu(ctx)
    put(ctx, made.id, item("A", url="/a"), item("B", 1, url="/b"))

    menus.delete_menu(ctx, made.id)

    assert (models.MenuItem.objects.count(), models.MenuItemTranslation.objects.count()) == (0, 0)
