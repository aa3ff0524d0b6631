"""The made-up catalogue: whole, the same whoever writes it, and written once."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok_commerce import models
from rustok_commerce.demo.volume import Volume, product_id, seed_volume
from rustok_commerce.demo.volume_rows import TABLES
from rustok_commerce.selectors.products import get_product
from rustok_commerce.services import catalog
from rustok_index.models import IndexProduct


def volume(products: int, *, batch_size: int = 4) -> Volume:
    return Volume(products=products, variants=3, locales=("en", "ru"), currencies=("USD", "EUR"), batch_size=batch_size)


def seed(tenant, products, **options):
    done = []
    made = seed_volume(RequestContext.system(tenant.id), volume(products, **options), lambda *now: done.append(now))
    return made, done


def rows(tenant):
    with tenant_scope(tenant), connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            # What refers to rows that a command made has ids of its own in every shop.
            only = " AND kind = 'product'" if table == "commerce_slugs" else ""
            cursor.execute(f"SELECT id FROM {table} WHERE tenant_id = %s{only} ORDER BY id", [tenant.id])
            found[table] = cursor.fetchall()
        return found


def test_numbers_are_those_asked_for(in_tenant_a):
    made, done = seed(in_tenant_a, 10)

    assert made == 10
    assert done == [("products", 0, 10), ("products", 4, 10), ("products", 8, 10), ("products", 10, 10)]
    counts = {table: len(found) for table, found in rows(in_tenant_a).items()}
    assert counts["commerce_products"] == 10
    assert counts["commerce_product_translations"] == 20
    assert counts["commerce_variants"] == counts["commerce_stock_levels"] == 30
    assert counts["commerce_prices"] == counts["commerce_price_changes"] == 60


def test_second_run_goes_on_where_the_first_ended_and_a_third_changes_nothing(in_tenant_a):
    assert seed(in_tenant_a, 7)[0] == 7
    assert seed(in_tenant_a, 12)[0] == 5
    before = rows(in_tenant_a)

    assert seed(in_tenant_a, 12)[0] == 0

    assert rows(in_tenant_a) == before


def test_rows_are_the_same_in_every_shop_and_for_every_size_of_batch(tenants):
    for slug, size in (("a", 4), ("b", 5)):
        with tenant_scope(tenants[slug]):
            seed(tenants[slug], 10, batch_size=size)

    assert rows(tenants["a"]) == rows(tenants["b"])


def test_statements_of_a_batch_do_not_grow_with_it(in_tenant_a):
    seed(in_tenant_a, 1, batch_size=1)
    counts = []
    for last, size in ((2, 1), (100, 50)):
        with CaptureQueriesContext(connection) as statements:
            seed(in_tenant_a, last, batch_size=size)
        counts.append(sum(query["sql"].lstrip().startswith("INSERT") for query in statements))

    assert counts == [len(TABLES), 2 * len(TABLES)]


def test_a_product_is_like_one_that_the_commands_made(in_tenant_a):
    seed(in_tenant_a, 3)
    ctx = RequestContext.system(in_tenant_a.id)
    product = get_product(ctx, product_id(3))

    assert (product.handle, product.status, product.title) == ("volume-3", "active", "Oak shelf 3")
    assert [(variant.sku, len(variant.prices)) for variant in product.variants] == [
        ("VOL-3-1", 2), ("VOL-3-2", 2), ("VOL-3-3", 2),
    ]  # fmt: skip
    assert catalog.unpublish_product(ctx, product.id).status == "draft"
    ledger = models.StockMovement.objects.filter(product_id=product.id).values_list("variant_id", "on_hand_after")
    assert dict(ledger) == dict(
        models.StockLevel.objects.filter(variant__product_id=product.id).values_list("variant_id", "on_hand")
    )
    catalog.delete_product(ctx, product.id)


def test_command_fills_the_read_model_too(in_tenant_a, capsys):
    call_command("seed_volume", tenant="a", products=5, json=True)

    answer = json.loads(capsys.readouterr().out)
    assert (answer["tenant"], answer["products"], answer["made"]) == ("a", 5, 5)
    assert IndexProduct.objects.filter(is_visible=True).count() == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"tenant": "nobody"},
        {"tenant": "a", "products": 0},
        {"tenant": "a", "variants": 501},
        {"tenant": "a", "locales": "en,xx"},
        {"tenant": "a", "currencies": "XXX"},
    ],
)
def test_wrong_usage_is_2(in_tenant_a, wrong):
    with pytest.raises(CommandError) as caught:
        call_command("seed_volume", **wrong)
    assert caught.value.returncode == 2
    assert not models.Product.objects.exists()
