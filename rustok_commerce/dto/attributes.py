"""Attributes and types of products: what is asked and answered."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from rustok.dto import UNSET, Id, LocaleCode, Unset, Version
from rustok_commerce.dto.localized import Key, LocalizedText, LocalizedTexts

MAX_ATTRIBUTES: Final = 200
"""Attributes of a type, and so of a product."""
MAX_VALUES: Final = 1000
"""Values that a select offers."""
_NUMBER: Final = r"^-?[0-9]{1,14}(?:\.[0-9]{1,6})?$"
# More digits than a float keeps: what the client wrote may not be what arrived.
_EXACT_DIGITS: Final = 15


class AttributeType(StrEnum):
    """What an attribute's values are. A reference is another product of the shop."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    DATE = "date"
    REFERENCE = "reference"


class AttributeScope(StrEnum):
    """Of what an attribute speaks."""

    PRODUCT = "product"
    VARIANT = "variant"


def _read_number(value: Any) -> Any:
    if isinstance(value, float):
        written = Decimal(repr(value))
        if len(written.normalize().as_tuple().digits) > _EXACT_DIGITS:
            raise PydanticCustomError("inexact_number", "A number of more than 15 digits is given as text.")
        value = format(written, "f")
    elif isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, Decimal):
        value = format(value, "f")
    if not isinstance(value, str) or re.fullmatch(_NUMBER, value) is None:
        raise PydanticCustomError("invalid_number", "A number has at most 14 digits before the point and 6 after it.")
    return Decimal(value)


Number = Annotated[
    Decimal,
    BeforeValidator(_read_number),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": _NUMBER}, {"type": "number"}]}),
    doc("A number, or the same as text, which keeps every digit; at most 14 before the point and 6 after it."),
]
AttributeText = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(5000)]
Swatch = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$"), doc("A colour: # and six hexadecimal digits.")]
Unit = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(16), doc("Such as mm or kg.")]
Place = Annotated[int, Ge(0), Le(10**6), doc("Its place among others.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValueInput:
    """One value that a select offers. Without names the key is shown."""

    key: Key
    names: LocalizedTexts = ()
    swatch: Swatch | None = None


AttributeValueInputs = Annotated[tuple[AttributeValueInput, ...], MaxLen(MAX_VALUES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAttributeRequest:
    """A new attribute. ``key`` and ``type`` stay as they are for good.

    ``is_localized`` gives each language its own text; ``is_filterable`` makes a facet of anything but texts.
    ``values`` are what a select offers, in the order of display.
    """

    key: Key
    names: LocalizedTexts = ()
    type: AttributeType
    unit: Unit | None = None
    is_localized: bool = False
    is_filterable: bool = False
    is_searchable: bool = False
    position: Place = 0
    values: AttributeValueInputs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAttributeRequest:
    """Fields to change; a field left out stays as it is, null clears it.

    ``values`` are given whole, in their order: one that is left out is removed, unless a product has it.
    """

    names: LocalizedTexts | Unset = UNSET
    unit: Unit | Unset | None = UNSET
    is_localized: bool | Unset = UNSET
    is_filterable: bool | Unset = UNSET
    is_searchable: bool | Unset = UNSET
    position: Place | Unset = UNSET
    values: AttributeValueInputs | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeAttributeInput:
    """An attribute that products of a type have, or their variants. A required one must be there to be published."""

    attribute: Key
    scope: AttributeScope = AttributeScope.PRODUCT
    is_required: bool = False


ProductTypeAttributeInputs = Annotated[tuple[ProductTypeAttributeInput, ...], MaxLen(MAX_ATTRIBUTES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProductTypeRequest:
    """A new type of products, with its attributes in the order of display. ``key`` stays as it is for good."""

    key: Key
    names: LocalizedTexts = ()
    attributes: ProductTypeAttributeInputs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProductTypeRequest:
    """Fields to change; a field left out stays as it is.

    ``attributes`` are given whole, in their order. One that is left out, or speaks of something else now, is refused
    while products of the type have it, unless ``drop_values`` says that they are to lose it.
    """

    names: LocalizedTexts | Unset = UNSET
    attributes: ProductTypeAttributeInputs | Unset = UNSET
    drop_values: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTextInput:
    """What an attribute says in one language."""

    locale: LocaleCode
    text: AttributeText


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeInput:
    """What an attribute says of a product or variant: in the one field of its type. Without any it says nothing more.

    ``text`` or, of a localized attribute, ``texts`` in all languages; ``number``; ``boolean``; ``date``;
    ``reference_id``; ``values`` by their keys, one of a select.
    """

    attribute: Key
    text: AttributeText | None = None
    texts: Annotated[tuple[AttributeTextInput, ...], MaxLen(50)] = ()
    number: Number | None = None
    boolean: bool | None = None
    date: dt.date | None = None
    reference_id: Id | None = None
    values: Annotated[tuple[Key, ...], MaxLen(MAX_VALUES)] = ()


AttributeInputs = Annotated[tuple[AttributeInput, ...], MaxLen(MAX_ATTRIBUTES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAttributesRequest:
    """What attributes say of a product or variant. Those that are not named stay as they are."""

    attributes: AttributeInputs
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProductTypeRequest:
    """The type of a product, by its key; without one it is taken away.

    Attributes that the new type has as well stay. Where there are others, the change is refused, unless
    ``drop_values`` says that the product is to lose them.
    """

    product_type: Key | None = None
    drop_values: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValueResponse:
    """One value that a select offers, named in the language asked for, or the nearest there is."""

    id: Id
    key: str
    name: str
    names: tuple[LocalizedText, ...]
    swatch: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeResponse:
    """An attribute as its own tenant's staff see it."""

    id: Id
    key: str
    name: str
    names: tuple[LocalizedText, ...]
    type: AttributeType
    unit: str | None
    is_localized: bool
    is_filterable: bool
    is_searchable: bool
    position: int
    values: tuple[AttributeValueResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeAttributeResponse:
    """An attribute that products of a type have, or their variants."""

    attribute: str
    name: str
    type: AttributeType
    scope: AttributeScope
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTypeResponse:
    """A type of products with its attributes in their order; ``product_count`` products are of it."""

    id: Id
    key: str
    name: str
    names: tuple[LocalizedText, ...]
    attributes: tuple[ProductTypeAttributeResponse, ...]
    product_count: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeChoiceResponse:
    """A value of a select that was chosen."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTextResponse:
    """What an attribute says in one language."""

    locale: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedAttributeResponse:
    """What an attribute says of a product or variant: the field of its type is set. Numbers are decimal text."""

    attribute: str
    name: str
    type: AttributeType
    unit: str | None
    text: str | None
    texts: tuple[AttributeTextResponse, ...]
    number: str | None
    boolean: bool | None
    date: dt.date | None
    reference_id: Id | None
    values: tuple[AttributeChoiceResponse, ...]
