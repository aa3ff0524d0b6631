"""An uploaded file: kept, taken in by a worker with the rights of whoever uploaded it, told of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden
from rustok_content import errors, models
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.selectors import imports as selectors
from rustok_content.services.imports import files, jobs
from rustok_content.services.imports.running import run_import
from tests.rustok_content.imports.conftest import SITE, Run

pytestmark = pytest.mark.django_db
REQUEST = StartContentImportRequest(format=ImportFormat.WXR)


def test_an_uploaded_file_is_kept_taken_in_and_told_of(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = jobs.start_import(ctx, SITE.read_bytes(), REQUEST, file_name="site.xml")
    assert (begun.state, begun.total) == (ImportState.WAITING, 0)

    run_import(begun.id)

    told = selectors.get_import(ctx, begun.id)
    assert (told.state, told.made, told.left_out, told.source) == (ImportState.DONE, 25, 2, "https://tea.example")
    assert ("book", "custom_type") in {(note.kind, note.code) for note in selectors.list_notes(ctx, begun.id)}
    assert [each.id for each in selectors.list_imports(ctx).items] == [begun.id]
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(errors.ImportTooLarge):
        jobs.start_import(ctx, SITE.read_bytes(), REQUEST, file_name="site.xml")


def test_whoever_may_not_write_imports_nothing(ctx: RequestContext) -> None:
    nobody = replace(ctx, is_system=False, permissions={"content.import:create": Scope.ALL})
    begun = jobs.start_import(nobody, SITE.read_bytes(), REQUEST, file_name="site.xml")
    models.ContentImport.objects.filter(pk=begun.id).update(created_by_id=begun.id)

    row = run_import(begun.id)

    assert row is not None
    assert row.counts.get("made", 0) == 0
    assert models.Node.objects.count() == 0
    with pytest.raises(Forbidden):
        jobs.begin_import(replace(nobody, permissions={}, actor_id=begun.id), REQUEST, file_name="x")


def test_what_is_exported_is_imported_without_a_change(run: Run, ctx: RequestContext, tmp_path: Path) -> None:
    run(SITE)
    path = tmp_path / "out.csv"

    call_command("content_export", path, tenant="a")

    first = run(path, ImportFormat.CSV, source="copy")
    assert first.counts == {"made": first.total}
    assert run(path, ImportFormat.CSV, source="copy").counts == {"unchanged": first.total}
