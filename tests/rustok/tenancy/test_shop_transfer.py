"""A shop with orders, payments and refunds, and a site beside it: loaded row by row, and read as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from rustok.ids import id_time, to_ulid
from rustok.modules.registry import registry
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.tenancy.services.transfer.exporting import export_tenant
from rustok.tenancy.services.transfer.importing import import_tenant
from rustok.tenancy.services.transfer.rows import tables
from rustok.tenancy.storage import tenant_prefix
from rustok.testing.tenants import make_tenant
from rustok_commerce import models as commerce
from rustok_commerce.demo.catalog import ACME
from rustok_commerce.search_source.options import option_id
from rustok_index.indexers import INDEXERS
from rustok_index.indexers.rebuild import rebuild_index
from tests.factories.commerce import system

pytestmark = pytest.mark.django_db
OLD_ID = UUID("016845e8-0000-7000-8000-000000000001")
"""Of January 2019: older than any partition."""
MODULES = ("commerce", "blog", "pages", "forum")


@pytest.fixture
def shop(settings: Any, tmp_path: Path) -> Tenant:
    """The demonstration's shop with its orders, pages, posts and talks."""
    settings.MEDIA_ROOT = tmp_path
    search = {**settings.RUSTOK["search"], "path": tmp_path / "search"}
    settings.RUSTOK = {**settings.RUSTOK, "search": search}
    tenant = make_tenant(ACME.tenant, locales=ACME.locales, currencies=ACME.currencies)
    with tenant_scope(tenant):
        for slug in MODULES:
            TenantModule.objects.create(module_slug=slug, enabled=True)
        for module in registry.ordered():
            if module.slug in (*MODULES, "content"):
                module.seed_demo(system(), ACME.tenant, lambda *_: None)
        assert commerce.Order.objects.count() > 12
        old = commerce.Order.objects.order_by("id").first()
        old.pk, old.number, old.cart_id, old.created_at = OLD_ID, "1", OLD_ID, id_time(OLD_ID)
        old.save(force_insert=True)
    return tenant


def rows(tenant: Tenant) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with tenant_scope(tenant), connection.cursor() as cursor:
        for model in tables(with_secrets=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT (to_jsonb(t) - 'tenant_id')::text FROM {table} t WHERE tenant_id = %s", [tenant.id])
            told = (row.replace(tenant_prefix(tenant.id), "FOLDER/") for (row,) in cursor.fetchall())
            found[model._meta.db_table] = sorted(told)
    return found


def documents(tenant: Tenant) -> dict[str, list[str]]:
    """Make the read model anew and return all of it."""
    found: dict[str, list[str]] = {}
    with tenant_scope(tenant), connection.cursor() as cursor:
        for indexer in INDEXERS.values():
            if not indexer.has_source():
                continue
            rebuild_index(indexer, batch_size=200)
            for table, columns in (
                (indexer.model, indexer.columns),
                *((narrow.model, narrow.columns) for narrow in indexer.narrow),
            ):
                name = table._meta.db_table
                chosen = ", ".join(f'"{column}"::text' for column in columns if column not in ("tenant_id", "checksum"))
                cursor.execute(f"SELECT {chosen} FROM {name} WHERE tenant_id = %s", [tenant.id])
                found[name] = sorted(own_words(tenant, "\n".join(map(repr, cursor.fetchall()))).splitlines())
    return found


def own_words(tenant: Tenant, told: str) -> str:
    """Return a document without what is made of the tenant's own id: its folder, and ids of options by their key."""
    told = told.replace(tenant_prefix(tenant.id), "FOLDER/")
    for key in set(commerce.ProductOption.objects.values_list("key", flat=True)):
        made = option_id(key)
        told = told.replace(str(made), key).replace(to_ulid(made), key)
    return told


def test_a_shop_is_loaded_row_by_row_and_read_as_before(shop: Tenant, tmp_path: Path) -> None:
    before, read = rows(shop), documents(shop)
    path = tmp_path / "shop.zip"

    with path.open("wb") as target, tenant_scope(shop):
        written = export_tenant(target, with_secrets=True)
    with path.open("rb") as source:
        loaded = import_tenant(source, "copy")

    with platform_scope():
        copy = Tenant.objects.select_related("cell").get(slug="copy")
    assert rows(copy) == before
    assert loaded == written
    assert loaded.total == sum(map(len, before.values()))
    filled = {name for name, found in before.items() if found}
    assert filled >= {
        "commerce_orders",
        "commerce_order_lines",
        "commerce_payments",
        "commerce_payment_attempts",
        "commerce_refunds",
        "commerce_fulfilments",
        "commerce_carts",
        "nodes",
        "menus",
        "media_assets",
    }
    assert len(filled) > 60

    def files_of(tenant: Tenant) -> dict[str, bytes]:
        folder = tmp_path / tenant_prefix(tenant.id)
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in found.items() if not name.startswith("renditions/")}

    assert files_of(copy) == files_of(shop)
    assert loaded.files == len(files_of(copy)) > 10

    copied = documents(copy)
    for name, found in read.items():
        assert [row for row in copied[name] if row not in found] == [], name
        assert copied[name] == found, name
    assert sum(1 for found in read.values() if found) > 8
    assert documents(shop) == read
