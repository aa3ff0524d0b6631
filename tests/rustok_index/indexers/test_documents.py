"""Documents become rows, listings and search entries; old ones never come back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_index import models
from rustok_index.backends import search_backend
from rustok_index.dto.search import SearchQuery
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS, Written
from tests.rustok_index.conftest import Shop, priced

pytestmark = pytest.mark.django_db


def _dump() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_id, locale, document::text, card, checksum FROM index_products ORDER BY 1, 2")
        return cursor.fetchall()


def test_a_product_is_written_in_every_locale_with_its_fallback(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair", tags=("sale",), skus=("OAK-1",))
    shop.product("Дубовый стул", entity_id=chair.entity_id, locale="ru", source_locale="ru")
    table = shop.product("Pine table")

    written = PRODUCTS.rebuild([chair.entity_id, table.entity_id])

    assert written == Written(documents=4, removed=0)
    rows = models.IndexProduct.objects.order_by("title", "locale").values_list("title", "locale", "is_fallback")
    assert list(rows) == [
        ("Oak chair", "en", False),
        ("Pine table", "en", False),
        ("Pine table", "ru", True),
        ("Дубовый стул", "ru", False),
    ]
    row = models.IndexProduct.objects.get(product_id=chair.entity_id, locale="en")
    assert (row.min_price, row.channels, row.tags, row.skus) == (1999, ["default"], ["sale"], ["OAK-1"])
    assert row.document == chair.document


def test_listings_follow_currencies_and_categories(in_tenant_a: Tenant, shop: Shop) -> None:
    root = shop.category("Furniture")
    leaf = shop.category("Chairs", root)
    chair = shop.product("Oak chair", category_ids=leaf.path, amounts={"USD": 1999})

    PRODUCTS.rebuild([chair.entity_id])

    rows = set(models.IndexProductListing.objects.filter(locale="en").values_list("group_id", "currency", "price"))
    places = (models.EVERYTHING, root.entity_id, leaf.entity_id)
    assert rows == {(c, "USD", 1999) for c in places} | {(c, "EUR", models.UNPRICED) for c in places}

    shop.products.change(chair.entity_id, category_ids=(root.entity_id,), prices=priced({"USD": 5}))
    PRODUCTS.rebuild([chair.entity_id])

    rows = set(models.IndexProductListing.objects.filter(locale="en").values_list("group_id", "currency", "price"))
    places = (models.EVERYTHING, root.entity_id)
    assert rows == {(c, "USD", 5) for c in places} | {(c, "EUR", models.UNPRICED) for c in places}


def test_a_draft_has_a_row_but_is_neither_listed_nor_found(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    PRODUCTS.rebuild([chair.entity_id])
    shop.products.change(chair.entity_id, status="draft")

    PRODUCTS.rebuild([chair.entity_id])

    assert models.IndexProduct.objects.filter(is_visible=False).count() == 2
    assert not models.IndexProductListing.objects.exists()
    assert search_backend().count(in_tenant_a.id, "products") == 0


def test_an_older_version_never_replaces_a_newer_one(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    newer = shop.products.change(chair.entity_id, title="Ash chair")
    PRODUCTS.rebuild([chair.entity_id])
    shop.products.put(chair)

    PRODUCTS.rebuild([chair.entity_id])

    assert set(models.IndexProduct.objects.values_list("title", "source_version")) == {(newer.title, 2)}


def test_what_the_source_no_longer_has_goes_everywhere(in_tenant_a: Tenant, shop: Shop) -> None:
    chair, table = shop.product("Oak chair"), shop.product("Pine table")
    PRODUCTS.rebuild([chair.entity_id, table.entity_id])
    del shop.products.rows[chair.entity_id]

    assert PRODUCTS.rebuild([chair.entity_id, table.entity_id]) == Written(documents=2, removed=2)

    assert set(models.IndexProduct.objects.values_list("product_id", flat=True)) == {table.entity_id}
    assert set(models.IndexProductListing.objects.values_list("product_id", flat=True)) == {table.entity_id}
    assert search_backend().count(in_tenant_a.id, "products") == 2


def test_a_rebuild_into_empty_tables_gives_the_same_bytes(in_tenant_a: Tenant, shop: Shop, search_path: Path) -> None:
    ids = [shop.product(f"Chair {n}", tags=("b", "a")).entity_id for n in range(5)]
    PRODUCTS.rebuild(ids)
    before = _dump()
    models.IndexProduct.objects.all().delete()
    models.IndexProductListing.objects.all().delete()
    shutil.rmtree(search_path)

    PRODUCTS.rebuild(list(reversed(ids)))

    assert len(before) == 10
    assert _dump() == before
    assert search_backend().count(in_tenant_a.id, "products") == 10


def test_the_number_of_statements_does_not_grow(in_tenant_a: Tenant, shop: Shop) -> None:
    ids = [shop.product(f"Chair {n}").entity_id for n in range(30)]
    PRODUCTS.rebuild(ids[:1])
    counts = []
    for size in (1, 30):
        with CaptureQueriesContext(connection) as statements:
            PRODUCTS.rebuild(ids[:size], force=True)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_lost_search_folder_is_rebuilt_whole_by_the_next_write(
    in_tenant_a: Tenant, shop: Shop, search_path: Path
) -> None:
    ids = [shop.product(f"Chair {n}").entity_id for n in range(3)]
    PRODUCTS.rebuild(ids)
    search_backend().drop(in_tenant_a.id, "products")

    PRODUCTS.rebuild(ids[:1])

    found = search_backend().search(in_tenant_a.id, "products", SearchQuery(text="chair", locale="en"))
    assert set(found.ids) == set(ids)


def test_tenants_do_not_see_each_other(tenant_a: Tenant, tenant_b: Tenant, tenant_x: Tenant, shop: Shop) -> None:
    for tenant in (tenant_a, tenant_b, tenant_x):
        with tenant_scope(tenant):
            PRODUCTS.rebuild([shop.product(f"Chair of {tenant.slug}").entity_id])

    for tenant in (tenant_a, tenant_b, tenant_x):
        with tenant_scope(tenant):
            assert set(models.IndexProduct.objects.values_list("title", flat=True)) == {f"Chair of {tenant.slug}"}
            found = search_backend().search(tenant.id, "products", SearchQuery(text="chair", locale="en"))
            assert found.total == 1


def test_nodes_and_categories_are_written(in_tenant_a: Tenant, shop: Shop) -> None:
    post = shop.node("First snow", tags=("winter",))
    category = shop.category("Chairs")

    CONTENT.rebuild([post.entity_id])
    CATEGORIES.rebuild([category.entity_id])

    row = models.IndexContent.objects.get(locale="en")
    assert (row.title, row.slug, row.kind, row.sort_at) == ("First snow", "first-snow", "post", post.published_at)
    assert models.IndexCategory.objects.get(locale="ru").path == [category.entity_id]


def test_dropping_a_locale_leaves_the_others(in_tenant_a: Tenant, shop: Shop) -> None:
    PRODUCTS.rebuild([shop.product("Oak chair").entity_id])

    assert PRODUCTS.drop_locale("ru") == 1

    assert list(models.IndexProduct.objects.values_list("locale", flat=True)) == ["en"]
    assert search_backend().count(in_tenant_a.id, "products") == 1
