"""The real domains feed the read model, over the real outbox: what they store is what both APIs describe."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import call_command

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.search.storefront import (
    StoreCategory,
    StoreCategoryCard,
    StoreNode,
    StoreNodeCard,
    StoreProduct,
    StoreProductCard,
)
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_commerce.dto.categories import CreateCategoryRequest
from rustok_commerce.dto.prices import SetPriceRequest
from rustok_commerce.dto.products import CreateProductRequest, UpdateProductRequest
from rustok_commerce.services import catalog, categories, pricing
from rustok_content import facade
from rustok_content.dto.nodes import CreateNodeRequest
from rustok_content.services.kinds import NodeKind, register_kind
from rustok_index import models
from rustok_outbox.relay import drain

pytestmark = pytest.mark.django_db(transaction=True)
STORE = "/api/v1/store"


@pytest.fixture
def ctx(tenant_a: Tenant, search_path: Path) -> RequestContext:
    """The system of tenant ``a``, with commerce switched on."""
    register_kind(NodeKind(name="note", module="content", label="Note"))
    return RequestContext.system(tenant_a.id)


def _fill(ctx: RequestContext) -> Any:
    root = categories.create_category(ctx, parse(CreateCategoryRequest, {"name": "Light", "slug": "light"}))
    leaf = categories.create_category(
        ctx, parse(CreateCategoryRequest, {"name": "Lamps", "slug": "lamps", "parent_id": str(root.id)})
    )
    product = catalog.create_product(
        ctx,
        parse(
            CreateProductRequest,
            {
                "title": "Oak lamp",
                "handle": "oak-lamp",
                "description": "Shines warmly.",
                "tags": ["sale"],
                "category_ids": [str(leaf.id)],
                "translations": [{"locale": "ru", "title": "Дубовая лампа"}],
                "options": [{"key": "colour", "values": [{"key": "red"}, {"key": "blue"}]}],
                "variants": [
                    {
                        "sku": f"LAMP-{colour}",
                        "options": [{"option": "colour", "value": colour}],
                        "prices": [{"currency": "USD", "amount": amount}, {"currency": "EUR", "amount": amount - 100}],
                        "stock": 3,
                    }
                    for colour, amount in (("red", 1999), ("blue", 2499))
                ],
            },
        ),
    )
    catalog.publish_product(ctx, product.id)
    node = facade.create_node(
        ctx,
        parse(
            CreateNodeRequest,
            {"kind": "note", "translations": [{"locale": "en", "title": "On lamps", "body": "**Light**"}]},
        ),
    )
    facade.publish_node(ctx, node.id)
    return product


def test_a_change_reaches_rest_graphql_and_search(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        product = _fill(ctx)
    drain()
    client = ApiClient(tenant_a)

    listed = client.get(f"{STORE}/products?category=light&option.colour=red&tag=sale&in_stock=true").json()["items"]
    assert [(item["title"], item["prices"]["default"]["USD"]["min"]) for item in listed] == [("Oak lamp", 1999)]
    assert client.get(f"{STORE}/products/oak-lamp?locale=ru").json()["title"] == "Дубовая лампа"
    assert [item["slug"] for item in client.get(f"{STORE}/categories").json()["items"]] == ["light", "lamps"]
    assert client.get(f"{STORE}/nodes/note/on-lamps").json()["body"].strip() == "<p><strong>Light</strong></p>"

    with tenant_scope(tenant_a):
        catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {"title": "Walnut lamp"}))
        variant = product.variants[0]
        pricing.set_price(ctx, variant.id, parse(SetPriceRequest, {"currency": "USD", "amount": 1499}))
    drain()

    assert client.get(f"{STORE}/products/oak-lamp").json()["title"] == "Walnut lamp"
    assert [item["title"] for item in client.get(f"{STORE}/products?q=walnut").json()["items"]] == ["Walnut lamp"]
    found = client.graphql('{ product(handle: "oak-lamp") { title priceRange { min { amount } max { amount } } } }')
    assert found.json()["data"]["product"] == {
        "title": "Walnut lamp",
        "priceRange": {"min": {"amount": 1499}, "max": {"amount": 2499}},
    }

    with tenant_scope(tenant_a):
        catalog.unpublish_product(ctx, product.id)
    drain()

    assert client.get(f"{STORE}/products/oak-lamp").status_code == 404
    assert client.get(f"{STORE}/products?q=walnut").json()["items"] == []


def test_documents_are_what_the_apis_describe(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        _fill(ctx)
    drain()

    with tenant_scope(tenant_a):
        for model, whole, short in (
            (models.IndexProduct, StoreProduct, StoreProductCard),
            (models.IndexCategory, StoreCategory, StoreCategoryCard),
            (models.IndexContent, StoreNode, StoreNodeCard),
        ):
            rows = list(model.objects.all())
            assert len(rows) >= 2
            for row in rows:
                # Refuses unknown fields and missing ones alike.
                parse(whole, row.document)
                parse(short, orjson.loads(row.card))


def test_verify_finds_nothing_after_the_events_and_a_rebuild_changes_nothing(
    tenant_a: Tenant, ctx: RequestContext
) -> None:
    with tenant_scope(tenant_a):
        _fill(ctx)
    drain()

    def checksums() -> list[Any]:
        with tenant_scope(tenant_a):
            return [
                sorted(model.objects.values_list("locale", "checksum"))
                for model in (models.IndexProduct, models.IndexCategory, models.IndexContent)
            ]

    before = checksums()
    out = io.StringIO()
    call_command("reindex", "--tenant", "a", "--verify", "--json", stdout=out, stderr=io.StringIO())
    assert {result["clean"] for result in json.loads(out.getvalue())} == {True}

    call_command("reindex", "--tenant", "a", stdout=io.StringIO(), stderr=io.StringIO())

    assert checksums() == before
