"""What a variant costs, from the tables that are written: for carts and for staff; and what it did cost."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.prepared import Read
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.prices import PriceChangeResponse, ResolvedPrice
from rustok_commerce.mappers.aggregates import ProductAggregate
from rustok_commerce.mappers.prices import ListTerms, resolve, standing
from rustok_commerce.mappers.reductions import PriceHistory
from rustok_commerce.selectors import keyset
from rustok_commerce.selectors.rows import read

_ORDER = "price-changes"

_PRICES: Final = Read(
    models.Price, "p", "commerce_prices p WHERE p.tenant_id = %s AND p.variant_id = ANY(%s) AND p.currency = %s"
)


def price_for(
    variant_id: UUID,
    *,
    channel_id: UUID | None,
    currency: str,
    quantity: int,
    at: dt.datetime,
    customer_group_id: UUID | None = None,
) -> ResolvedPrice | None:
    """Return what a piece of a variant costs; None where it is not sold there. See :mod:`mappers.prices`."""
    found = prices_for(
        {variant_id: quantity}, channel_id=channel_id, currency=currency, at=at, customer_group_id=customer_group_id
    )
    return found.get(variant_id)


def prices_for(
    quantities: Mapping[UUID, int],
    *,
    channel_id: UUID | None,
    currency: str,
    at: dt.datetime,
    customer_group_id: UUID | None = None,
) -> dict[UUID, ResolvedPrice]:
    """Return what a piece of each variant costs in its quantity, without those not sold there: at most two statements.

    :param channel_id: None for the one channel of a shop that has set up none.
    """
    rows: dict[UUID, list[models.Price]] = defaultdict(list)
    for row in _PRICES.all(list(quantities), currency):
        rows[row.variant_id].append(row)
    is_listed = any(row.price_list_id is not None for prices in rows.values() for row in prices)
    lists = standing(load_lists(), at, customer_group_id) if is_listed else {}
    found: dict[UUID, ResolvedPrice] = {}
    for variant_id, prices in rows.items():
        offer = resolve(prices, lists, channel_id=channel_id, currency=currency, at=at, quantity=quantities[variant_id])
        if offer is not None:
            found[variant_id] = ResolvedPrice(
                variant_id=variant_id,
                currency=currency,
                amount=offer.amount,
                compare_at=offer.compare_at,
                price_id=offer.price.id,
                price_list_id=offer.price.price_list_id,
                min_quantity=offer.price.min_quantity,
            )
    return found


def load_lists() -> dict[UUID, ListTerms]:
    """Load all price lists: there are few."""
    return {row.id: row for row in models.PriceList.objects.all()}


def load_histories(aggregates: Iterable[ProductAggregate]) -> dict[UUID, PriceHistory]:
    """Load what the prices of these products were, for the variants that may be reduced; at most two statements."""
    present = {
        variant.variant.id: variant.prices
        for aggregate in aggregates
        for variant in aggregate.variants
        if any(price.compare_at is not None or price.price_list_id is not None for price in variant.prices)
    }
    if not present:
        return {}
    changes: dict[UUID, list[models.PriceChange]] = defaultdict(list)
    rows = models.PriceChange.objects.filter(variant_id__in=list(present), min_quantity=1).order_by("id")
    for change in read(models.PriceChange, rows):
        changes[change.variant_id].append(change)
    lists = _list_histories() if any(row.price_list_id for found in changes.values() for row in found) else {}
    return {
        variant_id: PriceHistory(sorted(changes[variant_id], key=lambda row: row.created_at), prices, lists)
        for variant_id, prices in present.items()
    }


def list_price_changes(
    ctx: RequestContext, variant_id: UUID, *, after: str | None = None, limit: int = 24
) -> Page[PriceChangeResponse]:
    """Return one page of the history of a variant's prices, newest first; a deleted variant's is kept.

    :raises VariantNotFound: the shop never had such a variant.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.product:read")
    rows = models.PriceChange.objects.filter(variant_id=variant_id).order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=keyset.decode(_ORDER, after)[1])
    found = list(rows[: limit + 1])
    if not found and not _known(variant_id):
        raise errors.VariantNotFound(variant=to_ulid(variant_id))
    return Page(
        items=tuple(mappers.price_change_response(row) for row in found[:limit]),
        next=keyset.encode(_ORDER, None, found[limit - 1].id) if len(found) > limit else None,
    )


def _list_histories() -> dict[UUID, Sequence[models.PriceListChange]]:
    found: dict[UUID, list[models.PriceListChange]] = defaultdict(list)
    for row in models.PriceListChange.objects.order_by("created_at", "id"):
        found[row.price_list_id].append(row)
    return dict(found)


def _known(variant_id: UUID) -> bool:
    return bool(
        models.Variant.objects.filter(id=variant_id).exists()
        or models.PriceChange.objects.filter(variant_id=variant_id).exists()
    )
