"""The storefront over GraphQL."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(tenant_a: Tenant, shop: Shop) -> ApiClient:
    """A visitor of a shop with three chairs, a category and a post."""
    with tenant_scope(tenant_a):
        furniture = shop.category("Furniture")
        for n in range(3):
            shop.product(f"Chair {n}", category_ids=furniture.path, amounts={"USD": 1999 + n, "EUR": 900})
        shop.node("On chairs")
        PRODUCTS.rebuild(sorted(shop.products.rows))
        CONTENT.rebuild(sorted(shop.content.rows))
        CATEGORIES.rebuild(sorted(shop.categories.rows))
    return ApiClient(tenant_a)


def _ask(client: ApiClient, query: str, **variables: Any) -> Any:
    answer = client.graphql(query, variables).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_products_are_a_connection(client: ApiClient) -> None:
    query = """query ($after: String) {
      products(first: 2, after: $after, sort: PRICE, filter: {category: "furniture"}) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node { id title handle priceRange(currency: "USD") { min { amount currency formatted } } } }
      }
    }"""

    first = _ask(client, query)["products"]
    second = _ask(client, query, after=first["pageInfo"]["endCursor"])["products"]

    assert [edge["node"]["title"] for edge in first["edges"]] == ["Chair 0", "Chair 1"]
    assert [edge["node"]["title"] for edge in second["edges"]] == ["Chair 2"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert second["pageInfo"]["hasNextPage"] is False
    price = {"amount": 1999, "currency": "USD", "formatted": "$19.99"}
    assert first["edges"][0]["node"]["priceRange"]["min"] == price


def test_a_product_is_found_by_handle_and_by_id(client: ApiClient, tenant_a: Tenant, shop: Shop) -> None:
    query = """query ($handle: String, $id: ID) { product(handle: $handle, id: $id) {
      id title variants { sku weight price(currency: "EUR") { amount formatted } compareAtPrice { amount } }
    } }"""

    found = _ask(client, query, handle="chair-1")["product"]

    assert found["title"] == "Chair 1"
    assert found["variants"] == [
        {"sku": "SKU-1", "weight": 1000, "price": {"amount": 900, "formatted": "€9.00"}, "compareAtPrice": None}
    ]
    assert _ask(client, query, id=found["id"])["product"] == found
    assert _ask(client, query, handle="nope")["product"] is None
    refused = client.graphql(query, {}).json()
    assert refused["errors"][0]["extensions"]["code"] == "input.invalid"


def test_money_is_written_in_the_requests_language(client: ApiClient) -> None:
    query = '{ product(handle: "chair-0") { priceRange { max { formatted } } } }'

    answer = client.graphql(query, Accept_Language="ru").json()

    assert answer["data"]["product"]["priceRange"]["max"]["formatted"] == "19,99\xa0$"


def test_everything_else_of_the_storefront(client: ApiClient, tenant_a: Tenant, shop: Shop) -> None:
    with tenant_scope(tenant_a):
        post = next(iter(shop.content.rows))
    found = _ask(
        client,
        """query ($id: ID!) {
          categories { name slug parentId }
          category(slug: "furniture") { name }
          search(query: "chairs", first: 2) { edges { node { kind product { title } node { title } } } }
          products(search: "chair 2") { totalCount edges { node { title } } }
          suggest(query: "cha", first: 3) { kind title slug }
          nodes(kind: "post") { totalCount edges { node { title slug } } }
          node(id: $id) { title body seo { title } }
        }""",
        id=to_ulid(post),
    )

    assert [category["name"] for category in found["categories"]] == ["Furniture"]
    assert found["category"] == {"name": "Furniture"}
    assert {edge["node"]["kind"] for edge in found["search"]["edges"]} == {"product", "post"}
    assert found["products"]["totalCount"] == 1
    assert len(found["suggest"]) == 3
    assert found["nodes"]["edges"] == [{"node": {"title": "On chairs", "slug": "on-chairs"}}]
    assert found["node"] == {"title": "On chairs", "body": "<p>Text</p>", "seo": {"title": None}}


@pytest.mark.parametrize(
    "query",
    [
        "{ products(first: 1000) { totalCount } }",
        '{ products(after: "x") { totalCount } }',
        '{ products(filter: {currency: "JPY"}) { totalCount } }',
        "{ products(sort: RELEVANCE) { totalCount } }",
        '{ nodes(kind: "Bad!") { totalCount } }',
        '{ node(id: "nope") { id } }',
    ],
)
def test_bad_questions_are_refused_with_a_code(client: ApiClient, query: str) -> None:
    answer = client.graphql(query)

    assert answer.status_code < 500
    assert answer.json()["errors"][0]["extensions"]["code"]


def test_facets_are_counted_and_questions_corrected(client: ApiClient) -> None:
    query = """{
      products(filter: {category: "furniture", currency: "USD"}) {
        totalCount facets { name values { value count } } didYouMean
      }
      corrected: products(search: "chiar") { totalCount didYouMean edges { node { title } } }
      search(query: "chairs") { totalCount didYouMean facets { name values { value count } } }
    }"""

    found = _ask(client, query)

    facets = {facet["name"]: {v["value"]: v["count"] for v in facet["values"]} for facet in found["products"]["facets"]}
    assert facets["availability"] == {"in_stock": 0, "sold_out": 3}
    assert facets["price"] == {"min": 1999, "max": 2001}
    assert facets["price_ranges"] == {"1000-2000": 1, "2000-5000": 2}
    assert list(facets["categories"].values()) == [3]
    assert (found["products"]["totalCount"], found["products"]["didYouMean"]) == (3, None)
    assert (found["corrected"]["totalCount"], found["corrected"]["didYouMean"]) == (3, "chair")
    kinds = {v["value"]: v["count"] for v in found["search"]["facets"][0]["values"]}
    assert (found["search"]["totalCount"], kinds) == (4, {"post": 1, "product": 3})
