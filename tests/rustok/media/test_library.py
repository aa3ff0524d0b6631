"""What the library shows to those who manage it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.ids import generate_id, to_ulid
from rustok.media import errors
from rustok.media.dto import AssetResponse, ListAssetsRequest, PictureFit, RenditionRequest
from rustok.media.renditions import rendition_url
from rustok.media.selectors import assets as selectors
from rustok.media.services import assets
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from tests.factories import commerce
from tests.rustok.media.pictures import picture, system

pytestmark = pytest.mark.django_db

Store = Callable[..., AssetResponse]


def _named(tenant: Tenant, filename: str, colour: str, format: str = "PNG", **alt: str) -> AssetResponse:
    return assets.store_asset(system(tenant), picture(colour=colour, format=format), filename=filename, alt=alt)


@pytest.fixture
def three(in_tenant_a: Tenant) -> list[AssetResponse]:
    """Three pictures, the oldest first."""
    return [
        _named(in_tenant_a, "mug.png", "red", en="A red mug", de="Rote Tasse"),
        _named(in_tenant_a, "100_wool.webp", "blue", "WEBP", de="Decke"),
        _named(in_tenant_a, "lamp.png", "green"),
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [2, 1, 0]),
        ({"q": "MUG"}, [0]),
        ({"q": "tasse"}, [0]),
        ({"q": "0_w"}, [1]),
        ({"q": "0%w"}, []),
        ({"q": "nothing"}, []),
        ({"content_type": "image/webp"}, [1]),
        ({"content_type": "image/png", "q": "lamp"}, [2]),
        ({"content_type": "image/gif"}, []),
    ],
)
def test_files_are_found_by_name_text_and_type(
    in_tenant_a: Tenant, three: list[AssetResponse], wanted: dict[str, str], found: list[int]
) -> None:
    page = selectors.list_assets(system(in_tenant_a), ListAssetsRequest(**wanted))

    assert [asset.id for asset in page.items] == [three[index].id for index in found]
    assert page.next is None


def test_pages_follow_each_other_with_the_filter(in_tenant_a: Tenant, three: list[AssetResponse]) -> None:
    client = api_client(in_tenant_a, Role.EDITOR)

    first = client.get("/api/v1/admin/media?limit=1&content_type=image/png").json()
    second = client.get(f"/api/v1/admin/media?limit=1&content_type=image/png&after={first['page']['next']}").json()

    assert [item["filename"] for item in (*first["items"], *second["items"])] == ["lamp.png", "mug.png"]
    assert second["page"] == {"next": None, "has_next": False}


def test_statements_do_not_grow_with_the_list(in_tenant_a: Tenant, three: list[AssetResponse]) -> None:
    with CaptureQueriesContext(connection) as queries:
        selectors.list_assets(system(in_tenant_a), ListAssetsRequest(q="a"))

    assert len(queries) == 2


def test_a_rendition_is_addressed_before_it_is_made(store: Store, in_tenant_a: Tenant) -> None:
    asset = store(picture(size=(500, 250)))
    client = api_client(in_tenant_a, Role.EDITOR)
    path = f"/api/v1/admin/media/{to_ulid(asset.id)}/rendition"

    wide = client.get(f"{path}?width=640&format=avif").json()
    square = client.get(f"{path}?width=96&height=96&fit=cover").json()
    refused = client.get(f"{path}?width=641")

    assert (wide["width"], wide["height"], wide["content_type"]) == (500, 250, "image/avif")
    assert square["url"] == rendition_url(asset, 96, height=96, fit=PictureFit.COVER)
    assert client.get(square["url"]).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (422, "media.rendition.unsupported")
    with pytest.raises(errors.AssetNotFound):
        selectors.get_rendition(system(in_tenant_a), generate_id(), RenditionRequest(width=96))
    with pytest.raises(Unauthenticated):
        selectors.get_rendition(RequestContext(tenant_id=in_tenant_a.id), asset.id, RenditionRequest(width=96))


def test_modules_tell_what_shows_a_file(in_tenant_a: Tenant, three: list[AssetResponse]) -> None:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    media = [{"asset_id": str(three[0].id)}, {"asset_id": str(three[1].id)}]
    shown = [commerce.product(media=media), commerce.product(media=media[:1])]
    client = api_client(in_tenant_a, Role.EDITOR)

    def usages(asset: AssetResponse) -> set[tuple[str, str]]:
        answer = client.get(f"/api/v1/admin/media/{to_ulid(asset.id)}/usages").json()
        return {(item["kind"], item["id"]) for item in answer["items"]}

    ids = [to_ulid(product.id) for product in shown]
    assert usages(three[0]) == {("product", ids[0]), ("product", ids[1])}
    assert usages(three[1]) == {("product", ids[0])}
    assert usages(three[2]) == set()
    found = client.graphql(
        "query ($id: ID!) { mediaAssetUsages(id: $id) { kind id title } }", {"id": to_ulid(three[1].id)}
    ).json()["data"]["mediaAssetUsages"]
    assert [usage["id"] for usage in found] == ids[:1]


def test_who_may_not_see_products_is_not_told_of_them(in_tenant_a: Tenant, three: list[AssetResponse]) -> None:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    commerce.product(media=[{"asset_id": str(three[0].id)}])
    ctx = RequestContext(tenant_id=in_tenant_a.id, actor_id=generate_id())

    assert selectors.usages_of(ctx, [three[0].id]) == {}


def test_usages_cost_a_few_statements_for_many_files(in_tenant_a: Tenant, three: list[AssetResponse]) -> None:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    for _ in range(3):
        commerce.product(media=[{"asset_id": str(asset.id)} for asset in three])

    with CaptureQueriesContext(connection) as queries:
        found = selectors.usages_of(system(in_tenant_a), [asset.id for asset in three])

    assert {asset_id: len(usages) for asset_id, usages in found.items()} == {asset.id: 3 for asset in three}
    assert len([query for query in queries if ' FROM "commerce_' in query["sql"]]) == 3
