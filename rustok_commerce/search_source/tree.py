"""The tree of categories as documents need it: ancestors, and all below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from rustok.ids import parse_id, to_ulid
from rustok.search.storefront import StoreCategoryRef
from rustok_commerce import models
from rustok_commerce.mappers import CategoryAggregate, ProductAggregate, choose
from rustok_commerce.selectors.aggregates import load_categories


def category_reference(entry: CategoryAggregate, locales: Sequence[str]) -> StoreCategoryRef:
    """Name a category where something is in it, by its address and name in the first of the locales that there is."""
    name = choose(entry.translations, locales, entry.category.source_locale)
    return StoreCategoryRef(
        id=entry.category.id,
        slug=(name[1].slug if name is not None else None) or entry.category.slug,
        name=name[1].name if name is not None else entry.category.slug,
    )


def ancestors_of(category: models.Category) -> tuple[UUID, ...]:
    """Return the ids from the root down to the category itself."""
    return _ids_in(category.path)


@lru_cache(maxsize=4096)
def _ids_in(path: str) -> tuple[UUID, ...]:
    return tuple(parse_id(part) for part in path.split("/") if part)


def with_ancestors(aggregates: Iterable[ProductAggregate]) -> dict[UUID, CategoryAggregate]:
    """Return the categories of products, and all above them."""
    found = {entry.category.id: entry for aggregate in aggregates for entry in aggregate.categories}
    return {**missing_ancestors(found), **found}


def missing_ancestors(found: Mapping[UUID, CategoryAggregate]) -> dict[UUID, CategoryAggregate]:
    """Load the categories above these that are not among them."""
    wanted = {ancestor for entry in found.values() for ancestor in ancestors_of(entry.category)}
    return load_categories(wanted - found.keys())


def subtree(category_ids: Iterable[UUID]) -> set[UUID]:
    """Return these categories and all below them; in one statement, since a tenant's tree is small."""
    wanted = {to_ulid(category_id) for category_id in category_ids}
    if not wanted:
        return set()
    paths = models.Category.objects.values_list("id", "path")
    return {category_id for category_id, path in paths if not wanted.isdisjoint(path.split("/"))}
