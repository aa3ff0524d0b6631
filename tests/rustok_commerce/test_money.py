"""Money: exponents, rounding, allocation, writing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rustok_commerce import errors
from rustok_commerce.services import money


@pytest.mark.parametrize(("currency", "decimals"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("UGX", 0), ("IQD", 3)])
def test_exponents_are_those_of_iso_4217(currency: str, decimals: int) -> None:
    assert money.exponent(currency) == decimals


@pytest.mark.parametrize("currency", ["XXX", "ABC", "XAU"])
def test_what_is_no_money_is_refused(currency: str) -> None:
    with pytest.raises(errors.CurrencyNotEnabled):
        money.exponent(currency)


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "text"),
    [
        (1999, "USD", "en", "$19.99"),
        (1999, "EUR", "de", "19,99\N{NO-BREAK SPACE}€"),
        (123456, "RUB", "ru", "1\N{NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}₽"),
        (1999, "JPY", "en", "¥1,999"),
        (1999, "KWD", "en", "KWD1.999"),
        (500, "USD", "zz-Unknown", "$5.00"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount: int, currency: str, locale: str, text: str) -> None:
    assert money.format_amount(amount, currency, locale) == text


def test_what_people_write_becomes_minor_units() -> None:
    assert money.from_decimal(Decimal("19.99"), "USD") == 1999
    with pytest.raises(ValueError, match="decimals"):
        money.from_decimal(Decimal("19.999"), "USD")


@given(st.fractions(min_value=-(10**12), max_value=10**12))
def test_rounding_is_to_the_nearest_and_symmetric(value: Fraction) -> None:
    rounded = money.round_amount(value)

    assert abs(rounded - value) <= Fraction(1, 2)
    assert money.round_amount(-value) == -rounded


def test_halves_go_away_from_zero() -> None:
    assert [money.round_amount(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


@given(
    st.integers(-(10**15), 10**15),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any),
)
def test_allocation_adds_up_and_is_fair(total: int, weights: list[int]) -> None:
    parts = money.allocate(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_weights_that_cannot_share_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        money.allocate(5, weights)
