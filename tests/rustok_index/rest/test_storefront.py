"""The storefront over REST, through all middleware."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.events import progress
from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantLocale
from rustok.testing.api import ApiClient
from rustok_index.backends import search_backend
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db
STORE = "/api/v1/store"


@pytest.fixture
def client(tenant_a: Tenant, shop: Shop) -> ApiClient:
    """A visitor of a shop with five chairs, a category and two posts."""
    with tenant_scope(tenant_a):
        furniture = shop.category("Furniture")
        shop.category("Chairs", furniture)
        for n in range(5):
            shop.product(
                f"Chair {n}",
                category_ids=furniture.path,
                amounts={"USD": 1000 + n, "EUR": 900 + n},
                options={"Colour": ("red" if n % 2 else "blue",)},
                tags=("sale",) if n == 0 else (),
            )
        shop.node("First snow")
        shop.node("On chairs")
        PRODUCTS.rebuild(sorted(shop.products.rows))
        CONTENT.rebuild(sorted(shop.content.rows))
        CATEGORIES.rebuild(sorted(shop.categories.rows))
    return ApiClient(tenant_a)


def _titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def test_products_are_listed_in_pages(client: ApiClient) -> None:
    first = client.get(f"{STORE}/products?sort=price&limit=3&total=1")
    page = first.json()["page"]
    second = client.get(f"{STORE}/products?sort=price&limit=3&after={page['next']}")

    assert _titles(first) == ["Chair 0", "Chair 1", "Chair 2"]
    assert (page["has_next"], page["total"]) == (True, 5)
    assert _titles(second) == ["Chair 3", "Chair 4"]
    assert second.json()["page"] == {"next": None, "has_next": False}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("category=furniture", 5),
        ("tag=sale", 1),
        ("option.Colour=red", 2),
        ("price_min=1003", 2),
        ("price_max=901&currency=EUR", 2),
        ("in_stock=true", 0),
        ("q=chair+3", 1),
        ("q=chiar", 5),
        ("q=chair&sort=price_descending", 5),
    ],
)
def test_filters(client: ApiClient, query: str, titles: int) -> None:
    assert len(_titles(client.get(f"{STORE}/products?{query}"))) == titles


def test_facets_count_all_that_is_found(client: ApiClient) -> None:
    facets = client.get(f"{STORE}/products?facets=1&limit=1").json()["facets"]

    assert facets["options"] == {"Colour=blue": 3, "Colour=red": 2}
    assert facets["tags"] == {"sale": 1}


@pytest.mark.parametrize(
    "query",
    ["sort=wrong", "limit=0", "limit=1000", "after=x", "price_min=-1", "currency=JPY", "sort=relevance", "nothing=1"],
)
def test_bad_parameters_are_refused(client: ApiClient, query: str) -> None:
    assert client.get(f"{STORE}/products?{query}").status_code == 422


def test_a_product_is_shown_by_handle_and_id_with_an_etag(client: ApiClient, tenant_a: Tenant, shop: Shop) -> None:
    answer = client.get(f"{STORE}/products/chair-3")
    with tenant_scope(tenant_a):
        stored = next(d["en"].document for d in shop.products.rows.values() if d["en"].slug == "chair-3")

    assert answer.json() == stored
    assert client.get(f"{STORE}/products/{stored['id']}").json() == stored
    again = client.get(f"{STORE}/products/chair-3", If_None_Match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert {"Accept-Language", "X-Tenant-ID"} <= {name.strip() for name in answer["Vary"].split(",")}
    assert client.get(f"{STORE}/products/chair-3?fields=id,title").json() == {"id": stored["id"], "title": "Chair 3"}
    assert client.get(f"{STORE}/products/chair-3?fields=nope").status_code == 422


@pytest.mark.parametrize("path", ["products/nope", "nodes/post/nope", "nodes/Bad!/x", "nodes/nothing/x"])
def test_what_is_not_there_is_404(client: ApiClient, path: str) -> None:
    answer = client.get(f"{STORE}/{path}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_another_tenants_product_is_404(client: ApiClient, tenant_a: Tenant, tenant_b: Tenant, shop: Shop) -> None:
    with tenant_scope(tenant_a):
        ids = list(shop.products.rows)

    other = ApiClient(tenant_b)

    assert _titles(other.get(f"{STORE}/products")) == []
    assert _titles(other.get(f"{STORE}/products?q=chair")) == []
    assert other.get(f"{STORE}/products/{to_ulid(ids[0])}").status_code == 404
    assert other.get(f"{STORE}/products/chair-1").status_code == 404


def test_categories_nodes_search_and_suggestions(client: ApiClient) -> None:
    assert [item["name"] for item in client.get(f"{STORE}/categories").json()["items"]] == ["Furniture", "Chairs"]
    assert sorted(_titles(client.get(f"{STORE}/nodes/post"))) == ["First snow", "On chairs"]
    assert client.get(f"{STORE}/nodes/post/first-snow").json()["body"] == "<p>Text</p>"
    found = client.get(f"{STORE}/search?q=chairs&limit=10").json()
    assert found["facets"]["kinds"] == {"post": 1, "product": len(found["items"]) - 1}
    assert ("post", "On chairs") in [(item["kind"], item["item"]["title"]) for item in found["items"]]
    corrected = client.get(f"{STORE}/search?q=firrst+snow").json()
    assert corrected["page"]["did_you_mean"] == "first snow"
    assert [item["item"]["title"] for item in corrected["items"]] == ["First snow"]
    only = client.get(f"{STORE}/search?q=chairs&kinds=post").json()["items"]
    assert [item["kind"] for item in only] == ["post"]
    suggested = client.get(f"{STORE}/suggest?q=fir").json()["items"]
    assert [(s["kind"], s["title"], s["slug"]) for s in suggested] == [("post", "First snow", "first-snow")]


def test_a_lost_search_folder_answers_503(client: ApiClient, tenant_a: Tenant) -> None:
    search_backend().drop(tenant_a.id, "products")

    answer = client.get(f"{STORE}/products?q=chair")

    assert (answer.status_code, answer.json()["code"]) == (503, "index.search.missing")


def test_a_read_waits_for_a_position_and_gives_up(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def reader(subscribers: Any, position: int) -> bool:
        asked.append(position)
        return len(asked) > 2 and position < 100

    monkeypatch.setattr(progress, "_readers", [(reader, lambda subscriber, limit: ())])

    assert client.get(f"{STORE}/products", X_Min_Position="7").status_code == 200
    assert asked == [7, 7, 7]
    late = client.get(f"{STORE}/products", X_Min_Position="100")
    assert (late.status_code, late.json()["code"]) == (503, "index.position.behind")
    assert client.get(f"{STORE}/products", X_Min_Position="x").status_code == 400


@pytest.mark.parametrize(
    "path", ["products?limit=100", "products/chair-1", "categories", "search?q=chair", "nodes/post"]
)
def test_a_read_takes_at_most_two_statements_of_the_read_model(client: ApiClient, path: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{STORE}/{path}").status_code == 200

    assert len([query for query in captured if "index_" in query["sql"]]) <= 2


@pytest.mark.parametrize(
    ("locale", "title", "inflected", "mistyped", "meant"),
    [
        ("ru", "Дубовые стулья", "дубовым стульям", "дубовий стулъя", "дубовий стулья"),
        ("de", "Hölzerne Stühle", "hölzernen stuhl", "hölzerne stühel", "hölzerne stühle"),
    ],
)
def test_inflections_and_a_mistyped_letter_find_the_product(
    tenant_a: Tenant, shop: Shop, locale: str, title: str, inflected: str, mistyped: str, meant: str
) -> None:
    with tenant_scope(tenant_a):
        TenantLocale.objects.get_or_create(locale=locale, defaults={"position": 9})
        shop.product(title, locale=locale, source_locale=locale)
        shop.product("Lamp", locale=locale, source_locale=locale)
        PRODUCTS.rebuild(sorted(shop.products.rows))
    client = ApiClient(tenant_a)

    exact = client.get(f"{STORE}/products?q={quote(inflected)}&locale={locale}").json()
    guessed = client.get(f"{STORE}/products?q={quote(mistyped)}&locale={locale}&facets=1").json()

    assert [item["title"] for item in exact["items"]] == [item["title"] for item in guessed["items"]] == [title]
    assert "did_you_mean" not in exact["page"]
    assert guessed["page"]["did_you_mean"] == meant
    assert guessed["facets"]["availability"] == {"in_stock": 0, "sold_out": 1}


def test_search_engines_are_told_of_a_product(client: ApiClient) -> None:
    (product, *_rest) = client.get(f"{STORE}/products/chair-1/json-ld?currency=EUR").json()["json_ld"]

    assert (product["@type"], product["name"], product["sku"]) == ("Product", "Chair 1", "SKU-1")
    assert product["offers"] == {
        "@type": "Offer",
        "price": "9.01",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/OutOfStock",
    }
    told = client.graphql('{ product(handle: "chair-1") { jsonLd(currency: "EUR") } }').json()["data"]["product"]
    assert told["jsonLd"] == [product]
    assert client.get(f"{STORE}/products/chair-1/json-ld?currency=JPY").status_code == 422
    assert client.get(f"{STORE}/products/nope/json-ld").status_code == 404
