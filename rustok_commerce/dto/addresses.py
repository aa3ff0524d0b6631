"""Postal addresses: what is asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, doc
from pydantic import StringConstraints

_Text = StringConstraints(strip_whitespace=True)
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), doc("ISO 3166-1 alpha-2.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where somebody lives. Which parts are needed depends on the country (CLDR and libaddressinput's rules)."""

    country: Country
    first_name: Annotated[str, _Text, MaxLen(150)] = ""
    last_name: Annotated[str, _Text, MaxLen(150)] = ""
    company: Annotated[str, _Text, MaxLen(255)] = ""
    line1: Annotated[str, _Text, MaxLen(255)] = ""
    line2: Annotated[str, _Text, MaxLen(255)] = ""
    city: Annotated[str, _Text, MaxLen(150)] = ""
    region: Annotated[str, _Text, MaxLen(150), doc("The code of a state where the country has them, else a name.")] = ""
    postcode: Annotated[str, _Text, MaxLen(32)] = ""
    phone: Annotated[str, _Text, MaxLen(32)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryResponse:
    """A country that the shop sells to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRegion:
    """A state, province or the like: what an address says in `region`, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressFormResponse:
    """What a form for addresses of a country asks for.

    ``rows`` are its lines with the names of their fields, in the country's order. ``regions`` is empty where a region
    is free text or is not asked for. ``region_kind`` and ``postcode_kind`` are words such as state, county, zip.
    """

    country: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    required: tuple[str, ...]
    regions: tuple[AddressRegion, ...]
    region_kind: str
    postcode_kind: str
    postcode_example: str
