"""Collections: make, change, delete, and fill by hand.

The collection's row is locked first, then its products in id order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import CollectionCreated, CollectionDeleted, CollectionUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.collections import (
    MAX_PRODUCTS,
    NOT_ON_PRODUCTS,
    AddCollectionProductsRequest,
    CollectionKind,
    CollectionResponse,
    CreateCollectionRequest,
    OrderCollectionRequest,
    RemoveCollectionProductsRequest,
    UpdateCollectionRequest,
)
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.selectors.collections import present_collection
from rustok_commerce.services import slugs
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import enabled_locale
from rustok_commerce.services.pictures import check_picture
from rustok_commerce.services.revisions import check_version, touch_products
from rustok_commerce.services.rules import stored_rules
from rustok_commerce.services.translations import TEXTS, write_texts, write_translations

_COLUMNS: Final = ("match", "is_active", "position", "asset_id")


@command()
def create_collection(ctx: RequestContext, request: CreateCollectionRequest) -> CollectionResponse:
    """Make a collection.

    :raises DuplicateCollectionSlug: the slug is taken.
    :raises CollectionWithoutRules: one by rules has none.
    :raises CollectionManual: one by hand is given rules.
    :raises CollectionByRules: one by rules is given products.
    :raises InvalidInput: a rule cannot be meant, or there is no such picture.
    :raises ProductNotFound: no such product in the shop.
    """
    require(ctx, "commerce.collection:create")
    source = enabled_locale(request.locale)
    by_rules = request.kind is CollectionKind.RULES
    if by_rules and request.product_ids:
        raise errors.CollectionByRules()
    _check_kind(request.kind, bool(request.rules))
    check_picture(request.asset_id)
    collection = models.Collection(
        slug=request.slug or slugs.free_slug(SlugKind.COLLECTION, request.name),
        kind=request.kind,
        rules=stored_rules(request.rules),
        source_locale=source,
        **{name: getattr(request, name) for name in _COLUMNS},
    )
    _save(collection)
    write_texts(collection, source, {name: getattr(request, name) for name in TEXTS})
    write_translations(collection, request.translations)
    slugs.register_collection(ctx, collection)
    if request.product_ids:
        touch_products(_put(collection, request.product_ids, None))
    publish(ctx, CollectionCreated(collection_id=collection.id, by_rules=by_rules))
    return present_collection(ctx, collection.id)


@command()
def update_collection(ctx: RequestContext, collection_id: UUID, request: UpdateCollectionRequest) -> CollectionResponse:
    """Change a collection. What is as asked already changes nothing and tells nobody.

    :raises CollectionNotFound: no such collection in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the collection in between.
    :raises DuplicateCollectionSlug: the slug is taken.
    :raises CollectionWithoutRules: one by rules would have none.
    :raises CollectionManual: one by hand is given rules.
    :raises InvalidInput: a rule cannot be meant, or there is no such picture.
    """
    require(ctx, "commerce.collection:update")
    collection = _lock(collection_id)
    changes = given(request)
    check_version(collection, changes)
    locale = enabled_locale(changes.pop("locale", collection.source_locale))
    changed: list[str] = []
    if not isinstance(request.rules, Unset):
        _check_kind(CollectionKind(collection.kind), bool(request.rules))
        changes["rules"] = stored_rules(request.rules)
    if "asset_id" in changes:
        check_picture(changes["asset_id"])
    if not isinstance(request.translations, Unset) and write_translations(collection, request.translations):
        changed.append("translations")
    texts = {name: changes.pop(name) for name in TEXTS if name in changes}
    if texts and write_texts(collection, locale, texts):
        changed += sorted(texts)
    for name in ("slug", "rules", *_COLUMNS):
        if name in changes and getattr(collection, name) != changes[name]:
            setattr(collection, name, changes[name])
            changed.append(name)
    if not changed:
        return present_collection(ctx, collection.id)
    _save(collection, is_new_version=True)
    slugs.register_collection(ctx, collection)
    if collection.kind == CollectionKind.MANUAL and not NOT_ON_PRODUCTS.issuperset(changed):
        touch_products(_members(collection))
    _tell(ctx, collection, changed)
    return present_collection(ctx, collection.id)


@command()
def delete_collection(ctx: RequestContext, collection_id: UUID) -> None:
    """Delete a collection; its products stay.

    :raises CollectionNotFound: no such collection in the shop.
    """
    require(ctx, "commerce.collection:delete")
    collection = _lock(collection_id, keys=True)
    product_ids = touch_products(_members(collection))
    by_rules = collection.kind == CollectionKind.RULES
    slugs.forget(SlugKind.COLLECTION, collection_id)
    collection.delete()
    publish(ctx, CollectionDeleted(collection_id=collection_id, by_rules=by_rules, product_ids=tuple(product_ids)))


@command()
def add_products(ctx: RequestContext, collection_id: UUID, request: AddCollectionProductsRequest) -> CollectionResponse:
    """Put products into a collection that is filled by hand. Those that are in it already stay where they are.

    :raises CollectionNotFound: no such collection in the shop.
    :raises CollectionByRules: its rules choose its products.
    :raises CollectionFull: it would hold too many.
    :raises ProductNotFound: no such product in the shop.
    """
    require(ctx, "commerce.collection:update")
    collection = _lock_manual(collection_id)
    moved = _put(collection, request.product_ids, request.position)
    return _filled(ctx, collection, moved)


@command()
def remove_products(
    ctx: RequestContext, collection_id: UUID, request: RemoveCollectionProductsRequest
) -> CollectionResponse:
    """Take products out of a collection that is filled by hand.

    :raises CollectionNotFound: no such collection in the shop.
    :raises CollectionByRules: its rules choose its products.
    :raises ProductNotFound: one of them is not in it.
    """
    require(ctx, "commerce.collection:update")
    collection = _lock_manual(collection_id)
    rows = models.CollectionProduct.objects.filter(collection=collection, product_id__in=request.product_ids)
    gone = sorted(rows.values_list("product_id", flat=True))
    for product_id in request.product_ids:
        if product_id not in gone:
            raise errors.ProductNotFound(product=to_ulid(product_id))
    rows.delete()
    return _filled(ctx, collection, gone, gone=gone)


@command()
def move_product(ctx: RequestContext, product_id: UUID, *, into: Iterable[UUID], out_of: Iterable[UUID]) -> None:
    """Put a product into collections that are filled by hand, at their ends, and take it out of others.

    :raises CollectionNotFound: no such collection in the shop.
    :raises CollectionByRules: the rules of one choose its products.
    :raises CollectionFull: one would hold too many.
    :raises ProductNotFound: no such product in the shop, or it is not in one that it is to leave.
    """
    require(ctx, "commerce.collection:update")
    into, out_of = sorted(into), sorted(out_of)
    # All of them before the product: what begins with one of them waits for none of us.
    for collection_id in sorted({*into, *out_of}):
        _lock_manual(collection_id)
    for collection_id in into:
        add_products(ctx, collection_id, AddCollectionProductsRequest(product_ids=(product_id,)))
    for collection_id in out_of:
        remove_products(ctx, collection_id, RemoveCollectionProductsRequest(product_ids=(product_id,)))


@command()
def order_products(ctx: RequestContext, collection_id: UUID, request: OrderCollectionRequest) -> CollectionResponse:
    """Bring products of a collection that is filled by hand to its beginning, in this order.

    :raises CollectionNotFound: no such collection in the shop.
    :raises CollectionByRules: its rules choose its products.
    :raises ProductNotFound: one of them is not in it.
    """
    require(ctx, "commerce.collection:update")
    collection = _lock_manual(collection_id)
    rows = {row.product_id: row for row in _rows(collection)}
    first = list(dict.fromkeys(request.product_ids))
    for product_id in first:
        if product_id not in rows:
            raise errors.ProductNotFound(product=to_ulid(product_id))
    order = [*first, *(product_id for product_id in rows if product_id not in set(first))]
    moved = []
    for position, product_id in enumerate(order):
        if rows[product_id].position != position:
            rows[product_id].position = position
            moved.append(rows[product_id])
    models.CollectionProduct.objects.bulk_update(moved, ["position"], batch_size=1000)
    return _filled(ctx, collection, [row.product_id for row in moved])


@command()
def pictures_changed(ctx: RequestContext, asset_ids: Iterable[UUID], *, gone: bool) -> None:
    """Let collections follow their pictures: without those that are ``gone``, described anew else."""
    require(ctx, "commerce.collection:update")
    for collection in models.Collection.objects.for_update().filter(asset_id__in=list(asset_ids)):
        if gone:
            collection.asset_id = None
        _save(collection, is_new_version=True)
        _tell(ctx, collection, ["asset_id"])


def _filled(
    ctx: RequestContext, collection: models.Collection, moved: Sequence[UUID], gone: Sequence[UUID] = ()
) -> CollectionResponse:
    if moved:
        _save(collection, is_new_version=True)
        touch_products(moved)
        publish(
            ctx, CollectionUpdated(collection_id=collection.id, fields=("products",), product_ids=tuple(sorted(gone)))
        )
    return present_collection(ctx, collection.id)


def _tell(ctx: RequestContext, collection: models.Collection, fields: Iterable[str]) -> None:
    by_rules = collection.kind == CollectionKind.RULES
    publish(ctx, CollectionUpdated(collection_id=collection.id, fields=tuple(fields), by_rules=by_rules))


def _put(collection: models.Collection, product_ids: Iterable[UUID], position: int | None) -> list[UUID]:
    """Add products that are not in the collection yet; return all whose place is new."""
    wanted = list(dict.fromkeys(product_ids))
    rows = models.CollectionProduct.objects.filter(collection=collection)
    present = set(rows.filter(product_id__in=wanted).values_list("product_id", flat=True))
    new = [product_id for product_id in wanted if product_id not in present]
    if not new:
        return []
    last = rows.aggregate(last=Max("position"))["last"]
    end = 0 if last is None else last + 1
    position = end if position is None else min(position, end)
    later = rows.filter(position__gte=position)
    behind = list(later.values_list("product_id", flat=True))
    # Locked before the rows that refer to them, which lock them as well, but in another order.
    products = models.Product.objects.for_update().filter(id__in=[*new, *behind])
    known = set(products.values_list("id", flat=True))
    for product_id in new:
        if product_id not in known:
            raise errors.ProductNotFound(product=to_ulid(product_id))
    if rows.count() + len(new) > MAX_PRODUCTS:
        raise errors.CollectionFull(limit=MAX_PRODUCTS)
    if behind:
        later.update(position=F("position") + len(new))
    models.CollectionProduct.objects.bulk_create(
        models.CollectionProduct(collection=collection, product_id=product_id, position=number)
        for number, product_id in enumerate(new, start=position)
    )
    return [*new, *behind]


def _rows(collection: models.Collection) -> Iterable[models.CollectionProduct]:
    rows: Iterable[models.CollectionProduct] = models.CollectionProduct.objects.filter(collection=collection).order_by(
        "position", "product_id"
    )
    return rows


def _members(collection: models.Collection) -> list[UUID]:
    rows = models.CollectionProduct.objects.filter(collection=collection)
    return list(rows.values_list("product_id", flat=True))


def _lock(collection_id: UUID, *, keys: bool = False) -> models.Collection:
    collection: models.Collection | None = (
        models.Collection.objects.for_update(keys=keys).filter(id=collection_id).first()
    )
    if collection is None:
        raise errors.CollectionNotFound(collection=to_ulid(collection_id))
    return collection


def _lock_manual(collection_id: UUID) -> models.Collection:
    collection = _lock(collection_id)
    if collection.kind != CollectionKind.MANUAL:
        raise errors.CollectionByRules()
    return collection


def _check_kind(kind: CollectionKind, has_rules: bool) -> None:
    if kind is CollectionKind.RULES and not has_rules:
        raise errors.CollectionWithoutRules()
    if kind is CollectionKind.MANUAL and has_rules:
        raise errors.CollectionManual()


def _save(collection: models.Collection, *, is_new_version: bool = False) -> None:
    if is_new_version:
        collection.version += 1
    try:
        with transaction.atomic():
            collection.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_collections_slug_uq":
            raise errors.DuplicateCollectionSlug(slug=collection.slug) from exc
        raise
