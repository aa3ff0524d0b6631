"""Types of products: which attributes their products and variants have."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductTypeCreated, ProductTypeDeleted, ProductTypeUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import (
    CreateProductTypeRequest,
    ProductTypeAttributeInput,
    ProductTypeResponse,
    UpdateProductTypeRequest,
)
from rustok_commerce.selectors.attributes import present_product_type
from rustok_commerce.services.locales import text_map
from rustok_commerce.services.revisions import check_version, lock_types, touch_products


@command()
def create_product_type(ctx: RequestContext, request: CreateProductTypeRequest) -> ProductTypeResponse:
    """Make a type of products, with its attributes.

    :raises DuplicateProductType: the key is taken.
    :raises DuplicateKey: an attribute is there twice.
    :raises AttributeNotFound: no such attribute in the shop.
    """
    require(ctx, "commerce.attribute:create")
    lock_types()
    try:
        with transaction.atomic():
            made: models.ProductType = models.ProductType.objects.create(key=request.key, names=text_map(request.names))
    except IntegrityError as exc:
        raise errors.DuplicateProductType(product_type=request.key) from exc
    _replace_attributes(made, request.attributes, drop_values=False)
    publish(ctx, ProductTypeCreated(product_type_id=made.id))
    return present_product_type(ctx, made.id)


@command()
def update_product_type(
    ctx: RequestContext, product_type_id: UUID, request: UpdateProductTypeRequest
) -> ProductTypeResponse:
    """Change a type's names or attributes. Nothing that products have goes unless ``drop_values`` says so.

    :raises ProductTypeNotFound: no such type in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the type in between.
    :raises AttributeNotFound: no such attribute in the shop.
    :raises AttributeInUse: products of the type have an attribute that is left out.
    """
    require(ctx, "commerce.attribute:update")
    lock_types()
    product_type = _find(product_type_id)
    check_version(product_type, given(request))
    changed = False
    dropped: tuple[UUID, ...] = ()
    if not isinstance(request.names, Unset) and product_type.names != text_map(request.names):
        product_type.names, changed = text_map(request.names), True
    if not isinstance(request.attributes, Unset):
        different, dropped = _replace_attributes(product_type, request.attributes, drop_values=request.drop_values)
        changed |= different
    if not changed:
        return present_product_type(ctx, product_type.id)
    product_type.version += 1
    product_type.save()
    publish(ctx, ProductTypeUpdated(product_type_id=product_type.id, dropped=dropped))
    return present_product_type(ctx, product_type.id)


@command()
def delete_product_type(ctx: RequestContext, product_type_id: UUID) -> None:
    """Delete a type that no product is of; its attributes stay.

    :raises ProductTypeNotFound: no such type in the shop.
    :raises ProductTypeInUse: products are of it.
    """
    require(ctx, "commerce.attribute:delete")
    lock_types()
    product_type = _find(product_type_id)
    products = models.Product.objects.filter(product_type=product_type).count()
    if products:
        raise errors.ProductTypeInUse(products=products)
    product_type.delete()
    publish(ctx, ProductTypeDeleted(product_type_id=product_type_id))


def _find(product_type_id: UUID) -> models.ProductType:
    found: models.ProductType | None = models.ProductType.objects.filter(id=product_type_id).first()
    if found is None:
        raise errors.ProductTypeNotFound(product_type=to_ulid(product_type_id))
    return found


def _replace_attributes(
    product_type: models.ProductType, wanted: Sequence[ProductTypeAttributeInput], *, drop_values: bool
) -> tuple[bool, tuple[UUID, ...]]:
    """Write a type's attributes; tell whether anything changed, and which were taken from its products."""
    known = {row.key: row for row in models.Attribute.objects.filter(key__in=[entry.attribute for entry in wanted])}
    links = models.ProductTypeAttribute.objects.filter(product_type=product_type)
    present = {link.attribute_id: link for link in links}
    kept: set[UUID] = set()
    new, old, moved = [], [], []
    for position, entry in enumerate(wanted):
        attribute = known.get(entry.attribute)
        if attribute is None:
            raise errors.AttributeNotFound(attribute=entry.attribute)
        if attribute.id in kept:
            raise errors.DuplicateKey(key=entry.attribute)
        kept.add(attribute.id)
        link = present.get(attribute.id)
        if link is None:
            link = models.ProductTypeAttribute(product_type=product_type, attribute=attribute)
            new.append(link)
        elif (link.scope, link.is_required, link.position) != (entry.scope, entry.is_required, position):
            old.append(link)
            if link.scope != entry.scope:
                moved.append(attribute.id)
        link.scope, link.is_required, link.position = entry.scope, entry.is_required, position
    gone = [attribute_id for attribute_id in present if attribute_id not in kept]
    dropped = _let_go(product_type, [*gone, *moved], drop_values=drop_values)
    links.filter(attribute_id__in=gone).delete()
    models.ProductTypeAttribute.objects.bulk_create(new)
    models.ProductTypeAttribute.objects.bulk_update(old, ["scope", "is_required", "position"])
    return bool(new or old or gone), dropped


def _let_go(product_type: models.ProductType, attribute_ids: Sequence[UUID], *, drop_values: bool) -> tuple[UUID, ...]:
    """Take attributes from the products of a type, or refuse to; return those that any product had."""
    if not attribute_ids:
        return ()
    rows = models.AttributeAssignment.objects.filter(attribute_id__in=attribute_ids, product__product_type=product_type)
    by_attribute: dict[UUID, set[UUID]] = {}
    for attribute_id, product_id in rows.values_list("attribute_id", "product_id"):
        by_attribute.setdefault(attribute_id, set()).add(product_id)
    if not by_attribute:
        return ()
    if not drop_values:
        keys = dict(models.Attribute.objects.filter(id__in=by_attribute).values_list("id", "key"))
        attribute_id = min(by_attribute, key=lambda found: keys[found])
        raise errors.AttributeInUse(what=keys[attribute_id], products=len(by_attribute[attribute_id]), types=0)
    touch_products(set().union(*by_attribute.values()))
    rows.delete()
    return tuple(sorted(by_attribute))
