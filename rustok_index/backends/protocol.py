"""What the read model asks of a search engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEntry:
    """What can be found of one entity in one locale.

    ``language`` is that of the text (a fallback's differs from ``locale``). ``categories`` are ids as text with all
    ancestors, ``options`` are ``name=value``, ``prices`` minor units per currency, ``created`` seconds since 1970.
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


class SearchBackend(Protocol):
    """A search engine; ``index`` is ``products`` or ``content``, and every call is for one tenant."""

    def write(self, tenant_id: UUID, index: str, *, remove: Sequence[UUID], entries: Iterable[SearchEntry]) -> None:
        """Replace everything known of the ``remove`` entities by the entries; doing it twice changes nothing.

        :raises SearchUnavailable: another writer holds the index for too long.
        """

    def remove_locale(self, tenant_id: UUID, index: str, locale: str) -> None:
        """Forget everything in a locale."""

    def replace(self, tenant_id: UUID, index: str, entries: Iterable[SearchEntry]) -> int:
        """Build the index anew from these entries alone and return their number; readers see the old one meanwhile."""

    def search(self, tenant_id: UUID, index: str, query: SearchQuery) -> Hits:
        """Answer a question.

        :raises IndexMissing: nothing was ever written for this tenant and index, or it is lost.
        """

    def count(self, tenant_id: UUID, index: str) -> int:
        """Return the number of entries; 0 where the index is missing."""

    def exists(self, tenant_id: UUID, index: str) -> bool:
        """Tell whether there is an index to search."""

    def drop(self, tenant_id: UUID, index: str) -> None:
        """Remove the index."""
