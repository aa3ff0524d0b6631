"""For what variants are sold in a channel, from the tables that are written: a cart is never decided on documents."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read, rows
from rustok_commerce import errors, models
from rustok_commerce.dto.prices import ResolvedPrice
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.prices import prices_for

_VARIANTS: Final = Read(
    models.Variant,
    "v",
    "commerce_variants v JOIN commerce_products p ON p.tenant_id = v.tenant_id AND p.id = v.product_id"
    " LEFT JOIN commerce_tax_classes t ON t.tenant_id = p.tenant_id AND t.id = p.tax_class_id"
    " WHERE v.tenant_id = %s AND v.id = ANY(%s)",
    product=("p", models.Product),
    product__tax_class=("t", models.TaxClass),
)
_LINKS: Final = Read(
    models.ProductChannel,
    "c",
    "commerce_product_channels c WHERE c.tenant_id = %s AND c.channel_id = %s AND c.product_id = ANY(%s)",
)
_PIECES: Final = """
SELECT level.variant_id, sum(level.on_hand - level.reserved)
  FROM commerce_stock_levels level
  JOIN commerce_stock_locations place ON place.tenant_id = level.tenant_id AND place.id = level.location_id
 WHERE level.tenant_id = %s AND level.variant_id = ANY(%s) AND place.is_active
 GROUP BY level.variant_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A variant as it is sold now. ``available`` counts what is promised to nobody; None: there is no end of it."""

    variant: models.Variant
    is_offered: bool
    price: ResolvedPrice | None
    available: int | None


def channel_of(code: str) -> SalesChannel | None:
    """Return a channel that sells; None where there is no such one any more."""
    return next((channel for channel in sales_channels() if channel.code == code), None)


def load_offers(
    quantities: Mapping[UUID, int],
    *,
    channel: SalesChannel | None,
    currency: str,
    at: dt.datetime,
    group_id: UUID | None = None,
) -> dict[UUID, Offer]:
    """Return the offers of variants in these quantities; without those that are gone. At most five statements."""
    if not quantities:
        return {}
    variants = {row.id: row for row in _VARIANTS.all(list(quantities))}
    links: dict[UUID, models.ProductChannel] = {}
    prices: dict[UUID, ResolvedPrice] = {}
    if channel is not None:
        if channel.id is not None:
            owners = {row.product_id for row in variants.values()}
            links = {row.product_id: row for row in _LINKS.all(channel.id, list(owners))}
        if currency in channel.currencies:
            prices = prices_for(quantities, channel_id=channel.id, currency=currency, at=at, customer_group_id=group_id)
    available = available_of(variants)
    return {
        variant_id: Offer(
            variant=variant,
            is_offered=channel is not None
            and variant.product.status == ProductStatus.ACTIVE
            and channel.offers(links.get(variant.product_id), at),
            price=prices.get(variant_id),
            available=available[variant_id],
        )
        for variant_id, variant in variants.items()
    }


def load_offer(
    variant_id: UUID,
    quantity: int,
    *,
    channel: SalesChannel | None,
    currency: str,
    at: dt.datetime,
    group_id: UUID | None,
    is_priced: bool = True,
) -> Offer:
    """Return the offer of one variant that can be bought; without ``is_priced`` also one that has no price of its own.

    :raises VariantNotSold: there is none.
    """
    found = load_offers({variant_id: quantity}, channel=channel, currency=currency, at=at, group_id=group_id)
    offer = found.get(variant_id)
    if offer is None or not offer.is_offered or (is_priced and offer.price is None):
        raise errors.VariantNotSold(variant=to_ulid(variant_id))
    return offer


def available_of(variants: Mapping[UUID, models.Variant]) -> dict[UUID, int | None]:
    """Count the pieces that can be promised yet, at all active locations; None where there is no end of them."""
    counted = [row.id for row in variants.values() if row.manage_inventory and not row.allow_backorder]
    pieces: dict[UUID, int] = defaultdict(int)
    if counted:
        pieces.update(rows(_PIECES, require_tenant_id(), counted))
    wanted = set(counted)
    return {variant_id: max(0, pieces[variant_id]) if variant_id in wanted else None for variant_id in variants}
