"""The catalogue by REST and GraphQL: the same commands, rights and errors."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from rustok_commerce import models
from tests.factories import commerce

ADMIN = "/api/v1/admin"


@pytest.fixture
def manager(in_tenant_a: Tenant) -> ApiClient:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    return api_client(in_tenant_a, Role.MANAGER)


def test_a_product_lives_by_rest(manager: ApiClient) -> None:
    created = manager.post(
        f"{ADMIN}/products",
        {"title": "Lantern", "variants": [{"sku": "L-1", "prices": [{"currency": "USD", "amount": 1999}]}]},
    )
    assert created.status_code == 201, created.content
    product = created.json()
    place = f"{ADMIN}/products/{product['id']}"
    variant_id = product["variants"][0]["id"]

    assert len(product["id"]) == 26
    assert manager.get(place).headers["ETag"] == '"1"'
    changed = manager.patch(place, {"title": "Storm lantern"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["title"], changed.json()["version"]) == (200, "Storm lantern", 2)
    stale = manager.patch(place, {"title": "Candle"}, If_Match='"1"')
    assert stale.status_code in (409, 412)
    translated = manager.put(f"{place}/translations", {"locale": "ru", "title": "Фонарь"})
    assert translated.status_code == 200, translated.content
    assert manager.get(f"{place}?locale=ru").json()["title"] == "Фонарь"
    assert manager.delete(f"{place}/translations/ru").json()["translations"][0]["locale"] == "en"
    priced = manager.put(f"{ADMIN}/variants/{variant_id}/prices", {"currency": "EUR", "amount": 1799})
    assert [price["amount"] for price in priced.json()["prices"]] == [1799, 1999]
    assert manager.delete(f"{ADMIN}/variants/{variant_id}/prices?currency=EUR").status_code == 200
    stocked = manager.put(f"{ADMIN}/stock", {"variant_id": variant_id, "on_hand": 7})
    assert stocked.json()["available"] == 7
    sold = manager.post(f"{ADMIN}/stock/adjustments", {"variant_id": variant_id, "delta": -8})
    assert (sold.status_code, sold.json()["code"]) == (409, "commerce.stock.insufficient")
    assert len(manager.get(f"{ADMIN}/variants/{variant_id}/movements").json()["items"]) == 1
    assert manager.post(f"{place}/publish").json()["status"] == "active"
    listed = manager.get(f"{ADMIN}/products?status=active&q=lantern&limit=1").json()
    assert [item["title"] for item in listed["items"]] == ["Storm lantern"]
    assert listed["page"] == {"next": None, "has_next": False}
    assert manager.post(f"{place}/archive").json()["status"] == "archived"
    assert manager.delete(place).status_code == 204
    assert manager.get(place).json()["code"] == "commerce.product.not_found"


def test_categories_and_variants_live_by_rest(manager: ApiClient) -> None:
    category = manager.post(f"{ADMIN}/categories", {"name": "Light"}).json()
    place = f"{ADMIN}/categories/{category['id']}"
    assert manager.patch(place, {"name": "Lamps", "version": 1}).json()["name"] == "Lamps"
    assert [item["slug"] for item in manager.get(f"{ADMIN}/categories").json()["items"]] == ["light"]

    product = manager.post(f"{ADMIN}/products", {"title": "Lamp", "category_ids": [category["id"]]}).json()
    options = manager.put(
        f"{ADMIN}/products/{product['id']}/options", {"options": [{"key": "size", "values": [{"key": "m"}]}]}
    )
    assert options.status_code == 200, options.content
    variant = manager.post(
        f"{ADMIN}/products/{product['id']}/variants",
        {"sku": "M", "options": [{"option": "size", "value": "m"}], "stock": 3},
    ).json()
    assert manager.patch(f"{ADMIN}/variants/{variant['id']}", {"weight": 5}).json()["weight"] == 5
    assert manager.get(f"{ADMIN}/variants/{variant['id']}").json()["available"] == 3
    assert manager.delete(f"{ADMIN}/variants/{variant['id']}").status_code == 204
    assert manager.delete(place).status_code == 204
    location = manager.post(f"{ADMIN}/stock-locations", {"code": "shop", "name": "Shop"})
    assert location.status_code == 201, location.content
    assert len(manager.get(f"{ADMIN}/stock-locations").json()["items"]) == 2


def test_bad_bodies_name_their_fields(manager: ApiClient) -> None:
    answer = manager.post(f"{ADMIN}/products", {"title": 5, "colour": "red"})

    assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")
    assert {tuple(error["path"]) for error in answer.json()["errors"]} == {("title",), ("colour",)}
    assert models.Product.objects.count() == 0


def graphql(client: ApiClient, document: str, variables: Any = None) -> Any:
    answer = client.graphql(document, variables).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_a_product_lives_by_graphql(manager: ApiClient) -> None:
    product = graphql(
        manager,
        """mutation ($input: CreateProductInput!) {
            createProduct(input: $input) { id version title variants { id prices { amount currency } available } }
        }""",
        {
            "input": {
                "title": "Lantern",
                "variants": [{"sku": "L-1", "stock": 4, "prices": [{"currency": "USD", "amount": 1999}]}],
            }
        },
    )["createProduct"]
    variant = product["variants"][0]
    variables = {"id": product["id"], "variant": variant["id"]}

    changed = graphql(
        manager,
        """mutation ($id: ID!, $variant: ID!) {
            updateProduct(id: $id, input: {title: "Storm lantern", tags: ["night"], version: 1}) { title tags version }
            setProductTranslation(id: $id, input: {locale: "ru", title: "Фонарь"}) { translations { locale isStale } }
            setPrice(variantId: $variant, input: {currency: "EUR", amount: 1799}) { prices { currency amount } }
            adjustStock(input: {variantId: $variant, delta: -1, reason: SALE}) { available }
            setStock(input: {variantId: $variant, onHand: 9}) { available }
            updateVariant(id: $variant, input: {weight: 300}) { weight }
            publishProduct(id: $id) { status }
        }""",
        variables,
    )
    listed = graphql(
        manager,
        """{ adminProducts(first: 1, status: ACTIVE, sort: HANDLE) {
            edges { node { id title prices { currency min max } available } } pageInfo { hasNextPage }
        } }""",
    )["adminProducts"]
    gone = graphql(manager, "mutation ($id: ID!) { deleteProduct(id: $id) }", {"id": product["id"]})

    assert changed["updateProduct"] == {"title": "Storm lantern", "tags": ["night"], "version": 2}
    assert changed["adjustStock"] == {"available": 3}
    assert changed["setStock"] == {"available": 9}
    assert changed["publishProduct"] == {"status": "ACTIVE"}
    assert listed["edges"][0]["node"]["prices"] == [
        {"currency": "EUR", "min": 1799, "max": 1799},
        {"currency": "USD", "min": 1999, "max": 1999},
    ]
    assert gone == {"deleteProduct": product["id"]}


def test_graphql_errors_carry_their_codes(manager: ApiClient) -> None:
    answer = manager.graphql(
        'mutation { createCategory(input: {name: "x", parentId: "01ARZ3NDEKTSV4RRFFQ69G5FAV"}) { id } }'
    )

    assert answer.json()["errors"][0]["extensions"]["code"] == "commerce.category.not_found"


@pytest.mark.parametrize("role", [None, Role.CUSTOMER])
def test_strangers_see_and_change_nothing(manager: ApiClient, in_tenant_a: Tenant, role: Role | None) -> None:
    product = commerce.product()
    stranger = api_client(in_tenant_a, role)
    place = f"{ADMIN}/products/{product.id}"

    answers = [
        stranger.get(f"{ADMIN}/products"),
        stranger.get(place),
        stranger.patch(place, {"title": "Mine"}),
        stranger.delete(place),
        stranger.post(f"{ADMIN}/products", {"title": "Mine"}),
    ]

    assert {answer.status_code for answer in answers} == {401 if role is None else 403}
    assert models.ProductTranslation.objects.get().title == product.title


def test_another_tenants_product_is_not_found(manager: ApiClient, tenant_b: Tenant) -> None:
    with tenant_scope(tenant_b):
        foreign = commerce.product()
    place = f"{ADMIN}/products/{foreign.id}"
    variant = f"{ADMIN}/variants/{foreign.variants[0].id}"

    answers = [
        manager.get(place),
        manager.patch(place, {"title": "Mine"}),
        manager.post(f"{place}/publish"),
        manager.delete(place),
        manager.patch(variant, {"weight": 1}),
        manager.put(f"{variant}/prices", {"currency": "USD", "amount": 1}),
        manager.put(f"{ADMIN}/stock", {"variant_id": str(foreign.variants[0].id), "on_hand": 1}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 7
    with tenant_scope(tenant_b):
        assert models.ProductTranslation.objects.get().title == foreign.title


def test_a_shop_switched_off_is_not_there(manager: ApiClient) -> None:
    TenantModule.objects.filter(module_slug="commerce").update(enabled=False)

    answer = manager.get(f"{ADMIN}/products")

    assert (answer.status_code, answer.json()["code"]) == (404, "module.disabled")
