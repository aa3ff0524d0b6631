"""Collections, for staff."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.collections import (
    CollectionKind,
    CollectionPreviewResponse,
    CollectionProductResponse,
    CollectionResponse,
    ListCollectionsRequest,
    PreviewCollectionRequest,
)
from rustok_commerce.dto.products import ProductStatus, ProductSummaryResponse
from rustok_commerce.mappers.collections import CollectionAggregate, collection_response
from rustok_commerce.mappers.prices import standing
from rustok_commerce.mappers.rules import Market, fits
from rustok_commerce.selectors import keyset
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.prices import load_lists

PREVIEWED = 2000
"""Products that a preview looks at: enough to judge rules by, and done while somebody waits."""
_BATCH = 200


def load_collections(ids: Iterable[UUID] | None = None, *, rows: Q | None = None) -> dict[UUID, CollectionAggregate]:
    """Load collections with their texts in order, in two statements; all that ``rows`` chooses without ids."""
    found = models.Collection.objects.order_by("position", "slug")
    found = found.filter(id__in=list(ids)) if ids is not None else found.filter(rows or Q())
    aggregates = {row.id: CollectionAggregate(collection=row) for row in found}
    if aggregates:
        for text in models.CollectionTranslation.objects.filter(collection_id__in=list(aggregates)):
            aggregates[text.collection_id].translations[text.locale] = text
    return aggregates


def get_collection(ctx: RequestContext, collection_id: UUID) -> CollectionResponse:
    """Return a collection.

    :raises CollectionNotFound: no such collection in the shop.
    """
    require(ctx, "commerce.collection:read")
    return present_collection(ctx, collection_id)


def present_collection(ctx: RequestContext, collection_id: UUID) -> CollectionResponse:
    """Return a collection to whoever has just changed it, without asking for the right to read.

    :raises CollectionNotFound: no such collection in the shop.
    """
    found = _present(ctx, load_collections([collection_id]))
    if not found:
        raise errors.CollectionNotFound(collection=to_ulid(collection_id))
    return found[0]


def list_collections(ctx: RequestContext, request: ListCollectionsRequest) -> Page[CollectionResponse]:
    """Return one page of collections; statements do not grow with it.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.collection:read")
    rows = models.Collection.objects.order_by("position", "slug")
    if request.kind is not None:
        rows = rows.filter(kind=request.kind)
    if request.q:
        named = models.CollectionTranslation.objects.filter(collection_id=OuterRef("id"), name__icontains=request.q)
        rows = rows.filter(Q(slug__icontains=request.q) | Exists(named))
    if request.after is not None:
        value, _ = keyset.decode("collections", request.after)
        position, slug = _place(value)
        rows = rows.filter(Q(position__gt=position) | Q(position=position, slug__gt=slug))
    page = list(rows.values_list("id", "position", "slug")[: request.limit + 1])
    more = len(page) > request.limit
    page = page[: request.limit]
    after = None
    if more:
        row_id, position, slug = page[-1]
        after = keyset.encode("collections", f"{position} {slug}", row_id)
    return Page(items=tuple(_present(ctx, load_collections([row[0] for row in page]))), next=after)


def list_collection_products(
    ctx: RequestContext, collection_id: UUID, *, after: str | None = None, limit: int = 24
) -> Page[CollectionProductResponse]:
    """Return one page of the products that were put into a collection, in their order.

    :raises CollectionNotFound: no such collection in the shop.
    :raises CollectionByRules: its rules choose its products.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.collection:read")
    kind = models.Collection.objects.filter(id=collection_id).values_list("kind", flat=True).first()
    if kind is None:
        raise errors.CollectionNotFound(collection=to_ulid(collection_id))
    if kind != CollectionKind.MANUAL:
        raise errors.CollectionByRules()
    rows = models.CollectionProduct.objects.filter(collection_id=collection_id).order_by("position", "product_id")
    if after is not None:
        value, product_id = keyset.decode("collection_products", after)
        position = _number(value)
        rows = rows.filter(Q(position__gt=position) | Q(position=position, product_id__gt=product_id))
    page = list(rows.values_list("product_id", "position")[: limit + 1])
    more = len(page) > limit
    places = dict(page[:limit])
    locales = current_tenant().fallback_chain(ctx.locale)
    summaries = [mappers.product_summary(aggregate, locales) for aggregate in load_products(places)]
    return Page(
        items=tuple(
            CollectionProductResponse(
                product_id=summary.id,
                position=places[summary.id],
                handle=summary.handle,
                title=summary.title,
                status=ProductStatus(summary.status),
                asset_id=summary.asset_id,
            )
            for summary in summaries
        ),
        next=keyset.encode("collection_products", str(page[limit - 1][1]), page[limit - 1][0]) if more else None,
    )


def preview(
    ctx: RequestContext, rules: list[dict[str, str]], request: PreviewCollectionRequest
) -> CollectionPreviewResponse:
    """Return what stored rules would choose among the newest products."""
    require(ctx, "commerce.collection:read")
    total = models.Product.objects.count()
    ids = list(models.Product.objects.order_by("-id").values_list("id", flat=True)[:PREVIEWED])
    locales = current_tenant().fallback_chain(ctx.locale)
    now = timezone.now()
    market = Market(sales_channels(), now, standing(load_lists(), now))
    found: list[ProductSummaryResponse] = []
    count = 0
    for start in range(0, len(ids), _BATCH):
        for aggregate in load_products(ids[start : start + _BATCH]):
            if fits(rules, request.match, aggregate, market):
                count += 1
                if len(found) < request.limit:
                    found.append(mappers.product_summary(aggregate, locales))
    return CollectionPreviewResponse(count=count, examined=len(ids), total=total, products=tuple(found))


def _present(ctx: RequestContext, aggregates: dict[UUID, CollectionAggregate]) -> list[CollectionResponse]:
    locales = current_tenant().fallback_chain(ctx.locale)
    counts = dict(
        models.CollectionProduct.objects.filter(collection_id__in=list(aggregates))
        .values_list("collection_id")
        .annotate(Count("id"))
    )
    has_types = any(rule["field"] == "type" for entry in aggregates.values() for rule in entry.collection.rules)
    types = models.ProductType.objects.values_list("id", "key") if has_types else ()
    type_keys = {str(type_id): key for type_id, key in types}
    return [
        collection_response(
            entry,
            locales,
            product_count=counts.get(key, 0) if entry.collection.kind == CollectionKind.MANUAL else None,
            type_keys=type_keys,
        )
        for key, entry in aggregates.items()
    ]


def _place(value: object) -> tuple[int, str]:
    position, _, slug = str(value).partition(" ")
    return _number(position), slug


def _number(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.InvalidCursor()
    return int(text)
