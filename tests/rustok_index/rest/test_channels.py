"""The channel of a request: which one, in which currencies and languages; for shops with channels of their own."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.api.channels import channels_of
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import tenant_info
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from rustok_commerce.dto.channels import CreateChannelRequest, UpdateChannelRequest
from rustok_commerce.search_source import ChannelSource, ProductSource
from rustok_commerce.services import channels
from rustok_index.indexers import CHANNELS, PRODUCTS
from tests.factories import commerce

STORE = "/api/v1/store"


@pytest.fixture
def ctx(in_tenant_a: Tenant) -> RequestContext:
    return commerce.system()


@pytest.fixture
def visitor(in_tenant_a: Tenant) -> ApiClient:
    """Tenant ``a`` with a product, not in scope but for the client's requests."""
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    commerce.product(handle="lantern", title="Lantern", published=True)
    return ApiClient(in_tenant_a)


def sell(ctx: RequestContext, code: str, **changes: Any) -> Any:
    data = {"code": code, "name": code.title(), "currencies": ["USD", "EUR"], **changes}
    return channels.create_channel(ctx, parse(CreateChannelRequest, data)).id


def index() -> None:
    CHANNELS.rebuild(ChannelSource().page(None, 100))
    PRODUCTS.rebuild(ProductSource().page(None, 100))


def test_a_shop_without_channels_sells_in_one_called_default(visitor: ApiClient) -> None:
    index()

    listed = visitor.get(f"{STORE}/channels")
    assert listed.json()["items"] == [
        {
            "id": None,
            "code": "default",
            "name": "Default",
            "currencies": ["USD", "EUR"],
            "locales": [],
            "countries": [],
            "prices_include_tax": True,
            "is_default": True,
        }
    ]
    assert visitor.get(f"{STORE}/channels", If_None_Match=listed["ETag"]).status_code == 304
    assert len(visitor.get(f"{STORE}/products?channel=default").json()["items"]) == 1
    refused = visitor.get(f"{STORE}/products?channel=outlet")
    assert (refused.status_code, refused.json()["code"]) == (422, "request.channel.unknown")


def test_a_request_is_in_the_channel_it_names_and_else_in_the_default_one(
    visitor: ApiClient, ctx: RequestContext, in_tenant_a: Tenant
) -> None:
    sell(ctx, "web", currencies=["EUR"])
    app = sell(ctx, "app")
    channels.update_channel(ctx, sell(ctx, "old"), parse(UpdateChannelRequest, {"is_active": False}))
    index()
    query = '{ product(handle: "lantern") { priceRange { min { amount currency } } } channels { code } }'

    assert [row["code"] for row in visitor.get(f"{STORE}/channels").json()["items"]] == ["web", "app"]
    shown = visitor.graphql(query).json()["data"]
    assert shown["product"]["priceRange"]["min"] == {"amount": 1799, "currency": "EUR"}
    assert shown["channels"] == [{"code": "web"}, {"code": "app"}]
    in_app = visitor.graphql(query, X_Channel="app").json()["data"]
    assert in_app["product"]["priceRange"]["min"] == {"amount": 1999, "currency": "USD"}
    for path, status in (
        ("products?currency=USD", 422),
        ("products?currency=EUR", 200),
        ("products?currency=USD&channel=app", 200),
        ("products?channel=default", 200),
        ("products?channel=old", 422),
        ("products?channel=Bad!", 422),
        ("products/lantern?channel=app", 200),
    ):
        assert visitor.get(f"{STORE}/{path}").status_code == status, path
    # Staff are not locked out by a channel that is gone.
    with tenant_scope(in_tenant_a):
        manager = api_client(in_tenant_a, Role.MANAGER)
    assert manager.get("/api/v1/admin/channels", X_Channel="old").status_code == 200
    channels.delete_channel(ctx, app)
    CHANNELS.rebuild([app])
    assert visitor.get(f"{STORE}/products?channel=app").json()["code"] == "request.channel.unknown"


def test_a_channel_speaks_its_own_languages(visitor: ApiClient, ctx: RequestContext) -> None:
    sell(ctx, "web")
    sell(ctx, "ru-shop", locales=["ru"])
    index()
    place = f"{STORE}/products/lantern"

    def locale(path: str, **headers: str) -> Any:
        return visitor.get(path, **headers).json().get("locale")

    assert locale(place) == "en"
    assert locale(f"{place}?channel=ru-shop") == "ru"
    assert locale(f"{place}?channel=ru-shop", Accept_Language="en, ru;q=0.5") == "ru"
    assert locale(f"{place}?locale=ru") == "ru"
    refused = visitor.get(f"{place}?channel=ru-shop&locale=en")
    assert (refused.status_code, refused.json()["code"]) == (422, "request.locale.unknown")


@pytest.mark.django_db(transaction=True)
def test_channels_cost_a_request_no_statement_and_changes_are_seen_at_once(
    tenant_a: Tenant, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.RUSTOK = {**settings.RUSTOK, "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 60}}
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        web = sell(ctx, "web")
        index()
        tenant = tenant_info(tenant_a.id)
        assert [channel.code for channel in channels_of(tenant)] == ["web"]
        with django_assert_num_queries(0):
            assert [channel.code for channel in channels_of(tenant)] == ["web"]
        channels.update_channel(ctx, web, parse(UpdateChannelRequest, {"code": "shop"}))
        CHANNELS.rebuild([web])

        assert [channel.code for channel in channels_of(tenant)] == ["shop"]
