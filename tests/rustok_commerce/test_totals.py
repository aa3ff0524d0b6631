"""Totals: identities and rounding, against exact fractions."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rustok.dto import MAX_AMOUNT
from rustok.ids import generate_id
from rustok_commerce import errors
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.dto.totals import (
    Basket,
    BasketLine,
    BasketShipping,
    Buyer,
    Discounts,
    DiscountShare,
    Priced,
    TaxRule,
    Totals,
)
from rustok_commerce.services.totals import compute
from tests.factories.baskets import AT, basket, line

STANDARD = (TaxRule(name="VAT", rate_ppm=190_000),)
REDUCED = (TaxRule(name="VAT", rate_ppm=70_000),)
CANADA = (TaxRule(name="GST", rate_ppm=50_000), TaxRule(name="QST", rate_ppm=99_750))
STACKED = (TaxRule(name="GST", rate_ppm=50_000), TaxRule(name="PST", rate_ppm=100_000, compound=True))
RULES = {
    "standard": STANDARD,
    "reduced": REDUCED,
    "canada": CANADA,
    "stacked": STACKED,
    "zero": (TaxRule(name="VAT", rate_ppm=0),),
}
CLASSES = (*RULES, "none")

amounts = st.one_of(st.integers(0, 3), st.integers(0, 100_000), st.integers(0, 10**9))
# Of what a line costs, one promotion after another takes its part: nothing and all of it are parts too.
parts = st.lists(st.one_of(st.sampled_from([Fraction(0), Fraction(1)]), st.fractions(0, 1)), max_size=3)


def _shares(amount: int, fractions: list[Fraction]) -> tuple[DiscountShare, ...]:
    found = []
    for fraction in fractions:
        taken = int(amount * fraction)
        amount -= taken
        found.append(DiscountShare(promotion_id=generate_id(), amount=taken))
    return tuple(found)


@st.composite
def sales(draw: st.DrawFn) -> tuple[Basket, Discounts]:
    """Draw a basket and what promotions take off it."""
    lines = tuple(
        line(draw(amounts), draw(st.integers(1, 20)), draw(st.sampled_from(CLASSES)))
        for _ in range(draw(st.integers(0, 6)))
    )
    shipping = draw(
        st.none() | st.builds(BasketShipping, code=st.just("post"), amount=amounts, tax_class=st.sampled_from(CLASSES))
    )
    drawn = Basket(
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        channel="default",
        prices_include_tax=draw(st.booleans()),
        at=AT,
        lines=lines,
        shipping=shipping,
        buyer=Buyer(tax_exempt=draw(st.sampled_from([False, False, False, True]))),
    )
    discounts = Discounts(
        lines={item.id: _shares(item.amount, draw(parts)) for item in lines},
        shipping=() if shipping is None else _shares(shipping.amount, draw(parts)),
    )
    return drawn, discounts


def rate(rules: tuple[TaxRule, ...]) -> Fraction:
    """Work out the whole rate by a walk over one unit of money: not as the engine does."""
    gross = Fraction(1)
    for rule in rules:
        base = gross if rule.compound else Fraction(1)
        gross += base * Fraction(rule.rate_ppm, 1_000_000)
    return gross - 1


def exact_tax(drawn: Basket, part: Priced) -> Fraction:
    """Return the tax of a part before any rounding."""
    whole = Fraction(0) if drawn.buyer.tax_exempt else rate(tuple(RULES.get(part.tax_class, ())))
    shown = Fraction(part.amount - part.discount)
    return shown - shown / (1 + whole) if drawn.prices_include_tax else shown * whole


def all_parts(totals: Totals) -> list[Priced]:
    return [*totals.lines.values(), *([totals.shipping] if totals.shipping else [])]


@settings(max_examples=400, deadline=None)
@given(sales(), st.sampled_from(TaxRounding))
def test_the_identities_hold(sale: tuple[Basket, Discounts], rounding: TaxRounding) -> None:
    drawn, discounts = sale

    totals = compute(drawn, discounts, RULES, rounding)

    found = all_parts(totals)
    for part in found:
        assert part.net + part.tax == part.gross
        assert min(part.amount, part.discount, part.net, part.tax, part.gross) >= 0
        assert part.discount == sum(share.amount for share in part.discounts) <= part.amount
        assert part.tax == sum(share.amount for share in part.taxes)
        assert (part.gross if drawn.prices_include_tax else part.net) == part.amount - part.discount
    assert totals.subtotal == sum(item.unit_price * item.quantity for item in drawn.lines)
    assert totals.shipping_total == (drawn.shipping.amount if drawn.shipping else 0)
    assert totals.discount_total == sum(
        share.amount for shares in (*discounts.lines.values(), discounts.shipping) for share in shares
    )
    assert totals.net_total == sum(part.net for part in found)
    assert totals.tax_total == sum(part.tax for part in found) == sum(share.amount for share in totals.taxes)
    assert totals.total == totals.net_total + totals.tax_total == sum(part.gross for part in found)
    shown = totals.subtotal + totals.shipping_total - totals.discount_total
    assert (totals.total if drawn.prices_include_tax else totals.net_total) == shown


@settings(max_examples=300, deadline=None)
@given(sales())
def test_a_line_is_rounded_to_the_nearest_of_its_exact_tax(sale: tuple[Basket, Discounts]) -> None:
    drawn, discounts = sale

    totals = compute(drawn, discounts, RULES, TaxRounding.LINE)

    for part in all_parts(totals):
        assert abs(part.tax - exact_tax(drawn, part)) <= Fraction(1, 2)


@settings(max_examples=300, deadline=None)
@given(sales())
def test_a_group_is_rounded_once_and_shared_out_fairly(sale: tuple[Basket, Discounts]) -> None:
    drawn, discounts = sale

    totals = compute(drawn, discounts, RULES, TaxRounding.GROUP)

    groups: dict[Any, list[Priced]] = {}
    for part in all_parts(totals):
        assert abs(part.tax - exact_tax(drawn, part)) < Fraction(3, 2)
        groups.setdefault(RULES.get(part.tax_class), []).append(part)
    for members in groups.values():
        exact = sum((exact_tax(drawn, part) for part in members), Fraction())
        assert abs(sum(part.tax for part in members) - exact) <= Fraction(1, 2)


@settings(max_examples=200, deadline=None)
@given(sales(), st.sampled_from(TaxRounding), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(
    sale: tuple[Basket, Discounts], rounding: TaxRounding, mixer: random.Random
) -> None:
    drawn, discounts = sale
    lines = list(drawn.lines)
    mixer.shuffle(lines)

    mixed = compute(dataclasses.replace(drawn, lines=tuple(lines)), discounts, RULES, rounding)

    assert mixed == compute(drawn, discounts, RULES, rounding)


@pytest.mark.parametrize(
    ("rounding", "taxes", "total"), [(TaxRounding.LINE, [0, 0, 0], 6), (TaxRounding.GROUP, [1, 0, 0], 7)]
)
def test_rounding_of_lines_and_of_groups_differ(rounding: TaxRounding, taxes: list[int], total: int) -> None:
    sold = basket(*(line(2) for _ in range(3)), prices_include_tax=False)

    totals = compute(sold, Discounts(), RULES, rounding)

    assert [totals.lines[item.id].tax for item in sorted(sold.lines, key=lambda item: item.id)] == taxes
    assert totals.total == total


def test_taxes_on_taxes() -> None:
    sold = basket(line(10_000, tax_class="stacked"), prices_include_tax=False)

    totals = compute(sold, Discounts(), RULES, TaxRounding.LINE)

    assert [(share.name, share.amount) for share in totals.taxes] == [("PST", 1050), ("GST", 500)]
    assert totals.total == 11_550


def test_several_taxes_within_a_price() -> None:
    sold = basket(line(11_498, tax_class="canada"))

    totals = compute(sold, Discounts(), RULES, TaxRounding.LINE)

    assert (totals.net_total, totals.tax_total, totals.total) == (10_000, 1498, 11_498)
    assert {share.name: share.amount for share in totals.taxes} == {"GST": 500, "QST": 998}


def test_many_tiny_lines_of_two_taxes_leave_no_net_price_below_zero() -> None:
    sold = basket(*(line(1, tax_class="canada") for _ in range(40)))

    totals = compute(sold, Discounts(), RULES, TaxRounding.GROUP)

    assert totals.tax_total == 5
    assert {priced.net for priced in totals.lines.values()} == {0, 1}


def test_all_taken_off_is_free_of_tax() -> None:
    item = line(999)
    off = Discounts(lines={item.id: (DiscountShare(promotion_id=UUID(int=1), amount=999),)})

    totals = compute(basket(item), off, RULES, TaxRounding.LINE)

    assert (totals.subtotal, totals.discount_total, totals.tax_total, totals.total) == (999, 999, 0, 0)


def test_an_exempt_buyer_bears_no_tax() -> None:
    sold = basket(line(1000), delivery=500, prices_include_tax=False, buyer=Buyer(tax_exempt=True))

    totals = compute(sold, Discounts(), RULES, TaxRounding.LINE)

    assert (totals.tax_total, totals.total, totals.taxes) == (0, 1500, ())


def test_delivery_is_taxed_as_its_class() -> None:
    sold = dataclasses.replace(
        basket(line(1190)), shipping=BasketShipping(code="post", amount=107, tax_class="reduced")
    )

    totals = compute(sold, Discounts(), RULES, TaxRounding.LINE)

    assert totals.shipping is not None
    assert (totals.shipping.net, totals.shipping.tax, totals.shipping.gross) == (100, 7, 107)
    assert [(share.rate_ppm, share.amount) for share in totals.taxes] == [(190_000, 190), (70_000, 7)]


def test_a_discount_beyond_the_line_is_a_fault_of_the_caller() -> None:
    item = line(999)
    off = Discounts(lines={item.id: (DiscountShare(promotion_id=UUID(int=1), amount=1000),)})

    with pytest.raises(ValueError, match="not within"):
        compute(basket(item), off, RULES, TaxRounding.LINE)


def test_a_sum_too_large_to_count_is_refused() -> None:
    sold = basket(line(MAX_AMOUNT), line(1))

    with pytest.raises(errors.TotalTooLarge):
        compute(sold, Discounts(), RULES, TaxRounding.LINE)


def test_an_empty_basket_costs_nothing() -> None:
    totals = compute(basket(), Discounts(), RULES, TaxRounding.GROUP)

    assert (totals.total, totals.lines, totals.taxes) == (0, {}, ())


def test_lines_are_told_apart_by_their_ids() -> None:
    first: BasketLine = line(500)
    second = dataclasses.replace(first, id=generate_id(), quantity=2)

    totals = compute(basket(first, second), Discounts(), RULES, TaxRounding.LINE)

    assert {key: priced.amount for key, priced in totals.lines.items()} == {first.id: 500, second.id: 1000}
