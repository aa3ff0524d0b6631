"""``manage.py reindex``."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_index import models
from rustok_index.backends import search_backend
from rustok_index.indexers import PRODUCTS
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db


def _reindex(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    out, err = io.StringIO(), io.StringIO()
    seen = 0
    try:
        call_command("reindex", *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as exc:
        seen = int(exc.code or 0)
    assert seen == code, err.getvalue()
    result: list[dict[str, Any]] = json.loads(out.getvalue())
    return result


def _dump() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_id, locale, document::text, card, checksum FROM index_products ORDER BY 1, 2")
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT product_id, locale, group_id, currency, price FROM index_product_listings ORDER BY 1,2,3,4"
        )
        return [*rows, *cursor.fetchall()]


def test_all_tenants_are_rebuilt_to_the_same_bytes(
    tenant_a: Tenant, tenant_b: Tenant, tenant_x: Tenant, shop: Shop, search_path: Path
) -> None:
    before = {}
    for tenant in (tenant_a, tenant_b, tenant_x):
        with tenant_scope(tenant):
            ids = [shop.product(f"Chair {n}", tags=("b", "a")).entity_id for n in range(5)]
            PRODUCTS.rebuild(ids)
            before[tenant.slug] = _dump()
            models.IndexProduct.objects.all().delete()
            models.IndexProductListing.objects.all().delete()
            search_backend().drop(tenant.id, "products")

    results = _reindex("--all-tenants", "--batch-size", "2")

    written = {(r["tenant"], r["index"]): r["documents"] for r in results}
    for tenant in (tenant_a, tenant_b, tenant_x):
        assert written[tenant.slug, "products"] == 10
        with tenant_scope(tenant):
            assert _dump() == before[tenant.slug]
            assert search_backend().count(tenant.id, "products") == 10
            assert not models.ReindexProgress.objects.exists()


def test_a_row_changed_behind_its_back_is_found_and_mended(in_tenant_a: Tenant, shop: Shop) -> None:
    ids = [shop.product(f"Chair {n}").entity_id for n in range(4)]
    _reindex("--tenant", "a")
    before = _dump()
    assert all(result["clean"] for result in _reindex("--tenant", "a", "--verify"))
    rows = models.IndexProduct.objects
    rows.filter(product_id=ids[0], locale="en").update(title="Tampered")
    rows.filter(product_id=ids[1], locale="en").update(document={"title": "Tampered"}, source_version=99)
    rows.filter(product_id=ids[2], locale="ru").delete()
    models.IndexProductListing.objects.filter(product_id=ids[3], currency="USD", locale="en").update(price=1)
    ghost = rows.get(product_id=ids[3], locale="en")
    ghost.pk, ghost.product_id = generate_id(), generate_id()
    ghost.save(force_insert=True)

    found = _reindex("--tenant", "a", "--index", "products", "--verify", code=1)[0]

    assert {n: found[n] for n in ("changed", "missing", "surplus", "behind", "listings")} == {
        "changed": 2,
        "missing": 1,
        "surplus": 1,
        "behind": 0,
        "listings": 1,
    }
    assert set(found["examples"]) == {to_ulid(entity_id) for entity_id in (*ids, ghost.product_id)}
    _reindex("--tenant", "a", "--index", "products", "--repair")
    assert _dump() == before
    assert _reindex("--tenant", "a", "--verify")[0]["clean"]


def test_documents_behind_their_entity_and_a_lost_search_folder_are_found(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    _reindex("--tenant", "a")
    shop.products.change(chair.entity_id, title="Ash chair")
    search_backend().drop(in_tenant_a.id, "products")

    found = _reindex("--tenant", "a", "--index", "products", "--verify", code=1)[0]

    assert found["behind"] == 2
    assert found["search"] == {"expected": 2, "found": 0, "wrong": 1}
    _reindex("--tenant", "a", "--repair")
    assert all(result["clean"] for result in _reindex("--tenant", "a", "--verify"))


def test_a_rebuild_broken_off_goes_on_where_it_was(
    in_tenant_a: Tenant, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = sorted(shop.product(f"Chair {n}").entity_id for n in range(6))
    load = shop.products.load

    def breaking(wanted: Sequence[UUID], locales: Any) -> Any:
        if ids[4] in wanted:
            raise KeyboardInterrupt
        return load(wanted, locales)

    monkeypatch.setattr(shop.products, "load", breaking)
    with pytest.raises(KeyboardInterrupt):
        call_command("reindex", "--tenant", "a", "--index", "products", "--batch-size", "2", stderr=io.StringIO())
    assert models.ReindexProgress.objects.get(index_name="products").after == ids[3]
    monkeypatch.setattr(shop.products, "load", load)
    shop.products.loads = 0

    result = _reindex("--tenant", "a", "--index", "products", "--batch-size", "2", "--resume")[0]

    assert (shop.products.loads, result["documents"]) == (1, 4)
    assert models.IndexProduct.objects.count() == 12
    assert search_backend().count(in_tenant_a.id, "products") == 12


def test_one_language_leaves_the_others_alone(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    _reindex("--tenant", "a")
    shop.products.change(chair.entity_id, title="Ash chair")

    _reindex("--tenant", "a", "--locale", "en")

    titles = dict(models.IndexProduct.objects.values_list("locale", "title"))
    assert titles == {"en": "Ash chair", "ru": "Oak chair"}


@pytest.mark.parametrize(
    "arguments", [["--tenant", "nobody"], ["--tenant", "a", "--locale", "xx"], ["--tenant", "a", "--batch-size", "-1"]]
)
def test_usage_errors_exit_with_2(tenants: Any, shop: Shop, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("reindex", *arguments)

    assert caught.value.returncode == 2
