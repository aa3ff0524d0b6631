"""The tree of categories."""

from __future__ import annotations

from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.catalog.commerce import ProductCategoryCreated, ProductCategoryDeleted, ProductCategoryUpdated
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.categories import CategoryResponse, UpdateCategoryRequest
from rustok_commerce.selectors import categories as tree
from rustok_commerce.services import categories
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard


def update(ctx: RequestContext, category_id: UUID, **data: object) -> CategoryResponse:
    return categories.update_category(ctx, category_id, parse(UpdateCategoryRequest, data))


def test_categories_are_made_changed_and_deleted(ctx: RequestContext, heard: Heard) -> None:
    category = commerce.category(name="Свет")

    changed = update(ctx, category.id, name="Light", translations=[{"locale": "ru", "name": "Свет"}], version=1)
    update(ctx, category.id, name="Light")
    categories.delete_category(ctx, category.id)

    assert (category.slug, category.depth) == ("svet", 1)
    assert (changed.name, changed.version) == ("Light", 2)
    assert heard == [
        ProductCategoryCreated(category_id=category.id),
        ProductCategoryUpdated(category_id=category.id),
        ProductCategoryDeleted(category_id=category.id),
    ]


def test_a_move_takes_everything_below_along(ctx: RequestContext) -> None:
    root, other = commerce.category(slug="root"), commerce.category(slug="other")
    child = commerce.category(slug="child", parent_id=root.id)
    commerce.category(slug="leaf", parent_id=child.id)

    update(ctx, child.id, parent_id=str(other.id))

    assert [(c.slug, c.depth) for c in tree.list_categories(ctx)] == [
        ("other", 1),
        ("child", 2),
        ("leaf", 3),
        ("root", 1),
    ]


def test_a_category_is_never_below_itself(ctx: RequestContext, heard: Heard) -> None:
    root = commerce.category()
    child = commerce.category(parent_id=root.id)
    heard.clear()

    for parent in (root, child):
        with pytest.raises(errors.CategoryCycle):
            update(ctx, root.id, parent_id=str(parent.id))

    assert heard == []
    assert tree.get_category(ctx, root.id) == root


def test_the_tree_has_a_bottom(ctx: RequestContext) -> None:
    parent_id = None
    for _ in range(models.MAX_DEPTH):
        parent_id = commerce.category(parent_id=parent_id).id

    with pytest.raises(errors.CategoryTooDeep):
        commerce.category(parent_id=parent_id)


def test_refusals(ctx: RequestContext) -> None:
    parent = commerce.category(slug="parent")
    commerce.category(slug="child", parent_id=parent.id)

    with pytest.raises(errors.CategoryHasChildren):
        categories.delete_category(ctx, parent.id)
    with pytest.raises(errors.DuplicateSlug):
        commerce.category(slug="parent")
    with pytest.raises(errors.DuplicateSlug):
        update(ctx, parent.id, slug="child")
    with pytest.raises(errors.CategoryNotFound):
        commerce.category(parent_id=generate_id())
    with pytest.raises(errors.LocaleNotEnabled):
        commerce.category(locale="fr")
    with pytest.raises(InvalidInput):
        update(ctx, parent.id, locale="ru", description="Без имени")
    update(ctx, parent.id, position=4)
    with pytest.raises(StaleVersion):
        update(ctx, parent.id, position=5, version=1)

    assert models.Category.objects.count() == 2
