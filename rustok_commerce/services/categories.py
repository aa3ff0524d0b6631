"""The tree of categories."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import (
    ProductCategoryCreated,
    ProductCategoryDeleted,
    ProductCategoryUpdated,
)
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.categories import (
    CategoryResponse,
    CreateCategoryRequest,
    UpdateCategoryRequest,
)
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.selectors.categories import present_category
from rustok_commerce.services import slugs
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import enabled_locale
from rustok_commerce.services.pictures import check_picture
from rustok_commerce.services.revisions import check_version, lock_tree, touch_products
from rustok_commerce.services.translations import TEXTS, write_texts, write_translations


@command()
def create_category(ctx: RequestContext, request: CreateCategoryRequest) -> CategoryResponse:
    """Make a category.

    :raises DuplicateSlug: the slug is taken.
    :raises CategoryNotFound: no such parent in the shop.
    :raises CategoryTooDeep: the tree would have too many levels.
    """
    require(ctx, "commerce.category:create")
    source = enabled_locale(request.locale)
    lock_tree()
    parent = _find(request.parent_id) if request.parent_id is not None else None
    slug = request.slug or slugs.free_slug(SlugKind.CATEGORY, request.name)
    check_picture(request.asset_id)
    category = models.Category(
        slug=slug, parent=parent, position=request.position, asset_id=request.asset_id, source_locale=source
    )
    category.path = _path(category, parent)
    _save(category)
    write_texts(category, source, {name: getattr(request, name) for name in TEXTS})
    write_translations(category, request.translations)
    slugs.register_category(ctx, category)
    publish(ctx, ProductCategoryCreated(category_id=category.id))
    return present_category(ctx, category.id)


@command()
def update_category(ctx: RequestContext, category_id: UUID, request: UpdateCategoryRequest) -> CategoryResponse:
    """Change a category: its texts, slug, or place in the tree. The documents of products below it become new.

    :raises CategoryNotFound: no such category, or no such parent, in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the category in between.
    :raises DuplicateSlug: the slug is taken.
    :raises CategoryCycle: the new parent is the category itself or below it.
    :raises CategoryTooDeep: the tree would have too many levels.
    """
    require(ctx, "commerce.category:update")
    lock_tree()
    category = _find(category_id)
    changes = given(request)
    check_version(category, changes)
    locale = enabled_locale(changes.pop("locale", category.source_locale))
    changed = False
    if not isinstance(request.translations, Unset):
        changed |= write_translations(category, request.translations)
    texts = {name: changes.pop(name) for name in TEXTS if name in changes}
    if texts:
        changed |= write_texts(category, locale, texts)
    if changes.get("asset_id") is not None:
        check_picture(changes["asset_id"])
    for name in ("slug", "position", "asset_id"):
        if name in changes and getattr(category, name) != changes[name]:
            setattr(category, name, changes[name])
            changed = True
    if "parent_id" in changes and changes["parent_id"] != category.parent_id:
        _move(category, changes["parent_id"])
        changed = True
    if not changed:
        return present_category(ctx, category.id)
    category.version += 1
    _save(category)
    slugs.register_category(ctx, category)
    touch_products(_products_below(category))
    publish(ctx, ProductCategoryUpdated(category_id=category.id))
    return present_category(ctx, category.id)


@command()
def delete_category(ctx: RequestContext, category_id: UUID) -> None:
    """Delete a category without children; its products stay.

    :raises CategoryNotFound: no such category in the shop.
    :raises CategoryHasChildren: there are categories below it.
    """
    require(ctx, "commerce.category:delete")
    lock_tree()
    category = _find(category_id, keys=True)
    if models.Category.objects.filter(parent=category).exists():
        raise errors.CategoryHasChildren()
    product_ids = touch_products(_products_below(category))
    slugs.forget(SlugKind.CATEGORY, category_id)
    category.delete()
    publish(ctx, ProductCategoryDeleted(category_id=category_id, product_ids=tuple(product_ids)))


@command()
def category_pictures_changed(ctx: RequestContext, asset_ids: Iterable[UUID], *, gone: bool) -> None:
    """Let categories follow their pictures: without those that are ``gone``, described anew else."""
    require(ctx, "commerce.category:update")
    for category in models.Category.objects.for_update().filter(asset_id__in=list(asset_ids)):
        if gone:
            category.asset_id = None
        category.version += 1
        _save(category)
        publish(ctx, ProductCategoryUpdated(category_id=category.id))


def _find(category_id: UUID, *, keys: bool = False) -> models.Category:
    category: models.Category | None = models.Category.objects.for_update(keys=keys).filter(id=category_id).first()
    if category is None:
        raise errors.CategoryNotFound(category=to_ulid(category_id))
    return category


def _path(category: models.Category, parent: models.Category | None) -> str:
    path = f"{parent.path if parent is not None else ''}{to_ulid(category.id)}/"
    if path.count("/") > models.MAX_DEPTH:
        raise errors.CategoryTooDeep(limit=models.MAX_DEPTH)
    return path


def _move(category: models.Category, parent_id: UUID | None) -> None:
    """Hang a category elsewhere and rewrite the paths below it."""
    parent = _find(parent_id) if parent_id is not None else None
    if parent is not None and parent.path.startswith(category.path):
        raise errors.CategoryCycle()
    old, new = category.path, _path(category, parent)
    below = list(models.Category.objects.filter(path__startswith=old).exclude(id=category.id).order_by("id"))
    for row in below:
        row.path = new + row.path.removeprefix(old)
        row.version += 1
        if row.path.count("/") > models.MAX_DEPTH:
            raise errors.CategoryTooDeep(limit=models.MAX_DEPTH)
    models.Category.objects.bulk_update(below, ["path", "version"])
    category.parent, category.path = parent, new


def _save(category: models.Category) -> None:
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_categories_tenant_slug_uq":
            raise errors.DuplicateSlug(slug=category.slug) from exc
        raise


def _products_below(category: models.Category) -> set[UUID]:
    links = models.ProductCategory.objects.filter(category__path__contains=f"{to_ulid(category.id)}/")
    return set(links.values_list("product_id", flat=True))
