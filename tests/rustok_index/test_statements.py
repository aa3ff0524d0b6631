"""At most two statements for every storefront read, counted for each route and field that there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from rustok.api.graphql.compiled import PUBLIC
from rustok.api.graphql.schema import current_schema
from rustok.api.shortcut.routes import routes_of
from rustok.tenancy import info
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS
from tests.rustok_index.conftest import Shop
from tests.rustok_index.reading import test_statements as content

# Outside of a transaction, as requests are: within one nothing that is read may be kept for the next.
pytestmark = pytest.mark.django_db(transaction=True)

_MOST: Final = 2
_PREFIX: Final = "api/v1/store/"

REST: Final = {
    "products": [
        "",
        "?limit=1",
        "?limit=100&sort=price&total=1",
        "?category=furniture&tag=sale&sort=title",
        "?q=chair&facets=1",
        "?q=chair&sort=price&facets=1",
        "?q=chair&category=furniture",
        "?locale=ru&facets=1",
        "?option.Colour=red&price_min=1&in_stock=1",
        "?category=furniture&facets=1&total=1",
        "?category=furniture&tag=sale&q=chair&sort=price&facets=1&total=1",
        "?category=nope&collection=nope",
        "?category=nope&tag=sale&total=1",
    ],
    "products/<str:handle>": ["chair-1", "chair-1?fields=title", "chair-1?locale=ru", "01M8A8CABNEBARCA1NXCFE2RKZ"],
    "products/<str:handle>/json-ld": ["chair-1/json-ld", "chair-1/json-ld?currency=EUR", "nope/json-ld"],
    "categories": ["", "?locale=ru"],
    "categories/<str:slug>": ["furniture", "furniture?locale=ru", "nope"],
    "collections": [""],
    "collections/<str:slug>": ["nope"],
    "attributes": [""],
    "sitemap": [""],
    "channels": [""],
    "search": ["?q=chair", "?q=chair&limit=100", "?q=chair&kinds=post"],
    "suggest": ["?q=cha"],
    "pages": ["?path=/nope"],
    "menus/<str:location>": ["main"],
    "tags": ["", "?limit=1"],
    "tags/<str:slug>": ["nope"],
    "content-categories": ["", "?module=blog"],
    "content-categories/<str:module>/<str:slug>": ["forum/nope"],
    "nodes/<str:kind>": ["post", "post?limit=100&total=1", "post?q=snow", "post?category=nope"],
    "nodes/<str:kind>/<str:slug>": ["post/first-snow", "post/nope"],
}
# Counted beside the page: what was found out for one is not asked again for the other, whichever comes first.
COUNTED: Final = [
    f"{{ products({asked}) {{ {first} {then} edges {{ node {{ id }} }} }} }}"
    for asked in (
        'filter: {category: "furniture"}',
        'filter: {category: "furniture"}, sort: PRICE',
        'filter: {category: "furniture", tag: "sale"}',
        'filter: {category: "furniture", priceMin: 1000000000}',
        'filter: {category: "furniture"}, search: "chair"',
        'filter: {category: "furniture"}, search: "chair", sort: PRICE',
        'filter: {category: "furniture"}, search: "zzqqxx", sort: PRICE',
    )
    for first, then in (("totalCount", "facets { name }"), ("facets { name }", "totalCount"))
]
GRAPHQL: Final = {
    "products": "{ products(first: 100, sort: PRICE) { totalCount edges { node { id prices image { url } } } } }",
    "product": '{ product(handle: "chair-1") { id variants { sku prices } media { url } breadcrumbs { slug } } }',
    "categories": "{ categories { id name } }",
    "category": '{ category(slug: "furniture") { id breadcrumbs { name } } }',
    "collections": "{ collections { id } }",
    "collection": '{ collection(slug: "nope") { id } }',
    "attributes": "{ attributes { __typename } }",
    "channels": "{ channels { __typename } }",
    "search": '{ search(query: "chair", first: 50) { totalCount edges { node { product { id } node { id } } } } }',
    "suggest": '{ suggest(query: "cha") { title } }',
    "page": '{ page(path: "/nope") { title } }',
    "menu": '{ menu(location: "main") { items { label url nodeId children { label } } } }',
    "tags": "{ tags { totalCount edges { node { slug } } } }",
    "tag": '{ tag(slug: "nope") { slug } }',
    "contentCategories": "{ contentCategories { slug } }",
    "contentCategory": '{ contentCategory(module: "forum", slug: "nope") { slug } }',
    "nodes": '{ nodes(kind: "post", first: 100) { totalCount edges { node { id category { slug } } } } }',
    "node": '{ node(kind: "post", slug: "first-snow") { id body } }',
    "currentTenant": "{ currentTenant { id locales { locale } } }",
    "enabledModules": "{ enabledModules }",
}


@pytest.fixture
def client(tenant_a: Tenant, shop: Shop) -> ApiClient:
    """A visitor of a shop with forty products, two categories and two posts, whose tenant is known already."""
    with tenant_scope(tenant_a):
        furniture = shop.category("Furniture")
        shop.category("Chairs", furniture)
        for n in range(40):
            shop.product(f"Chair {n}", category_ids=furniture.path, tags=("sale",), options={"Colour": ("red",)})
        shop.node("First snow")
        shop.node("On chairs")
        PRODUCTS.rebuild(sorted(shop.products.rows))
        CONTENT.rebuild(sorted(shop.content.rows))
        CATEGORIES.rebuild(sorted(shop.categories.rows))
    return ApiClient(tenant_a)


def _statements(work: Callable[[], Any]) -> tuple[Any, list[str]]:
    """Do it twice and count the second time; setting the connection's scope goes along with the next statement."""
    rules = {**settings.RUSTOK, "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 60}}
    with override_settings(RUSTOK=rules):
        # The fixture changed the tenant: what others announce is looked at now and not in the middle of the count.
        info._directory._look_at = 0.0
        work()
        with CaptureQueriesContext(connection) as captured:
            answer = work()
    return answer, [each["sql"] for each in captured if "set_config" not in each["sql"]]


def test_every_rest_read_takes_at_most_two_statements(client: ApiClient) -> None:
    routes = routes_of(get_resolver())
    known = {
        route.match.route.removeprefix(_PREFIX)
        for step in routes.by_step.values()
        for _pattern, route in step
        if route is not None
    }
    assert known == {*REST, *content.REST}, "a read of the read model without a case here, or a case without a read"

    for route, asked in REST.items():
        place = route.partition("<")[0]
        for text in asked:
            answer, statements = _statements(lambda path=f"/{_PREFIX}{place}{text}": client.get(path))
            assert answer.status_code in (200, 404), (route, text, answer.content)
            assert len(statements) <= _MOST, (route, text, statements)
            if answer.status_code == 200:
                again, statements = _statements(
                    lambda path=f"/{_PREFIX}{place}{text}", tag=answer["ETag"]: client.get(path, If_None_Match=tag)
                )
                assert again.status_code == 304
                assert len(statements) <= _MOST, (route, text, statements)


def test_a_changed_document_takes_two_statements_with_a_validator(client: ApiClient) -> None:
    answer, statements = _statements(lambda: client.get(f"/{_PREFIX}products/chair-1", If_None_Match='"an-older-one"'))

    assert answer.status_code == 200
    assert len(statements) == _MOST


def test_every_graphql_read_takes_at_most_two_statements(client: ApiClient) -> None:
    schema = current_schema().graphql_schema
    assert schema.extensions[PUBLIC] == {*GRAPHQL, *content.GRAPHQL}, (
        "a public read without a case here, or a case without a read"
    )

    for name, text in [*GRAPHQL.items(), *(("products", text) for text in COUNTED)]:
        answer, statements = _statements(lambda text=text: client.graphql(text))
        assert "errors" not in answer.json(), (name, answer.json())
        assert len(statements) <= _MOST, (name, statements)
