"""Many variants of a product changed by one command."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.events.catalog.commerce import ProductUpdated, VariantDeleted, VariantUpdated
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from rustok_commerce import errors, models
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.variants import UpdatedVariantsResponse, UpdateVariantsRequest
from rustok_commerce.selectors import products
from rustok_commerce.services.variant_changes import update_variants
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard


def sized(count: int, **changes: Any) -> ProductResponse:
    values = [[f"v{n}"] for n in range(count)]
    many = [
        commerce.variant(options=[{"option": "size", "value": value}], sku=f"SKU-{value}", **changes)
        for (value,) in values
    ]
    options = [{"key": "size", "values": [{"key": value} for (value,) in values]}]
    return commerce.product(options=options, variants=many)


def change(
    ctx: RequestContext, product: ProductResponse, *rows: dict[str, Any], remove: Any = ()
) -> UpdatedVariantsResponse:
    data = {"variants": [{**row, "id": str(row["id"])} for row in rows], "remove": [str(key) for key in remove]}
    return update_variants(ctx, product.id, parse(UpdateVariantsRequest, data))


def refusals(ctx: RequestContext, product: ProductResponse, *rows: Any, remove: Any = ()) -> list[tuple[Any, str]]:
    before = products.get_product(ctx, product.id)
    with pytest.raises(InvalidInput) as refused:
        change(ctx, product, *rows, remove=remove)
    assert products.get_product(ctx, product.id) == before
    return [(error.path, error.code) for error in refused.value.errors]


def test_many_variants_are_changed_and_removed_at_once(ctx: RequestContext, heard: Heard) -> None:
    product = sized(4)
    one, two, three, four = product.variants
    heard.clear()

    done = change(
        ctx,
        product,
        {"id": one.id, "weight": 5, "version": 1, "titles": [{"locale": "ru", "value": "Первый"}]},
        {"id": two.id, "sku": "NEW", "allow_backorder": True},
        {"id": three.id, "sku": "SKU-v2"},
        remove=[four.id],
    )

    assert heard.take() == [ProductUpdated(product_id=product.id, fields=("variants",))]
    assert (done.changed, done.removed) == (2, 1)
    assert [(row.id, row.version) for row in done.variants] == [(one.id, 2), (two.id, 2), (three.id, 1)]
    found = products.get_product(ctx, product.id).variants
    assert [(row.sku, row.weight, row.version) for row in found] == [
        ("SKU-v0", 5, 2),
        ("NEW", None, 2),
        ("SKU-v2", None, 1),
    ]
    assert [text.value for text in found[0].titles] == ["Первый"]
    assert set(models.StockLevel.objects.filter(variant_id=two.id).values_list("backorder", flat=True)) == {True}
    assert models.Product.objects.get().version == product.version

    assert change(ctx, product, {"id": one.id, "weight": 5}).changed == 0
    assert heard == []
    change(ctx, product, {"id": one.id, "weight": 6})
    change(ctx, product, remove=[two.id])
    identity = {"product_id": product.id}
    assert heard == [VariantUpdated(**identity, variant_id=one.id), VariantDeleted(**identity, variant_id=two.id)]


def test_skus_and_options_change_hands(ctx: RequestContext) -> None:
    product = sized(3)
    one, two, three = product.variants

    def size(value: str) -> list[dict[str, str]]:
        return [{"option": "size", "value": value}]

    change(
        ctx,
        product,
        {"id": one.id, "sku": "SKU-v1", "options": size("v1")},
        {"id": two.id, "sku": "SKU-v2", "options": size("v0")},
        remove=[three.id],
    )

    found = {row.id: row for row in products.get_product(ctx, product.id).variants}
    assert [(found[key].sku, found[key].options[0].value) for key in (one.id, two.id)] == [
        ("SKU-v1", "v1"),
        ("SKU-v2", "v0"),
    ]
    rows = models.Variant.objects.filter(id__in=found)
    assert set(rows.values_list("combination", flat=True)) == {"size=v0", "size=v1"}


def test_what_cannot_be_is_told_per_row_and_nothing_is_written(ctx: RequestContext, heard: Heard) -> None:
    product = sized(3, stock=2)
    other = commerce.product(variants=[commerce.variant(sku="TAKEN")])
    one, two, three = product.variants
    heard.clear()

    nobody = generate_id()
    assert refusals(ctx, product, {"id": nobody, "weight": 1}, {"id": other.variants[0].id}, {"id": one.id}) == [
        (("variants", 0, "id"), "commerce.variant.not_found"),
        (("variants", 1, "id"), "commerce.variant.not_found"),
    ]
    assert refusals(ctx, product, {"id": one.id, "weight": 1}, {"id": one.id}, remove=[two.id, two.id]) == [
        (("variants", 1, "id"), "commerce.variant.duplicate"),
        (("remove", 1), "commerce.variant.duplicate"),
    ]
    assert refusals(ctx, product, {"id": one.id, "weight": 1}, {"id": two.id, "weight": 1, "version": 7}) == [
        (("variants", 1, "version"), "resource.stale_version")
    ]
    assert refusals(
        ctx,
        product,
        {"id": one.id, "sku": "TAKEN"},
        {"id": two.id, "sku": "SKU-v2"},
        {"id": three.id, "options": [{"option": "size", "value": "v1"}], "asset_id": str(nobody)},
    ) == [
        (("variants", 0, "sku"), "commerce.variant.duplicate_sku"),
        (("variants", 1, "sku"), "commerce.variant.duplicate_sku"),
        (("variants", 2, "options"), "commerce.variant.duplicate_combination"),
        (("variants", 2, "asset_id"), "not_found"),
    ]
    wrong = {"titles": [{"locale": "fr", "value": "Non"}]}
    assert refusals(ctx, product, {"id": one.id, "options": []}, {"id": two.id, **wrong}) == [
        (("variants", 1, "titles"), "commerce.locale.not_enabled"),
        (("variants", 0, "options"), "commerce.variant.invalid_options"),
    ]
    attribute = {"attributes": [{"attribute": "fuel", "text": "gas"}], "weight": 3}
    assert refusals(ctx, product, {"id": one.id, **attribute}, remove=[two.id]) == [
        (("variants", 0, "attributes", 0, "attribute"), "unknown_attribute")
    ]
    with pytest.raises(errors.ProductNotFound):
        update_variants(ctx, nobody, UpdateVariantsRequest())
    assert heard == []


def test_promised_pieces_hold_their_variants(ctx: RequestContext) -> None:
    product = sized(2, stock=2, allow_backorder=True)
    one, two = product.variants
    models.StockLevel.objects.filter(variant_id=one.id).update(reserved=3)
    models.StockLevel.objects.filter(variant_id=two.id).update(reserved=1)

    assert refusals(ctx, product, {"id": one.id, "allow_backorder": False}, remove=[two.id]) == [
        (("variants", 0, "allow_backorder"), "commerce.stock.reserved"),
        (("remove", 0), "commerce.stock.reserved"),
    ]
    change(ctx, product, {"id": two.id, "allow_backorder": False})
    assert not models.StockLevel.objects.get(variant_id=two.id).backorder


def test_statements_do_not_grow_with_the_variants(ctx: RequestContext) -> None:
    def cost(count: int) -> int:
        product = commerce.product()
        rows = [
            models.Variant(product_id=product.id, sku=f"{product.handle}-{n}", combination=f"n={n}")
            for n in range(count)
        ]
        models.Variant.objects.bulk_create(rows)
        found = list(models.Variant.objects.filter(product_id=product.id, sku__startswith=product.handle))
        asked = [
            {
                "id": row.id,
                "weight": 7,
                "sku": f"{row.sku}-x",
                "allow_backorder": True,
                "version": 1,
                "titles": [{"locale": "en", "value": f"No. {n}"}],
            }
            for n, row in enumerate(found[1:])
        ]
        with CaptureQueriesContext(connection) as seen:
            done = change(ctx, product, *asked, remove=[found[0].id])
        assert (done.changed, done.removed) == (count - 1, 1)
        return sum('"commerce_' in query["sql"] for query in seen.captured_queries)

    assert cost(500) == cost(3) <= 30


def test_apis_change_many_variants(in_tenant_a: Tenant) -> None:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    product = sized(2)
    one, two = product.variants
    manager = api_client(in_tenant_a, Role.MANAGER)
    place = f"/api/v1/admin/products/{to_ulid(product.id)}/variants"

    changed = manager.patch(place, {"variants": [{"id": to_ulid(one.id), "weight": 9}]})
    assert (changed.status_code, changed.json()["changed"]) == (200, 1)
    taken = manager.patch(place, {"variants": [{"id": to_ulid(one.id), "sku": "SKU-v1"}]})
    assert taken.status_code == 422
    assert [error["code"] for error in taken.json()["errors"]] == ["commerce.variant.duplicate_sku"]
    mutation = """mutation ($id: ID!, $input: UpdateVariantsInput!) {
        updateVariants(productId: $id, input: $input) { changed removed variants { id version } } }"""
    gone = {"remove": [to_ulid(two.id)]}
    answer = manager.graphql(mutation, {"id": to_ulid(product.id), "input": gone}).json()
    assert answer["data"]["updateVariants"] == {"changed": 0, "removed": 1, "variants": []}
    assert list(models.Variant.objects.values_list("sku", "weight")) == [("SKU-v0", 9)]
