"""The embedded engine: languages, typing errors, writers, readers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from rustok.ids import generate_id
from rustok_index.backends import tantivy
from rustok_index.dto.search import SearchEntry, SearchQuery
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


@pytest.mark.parametrize(
    ("locale", "title", "question"),
    [
        ("en", "Running shoes", "run shoe"),
        ("en", "Café table", "cafe"),
        ("en", "Oak chair", "OAK CHA"),
        ("en", "Wardrobe", "wadrobe"),
        ("en", "Bookshelf", "bokshelf"),
        ("ru", "Красивые машины", "красивая машина"),
        ("ru", "Ёлочные игрушки", "елочная игрушка"),
        ("ru", "Холодильник", "халадильник"),
        ("de", "Schöne Stühle", "schoner stuhl"),
        ("de", "Bücherregale", "bücherregal"),
        ("fr", "Chaise élégante", "elegante"),
    ],
)
def test_words_are_found_in_their_forms_and_with_typing_errors(
    backend: tantivy.TantivyBackend, locale: str, title: str, question: str
) -> None:
    entry = _entry(title, locale=locale)
    _write(backend, entry, _entry("Zzz", locale=locale))

    assert _find(backend, question, locale) == [entry.entity_id]


def test_a_fallback_is_found_in_its_own_language(backend: tantivy.TantivyBackend) -> None:
    entry = _entry("Oak chair", locale="ru", language="en")
    _write(backend, entry)

    assert _find(backend, "oak", "ru") == [entry.entity_id]
    assert _find(backend, "oak", "en") == []


def test_a_title_counts_more_than_a_text_and_a_sku_most(backend: tantivy.TantivyBackend) -> None:
    in_text = _entry("Lamp", text="stands beside an oak")
    in_title = _entry("Oak chair")
    sku = _entry("Table", skus=("OAK",))
    _write(backend, in_text, in_title, sku)

    assert _find(backend, "oak") == [sku.entity_id, in_title.entity_id, in_text.entity_id]


@pytest.mark.parametrize(
    "question", ['"', "title:x", "a AND (", "+-!", "\\", "*", "ё" * 500, "x " * 300, "\u202e", " "]
)
def test_no_question_is_an_error(backend: tantivy.TantivyBackend, question: str) -> None:
    _write(backend, _entry("Oak chair"))

    backend.search(TENANT, "products", SearchQuery(text=question, locale="en"))


def test_writing_twice_changes_nothing_and_a_rewrite_replaces(backend: tantivy.TantivyBackend) -> None:
    entry = _entry("Oak chair")
    _write(backend, entry)
    _write(backend, entry)
    assert backend.count(TENANT, "products") == 1

    _write(backend, _entry("Ash chair", entity_id=entry.entity_id))

    assert _find(backend, "oak") == []
    assert _find(backend, "ash") == [entry.entity_id]
    backend.write(TENANT, "products", remove=[entry.entity_id], entries=())
    assert backend.count(TENANT, "products") == 0


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


def test_a_replacement_holds_its_entries_alone(backend: tantivy.TantivyBackend) -> None:
    _write(backend, _entry("Oak chair"))

    assert backend.replace(TENANT, "products", [_entry("Ash chair"), _entry("Elm chair")]) == 2

    assert backend.count(TENANT, "products") == 2
    assert _find(backend, "oak") == []


def test_another_tenant_has_another_folder(backend: tantivy.TantivyBackend) -> None:
    _write(backend, _entry("Oak chair"))

    with pytest.raises(IndexMissing):
        backend.search(generate_id(), "products", SearchQuery(text="oak", locale="en"))
