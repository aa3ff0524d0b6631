"""How a basket can be delivered, and what that costs.

A place is served by the zone of its narrowest area: what that zone does not offer is not offered there. Goods can be
fetched wherever the buyer lives.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q, Subquery

from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.shipping import ShippingOptionResponse
from rustok_commerce.dto.totals import Basket, BasketShipping
from rustok_commerce.services import areas, shipping_providers
from rustok_commerce.services.baskets import deliveries_for_buyer
from rustok_commerce.services.money import format_amount
from rustok_commerce.services.promotions.applying import Promotions, discounts_for


def options_for(basket: Basket, *, locale: str) -> tuple[ShippingOptionResponse, ...]:
    """Return the deliveries that a basket can have, in the shop's order; before its address only those to fetch.

    The basket is as its channel shows prices, the prices of the deliveries are as its buyer sees them.
    """
    chosen = _methods(basket)
    prices = _prices(basket, chosen)
    offered = [method for method in chosen if method.id in prices]
    texts = _texts(offered, locale)
    shown = deliveries_for_buyer(basket, [_quoted(method, prices[method.id]) for method in offered])
    return tuple(
        mappers.shipping_option_response(
            method,
            texts.get(method.id),
            found.amount,
            currency=basket.currency,
            formatted=format_amount(found.amount, basket.currency, locale),
        )
        for method, found in zip(offered, shown, strict=True)
    )


def quote(basket: Basket, method: models.ShippingMethod, promotions: Promotions | None = None) -> BasketShipping:
    """Return what a delivery costs, for the basket as its channel shows prices.

    :param promotions: what was loaded for the basket; loaded here where not given.
    :raises ShippingNotAvailable: the basket cannot have it.
    """
    chosen = [row for row in _methods(basket) if row.id == method.id]
    prices = _prices(basket, chosen, promotions)
    if method.id not in prices:
        raise errors.ShippingNotAvailable(method=method.code)
    return _quoted(chosen[0], prices[method.id])


def _quoted(method: models.ShippingMethod, amount: int) -> BasketShipping:
    tax_class = method.tax_class
    return BasketShipping(code=method.code, amount=amount, tax_class="" if tax_class is None else tax_class.code)


def _methods(basket: Basket) -> list[models.ShippingMethod]:
    """Return the methods of the place's zone and those to fetch, as far as the channel has them.

    Nothing is sent to a country that the channel does not sell to.
    """
    place = basket.destination
    zone = None if place is None else areas.zone_at(models.ShippingZoneArea, place)
    served = Q(zone__isnull=True) if zone is None else Q(zone__isnull=True) | Q(zone=zone)
    rows = (
        models.ShippingMethod.objects.filter(served, is_active=True)
        .annotate(sold_to=Subquery(models.Channel.objects.filter(code=basket.channel).values("countries")[:1]))
        .select_related("tax_class", "location")
        .order_by("position", "code")
    )
    return [
        row
        for row in rows
        if (not row.channels or basket.channel in row.channels)
        and (row.location is None or row.location.is_active)
        and (row.zone_id is None or place is None or not row.sold_to or place.country in row.sold_to)
    ]


def _prices(
    basket: Basket, methods: Sequence[models.ShippingMethod], promotions: Promotions | None = None
) -> Mapping[UUID, int]:
    if not methods:
        return {}
    goods = dataclasses.replace(basket, shipping=None)
    discount = sum(share.amount for shares in discounts_for(goods, promotions).lines.values() for share in shares)
    parcel = shipping_providers.Parcel(
        basket=goods,
        subtotal=sum(line.amount for line in goods.lines) - discount,
        weight=sum(line.weight * line.quantity for line in goods.lines),
    )
    prices: dict[UUID, int] = {}
    for name in sorted({method.provider for method in methods}):
        theirs = [method for method in methods if method.provider == name]
        prices |= shipping_providers.shipping_provider(name).amounts(parcel, theirs)
    return prices


def _texts(methods: Sequence[models.ShippingMethod], locale: str) -> Mapping[UUID, models.ShippingMethodTranslation]:
    """Return each method's texts in the language, else in one that it falls back to, else in any."""
    by_method: dict[UUID, dict[str, models.ShippingMethodTranslation]] = {}
    for row in models.ShippingMethodTranslation.objects.filter(method__in=methods):
        by_method.setdefault(row.method_id, {})[row.locale] = row
    tenant = current_tenant()
    wanted = tenant.fallback_chain(locale)
    chosen = {key: mappers.choose(texts, wanted, tenant.default_locale) for key, texts in by_method.items()}
    return {key: found[1] for key, found in chosen.items() if found is not None}
