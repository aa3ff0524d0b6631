"""Products, for staff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.products import (
    ListProductsRequest,
    ProductResponse,
    ProductSort,
    ProductStatus,
    ProductSummaryResponse,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors import keyset
from rustok_commerce.selectors.aggregates import load_products


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpresented:
    """Stands for an answer that nobody reads."""

    id: UUID


_is_unpresented: ContextVar[bool] = ContextVar("is_unpresented", default=False)


@contextmanager
def unpresented() -> Iterator[None]:
    """Let commands inside answer with nothing but ids: for work on many rows, which reads no answers.

    An answer costs as many statements as loading a product whole, a command mostly fewer.
    """
    token = _is_unpresented.set(True)
    try:
        yield
    finally:
        _is_unpresented.reset(token)


def get_product(ctx: RequestContext, product_id: UUID) -> ProductResponse:
    """Return a product with everything that belongs to it.

    :raises ProductNotFound: no such product in the shop.
    """
    require(ctx, "commerce.product:read")
    return present_product(ctx, product_id)


def present_product(ctx: RequestContext, product_id: UUID) -> ProductResponse:
    """Return a product to whoever has just changed it, without asking for the right to read.

    :raises ProductNotFound: no such product in the shop.
    """
    if _is_unpresented.get():
        return cast(ProductResponse, Unpresented(id=product_id))
    found = load_products([product_id])
    if not found:
        raise errors.ProductNotFound(product=to_ulid(product_id))
    tenant = current_tenant()
    return mappers.product_response(found[0], tenant.fallback_chain(ctx.locale), spoken=tenant.locale_codes)


def find_product(ctx: RequestContext, handle: str) -> ProductResponse | None:
    """Return the product of a handle, or None."""
    require(ctx, "commerce.product:read")
    product_id = models.Product.objects.filter(handle=handle).values_list("id", flat=True).first()
    return None if product_id is None else present_product(ctx, product_id)


def count_products() -> tuple[int, int, int]:
    """Count the products on sale, the drafts, and the variants that are sold out without backorder."""
    by_status = dict(models.Product.objects.values_list("status").annotate(Count("id")))
    sold_out = (
        models.Variant.objects.filter(
            product__status=ProductStatus.ACTIVE, manage_inventory=True, allow_backorder=False
        )
        .annotate(left=Sum(F("stock_levels__on_hand") - F("stock_levels__reserved")))
        .filter(Q(left__lte=0) | Q(left=None))
        .count()
    )
    return by_status.get(ProductStatus.ACTIVE, 0), by_status.get(ProductStatus.DRAFT, 0), sold_out


def get_variant(ctx: RequestContext, variant_id: UUID) -> VariantResponse:
    """Return a variant.

    :raises VariantNotFound: no such variant in the shop.
    """
    require(ctx, "commerce.product:read")
    return present_variant(ctx, variant_id)


def present_variant(ctx: RequestContext, variant_id: UUID) -> VariantResponse:
    """Return a variant to whoever has just changed it, without asking for the right to read.

    :raises VariantNotFound: no such variant in the shop.
    """
    if _is_unpresented.get():
        return cast(VariantResponse, Unpresented(id=variant_id))
    product_id = models.Variant.objects.filter(id=variant_id).values_list("product_id", flat=True).first()
    product = present_product(ctx, product_id) if product_id is not None else None
    for variant in product.variants if product is not None else ():
        if variant.id == variant_id:
            return variant
    raise errors.VariantNotFound(variant=to_ulid(variant_id))


def list_products(ctx: RequestContext, request: ListProductsRequest) -> Page[ProductSummaryResponse]:
    """Return one page of products; statements do not grow with it.

    :raises InvalidCursor: ``after`` is not a cursor of this order.
    """
    require(ctx, "commerce.product:read")
    rows = _filtered(request)
    total = rows.count() if request.with_total else None
    if request.after is not None:
        rows = rows.filter(_behind(request.sort, request.after))
    keys = list(rows.order_by(*_ORDER[request.sort]).values_list("id", "handle", "updated_at")[: request.limit + 1])
    more = len(keys) > request.limit
    keys = keys[: request.limit]
    locales = current_tenant().fallback_chain(ctx.locale)
    aggregates = load_products(product_id for product_id, _, _ in keys)
    return Page(
        items=tuple(mappers.product_summary(aggregate, locales) for aggregate in aggregates),
        next=_cursor(request.sort, keys[-1]) if more else None,
        total=total,
    )


_ORDER = {
    ProductSort.NEWEST: ("-id",),
    ProductSort.OLDEST: ("id",),
    ProductSort.UPDATED: ("-updated_at", "-id"),
    ProductSort.HANDLE: ("handle", "id"),
}


def _filtered(request: ListProductsRequest) -> Any:
    rows = models.Product.objects.all()
    if request.status is not None:
        rows = rows.filter(status=request.status)
    if request.tag is not None:
        rows = rows.filter(_has(models.ProductTag, tag=request.tag))
    if request.category_id is not None:
        rows = rows.filter(_has(models.ProductCategory, category__path__contains=f"{to_ulid(request.category_id)}/"))
    if request.q:
        rows = rows.filter(
            Q(handle__icontains=request.q)
            | Q(_has(models.ProductTranslation, title__icontains=request.q))
            | Q(_has(models.Variant, sku__icontains=request.q))
        )
    return rows


def _has(model: Any, **conditions: Any) -> Exists:
    return Exists(model.objects.filter(product_id=OuterRef("id"), **conditions))


def _behind(sort: ProductSort, cursor: str) -> Q:
    if sort is ProductSort.UPDATED:
        when, row_id = keyset.decode_time(sort, cursor)
        return Q(updated_at__lt=when) | Q(updated_at=when, id__lt=row_id)
    value, row_id = keyset.decode(sort, cursor)
    if sort is ProductSort.HANDLE:
        return Q(handle__gt=str(value))
    return Q(id__lt=row_id) if sort is ProductSort.NEWEST else Q(id__gt=row_id)


def _cursor(sort: ProductSort, key: tuple[UUID, str, Any]) -> str:
    row_id, handle, updated_at = key
    value = {ProductSort.UPDATED: updated_at, ProductSort.HANDLE: handle}.get(sort)
    return keyset.encode(sort, value, row_id)
