"""A database, a search folder and a tenant for the length of a run."""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command

from benchmarks.catalogue import Catalogue, CatalogueModule
from rustok.modules.registry import registry
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.tenancy.owner import connections_default, owner_connection
from rustok.testing.database import test_database
from rustok.testing.tenants import make_tenant
from rustok_index.indexers import PRODUCTS
from rustok_index.indexers.rebuild import rebuild_index
from rustok_index.indexers.workers import rebuild_batch_size, worker_count
from rustok_index.models import IndexProduct

_HANDLES: Final = 20_000


@dataclass(frozen=True, slots=True)
class World:
    """What a benchmark works on. ``environment`` leads processes that it starts to the same place.

    ``handles`` are some of the products', ``words`` a search that finds many; ``documents`` were written at ``rate``
    a second.
    """

    tenant: Tenant
    environment: dict[str, str]
    home: Path
    size: int
    handles: tuple[str, ...]
    words: str
    documents: int
    rate: float

    def handle(self, n: int) -> str:
        """Return a handle; neighbours are far from each other."""
        return self.handles[n * 7919 % len(self.handles)]


@contextlib.contextmanager
def world(home: Path, size: int, *, made_up: bool = False) -> Iterator[World]:
    """Make a tenant with a catalogue: commerce's own (``seed_volume``), or documents without one behind them."""
    with test_database("bench"):
        # The worker's wake-ups and ours meet in one numbered database.
        settings.REDIS_URL = os.environ["REDIS_URL"]
        # As a server keeps its connections: a new one for each request costs ten times the request.
        connections_default().settings_dict["CONN_MAX_AGE"] = None
        tenant = make_tenant("a")
        if made_up:
            for slug in ("blog", "forum", "pages", "commerce"):
                registry.unregister(slug)
            registry.register(CatalogueModule(Catalogue(size)))
        else:
            with tenant_scope(tenant):
                TenantModule.objects.create(module_slug="commerce", enabled=True)
            call_command("seed_volume", tenant="a", products=size, no_index=True, stdout=io.StringIO())
        started = time.perf_counter()
        with tenant_scope(tenant):
            # As `reindex` does it where nothing is said.
            written = rebuild_index(PRODUCTS, batch_size=rebuild_batch_size(), workers=worker_count()).documents
            rate = written / (time.perf_counter() - started)
            shown = IndexProduct.objects.filter(locale="en", is_visible=True).order_by("checksum")
            rows = list(shown.values_list("handle", "title")[:_HANDLES])
        with owner_connection() as owner:
            owner.execute("ANALYZE")
        environment = {
            **os.environ,
            "DATABASE_URL": getattr(settings, "DATABASE_URL"),  # noqa: B009  # set by the test database
            "DATABASE_OWNER_URL": settings.DATABASE_OWNER_URL,
            "RUSTOK_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "BENCH_TENANT_ID": str(tenant.id),
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        words = " ".join(word for word in rows[0][1].lower().split() if word.isalpha())
        handles = tuple(handle for handle, _title in rows)
        yield World(tenant, environment, home, size, handles, words, written, rate)
