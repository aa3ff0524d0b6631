"""Servers, databases and tenants for every test."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.database import replace_flush, test_database, use_valkey
from rustok.testing.servers import TestServers
from rustok.testing.tenants import make_tenants

_servers = pytest.StashKey[TestServers]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the process that starts the workers; they find them in their environment."""
    if config.option.collectonly:
        return
    if not hasattr(config, "workerinput"):
        config.stash[_servers] = TestServers()
        config.stash[_servers].start()
    use_valkey(_worker(config))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if (servers := config.stash.get(_servers, None)) is not None:
        servers.stop()


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays to the end: to visit all modules, schemas and tests takes a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Give this worker its database, copied from the template."""
    replace_flush()
    with django_db_blocker.unblock(), test_database(_worker(request.config)):
        yield


def _worker(config: pytest.Config) -> str:
    return str(getattr(config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture
def tenants(db: None) -> dict[str, Tenant]:
    """Tenants ``a`` and ``b`` in the pool, ``x`` in a silo; none is in scope."""
    return make_tenants()


@pytest.fixture
def tenant_a(tenants: dict[str, Tenant]) -> Tenant:
    """A tenant in the pool; not in scope."""
    return tenants["a"]


@pytest.fixture
def tenant_b(tenants: dict[str, Tenant]) -> Tenant:
    """Another tenant in the same pool; not in scope."""
    return tenants["b"]


@pytest.fixture
def tenant_x(tenants: dict[str, Tenant]) -> Tenant:
    """A tenant in a silo; not in scope."""
    return tenants["x"]


@pytest.fixture
def in_tenant_a(tenant_a: Tenant) -> Iterator[Tenant]:
    """Run the test as tenant ``a``."""
    with tenant_scope(tenant_a):
        yield tenant_a
