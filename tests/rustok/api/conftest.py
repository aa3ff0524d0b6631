"""A module of the tests' own, and clients."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.urls import clear_url_caches, set_urlconf

from rustok.api import urls
from rustok.api.graphql.schema import current_schema
from rustok.modules.registry import registry
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from tests.rustok.api.notes import services
from tests.rustok.api.notes.module import NotesModule

_URLS = "tests.rustok.api.built_urls"


@pytest.fixture
def notes(settings: Any, tenant_a: Tenant) -> Iterator[None]:
    """Install the module of the tests and switch it on for tenant ``a``; not for ``b``."""
    registry.register(NotesModule())
    current_schema.cache_clear()
    built = ModuleType(_URLS)
    built.urlpatterns = urls.build_urlpatterns()  # type: ignore[attr-defined]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(built, name, getattr(urls, name))
    sys.modules[_URLS] = built
    settings.ROOT_URLCONF = _URLS
    clear_url_caches()
    set_urlconf(None)
    services.asked.clear()
    services.kept.clear()
    with tenant_scope(tenant_a):
        TenantModule.objects.create(module_slug="notes")
    yield
    registry.unregister("notes")
    current_schema.cache_clear()
    del sys.modules[_URLS]
    clear_url_caches()


@pytest.fixture
def visitor(notes: None, tenant_a: Tenant) -> ApiClient:
    """Nobody signed in, at tenant ``a``."""
    return ApiClient(tenant_a)


@pytest.fixture
def admin(notes: None, tenant_a: Tenant) -> ApiClient:
    """An administrator of tenant ``a``."""
    with tenant_scope(tenant_a):
        return api_client(tenant_a, Role.ADMIN)


@pytest.fixture
def configure(settings: Any) -> Callable[..., None]:
    """Change sections of ``RUSTOK``: ``configure(graphql={"introspection": False})``."""

    def change(**sections: dict[str, Any]) -> None:
        settings.RUSTOK = {**settings.RUSTOK, **{k: {**settings.RUSTOK[k], **v} for k, v in sections.items()}}

    return change
