"""The port through which a domain feeds the read model, so that the index imports no domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from rustok.events.envelope import EventEnvelope
from rustok.search.documents import Document

UNDETERMINED: Final = "und"
"""The locale of documents that are for readers of all languages: of what was written in whatever it was (BCP 47)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleChain:
    """A locale of the tenant and where its missing texts come from, nearest first (the locale itself excluded).

    One for ``und`` stands beside them where an index has documents for readers of all languages.
    """

    locale: str
    fallbacks: tuple[str, ...] = ()


class DocumentSource(Protocol):
    """Loads documents of one index (``products``, ``content``) from a domain's write tables, for the scope's tenant."""

    index: str
    events: tuple[str, ...]

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the entities whose documents these events touch (a renamed category: every product below it)."""

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[Document]:
        """Build these entities' documents in all locales, in a fixed number of statements; missing ids give none."""

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Name the next entities in id order, for a rebuild."""

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current ``source_version`` of these entities, for verification."""
