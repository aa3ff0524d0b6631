"""Runs imports of local files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok_content import models
from rustok_content.dto.imports import ImportFormat, StartContentImportRequest
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import

Run = Callable[..., models.ContentImport]
SITE = Path(__file__).parent / "site.xml"


@pytest.fixture
def run(ctx: RequestContext) -> Run:
    """Import a file as the system; return what came of it."""

    def run(
        path: Path, format: ImportFormat = ImportFormat.WXR, *, media: Path | None = None, **asked: Any
    ) -> models.ContentImport:
        request = StartContentImportRequest(format=format, **asked)
        begun = begin_import(ctx, request, file_name=path.name, local=path, media=media)
        done = run_import(begun.id)
        assert done is not None
        return done

    return run


def notes(row: models.ContentImport) -> set[tuple[str, str, str]]:
    """Return what was reported: kind, name and code."""
    return {(note["kind"], note["name"], note["code"]) for note in row.report}
