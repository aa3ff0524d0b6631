"""Engines, one behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from rustok.ids import generate_id
from rustok_index.backends.protocol import SearchBackend
from rustok_index.backends.tantivy import TantivyBackend
from rustok_index.dto.search import Hits, SearchEntry, SearchQuery

DRIVERS = ("tantivy",)


def entry(title: str, *, locale: str = "en", language: str | None = None, **given: Any) -> SearchEntry:
    """Make an entry of a product."""
    values = {"entity_id": generate_id(), "kind": "product", "text": "", **given}
    return SearchEntry(title=title, locale=locale, language=language or locale, **values)


class Engine:
    """A driver and one index of one tenant."""

    def __init__(self, backend: SearchBackend, tenant_id: UUID, index: str = "products") -> None:
        self.backend, self.tenant_id, self.index = backend, tenant_id, index

    def write(self, *entries: SearchEntry, remove: Sequence[UUID] = ()) -> None:
        """Write these entries in place of what was known of their entities."""
        gone = [*remove, *(e.entity_id for e in entries)]
        if self.backend.exists(self.tenant_id, self.index):
            self.backend.write(self.tenant_id, self.index, remove=gone, entries=entries)
        else:
            self.backend.replace(self.tenant_id, self.index, entries)

    def ask(self, text: str = "", locale: str = "en", **given: Any) -> Hits:
        """Ask a question."""
        return self.backend.search(self.tenant_id, self.index, SearchQuery(text=text, locale=locale, **given))

    def find(self, text: str = "", locale: str = "en", **given: Any) -> list[UUID]:
        """Return the ids of what is found."""
        return list(self.ask(text, locale, **given).ids)


@pytest.fixture(params=DRIVERS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each driver in turn, empty."""
    return Engine(TantivyBackend(tmp_path), generate_id())
