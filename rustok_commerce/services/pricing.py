"""Prices of variants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import PriceUpdated
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.prices import SetPriceRequest
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors.products import present_variant
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.revisions import lock_variant, touch


@command()
def set_price(ctx: RequestContext, variant_id: UUID, request: SetPriceRequest) -> VariantResponse:
    """Set a variant's price in one currency from a quantity on. The price it has already changes nothing.

    :raises VariantNotFound: no such variant in the shop.
    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    :raises CompareAtTooLow: the former price is not higher.
    """
    require(ctx, "commerce.price:update")
    _check(request)
    product, variant = lock_variant(variant_id)
    price = models.Price.objects.filter(
        variant=variant, currency=request.currency, min_quantity=request.min_quantity
    ).first()
    if price is not None and (price.amount, price.compare_at) == (request.amount, request.compare_at):
        return present_variant(ctx, variant.id)
    price = price or models.Price(variant=variant, currency=request.currency, min_quantity=request.min_quantity)
    price.amount, price.compare_at = request.amount, request.compare_at
    price.save()
    touch(product, edited=False)
    publish(ctx, PriceUpdated(product_id=product.id, variant_id=variant.id, currency=request.currency))
    return present_variant(ctx, variant.id)


@command()
def remove_price(ctx: RequestContext, variant_id: UUID, *, currency: str, min_quantity: int = 1) -> VariantResponse:
    """Remove a variant's price: it is not sold in the currency any more, or not at that price from that quantity on.

    :raises VariantNotFound: no such variant in the shop.
    :raises PriceNotFound: it has no such price.
    """
    require(ctx, "commerce.price:update")
    product, variant = lock_variant(variant_id)
    removed, _ = models.Price.objects.filter(variant=variant, currency=currency, min_quantity=min_quantity).delete()
    if not removed:
        raise errors.PriceNotFound(currency=currency)
    touch(product, edited=False)
    publish(ctx, PriceUpdated(product_id=product.id, variant_id=variant.id, currency=currency))
    return present_variant(ctx, variant.id)


def add_prices(wanted: Mapping[models.Variant, Iterable[SetPriceRequest]]) -> None:
    """Write the prices of variants that have none, in one statement; publishes nothing.

    :raises DuplicatePrice: the same currency and quantity twice.
    """
    rows: dict[tuple[UUID, str, int], models.Price] = {}
    for variant, requests in wanted.items():
        for request in requests:
            _check(request)
            key = (variant.id, request.currency, request.min_quantity)
            if key in rows:
                raise errors.DuplicatePrice(currency=request.currency, min_quantity=request.min_quantity)
            rows[key] = models.Price(
                variant=variant,
                currency=request.currency,
                amount=request.amount,
                compare_at=request.compare_at,
                min_quantity=request.min_quantity,
            )
    models.Price.objects.bulk_create(rows.values())


def _check(request: SetPriceRequest) -> None:
    enabled_currency(request.currency)
    if request.compare_at is not None and request.compare_at <= request.amount:
        raise errors.CompareAtTooLow()
