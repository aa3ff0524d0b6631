"""The page of imports."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rustok_content import models

pytestmark = pytest.mark.django_db

LIST = "/admin/rustok_content/contentimport/"


def test_an_import_is_begun_stopped_and_gone_on_with(manager: Client, editor: Client) -> None:
    assert "This field is required." in manager.post(f"{LIST}add/", {}).content.decode()

    file = SimpleUploadedFile("site.xml", b"<rss></rss>")
    answer = manager.post(f"{LIST}add/", {"file": file, "source": "old.example", "locale": "en", "dry_run": "on"})

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
