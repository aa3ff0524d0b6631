"""Eight languages, some translated: list, filter, search, detail and sitemap agree on what is a fallback."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.tenants import enable_locale
from rustok.testing.api import ApiClient
from rustok_commerce import models as commerce_models
from rustok_commerce.dto.attributes import UpdateAttributeRequest
from rustok_commerce.dto.categories import UpdateCategoryRequest
from rustok_commerce.dto.products import ProductResponse, UpdateProductRequest
from rustok_commerce.selectors import products
from rustok_commerce.services import attributes, catalog, categories
from rustok_index import models
from rustok_outbox.relay import drain
from tests.factories import commerce

pytestmark = pytest.mark.django_db(transaction=True)
STORE: Final = "/api/v1/store"

FALLBACKS: Final = {"ru": None, "de": None, "de-AT": None, "fr": None, "fr-CA": None, "uk": "ru", "es": None}
"""The languages beside English, and where their missing texts come from, where that is not said by their code."""

TITLES: Final = {
    "en": "Wooden lanterns",
    "ru": "Деревянные фонари",
    "de": "Hölzerne Laternen",
    "fr": "Lanternes en bois",
    "fr-CA": "Fanals de bois",
}
SLUGS: Final = {"ru": "fonari", "de": "laternen"}
SHOWN: Final = {
    "en": "en",
    "ru": "ru",
    "de": "de",
    "de-AT": "de",
    "fr": "fr",
    "fr-CA": "fr-CA",
    "uk": "ru",
    "es": "en",
}
"""In which language each reader gets the text."""
WORDS: Final = {
    "en": ("lantern", "lantren"),
    "ru": ("фонарь", "фонорь"),
    "de": ("Laterne", "Latrne"),
    "fr": ("lanterne", "lantene"),
    "fr-CA": ("fanal", "fanel"),
}
"""Another form of a word of the title, and the same with a typing error."""


@pytest.fixture
def ctx(tenant_a: Tenant, search_path: Path) -> RequestContext:
    """The system of tenant ``a``, which speaks eight languages."""
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        for locale, fallback in FALLBACKS.items():
            enable_locale(ctx, locale, fallback=fallback)
    return ctx


def fill(ctx: RequestContext) -> ProductResponse:
    category = commerce.category(ctx, name="Light", translations=[{"locale": "de", "name": "Licht", "slug": "licht"}])
    commerce.attribute(
        ctx,
        key="wood",
        type="select",
        is_filterable=True,
        is_searchable=True,
        names=[{"locale": "en", "value": "Wood"}, {"locale": "de", "value": "Holz"}],
        values=[{"key": "oak", "names": [{"locale": "en", "value": "Oak"}, {"locale": "ru", "value": "Дуб"}]}],
    )
    commerce.product_type("lamp", "wood")
    product = commerce.product(
        ctx,
        title=TITLES["en"],
        handle="lanterns",
        category_ids=[str(category.id)],
        product_type="lamp",
        attributes=[{"attribute": "wood", "values": ["oak"]}],
        translations=[
            {"locale": locale, "title": title, "slug": SLUGS.get(locale)}
            for locale, title in TITLES.items()
            if locale != "en"
        ],
        published=True,
    )
    commerce.product(ctx, title="Candle", published=True)
    drain()
    return product


def asked(tenant: Tenant, path: str, locale: str) -> Any:
    answer = ApiClient(tenant).get(f"{STORE}/{path}{'&' if '?' in path else '?'}locale={locale}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_all_ways_to_a_product_agree_on_what_is_a_fallback(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        product = fill(ctx)
    with tenant_scope(tenant_a):
        product_id = products.get_product(ctx, product.id).id

    for locale, language in SHOWN.items():
        title, handle = TITLES[language], SLUGS.get(language, "lanterns")
        found = asked(tenant_a, "products/lanterns", locale)
        assert (found["title"], found["handle"]) == (title, handle), locale
        assert (found["locale"], found["source_locale"], found["is_fallback"]) == (locale, language, locale != language)
        assert found["alternates"] == {code: SLUGS.get(code, "lanterns") for code in TITLES}

        # Every address leads there, whatever the language.
        for address in ("fonari", "laternen"):
            assert asked(tenant_a, f"products/{address}", locale) == found

        card = {name: found[name] for name in ("id", "handle", "title", "subtitle", "prices", "in_stock", "tags")}
        category = "licht" if locale.startswith("de") else "light"
        for path in (
            f"products?category={category}",
            "products?option.wood=oak",
            *(f"products?q={quote(word)}" for word in WORDS[language]),
            f"search?kinds=product&q={quote(WORDS[language][0])}",
        ):
            items = asked(tenant_a, path, locale)["items"]
            items = [item.get("item", item) for item in items]
            assert [{name: item[name] for name in card} for item in items] == [card], (locale, path)

        entries = {entry["slug"]: entry for entry in asked(tenant_a, "sitemap", locale)["items"]}
        assert (handle in entries) == (locale == language), locale
        if locale == language:
            assert entries[handle]["kind"] == "product"
            assert entries[handle]["alternates"] == found["alternates"]
            assert entries[handle]["updated_at"] == found["updated_at"]
    with tenant_scope(tenant_a):
        rows = models.IndexProduct.objects.filter(product_id=product_id)
        shown = {row.locale: (row.source_locale, row.is_fallback) for row in rows}
    assert shown == {locale: (language, locale != language) for locale, language in SHOWN.items()}


def test_names_of_attributes_fall_back_by_themselves(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        fill(ctx)

    names = {}
    for locale in SHOWN:
        (attribute,) = asked(tenant_a, "attributes", locale)["items"]
        shown = asked(tenant_a, "products/lanterns", locale)["attributes"]
        assert [(entry["key"], entry["name"]) for entry in shown] == [("wood", attribute["name"])], locale
        assert shown[0]["values"] == [{"key": "oak", "label": attribute["values"][0]["label"]}]
        names[locale] = (attribute["name"], attribute["values"][0]["label"])
        facets = asked(tenant_a, "products?facets=1", locale)["facets"]["options"]
        assert facets == {"wood=oak": 1}

    assert names == {
        "en": ("Wood", "Oak"),
        "ru": ("Wood", "Дуб"),
        "uk": ("Wood", "Дуб"),
        "de": ("Holz", "Oak"),
        "de-AT": ("Holz", "Oak"),
        "fr": ("Wood", "Oak"),
        "fr-CA": ("Wood", "Oak"),
        "es": ("Wood", "Oak"),
    }
    found = ApiClient(tenant_a).graphql("{ attributes { key name values } }").json()["data"]["attributes"]
    assert found == [{"key": "wood", "name": "Wood", "values": [{"key": "oak", "label": "Oak", "swatch": None}]}]


def test_what_a_reader_sees_is_never_saved_into_another_language(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        product = fill(ctx)
        before = list(commerce_models.ProductTranslation.objects.order_by("id").values())
        for locale, language in SHOWN.items():
            seen = products.get_product(ctx.in_locale(locale), product.id)
            assert (seen.locale, seen.title) == (language, TITLES[language])
            # What is written is given apart from what is shown, and only where there is something.
            assert {text.locale: text.title for text in seen.translations} == TITLES

            # Saving what was shown, with the language that it came in, changes nothing.
            data = {"title": seen.title, "locale": seen.locale, "meta_title": seen.meta_title}
            catalog.update_product(ctx.in_locale(locale), product.id, parse(UpdateProductRequest, data))
            if locale != language:
                # A text that is not there does not begin as a copy of what was shown in its place.
                partial = parse(UpdateProductRequest, {"locale": locale, "subtitle": "Sub"})
                with pytest.raises(InvalidInput):
                    catalog.update_product(ctx.in_locale(locale), product.id, partial)

        assert list(commerce_models.ProductTranslation.objects.order_by("id").values()) == before


def test_a_renamed_value_makes_exactly_the_products_new_that_have_it(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        fill(ctx)
        indexed = dict(models.IndexProduct.objects.filter(locale="en").values_list("title", "indexed_at"))
        wood = commerce_models.Attribute.objects.get(key="wood")
        values = [{"key": "oak", "names": [{"locale": "en", "value": "Bog oak"}]}, {"key": "ash"}]
        attributes.update_attribute(ctx, wood.id, parse(UpdateAttributeRequest, {"values": values}))
    drain()

    with tenant_scope(tenant_a):
        again = dict(models.IndexProduct.objects.filter(locale="en").values_list("title", "indexed_at"))
    assert {title for title, time in again.items() if time != indexed[title]} == {"Wooden lanterns"}
    shown = asked(tenant_a, "products/lanterns", "en")["attributes"]
    assert shown[0]["values"] == [{"key": "oak", "label": "Bog oak"}]
    assert [item["title"] for item in asked(tenant_a, "products?q=bog", "en")["items"]] == ["Wooden lanterns"]


def test_a_former_address_leads_to_the_present_one(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        product = fill(ctx)
        catalog.update_product(ctx, product.id, UpdateProductRequest(handle="lamps"))
        category = commerce_models.Category.objects.get()
        categories.update_category(ctx, category.id, UpdateCategoryRequest(slug="lighting"))
    drain()

    assert asked(tenant_a, "products/lanterns", "en")["handle"] == "lamps"
    assert asked(tenant_a, "products/lanterns", "ru")["handle"] == "fonari"
    assert asked(tenant_a, "categories/light", "en")["slug"] == "lighting"
    assert asked(tenant_a, "categories/light", "de")["slug"] == "licht"
    assert [item["handle"] for item in asked(tenant_a, "products?category=light", "en")["items"]] == ["lamps"]
    with tenant_scope(tenant_a):
        commerce.product(ctx, handle="lanterns", title="Another", published=True)
    drain()

    # Whoever took the address has it, in both documents.
    assert asked(tenant_a, "products/lanterns", "en")["title"] == "Another"
    with tenant_scope(tenant_a):
        rows = models.IndexProductHandle.objects.filter(handle="lanterns")
        assert set(rows.values_list("product_id", flat=True)) == {
            models.IndexProduct.objects.get(title="Another", locale="en").product_id
        }


def test_the_sitemap_is_read_in_pages_with_one_statement_each(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        fill(ctx)
        commerce.category(ctx, name="Dark")
        drain()
    found, after = [], ""
    with CaptureQueriesContext(connection) as statements:
        while True:
            page = asked(tenant_a, f"sitemap?limit=1{after}", "en")
            found += [(entry["kind"], entry["slug"]) for entry in page["items"]]
            if not page["page"]["has_next"]:
                break
            after = f"&after={page['page']['next']}"

    assert found == [("category", "light"), ("category", "dark"), ("product", "lanterns"), ("product", "candle")]
    assert sum("index_products" in statement["sql"] for statement in statements) == 4
    refused = ApiClient(tenant_a).get(f"{STORE}/sitemap?after=x")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "invalid_cursor")
