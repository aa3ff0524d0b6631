"""Addresses of products, categories and collections, and those they had.

A slug leads to one entity of its kind, whatever the language, so that an address is never a matter of who reads it.
The table's unique constraint decides between two transactions that want the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q

from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.events.bus import publish
from rustok.events.catalog.commerce import CollectionUpdated, ProductCategoryUpdated, ProductUpdated
from rustok_commerce import errors, models
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.services import handles
from rustok_commerce.services.constraints import violated

_LOOKED_AT: Final = 16
"""Addresses of a name that are looked at first."""


def register(kind: SlugKind, entity_id: UUID, current: Iterable[str | None], *, is_new: bool = False) -> set[UUID]:
    """Say which addresses an entity has now: its handle, and its slugs in all languages. Publishes nothing.

    Those that it had before still lead to it. Returns the entities from which a former address was taken: their
    documents name it no longer, so whoever calls tells of them.

    :param is_new: the entity was made in this transaction, so it has no addresses to look for.
    :raises DuplicateHandle: an address is the present one of another product.
    :raises DuplicateSlug: or of another category.
    :raises DuplicateCollectionSlug: or of another collection.
    """
    wanted = {slug for slug in current if slug}
    rows = models.Slug.objects.filter(kind=kind, entity_id=entity_id)
    present = {} if is_new else dict(rows.values_list("slug", "is_current"))
    new = sorted(slug for slug in wanted if not present.get(slug, False))
    gone = [slug for slug, is_current in present.items() if is_current and slug not in wanted]
    if gone:
        rows.filter(slug__in=gone).update(is_current=False)
    others = models.Slug.objects.filter(kind=kind, slug__in=new).exclude(entity_id=entity_id)
    former = dict(others.values_list("slug", "entity_id")) if new else {}
    # In one order for everybody, so that nobody waits for each other.
    for slug in new:
        if slug in former or slug in present:
            _take(kind, entity_id, slug)
        else:
            _insert(kind, entity_id, slug)
    return set(former.values())


def register_product(ctx: RequestContext, product: models.Product) -> None:
    """Register the handle of a locked product and its slugs, as they are written.

    :raises DuplicateHandle: one of them is the present address of another product.
    """
    texts = models.ProductTranslation.objects.filter(product=product)
    _register_product(ctx, product, texts.values_list("slug", flat=True))


def register_new_product(ctx: RequestContext, product: models.Product, slugs: Iterable[str | None]) -> None:
    """Register the handle of a product made in this transaction, and its slugs in all languages.

    :raises DuplicateHandle: one of them is the present address of another product.
    """
    _register_product(ctx, product, slugs, is_new=True)


def _register_product(
    ctx: RequestContext, product: models.Product, texts: Iterable[str | None], *, is_new: bool = False
) -> None:
    for other in sorted(register(SlugKind.PRODUCT, product.id, [product.handle, *texts], is_new=is_new)):
        publish(ctx, ProductUpdated(product_id=other, fields=("slugs",)))


def register_category(ctx: RequestContext, category: models.Category) -> None:
    """Register the slug of a category and those in its languages, as they are written.

    :raises DuplicateSlug: one of them is the present address of another category.
    """
    texts = models.CategoryTranslation.objects.filter(category=category)
    addresses = [category.slug, *texts.values_list("slug", flat=True)]
    for other in sorted(register(SlugKind.CATEGORY, category.id, addresses)):
        publish(ctx, ProductCategoryUpdated(category_id=other))


def register_collection(ctx: RequestContext, collection: models.Collection) -> None:
    """Register the slug of a collection and those in its languages, as they are written.

    :raises DuplicateCollectionSlug: one of them is the present address of another collection.
    """
    texts = models.CollectionTranslation.objects.filter(collection=collection)
    addresses = [collection.slug, *texts.values_list("slug", flat=True)]
    for other in sorted(register(SlugKind.COLLECTION, collection.id, addresses)):
        publish(ctx, CollectionUpdated(collection_id=other, by_rules=False))


def forget(kind: SlugKind, entity_id: UUID) -> None:
    """Let nothing lead to an entity that is gone."""
    models.Slug.objects.filter(kind=kind, entity_id=entity_id).delete()


def free_slug(kind: SlugKind, name: str) -> str:
    """Make an address of a name: one that leads nowhere, and led nowhere.

    Asked by equality, a growing number at a time: LIKE has no index under row-level security.
    """
    base = handles.handle_from(name)
    first, last = 1, _LOOKED_AT
    while True:
        wanted = handles.numbered(base, range(first, last + 1))
        taken = set(models.Slug.objects.filter(kind=kind, slug__in=wanted).values_list("slug", flat=True))
        free = next((slug for slug in wanted if slug not in taken), None)
        if free is not None:
            return free
        first, last = last + 1, last * 4


def duplicate(kind: SlugKind, slug: str) -> RustokError:
    """Return the refusal of an address that something else of the kind has."""
    match kind:
        case SlugKind.PRODUCT:
            return errors.DuplicateHandle(handle=slug)
        case SlugKind.CATEGORY:
            return errors.DuplicateSlug(slug=slug)
        case SlugKind.COLLECTION:
            return errors.DuplicateCollectionSlug(slug=slug)


def _take(kind: SlugKind, entity_id: UUID, slug: str) -> None:
    rows = models.Slug.objects.filter(kind=kind, slug=slug)
    free = Q(entity_id=entity_id) | Q(is_current=False)
    if not rows.filter(free).update(entity_id=entity_id, is_current=True):
        _insert(kind, entity_id, slug)


def _insert(kind: SlugKind, entity_id: UUID, slug: str) -> None:
    try:
        # Without a savepoint of its own: a refusal ends the command, whose savepoint takes everything back.
        models.Slug.objects.create(kind=kind, entity_id=entity_id, slug=slug)
    except IntegrityError as exc:
        if violated(exc) == "commerce_slugs_slug_uq":
            raise duplicate(kind, slug) from exc
        raise
