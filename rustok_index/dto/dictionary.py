"""Synonyms, stop words, pinned results and searches in vain: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, LocaleCode, Unset

Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(100), doc("A word or several, in any case.")
]
Phrases = Annotated[tuple[Phrase, ...], MinLen(1), MaxLen(30)]
Replacements = Annotated[
    tuple[Phrase, ...], MaxLen(30), doc("Found as well for each phrase, not the other way round. Empty: both ways.")
]
InLocale = Annotated[LocaleCode, doc("The language it holds for; all of them if null.")]
EntityIds = Annotated[tuple[Id, ...], MinLen(1), MaxLen(50), doc("Products and pages, the first one first.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSearchSynonymRequest:
    """Phrases that stand for one another, or for ``replacements`` too."""

    phrases: Phrases
    replacements: Replacements = ()
    locale: InLocale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSearchSynonymRequest:
    """Fields to change; one left out stays."""

    phrases: Phrases | Unset = UNSET
    replacements: Replacements | Unset = UNSET
    locale: InLocale | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSynonymResponse:
    """Phrases that stand for one another, or for ``replacements`` too."""

    id: Id
    phrases: tuple[str, ...]
    replacements: tuple[str, ...]
    locale: str | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSearchStopWordRequest:
    """A word that is not to narrow a search."""

    word: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(40)]
    locale: InLocale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStopWordResponse:
    """A word that does not narrow a search, as it is compared: in lower case, without accents."""

    id: Id
    word: str
    locale: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSearchPinRequest:
    """What is to come first for exactly this phrase."""

    phrase: Phrase
    entity_ids: EntityIds
    locale: InLocale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSearchPinRequest:
    """Fields to change; one left out stays."""

    phrase: Phrase | Unset = UNSET
    entity_ids: EntityIds | Unset = UNSET
    locale: InLocale | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPinResponse:
    """What comes first for exactly this phrase, which is in lower case and without accents."""

    id: Id
    phrase: str
    entity_ids: tuple[Id, ...]
    locale: str | None
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMissResponse:
    """Words that were looked for and not found, in one language."""

    id: Id
    query: str
    locale: str
    times: int
    first_at: dt.datetime
    last_at: dt.datetime
