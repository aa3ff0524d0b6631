"""How numbers, dates and answers of yes or no are written for people of a locale."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf.locale import LANG_INFO
from django.utils import translation

from rustok_commerce.mappers.attributes import number_text


@lru_cache(maxsize=512)
def flag_label(flag: bool, locale: str) -> str:
    """Write yes or no: ``Ja`` in de. The words are those of Django's catalogues."""
    fallback: list[str] = LANG_INFO.get(locale.lower(), {}).get("fallback", [locale])
    with translation.override(fallback[0]):
        return translation.gettext("Yes") if flag else translation.gettext("No")


def number_label(number: Decimal, locale: str) -> str:
    """Write a number with all its decimals: 1.5 is ``1,5`` in de. Not in groups, as it may be a year."""
    plain = Decimal(number_text(number))
    return format_decimal(plain, locale=_place(locale), decimal_quantization=False, group_separator=False)


def date_label(date: dt.date, locale: str) -> str:
    """Write a date in the medium format of CLDR: ``04.03.2026`` in de, ``Mar 4, 2026`` in en."""
    return format_date(date, "medium", locale=_place(locale))


@lru_cache(maxsize=512)
def _place(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
