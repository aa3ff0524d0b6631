"""What goes into a search engine, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """What can be found of one entity in one locale.

    ``language`` is that of the text (a fallback's differs from ``locale``). ``categories`` are ids as text with all
    ancestors, ``options`` are ``name=value``, ``prices`` minor units by ``channel:CURRENCY``, ``created`` seconds since
    1970.
    """

    entity_id: UUID
    locale: str
    language: str
    kind: str
    title: str
    text: str
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    prices: Mapping[str, int] = field(default_factory=dict)
    has_stock: bool = False
    created: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A question. Empty ``text`` finds everything; filters are all required; ``options`` are ``name=value``."""

    text: str
    locale: str
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    has_stock: bool | None = None
    channel: str = "default"
    currency: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    limit: int = 24
    offset: int = 0
    prefix_only: bool = False
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """An answer: ids, best first, how many there are in all, and counts per asked facet (``{"tags": {"sale": 3}}``)."""

    ids: tuple[UUID, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
