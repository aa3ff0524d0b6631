"""Which products are translated: what is asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, doc

from rustok.dto import Id, LocaleCode


class TranslationState(StrEnum):
    """How far a text is in a language. An outdated one is older than the original, a partial one lacks parts of it."""

    COMPLETE = "complete"
    OUTDATED = "outdated"
    PARTIAL = "partial"
    MISSING = "missing"


class TranslationNeed(StrEnum):
    """Why a product is to be translated."""

    MISSING = "missing"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletenessResponse:
    """How far a product's text is in one of the shop's languages.

    ``missing`` names what the original has and this language has not: texts, and ``attributes.<key>``.
    """

    locale: str
    state: TranslationState
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTranslationsRequest:
    """Products whose text in a language is missing or outdated; for one of these needs only where it is given."""

    target: Annotated[LocaleCode, doc("The language to translate into.")]
    need: TranslationNeed | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None
    with_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationStatusResponse:
    """A product that is to be translated; ``title`` is the original, in ``source_locale``."""

    product_id: Id
    handle: str
    title: str
    source_locale: str
    locale: str
    need: TranslationNeed
