"""``catalogue_import``, ``catalogue_export``, and the tasks that do jobs in the background."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rustok.context import RequestContext
from rustok_commerce import models, tasks
from rustok_commerce.dto.jobs import JobStatus, StartImportRequest
from rustok_commerce.selectors.jobs import present_job
from rustok_commerce.services import jobs, running
from rustok_commerce.services.transfer.imports import begin_import
from tests.rustok_commerce.test_imports import counts, products_of


def test_a_file_goes_in_and_out_by_commands(
    ctx: RequestContext, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_text(products_of(3))

    call_command("catalogue_import", source, tenant="a", dry_run=True)
    assert capsys.readouterr().out == "total 3, created 3, updated 0, unchanged 0, failed 0\n"
    assert not models.Product.objects.exists()
    call_command("catalogue_import", source, tenant="a", json=True)
    report = json.loads(capsys.readouterr().out)
    assert (report["created"], report["failed"], report["errors"]) == (3, 0, [])
    call_command("catalogue_export", target, tenant="a", json=True)
    assert json.loads(capsys.readouterr().out) == {"products": 3, "file": str(target)}
    call_command("catalogue_import", target, tenant="a")
    assert capsys.readouterr().out == "total 3, created 0, updated 0, unchanged 3, failed 0\n"


def test_refused_rows_are_named_and_the_exit_code_tells(
    ctx: RequestContext, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(products_of(3, bad=1))

    with pytest.raises(CommandError, match="1 rows were refused") as caught:
        call_command("catalogue_import", source, tenant="a")

    assert caught.value.returncode == 1
    written = capsys.readouterr()
    assert written.out == "total 3, created 2, updated 0, unchanged 0, failed 1\n"
    assert written.err.startswith("row 2, title: ")
    assert written.err.endswith("[input.missing]\n")
    assert models.Product.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "file", "tenant"),
    [
        ("catalogue_import", "in.csv", "nobody"),
        ("catalogue_import", "missing.csv", "a"),
        ("catalogue_import", "odd.csv", "a"),
        ("catalogue_export", "out.csv", "nobody"),
        ("catalogue_export", "out.pdf", "a"),
    ],
)
def test_wrong_usage_is_2(ctx: RequestContext, tmp_path: Path, name: str, file: str, tenant: str) -> None:
    (tmp_path / "in.csv").write_text(products_of(1))
    (tmp_path / "odd.csv").write_text("handle,colour\n")

    with pytest.raises(CommandError) as caught:
        call_command(name, tmp_path / file, tenant=tenant)

    assert caught.value.returncode == 2
    assert not models.Job.objects.exists()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the jobs that workers are told of."""
    found: list[str] = []

    def send(kwargs: dict[str, Any], **_: Any) -> None:
        found.append(kwargs["job_id"])

    monkeypatch.setattr(tasks.run_job, "apply_async", send)
    return found


def test_a_task_does_a_slice_of_a_job_and_has_the_rest_done(
    ctx: RequestContext, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_SLICE", 0.0)
    job = begin_import(ctx, products_of(250, bad=230).encode(), StartImportRequest(), filename="x.csv")

    tasks.run_job(job_id=str(job.id))
    assert (sent, present_job(job.id).done) == ([str(job.id)], 200)
    tasks.run_job(job_id=str(job.id))
    tasks.run_job(job_id=str(job.id))

    # The slice that ends a job has nothing left to send; a task of a job that is over does nothing.
    assert sent == [str(job.id)]
    assert counts(present_job(job.id)) == (20, 0, 0, 230)


def test_jobs_that_no_worker_heard_of_are_sent_again(ctx: RequestContext, sent: list[str]) -> None:
    waiting, fresh, lost = (
        begin_import(ctx, products_of(1).encode(), StartImportRequest(), filename="x.csv") for _ in range(3)
    )
    rows = models.Job.objects.all()
    rows.filter(id=waiting.id).update(created_at=waiting.created_at - 2 * jobs.WAKE_AFTER)
    assert jobs.claim_job(lost.id) is not None
    rows.filter(id=lost.id).update(heartbeat_at=lost.created_at - 2 * jobs.LOST_AFTER)

    assert tasks.wake_jobs() == 2

    assert sent == [str(waiting.id), str(lost.id)]
    for job_id in sent:
        tasks.run_job(job_id=job_id)
    assert [present_job(job.id).status for job in (waiting, fresh, lost)] == [
        JobStatus.FINISHED,
        JobStatus.WAITING,
        JobStatus.FINISHED,
    ]
    assert running.run_job(fresh.id) is False
    assert models.Product.objects.count() == 1
