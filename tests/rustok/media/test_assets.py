"""Files are what they are, stored once, and the tenant's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory

from rustok.context import RequestContext
from rustok.errors import Forbidden, StaleVersion, Unauthenticated
from rustok.ids import generate_id
from rustok.media import errors, models, views
from rustok.media.dto import UpdateAssetRequest
from rustok.media.selectors import assets as selector
from rustok.media.services import assets
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from tests.rustok.media.pictures import picture, system

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("format", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_type_and_size_come_from_the_bytes(in_tenant_a: Tenant, format: str, content_type: str) -> None:
    asset = assets.store_asset(system(in_tenant_a), picture(format=format), filename="../../x.exe", alt={"en": "Teal"})

    assert (asset.content_type, asset.width, asset.height) == (content_type, 8, 6)
    assert asset.filename == f"x.{content_type.removeprefix('image/').replace('jpeg', 'jpg')}"
    assert asset.alt == {"en": "Teal"}
    with default_storage.open(models.Asset.objects.get().storage_name) as file:
        assert len(file.read()) == asset.size


def test_the_same_bytes_are_one_asset(in_tenant_a: Tenant) -> None:
    first = assets.store_asset(system(in_tenant_a), picture(), filename="a.png")

    second = assets.store_asset(system(in_tenant_a), picture(), filename="b.png")

    assert second == first
    assert models.Asset.objects.count() == 1


def test_tenants_do_not_share_files(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with tenant_scope(tenant_a):
        mine = assets.store_asset(system(tenant_a), picture(), filename="a.png")
        name = models.Asset.objects.get().storage_name

    with tenant_scope(tenant_b):
        theirs = assets.store_asset(system(tenant_b), picture(), filename="a.png")
        assert theirs.id != mine.id
        with pytest.raises(SuspiciousFileOperation):
            default_storage.open(name)
        with pytest.raises(errors.AssetNotFound):
            selector.get_asset(system(tenant_b), mine.id)


def test_update_changes_texts_and_version(in_tenant_a: Tenant) -> None:
    ctx = system(in_tenant_a)
    asset = assets.store_asset(ctx, picture(), filename="a.png", alt={"en": "Old", "ru": "Старый"})

    changed = assets.update_asset(ctx, asset.id, UpdateAssetRequest(alt={"en": "New"}, focal_x=100, version=1))

    assert (changed.alt, changed.focal_x, changed.version) == ({"en": "New"}, 100, 2)
    with pytest.raises(StaleVersion):
        assets.update_asset(ctx, asset.id, UpdateAssetRequest(focal_y=1, version=1))
    assert selector.get_asset(ctx, asset.id).focal_y == 500


def test_a_deletion_of_the_same_bytes_takes_no_file_away(
    in_tenant_a: Tenant, django_capture_on_commit_callbacks: Any
) -> None:
    ctx = system(in_tenant_a)
    first = assets.store_asset(ctx, picture(), filename="a.png")
    with django_capture_on_commit_callbacks() as later:
        assets.delete_asset(ctx, first.id)

    second = assets.store_asset(ctx, picture(), filename="a.png")
    for callback in later:
        callback()

    assert second.id != first.id
    assert default_storage.exists(models.Asset.objects.get().storage_name)


def test_delete_removes_row_and_file(in_tenant_a: Tenant, django_capture_on_commit_callbacks: Any) -> None:
    ctx = system(in_tenant_a)
    asset = assets.store_asset(ctx, picture(), filename="a.png")
    name = models.Asset.objects.get().storage_name

    with django_capture_on_commit_callbacks(execute=True):
        assets.delete_asset(ctx, asset.id)

    assert models.Asset.objects.count() == 0
    assert not default_storage.exists(name)


def test_rights_are_asked_for(in_tenant_a: Tenant) -> None:
    with pytest.raises(Unauthenticated):
        assets.store_asset(RequestContext(tenant_id=in_tenant_a.id), picture(), filename="a.png")
    with pytest.raises(Forbidden):
        assets.delete_asset(RequestContext(tenant_id=in_tenant_a.id, actor_id=generate_id()), generate_id())


def test_served_with_a_sandbox_and_only_to_the_tenant(in_tenant_a: Tenant, tenant_b: Tenant) -> None:
    asset = assets.store_asset(system(in_tenant_a), picture(), filename="a.png")
    request: Any = RequestFactory().get(asset.url)
    request.tenant = in_tenant_a

    response = views.serve(request, asset.url.removeprefix("/media/"))

    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()
    with tenant_scope(tenant_b), pytest.raises(Http404):
        views.serve(request, asset.url.removeprefix("/media/"))
    for name in ("../../etc/passwd", asset.url.removeprefix("/media/").replace("/media/", "/uploads/")):
        with pytest.raises(Http404):
            views.serve(request, name)
