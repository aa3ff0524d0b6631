"""The page of imports."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.services.imports.running import run_import

pytestmark = pytest.mark.django_db

LIST = "/admin/rustok_content/contentimport/"


def test_an_import_is_begun_stopped_and_gone_on_with(manager: Client, editor: Client) -> None:
    assert "This field is required." in manager.post(f"{LIST}add/", {}).content.decode()

    file = SimpleUploadedFile("site.xml", b"<rss></rss>")
    answer = manager.post(
        f"{LIST}add/", {"format": "wxr", "file": file, "source": "old.example", "locale": "en", "dry_run": "on"}
    )

    assert answer.status_code == 302
    row = models.ContentImport.objects.get()
    assert (row.file_name, row.source, row.is_dry_run, row.state) == ("site.xml", "old.example", True, "waiting")
    row.report = [{"kind": "post", "name": "Secret", "code": "password", "reason": "It has a password.", "count": 1}]
    row.save()
    page = f"{LIST}{row.pk}/change/"
    assert "It has a password." in manager.get(page).content.decode()
    assert "site.xml" in manager.get(LIST).content.decode()

    for deed, state in (("cancel", "cancelled"), ("resume", "waiting")):
        assert manager.post(f"{page}do/{deed}/", {}).status_code == 302
        row.refresh_from_db()
        assert row.state == state

    assert editor.get(page).status_code == 403
    assert editor.post(f"{page}do/cancel/", {}).status_code == 403


def packed(**texts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in texts.items():
            file.writestr(name, text)
    return target.getvalue()


def begun(manager: Client, format: str, name: str, content: bytes, **asked: str) -> models.ContentImport:
    data = {"format": format, "file": SimpleUploadedFile(name, content), "locale": "", "source": "", **asked}
    answer = manager.post(f"{LIST}add/", data)
    assert answer.status_code == 302, answer.content.decode()
    return models.ContentImport.objects.get(file_name=name)


def test_markdown_tables_and_redirects_are_tried_and_taken_with_a_report(manager: Client, tenant_a: Tenant) -> None:
    markdown = packed(**{"posts/hello.md": "---\ntitle: Hello\nmood: good\n---\nText", "../out.md": "# Out"})
    table = b"title,kind,status\nFrom a table,post,publish\n,post,publish\n"
    redirects = b"source,target,regex,code\n/old,/new,0,301\n^/x,/y,1,301\n"

    for number, dry_run in enumerate(("on", "")):
        for format, name, content, told in (
            ("markdown", f"site{number}.zip", markdown, ["../out.md", "mood"]),
            ("csv", f"posts{number}.csv", table, ["line 3"]),
            ("redirects", f"redirects{number}.csv", redirects, ["^/x"]),
        ):
            row = begun(manager, format, name, content, dry_run=dry_run, source="old.example")
            assert (row.format, row.is_dry_run) == (format, bool(dry_run))
            with tenant_scope(tenant_a):
                done = run_import(row.pk)
            assert done is not None
            assert (done.state, done.counts) == ("done", {"made": 1})
            page = manager.get(f"{LIST}{row.pk}/change/").content.decode()
            for word in told:
                assert word in page
        with tenant_scope(tenant_a):
            count = models.Node.objects.count(), models.Redirect.objects.count()
        assert count == ((0, 0) if dry_run else (2, 1))


def test_bombs_and_files_that_are_too_large_are_refused(
    manager: Client, tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begun(manager, "markdown", "bomb.zip", packed(**{"a.md": "x" * (16 * 1024 * 1024)}))
    with tenant_scope(tenant_a):
        done = run_import(row.pk)
        assert done is not None
        assert models.Node.objects.count() == 0
    assert done.state == "failed"
    assert "packed more than 200 times" in manager.get(f"{LIST}{row.pk}/change/").content.decode()

    monkeypatch.setattr("rustok_content.admin.imports.MAX_BYTES", 10)
    data = {"format": "csv", "file": SimpleUploadedFile("large.csv", b"title\nmore than ten\n"), "locale": ""}
    answer = manager.post(f"{LIST}add/", data)
    assert answer.status_code == 200
    assert "too large" in answer.content.decode()
    assert not models.ContentImport.objects.filter(file_name="large.csv").exists()
    assert manager.post(f"{LIST}add/", {**data, "format": "exe"}).status_code == 200
