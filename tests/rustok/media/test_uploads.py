"""Uploads in two steps: straight to the storage, and an asset only after a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from rustok.context import RequestContext
from rustok.errors import Forbidden, Unauthenticated
from rustok.events.catalog.media import MediaUploaded
from rustok.ids import generate_id, to_ulid
from rustok.media import errors, models, tasks
from rustok.media.dto import CompleteUploadRequest, StartUploadRequest, UploadResponse
from rustok.media.services import cleanup, uploads
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from tests.rustok.media.pictures import encoded, picture, system

pytestmark = pytest.mark.django_db


def _start(tenant: Tenant, content: bytes, content_type: str = "image/png") -> UploadResponse:
    request = StartUploadRequest(filename="mug.png", content_type=content_type, size=len(content))
    return uploads.start_upload(system(tenant), request)


def _send(tenant: Tenant, url: str, content: bytes) -> Any:
    file = SimpleUploadedFile("mug.png", content, "image/png")
    return Client(enforce_csrf_checks=True).post(url, {"file": file}, headers={"X-Tenant-ID": tenant.slug})


def _complete(tenant: Tenant, upload: UploadResponse, **alt: str) -> Any:
    return uploads.complete_upload(system(tenant), upload.id, CompleteUploadRequest(alt=alt))


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_announced_sent_and_completed(in_tenant_a: Tenant, media_folder: Path, events: Any) -> None:
    content = picture()
    upload = _start(in_tenant_a, content)
    assert upload.url.startswith(f"/media/uploads/{to_ulid(upload.id)}/")
    assert (upload.method, upload.fields) == ("POST", {})

    assert _send(in_tenant_a, upload.url, content).status_code == 204
    assert models.Asset.objects.count() == 0
    asset = _complete(in_tenant_a, upload, en="A mug")

    assert (asset.filename, asset.content_type, asset.alt) == ("mug.png", "image/png", {"en": "A mug"})
    assert [envelope.event for envelope in events.envelopes] == [MediaUploaded(asset_id=asset.id)]
    assert _files(media_folder) == [f"{to_ulid(asset.id)}.png"]
    # Said again, nothing else happens; and what was sent cannot be sent again.
    assert _complete(in_tenant_a, upload) == asset
    assert _send(in_tenant_a, upload.url, content).status_code == 404
    assert len(events.envelopes) == 1


def test_by_rest_from_the_beginning_to_the_end(in_tenant_a: Tenant) -> None:
    content = picture()
    client = api_client(in_tenant_a, Role.EDITOR)
    begun = client.post(
        "/api/v1/admin/media/uploads", {"filename": "mug.png", "content_type": "image/png", "size": len(content)}
    )
    assert begun.status_code == 201
    complete = f"/api/v1/admin/media/uploads/{begun.json()['id']}/complete"

    early = client.post(complete)
    sent = _send(in_tenant_a, begun.json()["url"], content)
    done = client.post(complete, {"alt": {"en": "A mug"}})

    assert (early.status_code, early.json()["code"]) == (409, "media.upload.incomplete")
    assert sent.status_code == 204
    assert (done.status_code, done.json()["alt"]) == (200, {"en": "A mug"})
    assert client.get(done.json()["thumbnail"]).status_code == 200


def test_by_graphql_from_the_beginning_to_the_end(in_tenant_a: Tenant) -> None:
    content = picture()
    client = api_client(in_tenant_a, Role.EDITOR)
    begun = client.graphql(
        "mutation ($input: StartMediaUploadInput!) { startMediaUpload(input: $input) { id url method fields } }",
        {"input": {"filename": "mug.png", "contentType": "image/png", "size": len(content)}},
    ).json()["data"]["startMediaUpload"]

    assert _send(in_tenant_a, begun["url"], content).status_code == 204
    done = client.graphql(
        "mutation ($id: ID!) { completeMediaUpload(id: $id) { id filename width thumbnail } }", {"id": begun["id"]}
    ).json()["data"]["completeMediaUpload"]
    listed = client.graphql('{ mediaAssets(q: "mug") { edges { node { id srcset } } } }').json()["data"]
    changed = client.graphql(
        "mutation ($id: ID!) { updateMediaAsset(id: $id, input: {focalX: 10}) { focalX version } }", {"id": done["id"]}
    ).json()["data"]["updateMediaAsset"]
    gone = client.graphql("mutation ($id: ID!) { deleteMediaAsset(id: $id) }", {"id": done["id"]}).json()["data"]

    assert (done["filename"], done["width"]) == ("mug.png", 8)
    assert [edge["node"]["id"] for edge in listed["mediaAssets"]["edges"]] == [done["id"]]
    assert changed == {"focalX": 10, "version": 2}
    assert gone == {"deleteMediaAsset": done["id"]}
    assert models.Asset.objects.count() == 0


def test_the_same_bytes_are_the_asset_that_is_there(in_tenant_a: Tenant, media_folder: Path) -> None:
    content = picture()
    made = []
    for _ in range(2):
        upload = _start(in_tenant_a, content)
        assert _send(in_tenant_a, upload.url, content).status_code == 204
        made.append(_complete(in_tenant_a, upload))

    assert made[0] == made[1]
    assert len(_files(media_folder)) == 1


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.UnsupportedFile),
        (picture(format="JPEG") + b"<script>alert(1)</script>", errors.Polyglot),
        (encoded(Image.effect_noise((200, 200), 80), "JPEG")[:4000], errors.BrokenFile),
    ],
)
def test_what_is_refused_is_removed(
    in_tenant_a: Tenant, media_folder: Path, content: bytes, error: type[Exception]
) -> None:
    upload = _start(in_tenant_a, content)
    assert _send(in_tenant_a, upload.url, content).status_code == 204

    with pytest.raises(error):
        _complete(in_tenant_a, upload)

    assert (models.Asset.objects.count(), models.Upload.objects.count(), _files(media_folder)) == (0, 0, [])
    with pytest.raises(errors.UploadNotFound):
        _complete(in_tenant_a, upload)


def test_more_than_was_announced_is_refused(in_tenant_a: Tenant, media_folder: Path) -> None:
    upload = _start(in_tenant_a, picture())

    a_little = _send(in_tenant_a, upload.url, picture(size=(90, 90)) + b"\0" * 90)
    much = _send(in_tenant_a, upload.url, b"\0" * 200_000)

    for answer in (a_little, much):
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert not media_folder.exists()


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"content_type": "image/svg+xml", "size": 9}, errors.UnsupportedFile),
        ({"content_type": "text/html", "size": 9}, errors.UnsupportedFile),
        ({"content_type": "image/png", "size": 20 * 1024 * 1024 + 1}, errors.FileTooLarge),
    ],
)
def test_what_cannot_become_a_picture_does_not_begin(
    in_tenant_a: Tenant, request_: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        uploads.start_upload(system(in_tenant_a), StartUploadRequest(filename="a", **request_))

    assert models.Upload.objects.count() == 0


def test_the_address_of_an_upload_is_good_for_that_alone(in_tenant_a: Tenant, tenant_b: Tenant) -> None:
    content = picture()
    upload, other = _start(in_tenant_a, content), _start(in_tenant_a, content)
    signature = other.url.rpartition("/")[2]
    address = f"/media/uploads/{to_ulid(upload.id)}/"

    for url in (f"{address}{signature}", f"{address}x", f"/media/uploads/{to_ulid(generate_id())}/{signature}"):
        assert _send(in_tenant_a, url, content).status_code == 404
    assert _send(tenant_b, upload.url, content).status_code == 404
    assert Client().get(upload.url, headers={"X-Tenant-ID": in_tenant_a.slug}).status_code == 405
    nothing = Client().post(upload.url, {}, headers={"X-Tenant-ID": in_tenant_a.slug})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "input.invalid")
    with tenant_scope(tenant_b), pytest.raises(errors.UploadNotFound):
        _complete(tenant_b, upload)


def test_what_was_sent_is_not_given_out(in_tenant_a: Tenant) -> None:
    content = picture()
    upload = _start(in_tenant_a, content)
    _send(in_tenant_a, upload.url, content)

    name = models.Upload.objects.get().storage_name

    assert ApiClient(in_tenant_a).get(f"/media/{name}").status_code == 404


def test_rights_are_asked_for(in_tenant_a: Tenant) -> None:
    request = StartUploadRequest(filename="a.png", content_type="image/png", size=1)
    with pytest.raises(Unauthenticated):
        uploads.start_upload(RequestContext(tenant_id=in_tenant_a.id), request)
    with pytest.raises(Forbidden):
        uploads.complete_upload(
            RequestContext(tenant_id=in_tenant_a.id, actor_id=generate_id()), generate_id(), CompleteUploadRequest()
        )


def test_uploads_whose_time_is_over_are_removed(
    tenant_a: Tenant, tenant_x: Tenant, media_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = picture()
    for tenant in (tenant_a, tenant_x):
        with tenant_scope(tenant):
            over, live = _start(tenant, content), _start(tenant, content)
            for upload in (over, live):
                assert _send(tenant, upload.url, content).status_code == 204
            ended = timezone.now() - dt.timedelta(seconds=1)
            models.Upload.objects.filter(pk=over.id).update(expires_at=ended)
            with pytest.raises(errors.UploadNotFound):
                _complete(tenant, over)

    assert tasks.purge_uploads() == 2

    for tenant in (tenant_a, tenant_x):
        with tenant_scope(tenant):
            left = models.Upload.objects.get()
            assert _files(media_folder / left.storage_name.rpartition("/")[0]) == [to_ulid(left.id)]


def test_a_purge_goes_on_in_batches(in_tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "BATCH", 2)
    for _ in range(5):
        _start(in_tenant_a, b"x")
    models.Upload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    assert cleanup.purge_uploads() == 5
    assert models.Upload.objects.count() == 0


def test_two_who_complete_at_once_get_the_same(
    in_tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch, media_folder: Path
) -> None:
    content = picture()
    upload = _start(in_tenant_a, content)
    _send(in_tenant_a, upload.url, content)
    store: Callable[..., Any] = uploads.store_asset
    found: list[Any] = []

    def overtaken(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(uploads, "store_asset", store)
        found.append(_complete(in_tenant_a, upload))
        return store(*args, **kwargs)

    monkeypatch.setattr(uploads, "store_asset", overtaken)

    assert _complete(in_tenant_a, upload) == found[0]
    assert models.Asset.objects.count() == 1
    assert len(_files(media_folder)) == 1
