"""A tenant as a file: what is loaded is what was written, row by row, and nothing else is taken for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rustok.auth.dto import CreateUserRequest
from rustok.auth.models import User
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.media.models import Asset
from rustok.media.services.assets import store_asset
from rustok.media.storage import files
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy import errors
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.transfer.exporting import export_tenant
from rustok.tenancy.services.transfer.importing import import_tenant
from rustok.tenancy.services.transfer.rows import tables
from rustok.tenancy.storage import tenant_prefix
from rustok_content import models as content
from rustok_content.dto.imports import ImportFormat, StartContentImportRequest
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import
from tests.factories import commerce
from tests.security.world import png

pytestmark = pytest.mark.django_db
SITE = Path(__file__).parents[2] / "rustok_content" / "imports" / "site.xml"


@pytest.fixture
def tenant(tenant_a: Tenant) -> Tenant:
    """A tenant with texts, comments, menus, people and things to sell."""
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        for module in ("blog", "pages", "commerce"):
            toggles.enable_module(ctx, module)
        users.create_user(ctx, CreateUserRequest(email="ada@example.com", password="long-enough-9", role=Role.EDITOR))
        request = StartContentImportRequest(format=ImportFormat.WXR)
        done = run_import(begin_import(ctx, request, file_name="site.xml", local=SITE).id)
        assert done is not None
        assert done.fault == ""
        commerce.product(ctx)
    return tenant_a


def rows(tenant: Tenant) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    with tenant_scope(tenant), connection.cursor() as cursor:
        for model in tables(with_secrets=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT to_jsonb(t) - 'tenant_id' FROM {table} t WHERE tenant_id = %s", [tenant.id])
            found[model._meta.db_table] = sorted(repr(row[0]) for row in cursor.fetchall())
    return found


def written(tenant: Tenant, *, with_secrets: bool = True) -> bytes:
    file = io.BytesIO()
    with tenant_scope(tenant):
        export_tenant(file, with_secrets=with_secrets)
    return file.getvalue()


def member(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return file.read(name)


def lines(archive: bytes) -> bytes:
    """Return the rows of an archive."""
    return member(archive, "tenant.jsonl")


def repacked(archive: bytes, change: Callable[[str, bytes], bytes | None]) -> io.BytesIO:
    """Return an archive with its members changed; what becomes None is left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                file.writestr(name, content)
    target.seek(0)
    return target


def folders(root: Path) -> set[Path]:
    return set((root / "tenants").iterdir())


def named(slug: str) -> Tenant:
    with platform_scope():
        return Tenant.objects.select_related("cell").get(slug=slug)


