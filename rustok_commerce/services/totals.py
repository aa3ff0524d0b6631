"""What a basket costs: the one calculation of discounts, taxes and sums. Pure: it reads nothing and asks nobody.

Amounts are integers; what is between is :class:`fractions.Fraction`. A tax is rounded once, in the line or in the sum
of all that is taxed alike, and then only shared out by :func:`rustok_commerce.services.money.allocate`, so that the
parts make up the whole exactly. Parts are gone through by their ids: the order of lines changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final
from uuid import UUID

from rustok.dto import MAX_AMOUNT
from rustok_commerce import errors
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.dto.totals import Basket, Discounts, DiscountShare, Priced, TaxRule, TaxShare, Totals
from rustok_commerce.services.money import allocate, round_amount

MILLION: Final = 1_000_000

Rules = Mapping[str, Sequence[TaxRule]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A line, or the delivery (``id`` None). ``shown`` is what it costs after discounts, as prices are shown."""

    id: UUID | None
    amount: int
    tax_class: str
    discounts: tuple[DiscountShare, ...]
    rules: tuple[TaxRule, ...]

    @property
    def discount(self) -> int:
        return sum(share.amount for share in self.discounts)

    @property
    def shown(self) -> int:
        return self.amount - self.discount


def compute(basket: Basket, discounts: Discounts, rules: Rules, rounding: TaxRounding) -> Totals:
    """Return what a basket costs.

    ``rules`` are the taxes by class of goods; a class that is not there bears none, nor does anything of a buyer who is
    exempt.

    :raises TotalTooLarge: the sum is beyond all that the shop can count.
    """
    parts = _parts(basket, discounts, rules)
    taxes = _rounded(parts, basket.prices_include_tax, rounding)
    priced = {
        part.id: _priced(part, shares, inclusive=basket.prices_include_tax)
        for part, shares in zip(parts, taxes, strict=True)
    }
    everything = priced.values()
    shipping = priced.get(None)
    total = sum(part.gross for part in everything)
    subtotal = sum(line.amount for line in basket.lines)
    if max(total, subtotal) > MAX_AMOUNT:
        raise errors.TotalTooLarge()
    return Totals(
        currency=basket.currency,
        prices_include_tax=basket.prices_include_tax,
        tax_rounding=rounding,
        lines={line.id: priced[line.id] for line in basket.lines},
        shipping=shipping,
        subtotal=subtotal,
        shipping_total=0 if shipping is None else shipping.amount,
        discount_total=sum(part.discount for part in everything),
        net_total=sum(part.net for part in everything),
        tax_total=sum(part.tax for part in everything),
        total=total,
        taxes=_summed(taxes),
        applied=discounts.applied,
        refused=discounts.refused,
    )


def factors(rules: Sequence[TaxRule]) -> list[Fraction]:
    """Return each tax as a part of the net price: a compound one is on the net price and the taxes before it."""
    found: list[Fraction] = []
    for rule in rules:
        rate = Fraction(rule.rate_ppm, MILLION)
        found.append(rate * (1 + sum(found, Fraction())) if rule.compound else rate)
    return found


def tax_in(shown: int, rules: Sequence[TaxRule], *, inclusive: bool) -> Fraction:
    """Return the exact tax in a price that includes it, or on one that does not."""
    rate = sum(factors(rules), Fraction())
    return shown * rate / (1 + rate) if inclusive else shown * rate


def _parts(basket: Basket, discounts: Discounts, rules: Rules) -> list[_Part]:
    def taxed(tax_class: str) -> tuple[TaxRule, ...]:
        return () if basket.buyer.tax_exempt else tuple(rules.get(tax_class, ()))

    parts = [
        _Part(line.id, line.amount, line.tax_class, discounts.lines.get(line.id, ()), taxed(line.tax_class))
        for line in sorted(basket.lines, key=lambda line: line.id)
    ]
    if basket.shipping is not None:
        chosen = basket.shipping
        parts.append(_Part(None, chosen.amount, chosen.tax_class, discounts.shipping, taxed(chosen.tax_class)))
    for part in parts:
        if part.shown < 0 or any(share.amount < 0 for share in part.discounts):
            raise ValueError(f"the discounts of {part.id} are not within its {part.amount}")
    return parts


def _rounded(parts: Sequence[_Part], inclusive: bool, rounding: TaxRounding) -> list[tuple[TaxShare, ...]]:
    """Return the taxes of each part, in whole minor units."""
    groups: dict[object, list[int]] = {}
    for index, part in enumerate(parts):
        groups.setdefault(part.rules if rounding is TaxRounding.GROUP else index, []).append(index)
    found: list[tuple[TaxShare, ...]] = [()] * len(parts)
    for indexes in groups.values():
        rules = parts[indexes[0]].rules
        if not rules:
            continue
        shown = [parts[index].shown for index in indexes]
        tax = round_amount(tax_in(sum(shown), rules, inclusive=inclusive))
        # First over the parts: none gets more than its exact tax rounded up, so that no net price is below zero.
        remaining = allocate(tax, shown)
        columns = []
        for amount in _shares(tax, rules)[:-1]:
            column = allocate(amount, remaining)
            columns.append(column)
            remaining = [left - taken for left, taken in zip(remaining, column, strict=True)]
        columns.append(remaining)
        for place, index in enumerate(indexes):
            found[index] = tuple(
                TaxShare(name=rule.name, rate_ppm=rule.rate_ppm, amount=column[place])
                for rule, column in zip(rules, columns, strict=True)
            )
    return found


def _shares(tax: int, rules: Sequence[TaxRule]) -> list[int]:
    """Share a sum of taxes out to the single ones."""
    found = factors(rules)
    scale = lcm(*(factor.denominator for factor in found))
    return allocate(tax, [int(factor * scale) for factor in found])


def _priced(part: _Part, taxes: tuple[TaxShare, ...], *, inclusive: bool) -> Priced:
    tax = sum(share.amount for share in taxes)
    gross = part.shown if inclusive else part.shown + tax
    return Priced(
        amount=part.amount,
        discount=part.discount,
        net=gross - tax,
        tax=tax,
        gross=gross,
        tax_class=part.tax_class,
        taxes=taxes,
        discounts=part.discounts,
    )


def _summed(taxes: Sequence[Sequence[TaxShare]]) -> tuple[TaxShare, ...]:
    """Add up what is the same tax at the same rate, the highest rate first."""
    sums: dict[tuple[str, int], int] = {}
    for share in (share for shares in taxes for share in shares):
        key = (share.name, share.rate_ppm)
        sums[key] = sums.get(key, 0) + share.amount
    return tuple(
        TaxShare(name=name, rate_ppm=rate, amount=amount)
        for (name, rate), amount in sorted(sums.items(), key=lambda item: (-item[0][1], item[0][0]))
    )
