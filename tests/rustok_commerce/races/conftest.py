"""A shop that sells, and the servers that all tests of a session ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok_commerce.dto.sales_settings import UpdateSalesSettingsRequest
from rustok_commerce.services.sales_settings import update_sales_settings
from tests.factories import commerce
from tests.rustok_commerce.carts.conftest import basket, shopper  # noqa: F401  # fixtures
from tests.rustok_commerce.races.server import Servers
from tests.rustok_commerce.races.shop import STORE


@pytest.fixture(scope="session")
def _running(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("servers"))
    yield servers
    servers.stop()


@pytest.fixture
def shop(tenant_a: Tenant) -> Iterator[Tenant]:
    """A shop in scope that sells."""
    with tenant_scope(tenant_a):
        TenantModule.objects.create(module_slug="commerce", enabled=True)
        yield tenant_a


@pytest.fixture
def servers(shop: Tenant, _running: Servers) -> Servers:
    """Four server processes that answer for the shop."""
    _running.wait(f"{STORE}/countries")
    return _running


@pytest.fixture
def selling(shop: Tenant) -> Tenant:
    """A shop that captures by hand."""
    update_sales_settings(commerce.system(), UpdateSalesSettingsRequest(auto_capture=False))
    return shop