def test_a_tenant_is_loaded_row_by_row_with_the_same_ids(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        asset = store_asset(RequestContext.system(tenant.id), png("navy"), filename="navy.png")
    before = rows(tenant)

    done = import_tenant(io.BytesIO(written(tenant)), "copy")

    copy = named("copy")
    with tenant_scope(copy):
        assert files().open(Asset.objects.get(pk=asset.id).storage_name).read() == png("navy")
    # Only the folder of its files is another one.
    after = {
        name: [row.replace(tenant_prefix(copy.id), tenant_prefix(tenant.id)) for row in found]
        for name, found in rows(copy).items()
    }
    with tenant_scope(copy):
        assert Asset.objects.get(pk=asset.id).storage_name.startswith(tenant_prefix(copy.id))
    assert {name: len(found) for name, found in after.items()} == {name: len(found) for name, found in before.items()}
    assert after == before
    assert done.total == sum(map(len, before.values()))
    assert len([name for name, found in before.items() if found]) > 20
    assert rows(tenant) == before


def test_secrets_stay_unless_they_are_asked_for(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        password = User.objects.get(email="ada@example.com").password
        tokens = set(content.GuestAuthor.objects.values_list("token_hash", flat=True))
    file = written(tenant, with_secrets=False)

    assert password.encode() not in lines(file)
    assert not any(token.encode() in lines(file) for token in tokens)
    import_tenant(io.BytesIO(file), "copy")
    with tenant_scope(named("copy")):
        ada = User.objects.get(email="ada@example.com")
        assert not ada.has_usable_password()
        assert content.GuestAuthor.objects.count() == len(tokens)
    assert password.encode() in lines(written(tenant))


def test_nothing_is_loaded_into_a_tenant_that_is_there_or_from_another_version(tenant: Tenant) -> None:
    file = written(tenant)
    before = rows(tenant)

    with pytest.raises(errors.TenantNotEmpty):
        import_tenant(io.BytesIO(file), tenant.slug)
    head, _, _ = lines(file).partition(b"\n")
    other = head.replace(orjson.loads(head)["schema"].encode(), b"another")
    with pytest.raises(errors.OtherSchema):
        import_tenant(repacked(file, lambda name, content: content.replace(head, other)), "copy")

    with platform_scope():
        assert not Tenant.objects.filter(slug="copy").exists()
    assert rows(tenant) == before


def test_a_broken_or_foreign_archive_is_refused_and_leaves_nothing(
    tenant: Tenant, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with tenant_scope(tenant):
        asset = store_asset(RequestContext.system(tenant.id), png("navy"), filename="navy.png")
        picture = Asset.objects.get(pk=asset.id).storage_name.removeprefix(tenant_prefix(tenant.id))
    file = written(tenant)
    head = lines(file).partition(b"\n")[0]
    before, present = rows(tenant), folders(tmp_path)

    def with_rows(content: bytes) -> io.BytesIO:
        return repacked(file, lambda name, old: content if name == "tenant.jsonl" else old)

    def with_files(*entries: dict[str, Any]) -> io.BytesIO:
        told = b"".join(orjson.dumps(entry) + b"\n" for entry in entries)
        return repacked(file, lambda name, old: told if name == "files.jsonl" else old)

    known = orjson.loads(member(file, "files.jsonl"))
    assert known["name"] == picture
    # A byte in the middle of the picture, which is stored as it is.
    place = file.index(png("navy")) + 40
    flipped = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
    for broken, reason in (
        (io.BytesIO(b""), "no archive"),
        (io.BytesIO(b"PK\x03\x04 and no more"), "no archive"),
        (io.BytesIO(file[: len(file) // 2]), "no archive"),
        (io.BytesIO(flipped), "damaged|not as it was written"),
        (repacked(file, lambda name, old: None if name == "tenant.jsonl" else old), "no tenant.jsonl"),
        (repacked(file, lambda name, old: None if name == "files.jsonl" else old), "no files.jsonl"),
        (repacked(file, lambda name, old: None if name.endswith(picture) else old), "there is no files/"),
        (with_files({**known, "sha256": "0"}), "not as it was written"),
        (with_files({**known, "size": 1}), "not as it was written"),
        (with_files({**known, "name": "../../../etc/cron.d/x"}), "leads out"),
        (with_files({**known, "name": "/etc/x"}), "leads out"),
        (with_files({**known, "name": f"{tenant_prefix(tenant.id)}x"}), "leads out"),
        (with_files(known, known), "in it twice"),
        (with_rows(b""), "no export"),
        (with_rows(b"{}\n"), "no export"),
        (with_rows(b"nonsense\n"), "no JSON"),
        (with_rows(b"[]\n"), "no object"),
        (with_rows(head.replace(b'"settings"', b'"else"')), "no settings"),
        (with_rows(lines(file)[: len(lines(file)) // 2].rpartition(b"\n")[0] + b"\n"), "its end is missing"),
        (with_rows(lines(file).replace(b"Who we are.", b"Who you are")), "the checksum is another one"),
        (with_rows(head + b'\n{"table":"pg_class","row":{}}\n'), "there is no table 'pg_class'"),
        (with_rows(head + b'\n{"table":"nodes","row":{"id":"x"}}\n{"counts":{}}\n'), "do not belong together"),
        (with_rows(head + b'\n{"table":"nodes","row":{}}\n{"counts":{}}\n'), "do not belong together"),
    ):
        with pytest.raises(errors.UnreadableTransfer, match=reason):
            import_tenant(broken, "copy")
        with platform_scope():
            assert not Tenant.objects.filter(slug="copy").exists(), reason
        left = {path for folder in folders(tmp_path) - present for path in folder.rglob("*") if path.is_file()}
        assert left == set(), reason

    assert rows(tenant) == before


def test_the_commands_write_a_file_once_and_load_it(
    tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tenant.zip"

    call_command("tenant_export", tenant.slug, output=path)
    call_command("tenant_import", path, slug="copy")

    assert path.stat().st_mode & 0o077 == 0
    assert "copy: " in capsys.readouterr().out
    call_command("tenant_export", tenant.slug, output=tmp_path / "rows.zip", without_files=True)
    assert zipfile.ZipFile(tmp_path / "rows.zip").namelist() == ["tenant.jsonl", "files.jsonl"]
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("tenant_export", tenant.slug, output=path)
    with pytest.raises(CommandError, match="There is a tenant 'copy' already"):
        call_command("tenant_import", path, slug="copy")
    with pytest.raises(CommandError, match="there is no tenant nobody"):
        call_command("tenant_export", "nobody", output=tmp_path / "x")
