"""The same, with files in a bucket of a real S3 server."""

from __future__ import annotations

import datetime as dt
import io
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from PIL import Image
from urllib3.filepost import encode_multipart_formdata

from rustok.ids import generate_id, to_ulid
from rustok.media import errors, models
from rustok.media.dto import AssetResponse, CompleteUploadRequest, PictureFormat, StartUploadRequest, UploadResponse
from rustok.media.renditions import rendition_url
from rustok.media.services import assets, cleanup, uploads
from rustok.media.storage import files
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.transfer.exporting import export_tenant
from rustok.tenancy.services.transfer.importing import import_tenant
from rustok.testing.api import api_client
from tests.rustok.media import bucket
from tests.rustok.media.pictures import picture, system

pytestmark = [pytest.mark.processes, pytest.mark.django_db, pytest.mark.xdist_group("s3"), pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of the server."""
    with bucket.s3_server() as address:
        yield address


@pytest.fixture(autouse=True)
def s3(server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let files lie in the bucket, as with ``AWS_*`` in the environment; a client that sees what really lies there."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", bucket.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", bucket.SECRET)
    settings.AWS_STORAGE_BUCKET_NAME = bucket.BUCKET
    settings.AWS_S3_ENDPOINT_URL = server
    settings.AWS_S3_PUBLIC_ENDPOINT_URL = None
    settings.AWS_S3_REGION_NAME = "us-east-1"
    settings.AWS_S3_ADDRESSING_STYLE = "path"
    settings.AWS_S3_SIGNATURE_VERSION = "s3v4"
    settings.AWS_DEFAULT_ACL = None
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "rustok.media.storage.TenantS3Storage"}}
    return boto3.client("s3", endpoint_url=server, region_name="us-east-1")


def _keys(s3: Any, tenant: Tenant) -> list[str]:
    found = s3.list_objects_v2(Bucket=bucket.BUCKET, Prefix=f"tenants/{to_ulid(tenant.id)}/").get("Contents", [])
    return sorted(entry["Key"].split("/", 2)[2] for entry in found)


def _start(tenant: Tenant, content: bytes, content_type: str = "image/png") -> UploadResponse:
    request = StartUploadRequest(filename="mug.png", content_type=content_type, size=len(content))
    return uploads.start_upload(system(tenant), request)


def _post(upload: UploadResponse, content: bytes, **changed: str) -> int:
    """Send the form, as a browser does."""
    body, content_type = encode_multipart_formdata(
        [*{**upload.fields, **changed}.items(), ("file", ("mug.png", content, "image/png"))]
    )
    request = urllib.request.Request(upload.url, body, {"Content-Type": content_type})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as exc:
        return exc.code


def _complete(tenant: Tenant, upload: UploadResponse) -> AssetResponse:
    return uploads.complete_upload(system(tenant), upload.id, CompleteUploadRequest())


def test_originals_and_renditions_lie_in_the_bucket_and_pass_through(
    in_tenant_a: Tenant, tenant_b: Tenant, s3: Any, django_capture_on_commit_callbacks: Any
) -> None:
    content = picture(size=(700, 350))
    asset = assets.store_asset(system(in_tenant_a), content, filename="a.png")
    client = api_client(in_tenant_a)
    assert asset.url == f"/media/tenants/{to_ulid(in_tenant_a.id)}/media/{to_ulid(asset.id)}.png"

    original = client.get(asset.url)
    for format in PictureFormat:
        for _ in range(2):
            answer = client.get(rendition_url(asset, 320, format=format))
            made = b"".join(answer.streaming_content)
            assert (answer.status_code, answer["Content-Type"]) == (200, f"image/{format.value}")
            assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
            assert Image.open(io.BytesIO(made)).size == (320, 160)

    assert b"".join(original.streaming_content) == content
    assert api_client(tenant_b).get(asset.url).status_code == 404
    assert api_client(tenant_b).get(rendition_url(asset, 320)).status_code == 404
    ulid = to_ulid(asset.id)
    kinds = sorted(format.value for format in PictureFormat)
    assert _keys(s3, in_tenant_a) == [f"media/{ulid}.png", *(f"renditions/{ulid}/320.{kind}" for kind in kinds)]
    stored = s3.head_object(Bucket=bucket.BUCKET, Key=f"tenants/{to_ulid(in_tenant_a.id)}/renditions/{ulid}/320.avif")
    assert stored["ContentType"] == "image/avif"

    with django_capture_on_commit_callbacks(execute=True):
        assets.delete_asset(system(in_tenant_a), asset.id)
    assert _keys(s3, in_tenant_a) == []
    assert client.get(asset.url).status_code == 404


def test_the_bucket_gives_nothing_to_strangers(in_tenant_a: Tenant, server: str) -> None:
    asset = assets.store_asset(system(in_tenant_a), picture(), filename="a.png")
    name = models.Asset.objects.get(pk=asset.id).storage_name

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{server}/{bucket.BUCKET}/{name}", timeout=20)

    assert refused.value.code == 403
    refused.value.close()


def test_tenants_stay_in_their_folders(in_tenant_a: Tenant, tenant_b: Tenant) -> None:
    asset = assets.store_asset(system(in_tenant_a), picture(), filename="a.png")
    name = models.Asset.objects.get(pk=asset.id).storage_name

    with tenant_scope(tenant_b):
        for touch in (default_storage.open, default_storage.delete, default_storage.exists, default_storage.size):
            with pytest.raises(Exception, match="not in the tenant's folder"):
                touch(name)
        assert files().listdir("media") == ([], [])
    assert default_storage.exists(name)


def test_a_browser_sends_a_file_straight_to_the_bucket(in_tenant_a: Tenant, server: str, s3: Any) -> None:
    content = picture(size=(640, 480))
    upload = _start(in_tenant_a, content)
    assert upload.url == f"{server}/{bucket.BUCKET}"
    assert bucket.SECRET not in str(upload)
    with pytest.raises(errors.UploadIncomplete):
        _complete(in_tenant_a, upload)

    assert _post(upload, content) == 204
    assert _keys(s3, in_tenant_a) == [f"uploads/{to_ulid(upload.id)}"]
    asset = _complete(in_tenant_a, upload)

    assert (asset.width, asset.height, asset.filename) == (640, 480, "mug.png")
    assert _keys(s3, in_tenant_a) == [f"media/{to_ulid(asset.id)}.png"]
    assert _complete(in_tenant_a, upload) == asset
    again = _start(in_tenant_a, content)
    assert _post(again, content) == 204
    assert _complete(in_tenant_a, again).id == asset.id
    assert _keys(s3, in_tenant_a) == [f"media/{to_ulid(asset.id)}.png"]


def test_the_bucket_keeps_to_what_was_signed(in_tenant_a: Tenant, tenant_b: Tenant, s3: Any) -> None:
    content = picture()
    upload = _start(in_tenant_a, content)
    theirs = upload.fields["key"].replace(to_ulid(in_tenant_a.id), to_ulid(tenant_b.id))

    refused = [
        _post(upload, content + b"\0"),
        _post(upload, b""),
        _post(upload, content, **{"Content-Type": "text/html"}),
        _post(upload, content, key=theirs),
        _post(upload, content, key=f"tenants/{to_ulid(in_tenant_a.id)}/media/{to_ulid(generate_id())}.png"),
        _post(upload, content, **{"x-amz-signature": "0" * 64}),
    ]

    assert all(400 <= status < 500 for status in refused), refused
    assert _keys(s3, in_tenant_a) == _keys(s3, tenant_b) == []


def test_what_is_refused_is_removed_from_the_bucket(in_tenant_a: Tenant, s3: Any) -> None:
    content = picture(format="GIF") + b"<script>alert(1)</script>"
    upload = _start(in_tenant_a, content, "image/gif")
    assert _post(upload, content) == 204

    with pytest.raises(errors.Polyglot):
        _complete(in_tenant_a, upload)

    assert _keys(s3, in_tenant_a) == []
    assert models.Asset.objects.count() == 0


def test_browsers_can_have_another_address_of_the_bucket(in_tenant_a: Tenant, server: str, settings: Any) -> None:
    settings.AWS_S3_PUBLIC_ENDPOINT_URL = server.replace("127.0.0.1", "localhost")
    content = picture()

    upload = _start(in_tenant_a, content)

    assert upload.url.startswith("http://localhost:")
    assert _post(upload, content) == 204
    assert _complete(in_tenant_a, upload).size == len(content)


def test_the_bucket_is_cleaned_up(in_tenant_a: Tenant, s3: Any) -> None:
    asset = assets.store_asset(system(in_tenant_a), picture(), filename="a.png")
    stray = to_ulid(generate_id())
    for name in (f"media/{stray}.png", f"renditions/{stray}/320.webp", f"uploads/{stray}", "imports/a.csv"):
        files().put(name, b"x")

    assert cleanup.remove_orphans() == [f"tenants/{to_ulid(in_tenant_a.id)}/renditions/{stray}/320.webp"]
    assert len(cleanup.remove_orphans(young=dt.timedelta())) == 2

    assert _keys(s3, in_tenant_a) == ["imports/a.csv", f"media/{to_ulid(asset.id)}.png"]


def test_a_tenant_takes_its_files_along_from_and_to_the_bucket(s3: Any, in_tenant_a: Tenant, tenant_a: Tenant) -> None:
    asset = assets.store_asset(system(tenant_a), picture(), filename="mug.png")
    archive = io.BytesIO()

    written = export_tenant(archive)
    loaded = import_tenant(archive, "copy")

    with platform_scope():
        copy = Tenant.objects.select_related("cell").get(slug="copy")
    assert (written.files, loaded.files) == (1, 1)
    assert _keys(s3, copy) == [key for key in _keys(s3, tenant_a) if key.startswith("media/")]
    with tenant_scope(copy):
        assert files().open(models.Asset.objects.get(pk=asset.id).storage_name).read() == picture()
