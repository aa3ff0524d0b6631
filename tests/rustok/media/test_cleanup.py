"""Files that belong to nothing go; everything else stays."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from rustok.ids import generate_id, to_ulid
from rustok.media import models, tasks
from rustok.media.dto import StartUploadRequest
from rustok.media.renditions import rendition_url
from rustok.media.services import assets, cleanup, uploads
from rustok.media.storage import files
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.storage import tenant_path
from rustok.testing.api import ApiClient
from tests.rustok.media.pictures import picture, system

pytestmark = pytest.mark.django_db


def _litter(tenant: Tenant) -> tuple[list[str], list[str]]:
    """Leave files that belong to nothing, beside some that do; return the names of both."""
    asset = assets.store_asset(system(tenant), picture(), filename="a.png")
    assert ApiClient(tenant).get(rendition_url(asset, 320)).status_code == 200
    upload = uploads.start_upload(
        system(tenant), StartUploadRequest(filename="a.png", content_type="image/png", size=9)
    )
    files().put(f"uploads/{to_ulid(upload.id)}", b"arrived")
    files().put("imports/products.csv", b"somebody else's")
    kept = [
        models.Asset.objects.get().storage_name,
        *(tenant_path(name) for name in (f"renditions/{to_ulid(asset.id)}/320.webp", f"uploads/{to_ulid(upload.id)}")),
        tenant_path("imports/products.csv"),
    ]
    gone = [
        f"media/{to_ulid(generate_id())}.png",
        f"uploads/{to_ulid(generate_id())}",
        f"renditions/{to_ulid(generate_id())}/320.webp",
        "renditions/odd/320.webp",
    ]
    for name in gone:
        files().put(name, b"nobody's")
    return kept, [tenant_path(name) for name in gone]


def test_files_of_nobody_are_removed(in_tenant_a: Tenant) -> None:
    kept, gone = _litter(in_tenant_a)

    named = cleanup.remove_orphans(dry_run=True, young=dt.timedelta())
    assert all(default_storage.exists(name) for name in [*kept, *gone])
    removed = cleanup.remove_orphans(young=dt.timedelta())

    assert sorted(named) == sorted(removed) == sorted(gone)
    assert [name for name in kept if not default_storage.exists(name)] == []
    assert [name for name in gone if default_storage.exists(name)] == []


def test_young_files_wait_for_their_rows(in_tenant_a: Tenant) -> None:
    name = f"media/{to_ulid(generate_id())}.png"
    files().put(name, b"on its way")

    assert cleanup.remove_orphans() == []
    assert default_storage.exists(name)


def test_every_tenant_is_cleaned_and_only_by_itself(
    tenant_a: Tenant, tenant_x: Tenant, monkeypatch: pytest.MonkeyPatch, media_folder: Path
) -> None:
    monkeypatch.setattr(cleanup.remove_orphans, "__kwdefaults__", {"dry_run": False, "young": dt.timedelta()})
    kept = []
    for tenant in (tenant_a, tenant_x):
        with tenant_scope(tenant):
            kept += _litter(tenant)[0]

    assert tasks.clean_up() == 8

    left = sorted(str(path.relative_to(media_folder)) for path in media_folder.rglob("*") if path.is_file())
    assert left == sorted(kept)


def test_the_command_names_what_it_would_remove(tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup.remove_orphans, "__kwdefaults__", {"dry_run": False, "young": dt.timedelta()})
    with tenant_scope(tenant_a):
        gone = _litter(tenant_a)[1]
    said = io.StringIO()

    call_command("media_cleanup", "--tenant", tenant_a.slug, "--dry-run", stdout=said)
    call_command("media_cleanup", "--tenant", tenant_a.slug, stdout=said)

    lines = said.getvalue().splitlines()
    assert sorted(lines[:4]) == sorted(lines[5:9]) == sorted(gone)
    assert (lines[4], lines[9]) == ("4 files would be removed.", "4 files were removed.")
    with pytest.raises(CommandError):
        call_command("media_cleanup", "--tenant", "nobody")
