"""Categories: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from rustok.dto import UNSET, Id, LocaleCode, Slug, Text, Unset, Version
from rustok_commerce.dto.localized import ShortText
from rustok_commerce.dto.variants import Position

MetaDescription = Annotated[str, MaxLen(500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTranslationInput:
    """A category's text in one language. Without a slug the category's own is its address there, too."""

    locale: LocaleCode
    name: ShortText
    slug: Slug | None = None
    description: Text | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCategoryRequest:
    """A new category; ``name`` is in ``locale``, the shop's own language if that is left out.

    ``asset_id`` is a picture of the media library.
    """

    name: ShortText
    locale: LocaleCode | None = None
    slug: Slug | None = None
    parent_id: Id | None = None
    position: Position = 0
    asset_id: Id | None = None
    description: Text | None = None
    meta_title: ShortText | None = None
    meta_description: MetaDescription | None = None
    translations: Annotated[tuple[CategoryTranslationInput, ...], MaxLen(50)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCategoryRequest:
    """Fields to change; ``name`` and the other texts are in ``locale``, the category's own language by default.

    ``translations`` sets the languages it names and leaves the others.
    """

    name: ShortText | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    slug: Slug | Unset = UNSET
    parent_id: Id | Unset | None = UNSET
    position: Position | Unset = UNSET
    asset_id: Id | Unset | None = UNSET
    description: Text | Unset | None = UNSET
    meta_title: ShortText | Unset | None = UNSET
    meta_description: MetaDescription | Unset | None = UNSET
    translations: Annotated[tuple[CategoryTranslationInput, ...], MaxLen(50)] | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTranslationResponse:
    """A category's text in one language."""

    locale: str
    name: str
    slug: str | None
    description: str | None
    meta_title: str | None
    meta_description: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryResponse:
    """A category as its own tenant's staff see it; ``name`` is in the language asked for, or the nearest there is."""

    id: Id
    slug: str
    parent_id: Id | None
    depth: int
    position: int
    asset_id: Id | None
    locale: str
    name: str
    description: str | None
    source_locale: str
    translations: tuple[CategoryTranslationResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
