"""An import that was killed goes on where it was."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok_content import errors, models
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.services.imports import jobs, running
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import
from tests.rustok_content.imports.conftest import SITE

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process is gone."""


def begun(ctx: RequestContext, **asked: Any) -> models.ContentImport:
    request = StartContentImportRequest(format=ImportFormat.WXR, **asked)
    return begin_import(ctx, request, file_name=SITE.name, local=SITE)


def test_a_kill_in_the_middle_loses_a_batch_and_no_more(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 5)
    row = begun(ctx)
    take, taken = running.take, []

    def killed(taking: Any, piece: Any) -> Any:
        if len(taken) == 13:
            raise Killed()
        taken.append(piece.key)
        return take(taking, piece)

    with monkeypatch.context() as patch:
        patch.setattr(running, "take", killed)
        with pytest.raises(Killed):
            run_import(row.id)
    row.refresh_from_db()
    assert (row.state, row.done, sum(row.counts.values())) == (ImportState.RUNNING, 10, 10)
    assert run_import(row.id) is None, "the run before is not known to be over"

    done = run_import(row.id, anew=True)

    assert done is not None
    assert (done.state, done.done, done.total) == (ImportState.DONE, 29, 29)
    assert done.counts == {"made": 25, "left_out": 2, "unchanged": 2}, done.report
    whole = run_import(begun(ctx, source="another").id)
    assert whole is not None
    assert {note["code"] for note in done.report} <= {note["code"] for note in whole.report}


def test_a_cancelled_import_stops_and_goes_on(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 5)
    row = begun(ctx)
    take = running.take

    def cancelling(taking: Any, piece: Any) -> Any:
        if piece.name == "About":
            jobs.cancel_import(ctx, row.id)
        return take(taking, piece)

    with monkeypatch.context() as patch:
        patch.setattr(running, "take", cancelling)
        stopped = run_import(row.id)
    assert stopped is not None
    assert stopped.state == ImportState.RUNNING or stopped.done < stopped.total

    models.ContentImport.objects.filter(pk=row.pk).update(state=ImportState.CANCELLED)
    assert jobs.resume_import(ctx, row.id).state is ImportState.WAITING
    done = run_import(row.id)

    assert done is not None
    assert (done.state, done.done) == (ImportState.DONE, 29)
    with pytest.raises(errors.ImportOver):
        jobs.cancel_import(ctx, row.id)
    with pytest.raises(errors.ImportNotResumable):
        jobs.resume_import(ctx, row.id)
