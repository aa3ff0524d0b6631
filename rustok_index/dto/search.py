"""What goes into a search engine, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

FACETS: Final = ("kinds", "categories", "collections", "tags", "options", "availability", "price")
"""What an engine can count. ``price`` is answered as ``price`` (``min``, ``max``) and ``price_ranges``."""


class SearchSort(StrEnum):
    """Order of what is found. Relevance without a text is newest first; entries without a price come last."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DESCENDING = "price_descending"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """What can be found of one entity in one locale.

    ``language`` is that of the text (a fallback's differs from ``locale``). ``categories`` and ``collections`` are ids
    as text, categories with all ancestors; ``options`` are ``name=value``, of options and filterable attributes alike;
    ``prices`` the lowest in minor units per market (``channel:CURRENCY``); ``created`` seconds since 1970.
    ``channels`` are those where it can be bought; of a node the readers who see it, by
    :func:`rustok.rbac.audience.reader`. None is everywhere, and everybody.
    """

    entity_id: UUID
    locale: str
    language: str
    kind: str
    title: str
    text: str
    channels: tuple[str, ...] | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    prices: Mapping[str, int] = field(default_factory=dict)
    has_stock: bool = False
    created: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """What a tenant has said about words in one locale, in the form that :mod:`rustok_index.backends.analysis` gives.

    ``synonyms`` maps the key of a phrase (``phrase_key``) to the phrases that stand for it as well; ``pins`` the words
    of a whole question to the entities that come first. ``phrases`` are the synonyms in stems, for engines that
    look them up themselves.
    """

    stop_words: frozenset[str] = frozenset()
    synonyms: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    pins: Mapping[tuple[str, ...], tuple[UUID, ...]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A question. Empty ``text`` finds everything; with ``exact`` no typing errors are forgiven, where the engine asks.
    With ``any_word`` one of the words is enough; what has more of them, and rarer ones, comes first.

    Filters of different kinds must all hold; several categories, collections, tags or values of one option are
    alternatives. ``languages`` are those of the locale's texts, its own first; the locale's alone if empty.
    ``market`` (``channel:CURRENCY``) is what prices are of. A facet's own filter does not narrow its counts.
    """

    text: str
    locale: str
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    channel: str | None = None
    categories: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    has_stock: bool | None = None
    market: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    sort: SearchSort = SearchSort.RELEVANCE
    limit: int = 24
    offset: int = 0
    prefix_only: bool = False
    exact: bool = False
    any_word: bool = False
    facets: tuple[str, ...] = ()
    dictionary: Dictionary = field(default_factory=Dictionary)

    @property
    def options_by_name(self) -> dict[str, tuple[str, ...]]:
        """The options asked for: values of one are alternatives."""
        found: dict[str, list[str]] = {}
        for option in self.options:
            found.setdefault(option.partition("=")[0], []).append(option)
        return {name: tuple(values) for name, values in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """An answer: ids, best first, how many there are in all, and counts per asked facet (``{"tags": {"sale": 3}}``).

    ``scores`` are comparable between indexes of one engine. ``did_you_mean`` is the question with words that the index
    has in place of those it does not.
    """

    ids: tuple[UUID, ...]
    total: int
    scores: tuple[float, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
