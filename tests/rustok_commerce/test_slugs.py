"""Addresses of products and categories: per language, with what they were before."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.events.catalog.commerce import ProductCategoryUpdated, ProductDeleted, ProductUpdated
from rustok.ids import generate_id
from rustok.search.sources import LocaleChain
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.categories import UpdateCategoryRequest
from rustok_commerce.dto.products import ProductResponse, SetProductTranslationRequest, UpdateProductRequest
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.search_source import CategorySource, ProductSource
from rustok_commerce.selectors import products
from rustok_commerce.services import catalog, categories, slugs
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.test_inventory import in_threads

EN = LocaleChain(locale="en")
RU = LocaleChain(locale="ru", fallbacks=("en",))


def update(ctx: RequestContext, product_id: UUID, **data: Any) -> ProductResponse:
    return catalog.update_product(ctx, product_id, parse(UpdateProductRequest, data))


def registry() -> dict[str, tuple[UUID, bool]]:
    return {row.slug: (row.entity_id, row.is_current) for row in models.Slug.objects.all()}


def test_a_product_has_an_address_per_language_and_keeps_the_old_ones(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product(
        title="Lamp",
        handle="lamp",
        translations=[{"locale": "ru", "title": "Лампа", "slug": "lampa"}],
    )
    heard.clear()

    update(ctx, product.id, handle="light")
    update(ctx, product.id, locale="ru", slug="svet")
    changed = update(ctx, product.id, slug="bright-light")
    update(ctx, product.id, slug="bright-light")

    assert [(text.locale, text.slug) for text in changed.translations] == [("en", "bright-light"), ("ru", "svet")]
    assert heard == [
        ProductUpdated(product_id=product.id, fields=("handle",)),
        ProductUpdated(product_id=product.id, fields=("slugs.ru",)),
        ProductUpdated(product_id=product.id, fields=("slug",)),
    ]
    english, russian = ProductSource().load([product.id], [EN, RU])
    assert (english.slug, english.former_slugs) == ("bright-light", ("lamp", "lampa", "light", "svet"))
    assert (russian.slug, russian.former_slugs) == ("svet", ("bright-light", "lamp", "lampa", "light"))
    assert english.document["alternates"] == {"en": "bright-light", "ru": "svet"}
    # An address is no text: the translation is not out of date because of it.
    assert [text.is_stale for text in changed.translations] == [False, False]


def test_an_address_that_something_has_is_refused_and_a_former_one_is_taken_over(
    ctx: RequestContext, heard: Heard
) -> None:
    first = commerce.product(handle="lamp", translations=[{"locale": "ru", "title": "Лампа", "slug": "lampa"}])
    second = commerce.product(handle="candle")
    before = registry()
    heard.clear()

    for data in ({"handle": "lamp"}, {"handle": "lampa"}, {"slug": "lamp"}, {"slug": "lampa"}):
        with pytest.raises(errors.DuplicateHandle):
            update(ctx, second.id, **data)
    with pytest.raises(errors.DuplicateHandle):
        commerce.product(handle="lampa")
    with pytest.raises(errors.DuplicateHandle):
        commerce.product(handle="wick", slug="lamp")
    assert (registry(), heard, products.get_product(ctx, second.id)) == (before, [], second)

    update(ctx, first.id, handle="light")
    heard.clear()
    update(ctx, second.id, handle="lamp")

    # What led to the first product leads to the second one now, and both documents say so.
    assert registry() == {
        "lamp": (second.id, True),
        "candle": (second.id, False),
        "light": (first.id, True),
        "lampa": (first.id, True),
    }
    assert heard == [
        ProductUpdated(product_id=first.id, fields=("slugs",)),
        ProductUpdated(product_id=second.id, fields=("handle",)),
    ]
    with pytest.raises(errors.DuplicateHandle):
        update(ctx, first.id, handle="lamp")


def test_a_product_goes_back_to_an_address_of_its_own(ctx: RequestContext) -> None:
    product = commerce.product(handle="lamp")
    update(ctx, product.id, handle="light")
    update(ctx, product.id, handle="lamp")

    assert registry() == {"lamp": (product.id, True), "light": (product.id, False)}


def test_an_address_made_of_a_title_is_nobodys_former_one(ctx: RequestContext) -> None:
    first = commerce.product(title="Lamp")
    update(ctx, first.id, handle="light")

    assert commerce.product(title="Lamp").handle == "lamp-2"


def test_an_address_made_of_a_title_is_found_by_equality(ctx: RequestContext, django_assert_num_queries: Any) -> None:
    taken = ["lamp", *(f"lamp-{number}" for number in range(2, 70) if number != 40), "lamp-shade"]
    models.Slug.objects.bulk_create(
        models.Slug(kind=SlugKind.PRODUCT, slug=slug, entity_id=generate_id()) for slug in taken
    )

    with django_assert_num_queries(1) as captured:
        assert slugs.free_slug(SlugKind.PRODUCT, "Lamps") == "lamps"
    assert "LIKE" not in captured[0]["sql"]
    with django_assert_num_queries(2):
        assert slugs.free_slug(SlugKind.PRODUCT, "Lamp") == "lamp-40"
    models.Slug.objects.create(kind=SlugKind.PRODUCT, slug="lamp-40", entity_id=generate_id())
    with django_assert_num_queries(3):
        assert slugs.free_slug(SlugKind.PRODUCT, "Lamp") == "lamp-70"
    assert slugs.free_slug(SlugKind.CATEGORY, "Lamp") == "lamp"


def test_an_address_written_without_a_command_is_told_of(ctx: RequestContext, heard: Heard) -> None:
    product, category = commerce.product(), commerce.category()
    heard.clear()
    version = models.Product.objects.get(id=product.id).source_version

    with transaction.atomic():
        models.Slug.objects.create(kind=SlugKind.PRODUCT, slug="old", entity_id=product.id, is_current=False)
        models.Slug.objects.create(kind=SlugKind.CATEGORY, slug="old", entity_id=category.id, is_current=False)

    assert heard == [
        ProductUpdated(product_id=product.id, fields=("slugs",)),
        ProductCategoryUpdated(category_id=category.id),
    ]
    assert models.Product.objects.get(id=product.id).source_version == version + 1


def test_a_translation_that_goes_leaves_its_address(ctx: RequestContext) -> None:
    product = commerce.product(handle="lamp")
    text = {"locale": "ru", "title": "Лампа", "slug": "lampa"}
    catalog.set_translation(ctx, product.id, parse(SetProductTranslationRequest, text))
    catalog.remove_translation(ctx, product.id, locale="ru")

    assert registry() == {"lamp": (product.id, True), "lampa": (product.id, False)}


def test_nothing_leads_to_a_product_that_is_gone(ctx: RequestContext, heard: Heard) -> None:
    commerce.attribute(key="goes-with", type="reference")
    commerce.product_type("thing", "goes-with")
    product = commerce.product(handle="lamp")
    said = [{"attribute": "goes-with", "reference_id": str(product.id)}]
    referring = commerce.product(handle="bulb", product_type="thing", attributes=said)
    heard.clear()

    catalog.delete_product(ctx, product.id)

    assert list(registry()) == ["bulb"]
    assert heard == [
        ProductUpdated(product_id=referring.id, fields=("attributes",)),
        ProductDeleted(product_id=product.id),
    ]
    assert products.get_product(ctx, referring.id).attributes == ()
    assert commerce.product(handle="lamp").handle == "lamp"


def test_a_category_has_an_address_per_language_and_keeps_the_old_ones(ctx: RequestContext, heard: Heard) -> None:
    first = commerce.category(name="Light", translations=[{"locale": "ru", "name": "Свет", "slug": "svet"}])
    second = commerce.category(name="Dark")
    heard.clear()

    def change(category_id: UUID, **data: Any) -> None:
        categories.update_category(ctx, category_id, parse(UpdateCategoryRequest, data))

    for slug in ("light", "svet"):
        with pytest.raises(errors.DuplicateSlug):
            change(second.id, slug=slug)
    assert heard == []
    change(first.id, slug="bright")
    change(second.id, slug="light")

    assert heard == [
        ProductCategoryUpdated(category_id=first.id),
        ProductCategoryUpdated(category_id=first.id),
        ProductCategoryUpdated(category_id=second.id),
    ]
    english, russian = CategorySource().load([first.id], [EN, RU])
    assert (english.slug, english.former_slugs) == ("bright", ("svet",))
    assert (russian.slug, russian.former_slugs) == ("svet", ("bright",))
    categories.delete_category(ctx, second.id)
    assert registry() == {"bright": (first.id, True), "svet": (first.id, True)}


@pytest.mark.django_db(transaction=True)
def test_two_who_want_one_address_at_once_do_not_both_get_it(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        owner = commerce.product(handle="lamp")
        update(ctx, owner.id, handle="light")
        rivals = [commerce.product() for _ in range(4)]
    start = threading.Barrier(4)

    def want(product_id: UUID, **data: str) -> Any:
        def run() -> None:
            start.wait(30)
            update(ctx, product_id, **data)

        return run

    # A former address of another product, wanted as a handle and as a slug; and a new one.
    for data in ({"handle": "lamp"}, {"slug": "lampion"}):
        wishes = [
            want(rival.id, **(data if number % 2 else {"slug": next(iter(data.values()))}))
            for number, rival in enumerate(rivals)
        ]
        outcome = in_threads(tenant_a, wishes)
        assert sorted(str(type(found).__name__) for found in outcome) == ["DuplicateHandle"] * 3 + ["NoneType"]

    with tenant_scope(tenant_a):
        for slug in ("lamp", "lampion"):
            row = models.Slug.objects.get(slug=slug)
            winner = products.get_product(ctx, row.entity_id)
            assert row.is_current
            assert slug in (winner.handle, winner.translations[0].slug)
