"""Options and variants: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Unset, Version
from rustok_commerce.dto.inventory import Quantity, StockLevelResponse
from rustok_commerce.dto.localized import Key, LocalizedText, LocalizedTexts, Metadata, ShortText
from rustok_commerce.dto.prices import PriceResponse, SetPriceRequest

Sku = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    MinLen(1),
    MaxLen(64),
    doc("Stock-keeping unit, unique in the shop."),
]
Barcode = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(64)]
Grams = Annotated[int, Ge(0), Le(10**9), doc("Grams.")]
Millimetres = Annotated[int, Ge(0), Le(10**6), doc("Millimetres.")]
Position = Annotated[int, Ge(0), Le(10**6)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValueInput:
    """One value of an option. Without names the key is shown."""

    key: Key
    names: LocalizedTexts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionInput:
    """A choice of a product, with its values in the order of display."""

    key: Key
    names: LocalizedTexts = ()
    values: Annotated[tuple[OptionValueInput, ...], MinLen(1), MaxLen(100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOptionsRequest:
    """All options of a product in their order. What is left out is removed, unless a variant uses it."""

    options: Annotated[tuple[OptionInput, ...], MaxLen(6)]
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionChoice:
    """Which value of an option a variant has, by their keys."""

    option: Key
    value: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateVariantRequest:
    """A new variant: one choice for each of the product's options."""

    title: ShortText | None = None
    titles: LocalizedTexts = ()
    sku: Sku | None = None
    barcode: Barcode | None = None
    options: Annotated[tuple[OptionChoice, ...], MaxLen(6)] = ()
    manage_inventory: bool = True
    allow_backorder: bool = False
    low_stock_threshold: Quantity = 0
    weight: Grams | None = None
    length: Millimetres | None = None
    width: Millimetres | None = None
    height: Millimetres | None = None
    position: Position | None = None
    metadata: Metadata = field(default_factory=dict)
    prices: Annotated[tuple[SetPriceRequest, ...], MaxLen(100)] = ()
    stock: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateVariantRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    title: ShortText | Unset | None = UNSET
    titles: LocalizedTexts | Unset = UNSET
    sku: Sku | Unset | None = UNSET
    barcode: Barcode | Unset | None = UNSET
    options: Annotated[tuple[OptionChoice, ...], MaxLen(6)] | Unset = UNSET
    manage_inventory: bool | Unset = UNSET
    allow_backorder: bool | Unset = UNSET
    low_stock_threshold: Quantity | Unset = UNSET
    weight: Grams | Unset | None = UNSET
    length: Millimetres | Unset | None = UNSET
    width: Millimetres | Unset | None = UNSET
    height: Millimetres | Unset | None = UNSET
    position: Position | Unset = UNSET
    metadata: Metadata | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValueResponse:
    """One value of an option, named in the language asked for."""

    key: str
    name: str
    names: tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionResponse:
    """A choice of a product."""

    key: str
    name: str
    names: tuple[LocalizedText, ...]
    values: tuple[OptionValueResponse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantResponse:
    """A variant as its own tenant's staff see it. ``title`` is its own, its options' or its product's."""

    id: Id
    product_id: Id
    title: str
    titles: tuple[LocalizedText, ...]
    sku: str | None
    barcode: str | None
    options: tuple[OptionChoice, ...]
    manage_inventory: bool
    allow_backorder: bool
    low_stock_threshold: int
    weight: int | None
    length: int | None
    width: int | None
    height: int | None
    position: int
    metadata: dict[str, Any]
    prices: tuple[PriceResponse, ...]
    stock: tuple[StockLevelResponse, ...]
    available: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
