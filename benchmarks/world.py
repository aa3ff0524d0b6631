"""A database, a search folder and a tenant for the length of a run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from benchmarks.catalogue import Catalogue, CatalogueModule
from rustok.modules.registry import registry
from rustok.tenancy.models import Tenant
from rustok.tenancy.owner import connections_default
from rustok.testing.database import test_database
from rustok.testing.tenants import make_tenant


@dataclass(frozen=True, slots=True)
class World:
    """What a benchmark works on. ``environment`` leads processes that it starts to the same place."""

    tenant: Tenant
    catalogue: Catalogue
    environment: dict[str, str]
    home: Path


@contextlib.contextmanager
def world(home: Path, size: int) -> Iterator[World]:
    """Make a tenant with an empty index and a catalogue to fill it with."""
    with test_database("bench"):
        # The worker's wake-ups and ours meet in one numbered database.
        settings.REDIS_URL = os.environ["REDIS_URL"]
        # As a server keeps its connections: a new one for each request costs ten times the request.
        connections_default().settings_dict["CONN_MAX_AGE"] = None
        tenant = make_tenant("a")
        catalogue = Catalogue(size)
        for slug in ("blog", "forum", "pages", "commerce"):
            registry.unregister(slug)
        registry.register(CatalogueModule(catalogue))
        environment = {
            **os.environ,
            "DATABASE_URL": getattr(settings, "DATABASE_URL"),  # noqa: B009  # set by the test database
            "DATABASE_OWNER_URL": settings.DATABASE_OWNER_URL,
            "RUSTOK_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BENCH_TENANT_ID": str(tenant.id),
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        yield World(tenant, catalogue, environment, home)
