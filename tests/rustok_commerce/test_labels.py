"""Values of attributes as people of a locale read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from rustok_commerce.mappers.labels import date_label, flag_label, number_label


@pytest.mark.parametrize(
    ("locale", "yes", "no"),
    [("en", "Yes", "No"), ("de", "Ja", "Nein"), ("de-AT", "Ja", "Nein"), ("zh-CN", "是", "否"), ("tlh", "Yes", "No")],
)
def test_yes_and_no_are_said_in_the_language(locale: str, yes: str, no: str) -> None:
    assert (flag_label(True, locale), flag_label(False, locale)) == (yes, no)


@pytest.mark.parametrize(
    ("number", "locale", "label"),
    [
        ("1.500000", "de", "1,5"),
        ("1.500000", "en", "1.5"),
        ("2026.000000", "de", "2026"),
        ("12000.000000", "ru", "12000"),
        ("-0.000001", "de", "-0,000001"),
        ("12345678901234.123456", "de", "12345678901234,123456"),
        ("1.5", "tlh", "1.5"),
    ],
)
def test_numbers_keep_their_decimals_and_have_no_groups(number: str, locale: str, label: str) -> None:
    assert number_label(Decimal(number), locale) == label


@pytest.mark.parametrize(
    ("locale", "label"),
    [("de", "04.03.2026"), ("en", "Mar 4, 2026"), ("ru", "4 мар. 2026\u202fг."), ("tlh", "Mar 4, 2026")],
)
def test_dates_are_written_as_the_locale_writes_them(locale: str, label: str) -> None:
    assert date_label(dt.date(2026, 3, 4), locale) == label
