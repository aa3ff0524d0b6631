"""Posts and pages as CSV: read, written, and read again without a change."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from rustok_content import models
from rustok_content.dto.imports import ImportFormat, ImportState
from rustok_content.services.imports.tables import COLUMNS, guarded, unguarded, write_csv
from tests.rustok_content.imports.conftest import Run, notes

pytestmark = pytest.mark.django_db

ROWS = [
    {"kind": "post", "key": "a", "locale": "en", "title": "=1+1", "slug": "sum", "body": "*Hi*", "status": "publish"},
    {"kind": "post", "key": "a", "locale": "ru", "title": "Сумма", "body": "Привет", "status": "publish"},
    {"kind": "page", "key": "top", "title": "Top", "body": "<p>x</p>", "format": "html", "position": 2},
    {"kind": "page", "key": "below", "title": "Below", "parent": "top", "tags": "One|Two", "category": "News"},
]


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    target = io.StringIO()
    write_csv(rows, target)
    path.write_text(target.getvalue())
    return path


def test_a_table_is_taken_once_and_no_cell_of_it_is_a_formula(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "posts.csv", ROWS)
    assert "'=1+1" in path.read_text()

    row = run(path, ImportFormat.CSV)

    assert (row.state, row.counts) == (ImportState.DONE, {"made": 4})
    post = models.Node.objects.get(kind="post")
    assert dict(post.translations.values_list("locale", "title")) == {"en": "=1+1", "ru": "Сумма"}
    below = models.Node.objects.get(translations__title="Below")
    assert below.parent is not None
    assert (below.parent.position, below.node_tags.count(), below.category.slug) == (2, 2, "news")
    assert run(path, ImportFormat.CSV).counts == {"unchanged": 4}


def test_what_is_no_such_table_is_refused_and_bad_rows_are_named(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("title,price\nx,1\n")
    assert "unknown are price" in run(other, ImportFormat.CSV).fault

    bad = written(tmp_path / "bad.csv", [{"title": ""} | {"body": "x"}, {"title": "Good"}, {"title": "X", "kind": "z"}])
    row = run(bad, ImportFormat.CSV)
    assert row.counts == {"made": 1}
    assert notes(row) == {("row", "line 2", "row"), ("row", "line 4", "row")}


@pytest.mark.parametrize("cell", ["=x", "'=x", "''=x", "-1", "@a", "plain", "'quoted'", "\tx", ""])
def test_a_guarded_cell_is_read_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert len(COLUMNS) == len(set(COLUMNS))
