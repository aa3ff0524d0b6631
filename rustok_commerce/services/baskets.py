"""What a basket costs, here and now: promotions, then the taxes at the buyer's place, then the sums."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rustok_commerce.dto.sales_settings import SalesSettingsResponse
from rustok_commerce.dto.totals import Basket, BasketShipping, Destination, Totals
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import tax_providers, totals
from rustok_commerce.services.money import round_amount
from rustok_commerce.services.promotions.applying import Promotions, discounts_for


def price(basket: Basket) -> Totals:
    """Return what a basket costs, as its buyer sees prices (:func:`for_buyer`).

    :raises TotalTooLarge: the sum is beyond all that the shop can count.
    """
    return priced(basket, sales_settings())[1]


def priced(
    basket: Basket, settings: SalesSettingsResponse, promotions: Promotions | None = None
) -> tuple[Basket, Totals]:
    """Return the basket as its buyer sees prices, and what it costs: the taxes are looked up once for both.

    :param promotions: what was loaded for the basket; loaded here where not given.
    :raises TotalTooLarge: the sum is beyond all that the shop can count.
    """
    basket, rules = _for_buyer(basket, settings)
    return basket, totals.compute(basket, discounts_for(basket, promotions), rules, settings.tax_rounding)


def for_buyer(basket: Basket) -> Basket:
    """Return the basket as its buyer sees prices; twice is as once.

    Who owes no tax, by exemption or since it is theirs to pay (reverse charge), pays the net price: where prices
    include tax, each price of a piece is given without it.
    """
    return _for_buyer(basket, sales_settings())[0]


def deliveries_for_buyer(basket: Basket, deliveries: Sequence[BasketShipping]) -> list[BasketShipping]:
    """Return deliveries as the buyer of a basket sees their prices, which are given as the basket's are."""
    exempt, rules = terms(basket, sales_settings())
    if not exempt or not basket.prices_include_tax:
        return list(deliveries)
    return [_delivery_without_tax(found, rules) for found in deliveries]


def _for_buyer(basket: Basket, settings: SalesSettingsResponse) -> tuple[Basket, tax_providers.Rules]:
    exempt, rules = terms(basket, settings)
    if not exempt:
        return basket, rules
    return (_without_tax(basket, rules) if basket.prices_include_tax else basket), {}


def terms(basket: Basket, settings: SalesSettingsResponse) -> tuple[bool, tax_providers.Rules]:
    """Tell whether the buyer owes no tax, and which taxes hold at the place; those within prices, for who owes none."""
    home = settings.country
    place = basket.destination or (Destination(country=home) if home else None)
    if place is None:
        return False, {}
    provider = tax_providers.tax_provider(settings.tax_provider)
    exempt = basket.buyer.tax_exempt or provider.is_reverse_charge(basket, place, home)
    if exempt and not basket.prices_include_tax:
        return True, {}
    return exempt, provider.rules(basket, place, home)


def _without_tax(basket: Basket, rules: tax_providers.Rules) -> Basket:
    shipping = basket.shipping
    return dataclasses.replace(
        basket,
        prices_include_tax=False,
        lines=tuple(
            dataclasses.replace(
                line,
                unit_price=_net(line.unit_price, line.tax_class, rules),
                compare_at=None if line.compare_at is None else _net(line.compare_at, line.tax_class, rules),
            )
            for line in basket.lines
        ),
        shipping=None if shipping is None else _delivery_without_tax(shipping, rules),
    )


def _delivery_without_tax(shipping: BasketShipping, rules: tax_providers.Rules) -> BasketShipping:
    return dataclasses.replace(shipping, amount=_net(shipping.amount, shipping.tax_class, rules))


def _net(amount: int, tax_class: str, rules: tax_providers.Rules) -> int:
    return round_amount(amount - totals.tax_in(amount, rules.get(tax_class, ()), inclusive=True))
