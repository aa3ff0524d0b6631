"""A picture that is a program: SVG by its name, under another one, within a picture, and by every way in."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from rustok.context import RequestContext
from rustok.media.models import Asset
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok_content.dto.imports import ImportFormat, StartContentImportRequest
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import

pytestmark = pytest.mark.django_db

SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="xss()"><script>xss()</script></svg>'
_WXR: Final = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>
<title>Site</title><link>https://tea.example</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://tea.example</wp:base_site_url>{items}</channel></rss>"""
_ITEM: Final = """<item><title>{name}</title><link>https://tea.example/{name}</link>
<wp:post_id>{id}</wp:post_id><wp:post_name>picture-{id}</wp:post_name><wp:status>inherit</wp:status>
<wp:post_type>attachment</wp:post_type>
<wp:attachment_url>https://tea.example/wp-content/uploads/{name}</wp:attachment_url></item>"""


def png(**saved: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(target, "PNG", **saved)
    return target.getvalue()


def jpeg(**saved: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(target, "JPEG", **saved)
    return target.getvalue()


def gif() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(target, "GIF")
    return target.getvalue()


def _noted() -> bytes:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", SVG.decode())
    return png(pnginfo=note)


DISGUISES: Final = {
    "drawing.svg": SVG,
    "drawing.SVG": b"\xef\xbb\xbf  " + SVG,
    "declared.svg": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "xss()">]>' + SVG,
    "drawing.png": SVG,
    "drawing.svg.png": SVG,
    "drawing.svgz": base64.b64decode("H4sIAAAAAAAAA7MpLkssUkhJLUvNyS9ITQIAtqNyRgwAAAA="),
    "page.html": b"<html><script>xss()</script></html>",
    "behind.png": png() + SVG,
    "noted.png": _noted(),
    "behind.jpg": jpeg() + SVG,
    "commented.jpg": jpeg(comment=SVG),
    "behind.gif": gif() + SVG,
    "wide.gif": b"GIF89a/*" + SVG + b"*/",
    "utf16.svg": SVG.decode().encode("utf-16"),
    "utf7.svg": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-svg onload+AD0-xss()+AD4-',
}
_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}


@pytest.fixture
def editor(in_tenant_a: Tenant, settings: Any, tmp_path: Path) -> ApiClient:
    """Who uploads pictures into a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return api_client(in_tenant_a, Role.EDITOR)


def test_none_is_taken_as_a_file(editor: ApiClient, tmp_path: Path) -> None:
    taken = []
    for name, content in DISGUISES.items():
        for content_type in ("image/svg+xml", "image/png"):
            headers = {"X-Tenant-ID": editor.tenant, "Authorization": f"Bearer {editor.token}"}
            file = SimpleUploadedFile(name, content, content_type)
            answer = editor.http.post("/api/v1/admin/media", {"file": file}, headers=headers)
            if answer.status_code != 422:
                taken.append((name, content_type, answer.status_code))

    assert taken == []
    assert not Asset.objects.exists()
    assert not [path for path in tmp_path.rglob("media/**/*") if path.is_file()]


def test_none_becomes_an_asset_by_way_of_the_storage(editor: ApiClient, tmp_path: Path) -> None:
    announced = {"filename": "drawing.svg", "content_type": "image/svg+xml", "size": len(SVG)}
    assert editor.post("/api/v1/admin/media/uploads", announced).status_code == 422
    taken = []
    for name, content in DISGUISES.items():
        kind = _TYPES.get(name.rpartition(".")[2], "image/png")
        asked = {"filename": name, "content_type": kind, "size": len(content)}
        begun = editor.post("/api/v1/admin/media/uploads", asked).json()
        headers = {"X-Tenant-ID": editor.tenant}
        sent = Client(enforce_csrf_checks=True).post(
            begun["url"], {"file": SimpleUploadedFile(name, content, kind)}, headers=headers
        )
        assert sent.status_code == 204, (name, sent.content)
        done = editor.post(f"/api/v1/admin/media/uploads/{begun['id']}/complete")
        if done.status_code != 422:
            taken.append((name, done.status_code))

    assert taken == []
    assert not Asset.objects.exists()
    assert not [path for path in tmp_path.rglob("media/**/*") if path.is_file()]


def test_none_comes_with_an_import_of_another_site(editor: ApiClient, in_tenant_a: Tenant, tmp_path: Path) -> None:
    ctx = RequestContext.system(in_tenant_a.id)
    for module in ("blog", "pages"):
        toggles.enable_module(ctx, module)
    folder = tmp_path / "uploads"
    folder.mkdir()
    for name, content in {**DISGUISES, "good.png": png()}.items():
        (folder / name).write_bytes(content)
    items = "".join(_ITEM.format(name=name, id=number) for number, name in enumerate((*DISGUISES, "good.png"), start=1))
    (tmp_path / "site.xml").write_text(_WXR.format(items=items), encoding="utf-8")
    request = StartContentImportRequest(format=ImportFormat.WXR)

    begun = begin_import(ctx, request, file_name="site.xml", local=tmp_path / "site.xml", media=folder)
    done = run_import(begun.id)

    assert done is not None
    assert done.fault == ""
    assert list(Asset.objects.values_list("filename", flat=True)) == ["good.png"]
    reported = {note["name"] for note in done.report}
    assert {name for name in DISGUISES if not any(name in each for each in reported)} == set()
