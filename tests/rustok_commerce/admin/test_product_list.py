"""The list of products: what its columns say, what narrows it down, and at what cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.dto.collections import CollectionKind
from rustok_commerce.dto.prices import PriceListKind, PriceListStatus
from rustok_commerce.dto.products import UpdateProductRequest
from rustok_commerce.services import catalog
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import LIST


def shown(client: Client, query: str) -> set[UUID]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return {row.pk for row in answer.context["cl"].result_list}


def test_columns_say_what_there_is(admin: Client) -> None:
    commerce.coloured_product(published=True)

    content = admin.get(LIST).content.decode()

    for text in ("Lantern", "Active", "$19.99", "1 of 2 sold out", "default", "en ✓", "ru ✓"):
        assert text in content


def test_the_price_is_that_of_a_list_that_holds(admin: Client) -> None:
    product = commerce.product(variants=[commerce.variant(prices=[{"currency": "USD", "amount": 1999}])])
    spring = models.PriceList.objects.create(code="spring", name="Spring", kind=PriceListKind.SALE)
    models.Price.objects.create(variant_id=product.variants[0].id, price_list=spring, currency="USD", amount=1499)
    assert "$19.99" in admin.get(LIST).content.decode()

    models.PriceList.objects.filter(pk=spring.pk).update(status=PriceListStatus.ACTIVE)

    content = admin.get(LIST).content.decode()
    assert "$14.99" in content
    assert "$19.99" not in content


def test_a_translation_older_than_its_original_is_marked(admin: Client, ctx: RequestContext) -> None:
    product = commerce.coloured_product()
    catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {"title": "Storm lantern"}))

    content = admin.get(LIST).content.decode()

    assert "ru !" in content
    assert shown(admin, "translation=ru:outdated") == {product.id}
    assert shown(admin, "translation=en:outdated") == set()


@pytest.fixture
def catalogue(ctx: RequestContext) -> dict[str, UUID]:
    """Three products: one with everything, one without stock, one with nothing to sell."""
    root = commerce.category()
    below = commerce.category(parent_id=root.id)
    lamp = commerce.product(published=True, category_ids=[str(below.id)], tags=["night"])
    empty = commerce.product(variants=[commerce.variant(stock=0)], translations=[{"locale": "ru", "title": "Пусто"}])
    bare = commerce.product(variants=[])
    return {"root": root.id, "lamp": lamp.id, "empty": empty.id, "bare": bare.id}


def test_filters_narrow_the_list_down(admin: Client, catalogue: dict[str, UUID]) -> None:
    lamp, empty, bare = (catalogue[name] for name in ("lamp", "empty", "bare"))

    assert shown(admin, "") == {lamp, empty, bare}
    assert shown(admin, "status__exact=active") == {lamp}
    assert shown(admin, f"category={catalogue['root']}") == {lamp}
    assert shown(admin, "tag=night") == {lamp}
    assert shown(admin, "type=none") == {lamp, empty, bare}
    assert shown(admin, "stock=available") == {lamp}
    assert shown(admin, "stock=out") == {empty}
    assert shown(admin, "stock=none") == {empty, bare}
    assert shown(admin, "stock=low") == set()
    assert shown(admin, "translation=ru:missing") == {lamp, bare}


def test_channel_type_and_collection_narrow_the_list_down(admin: Client, catalogue: dict[str, UUID]) -> None:
    lamp, empty, bare = (catalogue[name] for name in ("lamp", "empty", "bare"))
    channel = models.Channel.objects.create(code="web", name="Web", currencies=["USD"], is_default=True)
    models.ProductChannel.objects.create(product_id=empty, channel=channel, is_available=False)
    kind = models.ProductType.objects.create(key="lamp", names={"en": "Lamp"})
    models.Product.objects.filter(pk=lamp).update(product_type=kind)
    collection = models.Collection.objects.create(slug="gifts", kind=CollectionKind.MANUAL, source_locale="en")
    models.CollectionProduct.objects.create(collection=collection, product_id=bare)

    assert shown(admin, f"channel={channel.id}") == {lamp, bare}
    assert shown(admin, f"type={kind.id}") == {lamp}
    assert shown(admin, "type=none") == {empty, bare}
    assert shown(admin, f"collection={collection.id}") == {bare}


@pytest.mark.parametrize("name", ["category", "type", "collection", "channel", "stock", "translation"])
def test_a_filter_that_means_nothing_is_no_failure(admin: Client, catalogue: Any, name: str) -> None:
    assert admin.get(f"{LIST}?{name}=nonsense").status_code == 200


def test_statements_do_not_grow_with_the_list(admin: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(f"{LIST}?all=").status_code == 200
        # What is known of the tenant is cached, but not in the transaction of a test.
        return sum('"commerce_' in query["sql"] for query in seen.captured_queries)

    commerce.coloured_product(tags=["a"])
    few = statements()
    for _ in range(9):
        commerce.coloured_product(tags=["a"])

    assert statements() == few
    assert few <= 30
