"""What a basket costs, here and now: promotions, then the taxes at the buyer's place, then the sums."""

from __future__ import annotations

import dataclasses

from rustok_commerce.dto.sales_settings import SalesSettingsResponse
from rustok_commerce.dto.totals import Basket, Destination, Totals
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import tax_providers, totals
from rustok_commerce.services.money import round_amount
from rustok_commerce.services.promotions.applying import discounts_for


def price(basket: Basket) -> Totals:
    """Return what a basket costs, as its buyer sees prices (:func:`for_buyer`).

    :raises TotalTooLarge: the sum is beyond all that the shop can count.
    """
    settings = sales_settings()
    basket, rules = _for_buyer(basket, settings)
    return totals.compute(basket, discounts_for(basket), rules, settings.tax_rounding)


def for_buyer(basket: Basket) -> Basket:
    """Return the basket as its buyer sees prices; twice is as once.

    Who owes no tax, by exemption or since it is theirs to pay (reverse charge), pays the net price: where prices
    include tax, each price of a piece is given without it.
    """
    return _for_buyer(basket, sales_settings())[0]


def _for_buyer(basket: Basket, settings: SalesSettingsResponse) -> tuple[Basket, tax_providers.Rules]:
    home = settings.country
    place = basket.destination or (Destination(country=home) if home else None)
    if place is None:
        return basket, {}
    provider = tax_providers.tax_provider(settings.tax_provider)
    exempt = basket.buyer.tax_exempt or provider.is_reverse_charge(basket, place, home)
    if exempt and not basket.prices_include_tax:
        return basket, {}
    rules = provider.rules(basket, place, home)
    return (_without_tax(basket, rules), {}) if exempt else (basket, rules)


def _without_tax(basket: Basket, rules: tax_providers.Rules) -> Basket:
    def net(amount: int, tax_class: str) -> int:
        taxed = rules.get(tax_class, ())
        return round_amount(amount - totals.tax_in(amount, taxed, inclusive=True))

    shipping = basket.shipping
    return dataclasses.replace(
        basket,
        prices_include_tax=False,
        lines=tuple(
            dataclasses.replace(
                line,
                unit_price=net(line.unit_price, line.tax_class),
                compare_at=None if line.compare_at is None else net(line.compare_at, line.tax_class),
            )
            for line in basket.lines
        ),
        shipping=shipping and dataclasses.replace(shipping, amount=net(shipping.amount, shipping.tax_class)),
    )
