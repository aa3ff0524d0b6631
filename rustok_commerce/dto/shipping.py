"""Delivery: what is asked and answered. Amounts in minor units, weights in grams."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Amount, CurrencyCode, Id, LocaleCode, Unset, Version
from rustok_commerce.dto.channels import ChannelCode
from rustok_commerce.dto.localized import Key, ShortText
from rustok_commerce.dto.places import AreaResponse, Areas
from rustok_commerce.dto.sales_settings import Provider
from rustok_commerce.dto.taxes import Position

Grams = Annotated[int, Ge(0), Le(2**31 - 1)]
Days = Annotated[int, Ge(0), Le(1000)]
ProviderSettings = Annotated[dict[str, Any], MaxLen(50), doc("What the provider wants to know.")]


class ShippingKind(StrEnum):
    """How the goods change hands."""

    DELIVERY = "delivery"
    PICKUP = "pickup"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingOptionResponse:
    """A delivery that a basket can have, at its price as prices are shown; days as far as the shop said them."""

    method_id: Id
    code: str
    name: str
    description: str
    kind: ShippingKind
    amount: int
    currency: str
    formatted: str
    location_id: Id | None
    min_days: int | None
    max_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateShippingZoneRequest:
    """New places that are delivered alike."""

    code: Key
    name: ShortText
    position: Position = 0
    is_active: bool = True
    areas: Areas = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateShippingZoneRequest:
    """Fields to change; a field left out stays as it is. Areas are given whole."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    position: Position | Unset = UNSET
    is_active: bool | Unset = UNSET
    areas: Areas | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingZoneResponse:
    """Places that are delivered alike. Where several hold, the narrowest area decides, then the lowest position."""

    id: Id
    code: str
    name: str
    position: int
    is_active: bool
    areas: tuple[AreaResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethodText:
    """A method's name and description in one language."""

    locale: LocaleCode
    name: ShortText
    description: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(1000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRateInput:
    """What a method costs for goods of a value and a weight: lower bounds are inside, upper ones outside.

    The subtotal is that of the goods after their discounts, as prices are shown. From `free_from` on it costs nothing.
    """

    currency: CurrencyCode
    amount: Amount
    min_subtotal: Amount = 0
    max_subtotal: Amount | None = None
    min_weight: Grams = 0
    max_weight: Grams | None = None
    free_from: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRateResponse:
    """What a method costs for goods of a value and a weight."""

    currency: str
    amount: int
    min_subtotal: int
    max_subtotal: int | None
    min_weight: int
    max_weight: int | None
    free_from: int | None


ShippingTexts = Annotated[tuple[ShippingMethodText, ...], MinLen(1), MaxLen(50)]
ShippingRates = Annotated[tuple[ShippingRateInput, ...], MaxLen(200)]
ShippingChannels = Annotated[tuple[ChannelCode, ...], MaxLen(50), doc("Codes of channels; empty: all of them.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateShippingMethodRequest:
    """A new way of delivery in a zone, or a place to fetch the goods from: a location, in no zone."""

    code: Key
    kind: ShippingKind = ShippingKind.DELIVERY
    zone_id: Id | None = None
    location_id: Id | None = None
    tax_class: Key | None = None
    provider: Provider = "table"
    provider_settings: ProviderSettings = field(default_factory=dict)
    channels: ShippingChannels = ()
    min_days: Days | None = None
    max_days: Days | None = None
    position: Position = 0
    is_active: bool = True
    translations: ShippingTexts
    rates: ShippingRates = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateShippingMethodRequest:
    """Fields to change; a field left out stays as it is, null clears it. Texts and rates are given whole."""

    code: Key | Unset = UNSET
    kind: ShippingKind | Unset = UNSET
    zone_id: Id | Unset | None = UNSET
    location_id: Id | Unset | None = UNSET
    tax_class: Key | Unset | None = UNSET
    provider: Provider | Unset = UNSET
    provider_settings: ProviderSettings | Unset = UNSET
    channels: ShippingChannels | Unset = UNSET
    min_days: Days | Unset | None = UNSET
    max_days: Days | Unset | None = UNSET
    position: Position | Unset = UNSET
    is_active: bool | Unset = UNSET
    translations: ShippingTexts | Unset = UNSET
    rates: ShippingRates | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethodResponse:
    """A way of delivery, for staff. ``tax_class`` null is the shop's default class."""

    id: Id
    code: str
    kind: ShippingKind
    zone_id: Id | None
    location_id: Id | None
    tax_class: str | None
    provider: str
    provider_settings: dict[str, Any]
    channels: tuple[str, ...]
    min_days: int | None
    max_days: int | None
    position: int
    is_active: bool
    translations: tuple[ShippingMethodText, ...]
    rates: tuple[ShippingRateResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
