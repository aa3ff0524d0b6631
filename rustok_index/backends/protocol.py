"""What the read model asks of a search engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable
from uuid import UUID

from rustok_index.dto.search import Hits, SearchEntry, SearchQuery


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


@runtime_checkable
class ListsEntities(Protocol):
    """An engine that can name all that it holds, so that it can be compared with the tables."""

    def entities(self, tenant_id: UUID, index: str) -> Counter[UUID]:
        """Count the entries of every entity; nothing where the index is missing."""
