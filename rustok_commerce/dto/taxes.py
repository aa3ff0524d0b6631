"""Taxes: what is asked and answered. Rates are parts per million: 19 % is 190,000."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Unset, Version
from rustok_commerce.dto.localized import Key, ShortText
from rustok_commerce.dto.places import AreaResponse, Areas

Position = Annotated[int, Ge(0), Le(10**6)]
RatePpm = Annotated[int, Ge(0), Le(10_000_000), doc("Parts per million: 19 % is 190000.")]
TaxName = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(63)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTaxClassRequest:
    """A new class of goods that are taxed alike. The shop's first one is the default, whatever is said here."""

    code: Key
    name: ShortText
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTaxClassRequest:
    """Fields to change; a field left out stays as it is. The default class gives way to another one only."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    is_default: bool | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassResponse:
    """A class of goods that are taxed alike; products of none are of the default one."""

    id: Id
    code: str
    name: str
    is_default: bool
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateInput:
    """A tax on a class of goods. A compound one is also on the taxes of the class that stand before it."""

    tax_class: Key
    name: TaxName
    rate_ppm: RatePpm
    compound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateResponse:
    """A tax on a class of goods."""

    tax_class: str
    name: str
    rate_ppm: int
    compound: bool


TaxRates = Annotated[tuple[TaxRateInput, ...], MaxLen(200), doc("In the order they are worked out in.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTaxZoneRequest:
    """New places that are taxed alike, with their rates."""

    code: Key
    name: ShortText
    position: Position = 0
    reverse_charge: bool = False
    is_active: bool = True
    areas: Areas = ()
    rates: TaxRates = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTaxZoneRequest:
    """Fields to change; a field left out stays as it is. Areas and rates are given whole."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    position: Position | Unset = UNSET
    reverse_charge: bool | Unset = UNSET
    is_active: bool | Unset = UNSET
    areas: Areas | Unset = UNSET
    rates: TaxRates | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxZoneResponse:
    """Places that are taxed alike. Where several zones hold, the narrowest area decides, then the lowest position."""

    id: Id
    code: str
    name: str
    position: int
    reverse_charge: bool
    is_active: bool
    areas: tuple[AreaResponse, ...]
    rates: tuple[TaxRateResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
