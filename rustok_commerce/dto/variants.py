"""Options and variants: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from rustok.dto import UNSET, Id, Unset, Version
from rustok_commerce.dto.attributes import AssignedAttributeResponse, AttributeInputs
from rustok_commerce.dto.inventory import Quantity, StockLevelResponse
from rustok_commerce.dto.localized import Key, LocalizedText, LocalizedTexts, Metadata, ShortText
from rustok_commerce.dto.prices import PriceResponse, SetPriceRequest

MAX_VARIANTS: Final = 1000
"""Variants of a product."""

Sku = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    MinLen(1),
    MaxLen(64),
    doc("Stock-keeping unit, unique in the shop."),
]
Barcode = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(64)]


def check_digit(digits: str) -> int:
    """Return the digit that follows others in a GS1 number (GS1 General Specifications, section 7.9.1)."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -weighted % 10


def _check_gtin(value: str) -> str:
    if check_digit(value[:-1]) != int(value[-1]):
        raise PydanticCustomError("invalid_check_digit", "The last digit does not fit the others.")
    return value


Gtin = Annotated[
    str,
    StringConstraints(pattern=r"^(?:[0-9]{8}|[0-9]{12,14})$"),
    MinLen(8),
    MaxLen(14),
    AfterValidator(_check_gtin),
    doc("GS1 number of 8, 12, 13 or 14 digits, the last of which checks the others."),
]
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
    gtin: Gtin | None = None
    asset_id: Annotated[Id, doc("One of the product's pictures.")] | None = None
    options: Annotated[tuple[OptionChoice, ...], MaxLen(6)] = ()
    attributes: AttributeInputs = ()
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
class OptionValuesInput:
    """Some of an option's values, by their keys."""

    option: Key
    values: Annotated[tuple[Key, ...], MinLen(1), MaxLen(100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateVariantsRequest:
    """Variants for all combinations of a product's options that there are no variants of yet.

    ``options`` names the values to combine, all of an option that is not named. ``sku_pattern`` makes SKUs of the
    product's handle and the chosen values: ``{handle}-{colour}-{size}``. The rest is what each variant begins with.
    ``dry_run`` tells what would be made and makes nothing.
    """

    options: Annotated[tuple[OptionValuesInput, ...], MaxLen(6)] = ()
    sku_pattern: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(200)] | None = None
    manage_inventory: bool = True
    allow_backorder: bool = False
    low_stock_threshold: Quantity = 0
    weight: Grams | None = None
    length: Millimetres | None = None
    width: Millimetres | None = None
    height: Millimetres | None = None
    prices: Annotated[tuple[SetPriceRequest, ...], MaxLen(100)] = ()
    stock: Quantity | None = None
    dry_run: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateVariantRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    title: ShortText | Unset | None = UNSET
    titles: LocalizedTexts | Unset = UNSET
    sku: Sku | Unset | None = UNSET
    barcode: Barcode | Unset | None = UNSET
    gtin: Gtin | Unset | None = UNSET
    asset_id: Annotated[Id, doc("One of the product's pictures.")] | Unset | None = UNSET
    options: Annotated[tuple[OptionChoice, ...], MaxLen(6)] | Unset = UNSET
    attributes: AttributeInputs | Unset = UNSET
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
class ChangeVariantInput(UpdateVariantRequest):
    """A variant with the fields to change; a field left out stays as it is, null clears it."""

    id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateVariantsRequest:
    """Changes of many variants of one product: all of them or none. ``remove`` names variants that go."""

    variants: Annotated[tuple[ChangeVariantInput, ...], MaxLen(MAX_VARIANTS)] = ()
    remove: Annotated[tuple[Id, ...], MaxLen(MAX_VARIANTS)] = ()


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
class GeneratedVariantResponse:
    """A variant that was made, or would be. ``title`` is in the language asked for; no ``id`` after a dry run."""

    id: Id | None
    title: str
    sku: str | None
    options: tuple[OptionChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedVariantsResponse:
    """The variants that were made, or would be; ``existing`` combinations had one already."""

    variants: tuple[GeneratedVariantResponse, ...]
    existing: int
    dry_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantVersionResponse:
    """A variant's present version, for the next change of it."""

    id: Id
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatedVariantsResponse:
    """How many variants were changed and removed; those that were as asked do not count. ``variants`` were named."""

    changed: int
    removed: int
    variants: tuple[VariantVersionResponse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantResponse:
    """A variant as its own tenant's staff see it. ``title`` is its own, its options' or its product's."""

    id: Id
    product_id: Id
    title: str
    titles: tuple[LocalizedText, ...]
    sku: str | None
    barcode: str | None
    gtin: str | None
    asset_id: Id | None
    options: tuple[OptionChoice, ...]
    attributes: tuple[AssignedAttributeResponse, ...]
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
