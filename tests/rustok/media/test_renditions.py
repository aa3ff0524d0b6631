"""Renditions: the same address for ever, only for those we gave it to, and nothing of the original but what is seen."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from rustok.ids import generate_id, to_ulid
from rustok.media import errors
from rustok.media.dto import AssetResponse, PictureFit, PictureFormat, UpdateAssetRequest
from rustok.media.rendering import render
from rustok.media.renditions import (
    SIZES,
    Rendition,
    asset_picture,
    plain_format,
    read_name,
    rendition_url,
    srcset,
    thumbnail_url,
)
from rustok.media.services import assets
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import api_client
from tests.rustok.media.pictures import picture, system

Store = Callable[..., AssetResponse]


def _like(**changes: Any) -> Any:
    values = {
        "id": generate_id(),
        "width": 2000,
        "height": 1000,
        "focal_x": 500,
        "focal_y": 500,
        "transparent": False,
        "animated": False,
    }
    return SimpleNamespace(**{**values, **changes})


def _image(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


# --- Addresses --------------------------------------------------------------------------------------------------------


def test_an_address_is_the_same_whenever_it_is_built(settings: Any) -> None:
    settings.SECRET_KEY = "k" * 50
    asset = _like(id=UUID("01890000-0000-7000-8000-000000000001"))

    assert rendition_url(asset, 640) == "/media/r/01H4000000E008000000000001/640.vkdWPrv685vLPJPP.webp"


@pytest.mark.parametrize(
    ("wanted", "spec"),
    [
        ({"width": 640}, "640"),
        ({"width": 640, "height": 480, "fit": PictureFit.CONTAIN}, "640x480i"),
        ({"width": 320, "height": 320, "fit": PictureFit.COVER}, "320x320c"),
        ({"width": 320, "height": 320, "fit": PictureFit.COVER, "focal_x": 0, "focal_y": 1000}, "320x320c0-1000"),
    ],
)
def test_a_name_says_all_that_decides_about_the_bytes(wanted: Any, spec: str) -> None:
    asset = _like(focal_x=wanted.get("focal_x", 500), focal_y=wanted.get("focal_y", 500))
    sizes = {name: value for name, value in wanted.items() if not name.startswith("focal")}

    for format in PictureFormat:
        name = rendition_url(asset, **sizes, format=format).rpartition("/")[2]

        assert name.startswith(f"{spec}.")
        assert read_name(asset.id, name) == Rendition(**wanted, format=format)


def test_the_focal_point_counts_only_where_something_is_cut_off() -> None:
    asset = _like()
    moved = _like(id=asset.id, focal_x=10)

    assert srcset(moved) == srcset(asset)
    assert thumbnail_url(moved) != thumbnail_url(asset)


def test_a_changed_name_or_another_asset_is_not_ours() -> None:
    asset = _like()
    name = rendition_url(asset, 640).rpartition("/")[2]
    size, signature, format = name.split(".")

    for other in (
        f"960.{signature}.{format}",
        f"{size}.{signature}.avif",
        f"{size}.{'A' * 16}.{format}",
        f"{size}.{signature}é.{format}",
        f"{size}..{format}",
        f"0{size}.{signature}.{format}",
        "",
    ):
        assert read_name(asset.id, other) is None
    assert read_name(generate_id(), name) is None
    assert read_name(asset.id, name) is not None


def test_an_older_key_still_verifies(settings: Any) -> None:
    asset = _like()
    name = rendition_url(asset, 640).rpartition("/")[2]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]

    assert read_name(asset.id, name) is not None
    assert rendition_url(asset, 640).rpartition("/")[2] != name
    assert name not in srcset(asset)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_name(asset.id, name) is None


@pytest.mark.parametrize(
    "wanted",
    [
        {"width": 641},
        {"width": 100_000},
        {"width": -1},
        {"width": 640, "height": 100, "fit": PictureFit.COVER},
        {"width": 640, "height": 480},
        {"width": 640, "fit": PictureFit.CONTAIN},
    ],
)
def test_only_sizes_of_the_ladder_are_signed(wanted: Any) -> None:
    with pytest.raises(errors.UnsupportedRendition):
        rendition_url(_like(), **wanted)


def test_a_srcset_tells_widths_as_they_are() -> None:
    assert [entry.split()[1] for entry in srcset(_like()).split(", ")] == ["320w", "640w", "960w", "1600w"]
    assert [entry.split()[1] for entry in srcset(_like(width=700, height=70)).split(", ")] == ["320w", "640w", "700w"]
    assert [entry.split()[1] for entry in srcset(_like(width=640, height=70)).split(", ")] == ["320w", "640w"]
    assert [entry.split()[1] for entry in srcset(_like(width=8, height=6)).split(", ")] == ["8w"]


def test_a_picture_for_documents() -> None:
    asset = _like()

    picture = {
        "url": rendition_url(asset, 1280, format=PictureFormat.JPEG),
        "srcset": srcset(asset),
        "thumbnail": rendition_url(asset, 320, height=320, fit=PictureFit.COVER),
    }
    assert asset_picture(asset, original="/o") == picture
    assert asset_picture(asset, original="/o", avif=True) == {
        **picture,
        "srcset_avif": srcset(asset, PictureFormat.AVIF),
    }
    assert plain_format(_like(transparent=True)) is PictureFormat.PNG
    moving = asset_picture(_like(animated=True), original="/o")
    assert (moving["url"], moving["srcset"]) == ("/o", "")


# --- The view ---------------------------------------------------------------------------------------------------------


def _stored(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_rendition_is_made_once_and_kept(store: Store, in_tenant_a: Tenant, media_folder: Path) -> None:
    asset = store(picture(size=(800, 400)))
    client = api_client(in_tenant_a)
    url = rendition_url(asset, 320)

    first = client.get(url)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(url)

    content = b"".join(first.streaming_content)
    assert (first.status_code, first["Content-Type"]) == (200, "image/webp")
    assert int(first["Content-Length"]) == len(content)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in first["Content-Security-Policy"]
    assert _image(content).size == (320, 160)
    assert b"".join(second.streaming_content) == content
    assert [query["sql"] for query in queries if "media_assets" in query["sql"]] == []
    assert _stored(media_folder) == [
        f"tenants/{to_ulid(in_tenant_a.id)}/media/{to_ulid(asset.id)}.png",
        f"tenants/{to_ulid(in_tenant_a.id)}/renditions/{to_ulid(asset.id)}/320.webp",
    ]


@pytest.mark.django_db
def test_who_has_it_is_told_so(store: Store, in_tenant_a: Tenant) -> None:
    url = rendition_url(store(picture()), 320)
    client = api_client(in_tenant_a)
    tag = client.get(url)["ETag"]

    answer = client.get(url, If_None_Match=f'"other", W/{tag}')

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert client.get(url, If_None_Match='"other"').status_code == 200
    assert client.request("HEAD", url).status_code == 200
    assert client.post(url).status_code == 405


@pytest.mark.django_db
def test_what_we_did_not_sign_is_not_there(
    store: Store, in_tenant_a: Tenant, tenant_b: Tenant, media_folder: Path
) -> None:
    asset = store(picture())
    url = rendition_url(asset, 320)
    client = api_client(in_tenant_a)

    for other in (url.replace("/320.", "/640."), url.replace(".webp", ".png"), url.replace(".webp", ".gif"), url[:-7]):
        answer = client.get(other)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert api_client(tenant_b).get(url).status_code == 404
    assert client.get(rendition_url(_like(), 320)).status_code == 404
    assert len(_stored(media_folder)) == 1
    # Another tenant gets no rendition that was made for the owner, either.
    assert client.get(url).status_code == 200
    assert api_client(tenant_b).get(url).status_code == 404


@pytest.mark.django_db
def test_renditions_go_with_their_asset(
    store: Store, in_tenant_a: Tenant, media_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    asset = store(picture(size=(900, 900)))
    client = api_client(in_tenant_a)
    for width in SIZES[:3]:
        assert client.get(rendition_url(asset, width)).status_code == 200
    assert len(_stored(media_folder)) == 4

    with django_capture_on_commit_callbacks(execute=True):
        assets.delete_asset(system(in_tenant_a), asset.id)

    assert _stored(media_folder) == []
    assert client.get(rendition_url(asset, SIZES[0])).status_code == 404


@pytest.mark.django_db
def test_an_original_that_was_lost_is_not_there(store: Store, in_tenant_a: Tenant, media_folder: Path) -> None:
    asset = store(picture())
    for path in media_folder.rglob("*.png"):
        path.unlink()

    assert api_client(in_tenant_a).get(rendition_url(asset, 320)).status_code == 404


@pytest.mark.django_db
def test_a_moved_focal_point_gives_another_address(store: Store, in_tenant_a: Tenant) -> None:
    asset = store(picture(size=(900, 300)))

    moved = assets.update_asset(system(in_tenant_a), asset.id, UpdateAssetRequest(focal_x=0))

    assert moved.thumbnail != asset.thumbnail
    assert moved.srcset == asset.srcset
    client = api_client(in_tenant_a)
    assert client.get(moved.thumbnail).status_code == client.get(asset.thumbnail).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_first_visitors_make_it_once(
    tenant_a: Tenant, media_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(source: Any, wanted: Rendition) -> bytes:
        made.append(wanted.spec)
        return render(source, wanted)

    monkeypatch.setattr("rustok.media.services.renditions.render", counted)
    with tenant_scope(tenant_a):
        asset = assets.store_asset(system(tenant_a), picture(size=(700, 700)), filename="a.png")
    url = rendition_url(asset, 640)
    sizes: list[int] = []

    def visit() -> None:
        try:
            answer = api_client(tenant_a).get(url)
            sizes.append(len(b"".join(answer.streaming_content)))
        finally:
            connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(6)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert len(sizes) == 6
    assert len(set(sizes)) == 1
    assert 1 <= len(made) <= 2
