"""The demo catalogues reach the shop, once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from django.db.models import Sum

from rustok.ids import generate_id
from rustok.search.sources import LocaleChain
from rustok.tenancy.context import tenant_scope
from rustok.testing.tenants import make_tenant
from rustok_commerce import models
from rustok_commerce.demo.catalog import ACME, CATALOGS, FERNHOLT
from rustok_commerce.demo.records import Catalog
from rustok_commerce.demo.seed import product_request
from rustok_commerce.demo.selling import seed_deliveries, seed_taxes
from rustok_commerce.dto.collections import ListCollectionsRequest
from rustok_commerce.dto.totals import Destination
from rustok_commerce.module import CommerceModule
from rustok_commerce.search_source import ProductSource
from rustok_commerce.selectors import products
from rustok_commerce.selectors.collections import list_collection_products, list_collections
from rustok_commerce.services import delivery
from rustok_commerce.services.baskets import price
from rustok_commerce.services.promotions.applying import discounts_for
from tests.factories import commerce, promotions
from tests.factories.baskets import basket, line
from tests.rustok_commerce.conftest import Heard


@pytest.mark.django_db
def test_seeding_twice_changes_nothing_the_second_time(
    heard: Heard, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    wanted, module, steps = ACME, CommerceModule(), []
    with tenant_scope(make_tenant(wanted.tenant, locales=wanted.locales, currencies=wanted.currencies)):
        ctx = commerce.system()

        module.seed_demo(ctx, wanted.tenant, lambda what, done, total: steps.append((what, done, total)))
        first = heard.take()
        module.seed_demo(ctx, wanted.tenant, lambda *_: None)

        assert heard == []
        assert ("products", len(wanted.products), len(wanted.products)) in steps
        assert steps[-1] == ("orders", 24, 24)
        assert models.Order.objects.count() > 12
        states = set(models.Order.objects.values_list("status", flat=True))
        assert states == {"placed", "completed", "cancelled"}
        paid = set(models.Order.objects.values_list("payment_status", flat=True))
        assert paid >= {"pending", "authorised", "paid", "partially_refunded"}
        assert models.Product.objects.count() == len(wanted.products)
        assert models.ProductMedia.objects.count() == len(wanted.products)
        assert len([event for event in first if event.type == "product.created"]) == len(wanted.products)
        record = wanted.products[0]
        product = products.find_product(ctx.in_locale("de"), record.handle)
        assert product is not None
        assert (product.title, product.status) == (record.texts["de"].title, record.status)
        # What the demo's orders took and brought back is beside the question.
        sold = models.StockMovement.objects.filter(reason__in=("sale", "return")).values_list("sku", "location_id")
        gone = {(sku, place): -pieces for sku, place, pieces in sold.annotate(pieces=Sum("delta"))}
        main, store = models.StockLocation.objects.order_by("-is_default")
        assert (main.is_default, store.code, store.name) == (True, "store", "Store in town")
        stock = {
            (sku, place): on_hand
            for sku, place, on_hand in models.StockLevel.objects.values_list("variant__sku", "location", "on_hand")
        }
        for variant in record.variants:
            moved = variant.stock // 3
            for place, begun in ((main.id, variant.stock - moved), (store.id, moved)):
                assert stock.get((variant.sku, place), 0) + gone.get((variant.sku, place), 0) == begun
        assert any(place == store.id for _, place in stock)
        assert [variant.gtin for variant in product.variants] == [v.barcode for v in record.variants]
        assert product.product_type == "supply"
        assert [(said.name, said.text or said.number) for said in product.attributes] == [
            ("Norm", "EN 388"),
            ("Garantie", "2"),
        ]
        by_hand, by_rules = list_collections(ctx.in_locale("de"), ListCollectionsRequest()).items
        assert (by_hand.name, by_hand.kind, by_rules.name, by_rules.kind) == (
            "Die erste Werkstatt",
            "manual",
            "Schutzausrüstung",
            "rules",
        )
        assert by_hand.asset_id is not None
        assert by_rules.asset_id is not None
        inside = list_collection_products(ctx, by_hand.id).items
        assert [product.handle for product in inside] == [
            "steel-toolbox",
            "claw-hammer",
            "combination-wrench",
            "wood-screws-torx",
            "cloth-tape",
        ]
        helmet = products.find_product(ctx, "site-safety-helmet")
        assert helmet is not None
        (document,) = ProductSource().load([helmet.id], [LocaleChain(locale="de")])
        assert document.collections == {by_rules.id: 0}


@pytest.mark.django_db
def test_an_unknown_data_set_writes_nothing(in_tenant_a: object, heard: Heard) -> None:
    CommerceModule().seed_demo(commerce.system(), "nobody", lambda *_: None)

    assert heard == []


@pytest.mark.parametrize("wanted", CATALOGS.values(), ids=list(CATALOGS))
def test_every_product_of_the_catalogues_is_a_valid_request(wanted: Catalog) -> None:
    for record in wanted.products:
        request = product_request(wanted, record, category_id=generate_id(), asset_id=generate_id())

        assert request.title == record.texts[wanted.locales[0]].title
        assert len(request.variants) == len(record.variants)
        assert {price.currency for variant in request.variants for price in variant.prices} <= set(wanted.currencies)


@pytest.mark.django_db
def test_the_demo_shop_has_a_second_channel_and_a_sale(
    heard: Heard, settings: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    candles = tuple(product for product in FERNHOLT.products if product.category == "candles")[:2]
    wanted = dataclasses.replace(FERNHOLT, products=candles)
    monkeypatch.setitem(CATALOGS, wanted.tenant, wanted)
    module = CommerceModule()
    with tenant_scope(make_tenant(wanted.tenant, locales=wanted.locales)):
        ctx = commerce.system()
        module.seed_demo(ctx, wanted.tenant, lambda *_: None)
        heard.clear()
        module.seed_demo(ctx, wanted.tenant, lambda *_: None)

        assert heard == []
        product = products.find_product(ctx, candles[0].handle)
        assert product is not None
        (document,) = ProductSource().load([product.id], [LocaleChain(locale="en")])
        shown = document.card["prices"]
        assert list(shown) == ["default", "europe"]
        assert list(shown["europe"]) == ["EUR"]
        usual = min(price.amount for v in candles[0].variants for price in v.prices if price.currency == "EUR")
        assert shown["europe"]["EUR"]["min"] == usual * 85 // 100
        assert shown["europe"]["EUR"]["compare_at"] == shown["europe"]["EUR"]["lowest_30d"] == usual
        welcome, delivery = models.Promotion.objects.order_by("-code")
        assert [(row.code, row.status) for row in (welcome, delivery)] == [
            ("welcome", "active"),
            ("free-delivery", "active"),
        ]
        assert models.Coupon.objects.get().code == "WELCOME10"
        found = discounts_for(promotions.basket(promotions.line(2000), coupon_codes=("WELCOME10",), locale="de"))
        assert [(applied.name, applied.amount) for applied in found.applied] == [("Willkommen", 200)]


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "home", "codes"), [(FERNHOLT, "DE", 5), (ACME, "AT", 5)])
def test_a_checkout_finds_taxes_and_deliveries(wanted: Catalog, home: str, codes: int, heard: Heard) -> None:
    tenant = make_tenant(wanted.tenant, locales=wanted.locales)
    with tenant_scope(tenant):
        ctx = commerce.system()
        seed_taxes(ctx, wanted)
        seed_deliveries(ctx, wanted)
        seeded = len(heard.take())
        seed_taxes(ctx, wanted)
        seed_deliveries(ctx, wanted)

        assert (seeded > 10, heard) == (True, [])
        assert models.ShippingMethod.objects.count() == codes - 1
        for currency in wanted.currencies:
            for country, tax in ((home, True), ("FR", True), ("US", False)):
                sold = basket(
                    line(5000, tax_class="", weight=800), currency=currency, destination=Destination(country=country)
                )
                options = delivery.options_for(sold, locale=wanted.locales[-1])
                assert options
                assert all(option.name != option.code and option.currency == currency for option in options)
                method = models.ShippingMethod.objects.get(id=options[0].method_id)
                totals = price(dataclasses.replace(sold, shipping=delivery.quote(sold, method)))
                assert totals.total == 5000 + options[0].amount
                assert (totals.tax_total > 0) is tax
