"""Attributes and types of products, for staff. There are few: each list is read whole."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.attributes import AttributeResponse, ProductTypeResponse


def list_attributes(ctx: RequestContext) -> tuple[AttributeResponse, ...]:
    """Return all attributes with the values that they offer, in their order."""
    require(ctx, "commerce.product:read")
    return _attributes(ctx, models.Attribute.objects.order_by("position", "key"))


def get_attribute(ctx: RequestContext, attribute_id: UUID) -> AttributeResponse:
    """Return an attribute.

    :raises AttributeNotFound: no such attribute in the shop.
    """
    require(ctx, "commerce.product:read")
    return present_attribute(ctx, attribute_id)


def present_attribute(ctx: RequestContext, attribute_id: UUID) -> AttributeResponse:
    """Return an attribute to whoever has just changed it, without asking for the right to read.

    :raises AttributeNotFound: no such attribute in the shop.
    """
    found = _attributes(ctx, models.Attribute.objects.filter(id=attribute_id))
    if not found:
        raise errors.AttributeNotFound(attribute=to_ulid(attribute_id))
    return found[0]


def list_product_types(ctx: RequestContext) -> tuple[ProductTypeResponse, ...]:
    """Return all types of products with their attributes, by key."""
    require(ctx, "commerce.product:read")
    return _product_types(ctx, models.ProductType.objects.order_by("key"))


def get_product_type(ctx: RequestContext, product_type_id: UUID) -> ProductTypeResponse:
    """Return a type of products.

    :raises ProductTypeNotFound: no such type in the shop.
    """
    require(ctx, "commerce.product:read")
    return present_product_type(ctx, product_type_id)


def present_product_type(ctx: RequestContext, product_type_id: UUID) -> ProductTypeResponse:
    """Return a type to whoever has just changed it, without asking for the right to read.

    :raises ProductTypeNotFound: no such type in the shop.
    """
    found = _product_types(ctx, models.ProductType.objects.filter(id=product_type_id))
    if not found:
        raise errors.ProductTypeNotFound(product_type=to_ulid(product_type_id))
    return found[0]


def _attributes(ctx: RequestContext, rows: Iterable[models.Attribute]) -> tuple[AttributeResponse, ...]:
    attributes = list(rows)
    values: dict[UUID, list[models.AttributeValue]] = {}
    found = models.AttributeValue.objects.filter(attribute_id__in=[row.id for row in attributes])
    for value in found.order_by("position", "key"):
        values.setdefault(value.attribute_id, []).append(value)
    locales = current_tenant().fallback_chain(ctx.locale)
    return tuple(mappers.attribute_response(row, values.get(row.id, ()), locales) for row in attributes)


def _product_types(ctx: RequestContext, rows: Iterable[models.ProductType]) -> tuple[ProductTypeResponse, ...]:
    types = list(rows)
    ids = [row.id for row in types]
    links: dict[UUID, list[models.ProductTypeAttribute]] = {}
    found = models.ProductTypeAttribute.objects.filter(product_type_id__in=ids).select_related("attribute")
    for link in found.order_by("position", "id"):
        links.setdefault(link.product_type_id, []).append(link)
    products = models.Product.objects.filter(product_type_id__in=ids)
    counts = dict(products.values_list("product_type_id").annotate(Count("id")))
    locales = current_tenant().fallback_chain(ctx.locale)
    return tuple(
        mappers.product_type_response(row, links.get(row.id, ()), locales, product_count=counts.get(row.id, 0))
        for row in types
    )
