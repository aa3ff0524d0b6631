"""What runs out, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.inventory import LowStockResponse
from rustok_commerce.mappers import choose
from rustok_commerce.selectors import keyset

_ORDER = "low-stock"
_COLUMNS = ("id", "product_id", "product__handle", "product__source_locale", "sku", "left", "low_stock_threshold")


def list_low_stock(
    ctx: RequestContext, *, location_id: UUID | None = None, after: str | None = None, limit: int = 24
) -> Page[LowStockResponse]:
    """Return one page of variants of which no more can be sold than their threshold says, newest first.

    Those whose stock is not counted are not among them. With a location only what is kept there counts, and only
    variants that have been there at some time.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.inventory:read")
    rows = models.Variant.objects.filter(manage_inventory=True)
    if location_id is not None:
        # Before the sum: it then adds up this location alone.
        rows = rows.filter(stock_levels__location_id=location_id)
    if after is not None:
        rows = rows.filter(id__lt=keyset.decode(_ORDER, after)[1])
    found = list(_low(rows).order_by("-id").values_list(*_COLUMNS)[: limit + 1])
    titles: dict[object, dict[str, str]] = {}
    texts = models.ProductTranslation.objects.filter(product_id__in={row[1] for row in found})
    for product_id, locale, title in texts.values_list("product_id", "locale", "title"):
        titles.setdefault(product_id, {})[locale] = title
    locales = current_tenant().fallback_chain(ctx.locale)
    items = []
    for variant_id, product_id, handle, source, sku, available, threshold in found[:limit]:
        chosen = choose(titles.get(product_id, {}), locales, source)
        items.append(
            LowStockResponse(
                variant_id=variant_id,
                product_id=product_id,
                product_title=chosen[1] if chosen is not None else handle,
                sku=sku,
                available=available,
                low_stock_threshold=threshold,
            )
        )
    return Page(
        items=tuple(items), next=keyset.encode(_ORDER, None, found[limit - 1][0]) if len(found) > limit else None
    )


def count_low_stock() -> int:
    """Count the variants of the list, at all locations together."""
    return int(_low(models.Variant.objects.filter(manage_inventory=True)).count())


def _low(rows: Any) -> Any:
    left = Coalesce(Sum(F("stock_levels__on_hand") - F("stock_levels__reserved")), 0)
    return rows.annotate(left=left).filter(left__lte=F("low_stock_threshold"))
