"""Products: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from rustok.dto import UNSET, Id, LocaleCode, Slug, Text, Title, Unset, Version
from rustok_commerce.dto.attributes import AssignedAttributeResponse, AttributeInputs
from rustok_commerce.dto.categories import MetaDescription
from rustok_commerce.dto.localized import Key, LocalizedText, LocalizedTexts, Metadata, ShortText
from rustok_commerce.dto.translations import CompletenessResponse
from rustok_commerce.dto.variants import (
    MAX_VARIANTS,
    CreateVariantRequest,
    OptionInput,
    OptionResponse,
    VariantResponse,
)


class ProductStatus(StrEnum):
    """Where a product is in its life: only an active one is sold."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class ProductSort(StrEnum):
    """Order of a list of products; a minus is newest or last first."""

    NEWEST = "-created"
    OLDEST = "created"
    UPDATED = "-updated"
    HANDLE = "handle"


MAX_CHOSEN = 10_000
"""So many products are named for a job at once; more are chosen by what they have in common."""

MAX_TAG: Final = 64
"""Characters of a tag."""


def _short_enough(tag: str) -> str:
    # Some letters are two in lower case.
    if len(tag) > MAX_TAG:
        raise PydanticCustomError("string_too_long", f"A tag has at most {MAX_TAG} characters in lower case.")
    return tag


Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True),
    MinLen(1),
    MaxLen(MAX_TAG),
    AfterValidator(_short_enough),
]
Tags = Annotated[tuple[Tag, ...], MaxLen(50)]
Description = Annotated[Text, doc("Markdown.")]
CategoryIds = Annotated[tuple[Id, ...], MaxLen(20), doc("The first is the primary one.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTranslationInput:
    """A product's text in one language. Without a slug the product's handle is its address there, too."""

    locale: LocaleCode
    title: Title
    slug: Slug | None = None
    subtitle: ShortText | None = None
    description: Description | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMediaInput:
    """A picture of the media library, in the order of display."""

    asset_id: Id
    alts: LocalizedTexts = ()


ProductMediaInputs = Annotated[tuple[ProductMediaInput, ...], MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProductRequest:
    """A new product, as a draft, with everything it begins with.

    ``title`` and the other texts are in ``locale``, the shop's own language if that is left out. Without a handle
    one is made from the title; ``slug`` is the address in that language alone. Without a tax class, named by its code,
    the product is of the shop's default one.
    """

    title: Title
    locale: LocaleCode | None = None
    handle: Slug | None = None
    slug: Slug | None = None
    subtitle: ShortText | None = None
    description: Description | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None
    discountable: bool = True
    tax_class: Key | None = None
    product_type: Key | None = None
    attributes: AttributeInputs = ()
    tags: Tags = ()
    category_ids: CategoryIds = ()
    metadata: Metadata = field(default_factory=dict)
    translations: Annotated[tuple[ProductTranslationInput, ...], MaxLen(50)] = ()
    options: Annotated[tuple[OptionInput, ...], MaxLen(6)] = ()
    variants: Annotated[tuple[CreateVariantRequest, ...], MaxLen(MAX_VARIANTS)] = ()
    media: ProductMediaInputs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProductRequest:
    """Fields to change; a field left out stays as it is, null clears it.

    The texts are in ``locale``, the product's own language by default. Tags, categories and pictures are given whole;
    attributes that are not named stay. ``drop_values`` lets go of those that a new type does not have.
    """

    title: Title | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    handle: Slug | Unset = UNSET
    slug: Slug | Unset | None = UNSET
    subtitle: ShortText | Unset | None = UNSET
    description: Description | Unset | None = UNSET
    meta_title: ShortText | Unset | None = UNSET
    meta_description: MetaDescription | Unset | None = UNSET
    discountable: bool | Unset = UNSET
    tax_class: Key | Unset | None = UNSET
    product_type: Key | Unset | None = UNSET
    drop_values: bool = False
    attributes: AttributeInputs | Unset = UNSET
    tags: Tags | Unset = UNSET
    category_ids: CategoryIds | Unset = UNSET
    metadata: Metadata | Unset = UNSET
    media: ProductMediaInputs | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProductTranslationRequest:
    """A product's whole text in one language, new or in place of the present one."""

    locale: LocaleCode
    title: Title
    slug: Slug | None = None
    subtitle: ShortText | None = None
    description: Description | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleProductRequest:
    """When a product is published and withdrawn by itself. A time left out stays, null takes it back."""

    publish_at: dt.datetime | Unset | None = UNSET
    unpublish_at: dt.datetime | Unset | None = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProductsRequest:
    """Which products, in which order, from where on. ``q`` looks into titles, handles and SKUs."""

    status: ProductStatus | None = None
    category_id: Id | None = None
    tag: Tag | None = None
    q: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(100)] | None = None
    sort: ProductSort = ProductSort.NEWEST
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTranslationResponse:
    """A product's text in one language; ``is_stale`` where the original has changed since."""

    locale: str
    title: str
    slug: str | None
    subtitle: str | None
    description: str | None
    meta_title: str | None
    meta_description: str | None
    is_source: bool
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCategoryResponse:
    """A category a product is in."""

    id: Id
    slug: str
    name: str
    is_primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductMediaResponse:
    """A picture of a product."""

    asset_id: Id
    position: int
    alts: tuple[LocalizedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRangeResponse:
    """The lowest and the highest price of a product's variants, in minor units."""

    currency: str
    min: int
    max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductResponse:
    """A product as its own tenant's staff see it; texts are in ``locale``: the language asked for, or the nearest.

    ``publish_at`` and ``unpublish_at`` are its schedule, ``schedule_error`` says why a publication that was due was
    refused; it is tried again. ``next_change_at`` is when what shoppers see changes next by itself.
    """

    id: Id
    handle: str
    status: ProductStatus
    locale: str
    title: str
    subtitle: str | None
    description: str | None
    meta_title: str | None
    meta_description: str | None
    discountable: bool
    tax_class: str | None
    product_type: str | None
    attributes: tuple[AssignedAttributeResponse, ...]
    source_locale: str
    tags: tuple[str, ...]
    metadata: dict[str, Any]
    translations: tuple[ProductTranslationResponse, ...]
    completeness: tuple[CompletenessResponse, ...]
    categories: tuple[ProductCategoryResponse, ...]
    options: tuple[OptionResponse, ...]
    variants: tuple[VariantResponse, ...]
    media: tuple[ProductMediaResponse, ...]
    version: int
    published_at: dt.datetime | None
    publish_at: dt.datetime | None
    unpublish_at: dt.datetime | None
    next_change_at: dt.datetime | None
    schedule_error: str | None
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSummaryResponse:
    """A product in a list for staff."""

    id: Id
    handle: str
    status: ProductStatus
    locale: str
    title: str
    subtitle: str | None
    asset_id: Id | None
    tags: tuple[str, ...]
    prices: tuple[PriceRangeResponse, ...]
    variant_count: int
    available: int
    version: int
    published_at: dt.datetime | None
    updated_at: dt.datetime
