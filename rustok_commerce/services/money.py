"""Money: whole minor units of a currency. Never floats.

The exponent is ISO 4217's: CLDR, and so Babel, has another one for some currencies.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import iso4217
from babel import Locale, UnknownLocaleError

from rustok.tenancy.info import current_tenant
from rustok_commerce import errors


@lru_cache(maxsize=512)
def exponent(currency: str) -> int:
    """Return the number of decimals of a currency: 2 for USD, 0 for JPY, 3 for KWD.

    :raises CurrencyNotEnabled: ISO 4217 knows no such currency, or it has no minor unit, as gold.
    """
    try:
        decimals = iso4217.Currency(currency).exponent
    except ValueError as exc:
        raise errors.CurrencyNotEnabled(currency=currency) from exc
    if decimals is None:
        raise errors.CurrencyNotEnabled(currency=currency)
    return int(decimals)


def enabled_currency(currency: str) -> str:
    """Return the currency.

    :raises CurrencyNotEnabled: the shop does not sell in it.
    """
    if currency not in current_tenant().currencies:
        raise errors.CurrencyNotEnabled(currency=currency)
    exponent(currency)
    return currency


def to_decimal(amount: int, currency: str) -> Decimal:
    """Return minor units as the number that people read: 1999 USD is 19.99."""
    return Decimal(amount).scaleb(-exponent(currency))


def from_decimal(value: Decimal, currency: str) -> int:
    """Return a number that people wrote as minor units.

    :raises ValueError: it has more decimals than the currency.
    """
    scaled = value.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has {exponent(currency)} decimals")
    return int(scaled)


def round_amount(value: Fraction) -> int:
    """Round minor units to whole ones, halves away from zero: the one rounding of this shop."""
    magnitude = (abs(value) * 2 + 1) // 2
    return int(magnitude if value >= 0 else -magnitude)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out in proportion to weights: the parts add up exactly (largest remainder, then first come).

    :raises ValueError: there are no weights, one is negative, or all are zero and something is to be shared.
    """
    whole = sum(weights)
    if not weights or min(weights) < 0 or (whole == 0 and total != 0):
        raise ValueError("an amount is shared by weights of which at least one is positive")
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    # By remainder, then by place: the same input gives the same parts.
    order = sorted(range(len(weights)), key=lambda index: (-(total * weights[index] % whole), index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


@lru_cache(maxsize=512)
def _pattern(currency: str, locale: str) -> tuple[Locale, Any]:
    try:
        place = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        place = Locale("en")
    pattern = copy.copy(place.currency_formats["standard"])
    pattern.frac_prec = (exponent(currency), exponent(currency))
    return place, pattern


def format_amount(amount: int, currency: str, locale: str) -> str:
    """Write minor units for people of a locale: 1999 USD is ``$19.99`` in en and ``19,99 $`` in de."""
    place, pattern = _pattern(currency, locale)
    return str(pattern.apply(to_decimal(amount, currency), place, currency=currency, currency_digits=False))
