"""Files of products taken in and written from the admin, and the pages of what runs in the background."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.services import running
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import LIST, signed_in

JOBS = "/admin/rustok_commerce/job/"


def upload(client: Client, content: str, **data: Any) -> Any:
    file = SimpleUploadedFile("lamps.csv", content.encode())
    return client.post(f"{LIST}import/", {"file": file, **data}, follow=True)


def download(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def test_a_file_is_taken_in_and_its_refused_rows_come_back(admin: Client, shop: Tenant) -> None:
    answer = upload(admin, "handle,title,sku,price:USD\nlamp,Lamp,L-1,10\nchair,Chair,C-1,abc\n")

    job = models.Job.objects.get()
    assert answer.redirect_chain == [(f"{JOBS}{job.pk}/change/", 302)]
    assert list(models.Product.objects.values_list("handle", flat=True)) == ["lamp"]
    content = answer.content.decode()
    assert "2 of 2" in content
    assert "Created</dt><dd>1" in content
    assert "<code>price:USD</code>" in content
    assert '<td class="is-number">3</td>' in content
    file = admin.get(f"{JOBS}{job.pk}/result/")
    assert file["Content-Disposition"] == 'attachment; filename="refused.csv"'
    assert "chair,Chair,C-1,abc,3,price:USD" in download(file).decode()
    assert "lamp" not in download(file).decode()
    # The file is given out by its page only, which asks for the right.
    assert admin.get(f"/media/{job.result_name}").status_code == 404
    assert admin.get(f"/media/tenants/{shop.id}/{job.result_name}").status_code == 404
    assert signed_in(shop, Role.MODERATOR).get(f"{JOBS}{job.pk}/result/").status_code == 403


def test_a_dry_run_tells_and_changes_nothing(admin: Client) -> None:
    answer = upload(admin, "handle,title\nlamp,Lamp\n", dry_run="on")

    content = answer.content.decode()
    assert "Dry run: nothing was changed." in content
    assert "Created</dt><dd>1" in content
    assert models.Product.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "empty"), ("handle,colour of the sky\nlamp,blue\n", "is not known"), ("title\nx\n", "sku")],
)
def test_a_file_that_is_no_table_of_products_is_refused_at_its_field(admin: Client, content: str, told: str) -> None:
    answer = upload(admin, content)

    assert answer.status_code == 200
    assert told in str(answer.context["form"].errors["file"])
    assert models.Job.objects.count() == 0


def test_the_list_is_exported_as_it_is_filtered(admin: Client) -> None:
    commerce.product(title="Lamp", tags=["night"])
    commerce.product(title="Chair")
    assert f"{LIST}export/?tag=night" in admin.get(f"{LIST}?tag=night").content.decode()

    for query, kind, count in (("tag=night", "csv", 1), ("q=Chair", "csv", 1), ("", "xlsx", 2)):
        answer = admin.post(f"{LIST}export/?{query}", {"format": kind}, follow=True)
        job = models.Job.objects.latest("id")
        assert f"{count} of {count}" in answer.content.decode()
        file = admin.get(f"{JOBS}{job.pk}/result/")
        assert file["Content-Disposition"] == f'attachment; filename="products.{kind}"'
        if kind == "csv":
            assert len(download(file).decode().strip().splitlines()) == count + 1
        else:
            assert download(file).startswith(b"PK")


def test_a_job_that_waits_is_cancelled(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 0)
    upload(admin, "handle,title\nlamp,Lamp\n")
    job = models.Job.objects.get()

    assert admin.get(f"{JOBS}{job.pk}/cancel/").status_code == 405
    answer = admin.post(f"{JOBS}{job.pk}/cancel/", follow=True)

    job.refresh_from_db()
    assert job.status == "cancelled"
    assert "What it has done stays." in answer.content.decode()
    assert running.run_job(job.id) is False
    assert models.Product.objects.count() == 0
    again = admin.post(f"{JOBS}{job.pk}/cancel/", follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["error"]


def test_jobs_show_how_far_they_are_and_what_was_refused(admin: Client) -> None:
    job = models.Job.objects.create(
        kind="import", status="running", filename="lamps.csv", total=10, done=4, failed=101, locale="en"
    )
    models.JobError.objects.bulk_create(
        models.JobError(job=job, number=place, line=place + 2, column="sku", code="x", message=f"Taken {place}.")
        for place in range(101)
    )

    listed = admin.get(JOBS).content.decode()
    assert "lamps.csv" in listed
    assert "4 of 10" in listed
    assert '<meta http-equiv="refresh"' in listed
    first = admin.get(f"{JOBS}{job.pk}/change/").content.decode()
    assert "Taken 99." in first
    assert "Taken 100." not in first
    assert "Taken 100." in admin.get(f"{JOBS}{job.pk}/change/?p=2").content.decode()
    assert admin.get(f"{JOBS}add/").status_code == 403
    assert admin.get(f"{JOBS}{job.pk}/result/").status_code == 404
    models.Job.objects.update(status="finished")
    assert '<meta http-equiv="refresh"' not in admin.get(JOBS).content.decode()


def test_who_has_no_right_to_jobs_sees_none(shop: Tenant) -> None:
    commerce.product()
    moderator = signed_in(shop, Role.MODERATOR)

    assert f"{LIST}import/" not in moderator.get(LIST).content.decode()
    for url in (JOBS, f"{LIST}import/", f"{LIST}export/"):
        assert moderator.get(url).status_code == 403
    assert moderator.post(f"{LIST}export/", {"format": "csv"}).status_code == 403
    assert models.Job.objects.count() == 0
