"""How far a product's texts are in the shop's languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rustok_commerce import models
from rustok_commerce.dto.translations import CompletenessResponse, TranslationState
from rustok_commerce.mappers.aggregates import ProductAggregate

_TEXTS: Final = ("title", "subtitle", "description", "meta_title", "meta_description")


def completeness(aggregate: ProductAggregate, locales: Iterable[str]) -> tuple[CompletenessResponse, ...]:
    """Compare the texts of each language with the original ones."""
    wanted = _texts(aggregate, aggregate.product.source_locale)
    return tuple(_of(aggregate, locale, wanted) for locale in locales)


def _of(aggregate: ProductAggregate, locale: str, wanted: list[str]) -> CompletenessResponse:
    text = aggregate.translations.get(locale)
    present = set(_texts(aggregate, locale))
    missing = tuple(name for name in wanted if name not in present)
    if text is None:
        state = TranslationState.MISSING
    elif aggregate.is_stale(text):
        state = TranslationState.OUTDATED
    else:
        state = TranslationState.PARTIAL if missing else TranslationState.COMPLETE
    return CompletenessResponse(locale=locale, state=state, missing=missing)


def _texts(aggregate: ProductAggregate, locale: str) -> list[str]:
    """Name what there is in a language: the texts, and localized attributes of the product and its variants."""
    text = aggregate.translations.get(locale)
    found = [name for name in _TEXTS if text is not None and getattr(text, name)]
    rows: list[models.AttributeAssignment] = [
        *aggregate.attributes,
        *(row for variant in aggregate.variants for row in variant.attributes),
    ]
    return found + sorted({f"attributes.{row.attribute.key}" for row in rows if row.locale == locale})
