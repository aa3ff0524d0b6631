"""Engines, one behaviour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_index.backends import analysis
from rustok_index.backends.meilisearch import MeilisearchBackend
from rustok_index.backends.postgres import PostgresBackend
from rustok_index.backends.protocol import SearchBackend
from rustok_index.backends.tantivy import TantivyBackend
from rustok_index.dto.search import Dictionary, Hits, SearchEntry, SearchQuery
from tests.rustok_index.backends.fake_meilisearch import FakeMeilisearch

DRIVERS = ("tantivy", "postgres", "meilisearch")


def entry(title: str, *, locale: str = "en", language: str | None = None, **given: Any) -> SearchEntry:
    """Make an entry of a product."""
    values = {"entity_id": generate_id(), "kind": "product", "text": "", **given}
    return SearchEntry(title=title, locale=locale, language=language or locale, **values)


class Engine:
    """A driver and one index of one tenant."""

    def __init__(
        self, backend: SearchBackend, tenant_id: UUID, index: str = "products", tenant: Tenant | None = None
    ) -> None:
        self.backend, self.tenant_id, self.index, self._tenant = backend, tenant_id, index, tenant

    def scope(self) -> AbstractContextManager[Any]:
        """Work as this tenant, where the driver asks."""
        return nullcontext() if self._tenant is None else tenant_scope(self._tenant)

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


def synonyms(**phrases: tuple[str, ...]) -> Dictionary:
    """Make a dictionary of English synonyms, ``_`` for a space."""
    keys = {
        phrase: analysis.phrase_key(analysis.words(phrase.replace("_", " "), ("en",)), ("en",)) for phrase in phrases
    }
    return Dictionary(
        synonyms={keys[phrase]: others for phrase, others in phrases.items()},
        phrases={
            " ".join(keys[phrase]): tuple(analysis.stemmed_text(other, "en") for other in others)
            for phrase, others in phrases.items()
        },
    )


@pytest.fixture
def meilisearch() -> Iterator[FakeMeilisearch]:
    """A server that speaks the part of Meilisearch's protocol that is used."""
    with FakeMeilisearch() as server:
        yield server


@pytest.fixture(params=DRIVERS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each driver in turn, empty."""
    if request.param == "meilisearch":
        server: FakeMeilisearch = request.getfixturevalue("meilisearch")
        return Engine(MeilisearchBackend(server.url, server.key, "test", 5), generate_id())
    if request.param == "postgres":
        return Engine(PostgresBackend(), request.getfixturevalue("in_tenant_a").id)
    return Engine(TantivyBackend(tmp_path), generate_id())


@pytest.fixture
def other_engine(request: pytest.FixtureRequest, engine: Engine) -> Engine:
    """The same driver for another tenant."""
    if isinstance(engine.backend, PostgresBackend):
        tenant: Tenant = request.getfixturevalue("tenant_b")
        return Engine(engine.backend, tenant.id, tenant=tenant)
    return Engine(engine.backend, generate_id())
