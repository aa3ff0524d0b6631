"""A change builds what it touches, each product once, however many events it took; and a large product costs one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from prometheus_client import REGISTRY

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.media.dto import UpdateAssetRequest
from rustok.media.services import assets
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient
from rustok_commerce.dto.categories import CreateCategoryRequest, UpdateCategoryRequest
from rustok_commerce.dto.inventory import AdjustStockRequest
from rustok_commerce.dto.prices import SetPriceRequest
from rustok_commerce.dto.products import CreateProductRequest, ProductResponse, UpdateProductRequest
from rustok_commerce.search_source import ProductSource
from rustok_commerce.services import catalog, categories, inventory, pricing
from rustok_index import models
from rustok_outbox.relay import drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ctx(tenant_a: Tenant, search_path: Path, settings: Any) -> Iterator[RequestContext]:
    """The system of tenant ``a``, with commerce on; who the tenant is is not read anew for every command."""
    settings.RUSTOK = {**settings.RUSTOK, "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 30}}
    with tenant_scope(tenant_a):
        TenantModule.objects.create(module_slug="commerce", enabled=True)
        yield RequestContext.system(tenant_a.id)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[list[UUID]]]:
    """Deliver what is due, and return the products of each batch that was built."""
    batches: list[list[UUID]] = []
    load = ProductSource.load

    def loading(self: ProductSource, ids: Sequence[UUID], locales: Any) -> Any:
        batches.append(sorted(ids))
        return load(self, ids, locales)

    monkeypatch.setattr(ProductSource, "load", loading)

    def deliver() -> list[list[UUID]]:
        batches.clear()
        drain()
        return list(batches)

    return deliver


def make(ctx: RequestContext, title: str, **given: Any) -> ProductResponse:
    data = {"title": title, "variants": [{"prices": [{"currency": "USD", "amount": 900}], "stock": 5}], **given}
    product = catalog.create_product(ctx, parse(CreateProductRequest, data))
    return catalog.publish_product(ctx, product.id)


def place(ctx: RequestContext, name: str, parent: UUID | None = None) -> UUID:
    data = {"name": name, "parent_id": parent and str(parent)}
    return categories.create_category(ctx, parse(CreateCategoryRequest, data)).id


def test_renamed_category_builds_all_below_it_once_and_nothing_else(ctx, built):
    root = place(ctx, "Light")
    middle = place(ctx, "Lamps", root)
    leaf = place(ctx, "Desk lamps", middle)
    elsewhere = place(ctx, "Chairs")
    below = [make(ctx, f"Lamp {n}", category_ids=[str(leaf), str(middle)]).id for n in range(3)]
    make(ctx, "Chair", category_ids=[str(elsewhere)])
    built()

    for name in ("Lights", "Lighting"):
        categories.update_category(ctx, root, parse(UpdateCategoryRequest, {"name": name}))
    categories.update_category(ctx, middle, parse(UpdateCategoryRequest, {"name": "All lamps"}))

    assert built() == [sorted(below)]
    shown = models.IndexProduct.objects.get(product_id=below[0], locale="en").document
    assert [crumb["name"] for crumb in shown["breadcrumbs"]] == ["Lighting", "All lamps", "Desk lamps"]
    category = models.IndexCategory.objects.get(category_id=leaf, locale="en").document
    assert category["breadcrumbs"][0]["name"] == "Lighting"


def test_moved_category_takes_its_products_to_other_lists(ctx, built):
    old, new = place(ctx, "Old"), place(ctx, "New")
    leaf = place(ctx, "Leaf", old)
    product = make(ctx, "Lamp", category_ids=[str(leaf)]).id
    built()

    categories.update_category(ctx, leaf, parse(UpdateCategoryRequest, {"parent_id": str(new)}))

    assert built() == [[product]]
    groups = set(models.IndexProductListing.objects.values_list("group_id", flat=True))
    assert groups == {models.EVERYTHING, leaf, new}


def test_burst_of_stock_and_prices_builds_each_product_once(ctx, built):
    products = [make(ctx, f"Lamp {n}") for n in range(3)]
    built()

    for _ in range(10):
        for product in products:
            data = {"variant_id": str(product.variants[0].id), "delta": 2}
            inventory.adjust_stock(ctx, parse(AdjustStockRequest, data))
    for amount in (800, 700, 600):
        request = parse(SetPriceRequest, {"currency": "USD", "amount": amount})
        pricing.set_price(ctx, products[0].variants[0].id, request)

    assert built() == [sorted(product.id for product in products)]
    shown = models.IndexProduct.objects.get(product_id=products[0].id, locale="en")
    assert (shown.total_stock, shown.min_price) == (25, 600)


def test_tags_and_alternative_texts_build_the_products_that_show_them(ctx, built):
    written = io.BytesIO()
    Image.new("RGB", (8, 8), (9, 9, 9)).save(written, "PNG")
    picture = assets.store_asset(ctx, written.getvalue(), filename="lamp.png", alt={"en": "A lamp"})
    shown = [make(ctx, f"Lamp {n}", media=[{"asset_id": str(picture.id)}]).id for n in range(2)]
    plain = make(ctx, "Chair").id
    built()

    assets.update_asset(ctx, picture.id, parse(UpdateAssetRequest, {"alt": {"en": "The lamp"}}))
    assert sorted({found for batch in built() for found in batch}) == sorted(shown)
    images = models.IndexProduct.objects.filter(product_id__in=shown, locale="en").values_list("document", flat=True)
    assert {document["media"][0]["alt"] for document in images} == {"The lamp"}

    catalog.update_product(ctx, plain, parse(UpdateProductRequest, {"tags": ["sale"]}))
    assert built() == [[plain]]
    assert models.IndexProduct.objects.get(product_id=plain, locale="ru").tags == ["sale"]


def heavy(size: int) -> dict[str, Any]:
    """A product of so many variants, of two options with 25 values at most."""
    colours = [f"c{n}" for n in range(-(-size // 25))]
    sizes = [f"s{n}" for n in range(min(size, 25))]
    pairs = [(colour, name) for colour in colours for name in sizes][:size]
    return {
        "options": [
            {"key": "colour", "values": [{"key": key} for key in colours]},
            {"key": "size", "values": [{"key": key} for key in sizes]},
        ],
        "variants": [
            {
                "sku": f"HEAVY-{size}-{number}",
                "options": [{"option": "colour", "value": colour}, {"option": "size", "value": name}],
                "prices": [{"currency": "USD", "amount": 1000 + number}, {"currency": "EUR", "amount": 900 + number}],
                "stock": 3,
            }
            for number, (colour, name) in enumerate(pairs)
        ],
    }


def statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_five_hundred_variants_cost_as_many_statements_as_five(ctx, built, tenant_a):
    saved, indexed = [], []
    for size in (5, 500):
        data = parse(CreateProductRequest, {"title": f"Heavy {size}", "handle": f"heavy-{size}", **heavy(size)})
        saved.append(statements(lambda data=data: catalog.create_product(ctx, data)))
        indexed.append(statements(built))

    # Options and their values, of which there are 45 and not 6, are written one by one; variants are not.
    assert saved[1] - saved[0] <= 45 - 6
    assert indexed[1] <= indexed[0]


def test_one_price_of_five_hundred_variants_builds_one_product(ctx, built, tenant_a):
    product = make(ctx, "Heavy", handle="heavy", **heavy(500))
    make(ctx, "Light", handle="light")
    built()
    written = lambda: REGISTRY.get_sample_value("rustok_index_documents_total", {"index": "products"})  # noqa: E731
    before = written()

    request = parse(SetPriceRequest, {"currency": "USD", "amount": 1})
    pricing.set_price(ctx, product.variants[250].id, request)

    assert built() == [[product.id]]
    assert written() - before == 2  # one product in two languages
    client = ApiClient(tenant_a)
    client.get("/api/v1/store/products/light")  # from here on the process knows the tenant's channels
    reads = {}
    for handle in ("heavy", "light"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"/api/v1/store/products/{handle}")
        reads[handle] = [query["sql"] for query in captured if "index_" in query["sql"]]
        assert answer.status_code == 200
    assert len(reads["heavy"]) == len(reads["light"]) == 1
    shown = client.get("/api/v1/store/products/heavy").json()
    assert len(shown["variants"]) == 500
    assert shown["prices"]["default"]["USD"] == {"min": 1, "max": 1499}
