"""The embedded engine: languages, typing errors, writers, readers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from rustok.ids import generate_id
from rustok_index.backends import tantivy
from rustok_index.dto.search import SearchEntry, SearchQuery, SearchSort
from rustok_index.errors import IndexMissing, SearchUnavailable

TENANT = generate_id()


@pytest.fixture
def backend(tmp_path: Path) -> tantivy.TantivyBackend:
    """An engine in a folder of the test's own."""
    return tantivy.TantivyBackend(tmp_path)


def _entry(title: str, *, locale: str = "en", language: str | None = None, **given: object) -> SearchEntry:
    values = {"entity_id": generate_id(), "kind": "product", "text": "", **given}
    return SearchEntry(title=title, locale=locale, language=language or locale, **values)  # type: ignore[arg-type]


def _write(backend: tantivy.TantivyBackend, *entries: SearchEntry) -> None:
    backend.write(TENANT, "products", remove=[entry.entity_id for entry in entries], entries=entries)


def _find(backend: tantivy.TantivyBackend, text: str, locale: str = "en") -> list[UUID]:
    return list(backend.search(TENANT, "products", SearchQuery(text=text, locale=locale)).ids)


def test_a_reader_sees_what_another_process_wrote(backend: tantivy.TantivyBackend, tmp_path: Path) -> None:
    _write(backend, _entry("Oak chair"))
    assert backend.count(TENANT, "products") == 1
    other = tantivy.TantivyBackend(tmp_path)

    other.write(TENANT, "products", remove=(), entries=[_entry("Ash chair")])

    assert backend.count(TENANT, "products") == 2


def test_a_held_writer_makes_others_wait_and_then_give_up(
    backend: tantivy.TantivyBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(backend, _entry("Oak chair"))
    folder = next(tmp_path.glob("*/products-v*"))
    holder = (
        "import sys, tantivy; i = tantivy.Index.open(sys.argv[1]); w = i.writer(15_000_000, 1);"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        monkeypatch.setattr(tantivy, "_WRITER_WAIT", 0.2)
        with pytest.raises(SearchUnavailable):
            _write(backend, _entry("Ash chair"))
        assert process.stdin is not None
        process.stdin.close()

    _write(backend, _entry("Ash chair"))
    assert backend.count(TENANT, "products") == 2


def test_a_failing_batch_leaves_the_folder_as_it_was(backend: tantivy.TantivyBackend) -> None:
    _write(backend, _entry("Oak chair"))

    def failing() -> object:
        yield _entry("Ash chair")
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        backend.write(TENANT, "products", remove=(), entries=failing())  # type: ignore[arg-type]

    assert backend.count(TENANT, "products") == 1


def test_markets_keep_their_columns_when_others_come(backend: tantivy.TantivyBackend, tmp_path: Path) -> None:
    first = _entry("Oak chair", prices={"web:EUR": 300, "web:USD": 100})
    _write(backend, first)
    second = _entry("Oak table", prices={"shop:EUR": 50, "web:USD": 200})

    tantivy.TantivyBackend(tmp_path).write(TENANT, "products", remove=(), entries=[second])

    def cheapest(market: str) -> list[UUID]:
        query = SearchQuery(text="", locale="en", market=market, price_min=1, sort=SearchSort.PRICE)
        return list(backend.search(TENANT, "products", query).ids)

    assert cheapest("web:USD") == [first.entity_id, second.entity_id]
    assert (cheapest("web:EUR"), cheapest("shop:EUR")) == ([first.entity_id], [second.entity_id])


def test_a_market_too_many_costs_its_prices_alone(
    backend: tantivy.TantivyBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy, "MOST_MARKETS", 1)
    entry = _entry("Oak chair", prices={"web:EUR": 300, "web:USD": 100})

    _write(backend, entry)

    assert _find(backend, "oak") == [entry.entity_id]
    query = SearchQuery(text="", locale="en", market="web:USD", price_min=1)
    assert backend.search(TENANT, "products", query).ids == ()


def test_another_tenant_has_another_folder(backend: tantivy.TantivyBackend) -> None:
    _write(backend, _entry("Oak chair"))

    with pytest.raises(IndexMissing):
        backend.search(generate_id(), "products", SearchQuery(text="oak", locale="en"))
