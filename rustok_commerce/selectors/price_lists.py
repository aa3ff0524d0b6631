"""Price lists, for staff and for those who work out prices."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.prices import PriceListResponse


def list_price_lists(ctx: RequestContext) -> tuple[PriceListResponse, ...]:
    """Return all price lists, the one that decides first."""
    require(ctx, "commerce.price_list:read")
    now = timezone.now()
    rows = models.PriceList.objects.annotate(price_count=Count("prices")).order_by("-priority", "code")
    return tuple(mappers.price_list_response(row, row.price_count, now) for row in rows)


def get_price_list(ctx: RequestContext, price_list_id: UUID) -> PriceListResponse:
    """Return a price list.

    :raises PriceListNotFound: no such price list in the shop.
    """
    require(ctx, "commerce.price_list:read")
    return present_price_list(price_list_id)


def present_price_list(price_list_id: UUID) -> PriceListResponse:
    """Return a price list to whoever has just changed it, without asking for the right to read.

    :raises PriceListNotFound: no such price list in the shop.
    """
    row = models.PriceList.objects.filter(id=price_list_id).annotate(price_count=Count("prices")).first()
    if row is None:
        raise errors.PriceListNotFound(price_list=to_ulid(price_list_id))
    return mappers.price_list_response(row, row.price_count, timezone.now())


def products_of(price_list_ids: Iterable[UUID]) -> list[UUID]:
    """Return the products that have prices in one of the lists, in order."""
    rows = models.Price.objects.filter(price_list_id__in=list(price_list_ids))
    return sorted(set(rows.values_list("variant__product_id", flat=True)))
