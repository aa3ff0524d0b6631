"""What commerce hands to the read model."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.events.catalog.commerce import ProductUpdated
from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent
from rustok.ids import generate_id, to_ulid
from rustok.media.services import assets
from rustok.search.sources import LocaleChain
from rustok_commerce import handlers, models
from rustok_commerce.dto.categories import UpdateCategoryRequest
from rustok_commerce.dto.products import UpdateProductRequest
from rustok_commerce.search_source import CategorySource, ProductSource
from rustok_commerce.selectors.categories import get_category
from rustok_commerce.services import catalog, categories
from rustok_commerce.services.categories import category_pictures_changed, update_category
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

EN = LocaleChain(locale="en")
RU = LocaleChain(locale="ru", fallbacks=("en",))


def picture(ctx: RequestContext, colour: str = "red") -> UUID:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(file, "PNG")
    return assets.store_asset(ctx, file.getvalue(), filename="lamp.png", alt={"en": "A lamp", "ru": "Лампа"}).id


def envelopes(ctx: RequestContext, *events: DomainEvent) -> list[EventEnvelope]:
    return [EventEnvelope.wrap(ctx, event) for event in events]


def test_a_document_holds_what_a_page_shows(ctx: RequestContext) -> None:
    parent = commerce.category(name="Outdoor", translations=[{"locale": "ru", "name": "На природе"}])
    child = commerce.category(name="Light", parent_id=parent.id)
    asset_id = picture(ctx)
    product = commerce.coloured_product(
        handle="lantern",
        tags=["night"],
        category_ids=[str(child.id)],
        media=[{"asset_id": str(asset_id)}],
        published=True,
    )

    english, russian = ProductSource().load([product.id], [EN, RU])

    assert (english.title, english.is_fallback, english.status, english.slug) == (
        "Lantern",
        False,
        "active",
        "lantern",
    )
    assert english.prices == {"default": {"USD": (1999, 1999), "EUR": (1799, 1799)}}
    assert (english.total_stock, english.has_stock) == (10, True)
    assert english.category_ids == (parent.id, child.id)
    assert english.options == {"colour": ("red", "blue")}
    assert english.skus == tuple(variant.sku for variant in product.variants)
    document = russian.document
    assert document["title"] == "Фонарь"
    assert document["options"] == [
        {
            "key": "colour",
            "name": "Цвет",
            "values": [{"key": "red", "name": "Красный"}, {"key": "blue", "name": "Blue"}],
        }
    ]
    assert [variant["options"] for variant in document["variants"]] == [{"colour": "red"}, {"colour": "blue"}]
    assert [variant["title"] for variant in document["variants"]] == ["Красный", "Blue"]
    assert [variant["in_stock"] for variant in document["variants"]] == [True, False]
    assert [crumb["name"] for crumb in document["breadcrumbs"]] == ["На природе", "Light"]
    assert document["image"]["alt"] == "Лампа"
    assert document["image"]["url"].startswith("/")
    assert russian.card["prices"]["default"] == {"EUR": {"min": 1799, "max": 1799}, "USD": {"min": 1999, "max": 1999}}
    assert russian.card["id"] == to_ulid(product.id)
    assert "night" in russian.search_text


def test_a_missing_translation_falls_back_and_an_old_one_is_stale(ctx: RequestContext) -> None:
    only_english = commerce.product(title="Chair")
    translated = commerce.coloured_product()
    catalog.update_product(ctx, translated.id, parse(UpdateProductRequest, {"title": "Storm lantern"}))

    fallback, stale = ProductSource().load([only_english.id, translated.id], [RU])

    assert (fallback.locale, fallback.source_locale, fallback.is_fallback, fallback.stale) == ("ru", "en", True, False)
    assert (stale.source_locale, stale.is_fallback, stale.stale, stale.title) == ("ru", False, True, "Фонарь")


def test_documents_are_loaded_in_a_fixed_number_of_statements(ctx: RequestContext) -> None:
    category = commerce.category(parent_id=commerce.category().id)
    counts = []
    for colour in ("red", "blue"):
        for _ in range(3):
            commerce.coloured_product(category_ids=[str(category.id)], media=[{"asset_id": str(picture(ctx, colour))}])
        ids = ProductSource().page(None, 100)
        with CaptureQueriesContext(connection) as seen:
            documents = ProductSource().load(ids, [EN, RU])
        assert len(documents) == 2 * len(ids)
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 33


def test_a_renamed_category_touches_all_products_below(ctx: RequestContext, heard: Heard) -> None:
    parent = commerce.category(name="Outdoor")
    child = commerce.category(parent_id=parent.id)
    product = commerce.product(category_ids=[str(child.id)])
    commerce.product()
    before = ProductSource().versions([product.id])
    heard.clear()

    categories.update_category(ctx, parent.id, parse(UpdateCategoryRequest, {"name": "Camping"}))

    told = envelopes(ctx, *heard)
    assert ProductSource().targets(told) == {product.id}
    assert CategorySource().targets(told) == {parent.id, child.id}
    assert ProductSource().versions([product.id]) == {product.id: before[product.id] + 1}
    (document,) = ProductSource().load([product.id], [EN])
    assert document.document["breadcrumbs"][0]["name"] == "Camping"


def test_a_deleted_category_touches_the_products_that_were_in_it(ctx: RequestContext, heard: Heard) -> None:
    category = commerce.category()
    product = commerce.product(category_ids=[str(category.id)])
    heard.clear()

    categories.delete_category(ctx, category.id)

    assert ProductSource().targets(envelopes(ctx, *heard)) == {product.id}
    assert ProductSource().load([product.id], [EN])[0].categories == ()


def test_pages_walk_through_everything_in_id_order(ctx: RequestContext) -> None:
    ids = [commerce.product().id for _ in range(3)]

    first = ProductSource().page(None, 2)
    rest = ProductSource().page(first[-1], 2)

    assert [*first, *rest] == ids
    assert ProductSource().load([UUID(int=5)], [EN]) == []


def test_documents_of_unchanged_rows_are_the_same(ctx: RequestContext) -> None:
    product = commerce.coloured_product(category_ids=[str(commerce.category().id)])

    assert ProductSource().load([product.id], [EN, RU]) == ProductSource().load([product.id], [EN, RU])


def test_a_category_document_knows_its_place(ctx: RequestContext) -> None:
    parent = commerce.category(name="Outdoor", translations=[{"locale": "ru", "name": "На природе"}])
    child = commerce.category(name="Light", parent_id=parent.id)

    english, russian = CategorySource().load([parent.id], [EN, RU])
    (below,) = CategorySource().load([child.id], [RU])

    assert (english.title, russian.title, russian.is_fallback) == ("Outdoor", "На природе", False)
    assert (below.path, below.parent_id, below.is_fallback) == ((parent.id, child.id), parent.id, True)
    assert below.is_visible


def test_products_follow_the_media_library(ctx: RequestContext, heard: Heard) -> None:
    asset_id = picture(ctx)
    product = commerce.product(media=[{"asset_id": str(asset_id)}])
    before = models.Product.objects.get(id=product.id)
    heard.clear()

    handlers.media_changed(envelopes(ctx, MediaUpdated(asset_id=asset_id)))
    handlers.media_changed(envelopes(ctx, MediaDeleted(asset_id=asset_id)))
    handlers.media_changed(envelopes(ctx, MediaDeleted(asset_id=asset_id)))

    assert heard == [ProductUpdated(product_id=product.id, fields=("media",))] * 2
    assert models.ProductMedia.objects.count() == 0
    after = models.Product.objects.get(id=product.id)
    assert (after.version, after.source_version) == (before.version + 1, before.source_version + 2)


def test_a_category_shows_its_picture_until_that_is_gone(ctx: RequestContext) -> None:
    shown = picture(ctx)
    category = commerce.category(name="Light", asset_id=str(shown))

    (russian,) = CategorySource().load([category.id], [RU])
    assert russian.card["image"]["alt"] == "Лампа"
    assert (russian.card["locale"], russian.card["source_locale"], russian.card["is_fallback"]) == ("ru", "en", True)

    with pytest.raises(InvalidInput):
        update_category(ctx, category.id, parse(UpdateCategoryRequest, {"asset_id": str(generate_id())}))
    category_pictures_changed(ctx, [shown], gone=True)

    (bare,) = CategorySource().load([category.id], [RU])
    assert bare.card["image"] is None
    assert get_category(ctx, category.id).asset_id is None


def test_a_card_says_which_language_it_is_in(ctx: RequestContext) -> None:
    product = commerce.product(title="Lamp")

    english, russian = ProductSource().load([product.id], [EN, RU])

    assert (english.card["source_locale"], english.card["is_fallback"]) == ("en", False)
    assert (russian.card["locale"], russian.card["source_locale"], russian.card["is_fallback"]) == ("ru", "en", True)
