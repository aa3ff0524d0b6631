"""Collections: commands, places, rules, and what storefronts see of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput, RustokError, StaleVersion
from rustok.events.catalog.commerce import CollectionCreated, CollectionDeleted, CollectionUpdated
from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id, to_ulid
from rustok.rbac.policies import grants
from rustok.rbac.roles import Role
from rustok.search.sources import LocaleChain
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import AttributeType
from rustok_commerce.dto.collections import (
    AddCollectionProductsRequest,
    CollectionResponse,
    CreateCollectionRequest,
    ListCollectionsRequest,
    OrderCollectionRequest,
    PreviewCollectionRequest,
    RemoveCollectionProductsRequest,
    UpdateCollectionRequest,
)
from rustok_commerce.dto.products import UpdateProductRequest
from rustok_commerce.module import CommerceModule
from rustok_commerce.search_source import CollectionSource, ProductSource
from rustok_commerce.selectors import collections as selectors
from rustok_commerce.services import catalog, categories, collections
from rustok_commerce.services.rules import preview_collection
from rustok_index.indexers import COLLECTIONS, PRODUCTS
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard, Told

STORE = "/api/v1/store"


def make(ctx: RequestContext, **data: Any) -> CollectionResponse:
    return collections.create_collection(ctx, parse(CreateCollectionRequest, {"name": "Summer", **data}))


def by_rules(ctx: RequestContext, *rules: dict[str, str], **data: Any) -> CollectionResponse:
    return make(ctx, kind="rules", rules=list(rules), **data)


def places(collection_id: UUID) -> list[tuple[UUID, int]]:
    rows = models.CollectionProduct.objects.filter(collection_id=collection_id).order_by("position")
    return list(rows.values_list("product_id", "position"))


def members(collection: CollectionResponse) -> set[UUID]:
    """Say what the documents say of who is in a collection."""
    source = ProductSource()
    documents = source.load(source.page(None, 100), [LocaleChain(locale="en")])
    return {document.entity_id for document in documents if collection.id in document.collections}


def test_a_collection_is_filled_ordered_and_emptied_by_hand(ctx: RequestContext, heard: Heard) -> None:
    one, two, three, four = (commerce.product().id for _ in range(4))
    heard.clear()
    collection = make(ctx, product_ids=[str(one), str(two)])
    assert heard.take() == [CollectionCreated(collection_id=collection.id)]

    request = parse(AddCollectionProductsRequest, {"product_ids": [str(three), str(one), str(three)], "position": 1})
    filled = collections.add_products(ctx, collection.id, request)
    assert places(collection.id) == [(one, 0), (three, 1), (two, 2)]
    assert (filled.product_count, filled.version) == (3, 2)
    assert heard.take() == [CollectionUpdated(collection_id=collection.id, fields=("products",))]
    again = collections.add_products(ctx, collection.id, AddCollectionProductsRequest(product_ids=(one,)))
    assert (again.version, heard.take()) == (2, [])

    collections.add_products(ctx, collection.id, AddCollectionProductsRequest(product_ids=(four,)))
    collections.order_products(ctx, collection.id, OrderCollectionRequest(product_ids=(four, two)))
    assert [product_id for product_id, _ in places(collection.id)] == [four, two, one, three]
    page = selectors.list_collection_products(ctx, collection.id, limit=3)
    rest = selectors.list_collection_products(ctx, collection.id, limit=3, after=page.next)
    assert [item.product_id for item in (*page.items, *rest.items)] == [four, two, one, three]
    assert rest.next is None
    heard.clear()

    with pytest.raises(errors.ProductNotFound):
        collections.remove_products(
            ctx, collection.id, RemoveCollectionProductsRequest(product_ids=(one, generate_id()))
        )
    emptied = collections.remove_products(ctx, collection.id, RemoveCollectionProductsRequest(product_ids=(two,)))
    assert emptied.product_count == 3
    assert heard.take() == [CollectionUpdated(collection_id=collection.id, fields=("products",), product_ids=(two,))]
    collections.delete_collection(ctx, collection.id)
    assert heard == [CollectionDeleted(collection_id=collection.id, product_ids=tuple(sorted((one, three, four))))]
    assert models.Product.objects.count() == 4


def test_only_products_whose_place_changed_get_a_new_version(ctx: RequestContext) -> None:
    ids = [commerce.product().id for _ in range(4)]
    collection = make(ctx, product_ids=[str(product_id) for product_id in ids])
    before = ProductSource().versions(ids)

    collections.order_products(ctx, collection.id, OrderCollectionRequest(product_ids=(ids[1], ids[0])))

    after = ProductSource().versions(ids)
    assert [after[product_id] - before[product_id] for product_id in ids] == [1, 1, 0, 0]


def test_texts_slug_and_rules_change_and_what_is_as_asked_tells_nobody(ctx: RequestContext, heard: Heard) -> None:
    collection = by_rules(ctx, {"field": "tag", "value": "Sun"}, translations=[{"locale": "ru", "name": "Лето"}])
    assert (collection.slug, collection.rules[0].value) == ("summer", "sun")
    heard.clear()

    def update(**data: Any) -> CollectionResponse:
        return collections.update_collection(ctx, collection.id, parse(UpdateCollectionRequest, data))

    assert update(name="Summer", rules=[{"field": "tag", "value": "sun"}]).version == 1
    assert heard.take() == []
    changed = update(name="Warm days", slug="warm", match="any", version=1)
    assert (changed.name, changed.slug, changed.match, changed.version) == ("Warm days", "warm", "any", 2)
    assert heard.take() == [
        CollectionUpdated(collection_id=collection.id, fields=("name", "slug", "match"), by_rules=True)
    ]
    with pytest.raises(StaleVersion):
        update(name="Cold days", version=1)
    with pytest.raises(errors.CollectionWithoutRules):
        update(rules=[])
    assert selectors.get_collection(ctx.in_locale("ru"), collection.id).name == "Лето"


def test_products_are_locked_in_order_before_anything_refers_to_them(ctx: RequestContext) -> None:
    first, second, third = sorted(commerce.product().id for _ in range(3))
    made = make(ctx, product_ids=[to_ulid(second)])
    version = models.Product.objects.get(id=second).source_version
    request = parse(AddCollectionProductsRequest, {"product_ids": [to_ulid(third), to_ulid(first)], "position": 0})

    with CaptureQueriesContext(connection) as captured:
        collections.add_products(ctx, made.id, request)

    statements = [query["sql"] for query in captured]
    locked = next(n for n, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql and '"commerce_products"' in sql)
    written = next(
        n for n, sql in enumerate(statements) if sql.startswith('INSERT INTO "commerce_collection_products"')
    )
    assert locked < written
    assert 'ORDER BY "commerce_products"."id"' in statements[locked]
    asked = statements[locked].replace("-", "")
    assert all(product_id.hex in asked for product_id in (first, second, third))
    assert places(made.id) == [(third, 0), (first, 1), (second, 2)]
    assert models.Product.objects.get(id=second).source_version == version + 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"kind": "rules"}, "commerce.collection.no_rules"),
        ({"rules": [{"field": "tag", "value": "sun"}]}, "commerce.collection.manual"),
        ({"slug": "taken"}, "commerce.collection.duplicate_slug"),
        ({"product_ids": [str(generate_id())]}, "commerce.product.not_found"),
        ({"locale": "fr"}, "commerce.locale.not_enabled"),
        ({"asset_id": str(generate_id())}, "input.invalid"),
    ],
)
def test_a_collection_that_cannot_be_is_refused_whole(ctx: RequestContext, data: dict[str, Any], code: str) -> None:
    make(ctx, slug="taken")

    with pytest.raises(RustokError) as refused:
        make(ctx, **data)

    assert refused.value.code == code
    assert models.Collection.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({"field": "tag", "operator": "less", "value": "sun"}, "operator"),
        ({"field": "category", "value": "nowhere"}, "value"),
        ({"field": "category", "value": to_ulid(generate_id())}, "value"),
        ({"field": "type", "value": "book"}, "value"),
        ({"field": "attribute", "value": "oak"}, "attribute"),
        ({"field": "attribute", "attribute": "wood", "value": "oak"}, "attribute"),
        ({"field": "price", "operator": "less", "value": "19.99"}, "value"),
        ({"field": "price", "operator": "less", "value": "²"}, "value"),
        ({"field": "price", "operator": "less", "value": "1", "currency": "JPY"}, "currency"),
        ({"field": "price", "operator": "less", "value": "1", "channel": "moon"}, "channel"),
        ({"field": "in_stock", "value": "yes"}, "value"),
        ({"field": "created", "operator": "after", "value": "yesterday"}, "value"),
        ({"field": "status", "value": "sold"}, "value"),
        ({"field": "tag", "value": "sun", "currency": "USD"}, "currency"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_named(ctx: RequestContext, rule: dict[str, str], place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        by_rules(ctx, {"field": "tag", "value": "fine"}, rule)

    assert [error.path for error in refused.value.errors] == [("rules", 1, place)]
    assert models.Collection.objects.count() == 0


@pytest.mark.parametrize("value", ["1E+999999", "1E+9999999", "1E-999999", "NaN", "many"])
def test_a_rules_number_stays_a_short_text(ctx: RequestContext, value: str) -> None:
    models.Attribute.objects.create(key="size", names={"en": "Size"}, type=AttributeType.NUMBER)

    with pytest.raises(InvalidInput) as refused:
        by_rules(ctx, {"field": "attribute", "attribute": "size", "operator": "less", "value": value})

    assert [(error.path, error.code) for error in refused.value.errors] == [(("rules", 0, "value"), "decimal_parsing")]
    assert models.Collection.objects.count() == 0


def test_rules_choose_by_what_a_product_is_now(ctx: RequestContext) -> None:
    root = commerce.category(name="Light")
    leaf = commerce.category(name="Lamps", parent_id=root.id)
    lamp = commerce.product(
        title="Brass Lamp", tags=["sun"], category_ids=[str(leaf.id)], variants=[commerce.variant(stock=0)]
    )
    book = commerce.product(
        title="Field guide",
        tags=["sun", "old"],
        variants=[
            commerce.variant(prices=[{"currency": "USD", "amount": 500, "compare_at": 900}]),
            commerce.variant(prices=[{"currency": "USD", "amount": 5000}]),
        ],
    )
    kind = models.ProductType.objects.create(key="book", names={})
    models.Product.objects.filter(id=book.id).update(product_type=kind)
    wood = models.Attribute.objects.create(key="wood", type="text", names={})
    pages = models.Attribute.objects.create(key="pages", type="number", names={})
    models.AttributeAssignment.objects.create(product_id=lamp.id, attribute=wood, text="Oak")
    models.AttributeAssignment.objects.create(product_id=book.id, attribute=pages, number="320")
    made = models.Product.objects.get(id=book.id).created_at

    expected: list[tuple[dict[str, str], set[UUID]]] = [
        ({"field": "tag", "value": "SUN"}, {lamp.id, book.id}),
        ({"field": "tag", "operator": "is_not", "value": "old"}, {lamp.id}),
        ({"field": "category", "value": "light"}, {lamp.id}),
        ({"field": "category", "operator": "is_not", "value": str(root.id)}, {book.id}),
        ({"field": "type", "value": "book"}, {book.id}),
        ({"field": "type", "operator": "is_not", "value": "book"}, {lamp.id}),
        ({"field": "attribute", "attribute": "wood", "value": "oak"}, {lamp.id}),
        ({"field": "attribute", "attribute": "wood", "operator": "contains_not", "value": "a"}, {book.id}),
        ({"field": "attribute", "attribute": "pages", "operator": "greater", "value": "320"}, set()),
        ({"field": "attribute", "attribute": "pages", "operator": "at_least", "value": "320.0"}, {book.id}),
        ({"field": "price", "operator": "less", "value": "1999"}, {book.id}),
        ({"field": "price", "operator": "at_least", "value": "1799", "currency": "EUR"}, {lamp.id}),
        ({"field": "reduced", "value": "true"}, {book.id}),
        ({"field": "reduced", "value": "false"}, {lamp.id}),
        ({"field": "in_stock", "value": "true"}, {book.id}),
        ({"field": "in_stock", "value": "false"}, {lamp.id}),
        ({"field": "created", "operator": "before", "value": made.isoformat()}, {lamp.id}),
        ({"field": "created", "operator": "after", "value": made.isoformat()}, {book.id}),
        ({"field": "title", "operator": "contains", "value": "lamp"}, {lamp.id}),
        ({"field": "title", "operator": "starts_with", "value": "FIELD"}, {book.id}),
        ({"field": "title", "operator": "is_not", "value": "brass lamp"}, {book.id}),
        ({"field": "status", "value": "draft"}, {lamp.id, book.id}),
        ({"field": "status", "value": "active"}, set()),
    ]
    for rule, wanted in expected:
        found = preview_collection(ctx, parse(PreviewCollectionRequest, {"rules": [rule]}))
        assert ({product.id for product in found.products}, found.count) == (wanted, len(wanted)), rule
        assert (found.examined, found.total) == (2, 2)

    both = [{"field": "tag", "value": "old"}, {"field": "category", "value": "light"}]
    assert members(by_rules(ctx, *both, slug="all")) == set()
    assert members(by_rules(ctx, *both, slug="any", match="any")) == {lamp.id, book.id}
    assert members(by_rules(ctx, both[0], slug="off", is_active=False)) == set()


def test_a_rule_about_what_is_gone_fits_nothing(ctx: RequestContext) -> None:
    category = commerce.category(name="Light")
    commerce.product(category_ids=[str(category.id)])
    collection = by_rules(ctx, {"field": "category", "value": "light"})

    categories.delete_category(ctx, category.id)

    assert members(collection) == set()


def test_changes_name_the_products_that_show_them(ctx: RequestContext) -> None:
    inside, outside = commerce.product().id, commerce.product().id
    manual = make(ctx, product_ids=[str(inside)])
    source = ProductSource()

    def targets(event: Any) -> frozenset[UUID]:
        return source.targets([EventEnvelope.wrap(ctx, event)])

    assert targets(CollectionUpdated(collection_id=manual.id)) == {inside}
    assert targets(CollectionUpdated(collection_id=manual.id, product_ids=(outside,))) == {inside, outside}
    assert targets(CollectionDeleted(collection_id=manual.id, product_ids=(outside,))) == {outside}
    assert targets(CollectionUpdated(collection_id=manual.id, by_rules=True)) == {inside, outside}


def test_what_no_product_shows_of_a_collection_rebuilds_none(ctx: RequestContext, told: Told) -> None:
    product = commerce.product()
    chosen = make(ctx, slug="chosen", kind="rules", rules=[{"field": "tag", "value": "lamp"}])
    manual = make(ctx, product_ids=[str(product.id)])
    version = models.Product.objects.get().source_version
    told.take()

    for collection in (chosen, manual):
        changes = {"description": "Light for everybody", "meta_title": "Light", "position": 7}
        collections.update_collection(ctx, collection.id, parse(UpdateCollectionRequest, changes))
    assert ProductSource().targets(told.take()) == frozenset()
    assert models.Product.objects.get().source_version == version

    for collection in (chosen, manual):
        collections.update_collection(
            ctx, collection.id, parse(UpdateCollectionRequest, {"position": 1, "name": "New"})
        )
        assert ProductSource().targets(told.take()) == {product.id}
    assert models.Product.objects.get().source_version == version + 1


def test_a_storefront_lists_collections_and_their_products(ctx: RequestContext, in_tenant_a: Tenant) -> None:
    for slug in ("commerce", "index"):
        TenantModule.objects.get_or_create(module_slug=slug, defaults={"enabled": True})
    first, second, third = (commerce.product(published=True, title=f"Lamp {n}").id for n in (1, 2, 3))
    picks = make(
        ctx,
        name="Picks",
        product_ids=[str(third), str(first)],
        translations=[{"locale": "ru", "name": "Выбор", "slug": "vybor"}],
    )
    sunny = by_rules(ctx, {"field": "tag", "value": "sun"}, name="Sunny", position=1)
    make(ctx, name="Hidden", is_active=False)
    catalog.update_product(ctx, second, parse(UpdateProductRequest, {"tags": ["sun"]}))
    PRODUCTS.rebuild([first, second, third])
    COLLECTIONS.rebuild(CollectionSource().page(None, 10))
    client = api_client(in_tenant_a, None)

    listed = client.get(f"{STORE}/collections").json()["items"]
    assert [(item["slug"], item["name"]) for item in listed] == [("picks", "Picks"), ("sunny", "Sunny")]
    shown = client.get(f"{STORE}/collections/vybor?locale=ru").json()
    assert (shown["name"], shown["alternates"]) == ("Выбор", {"en": "picks", "ru": "vybor"})
    assert client.get(f"{STORE}/collections/{to_ulid(picks.id)}").json()["name"] == "Picks"
    assert client.get(f"{STORE}/collections/hidden").json()["code"] == "index.collection.not_found"

    def titles(query: str) -> list[str]:
        answer = client.get(f"{STORE}/products?{query}")
        assert answer.status_code == 200, answer.content
        return [item["title"] for item in answer.json()["items"]]

    assert titles("collection=picks&sort=position") == ["Lamp 3", "Lamp 1"]
    assert titles(f"collection={to_ulid(sunny.id)}") == ["Lamp 2"]
    assert titles("collection=picks&q=lamp&sort=title") == ["Lamp 1", "Lamp 3"]
    assert client.get(f"{STORE}/products/lamp-1").json()["collections"] == [
        {"id": to_ulid(picks.id), "slug": "picks", "name": "Picks"}
    ]
    for query, what in (
        ("collection=nothing", "collection"),
        (f"collection={to_ulid(generate_id())}", "collection"),
        ("collection=hidden&q=lamp", "collection"),
        ("collection=nothing&facets=true", "collection"),
        ("category=nothing&sort=title", "category"),
        ("category=nothing&collection=picks", "category"),
    ):
        refused = client.get(f"{STORE}/products?{query}")
        assert (refused.status_code, refused.json()["code"]) == (404, f"index.{what}.not_found"), query
    missing = client.graphql('{ products(filter: {category: "nothing"}) { edges { node { title } } } }').json()
    assert missing["errors"][0]["extensions"]["code"] == "index.category.not_found"
    answer = client.graphql(
        """{ collections { slug } collection(slug: "vybor") { name }
             products(filter: {collection: "picks"}, sort: POSITION) { edges { node { title } } } }"""
    ).json()
    assert answer["data"] == {
        "collections": [{"slug": "picks"}, {"slug": "sunny"}],
        "collection": {"name": "Picks"},
        "products": {"edges": [{"node": {"title": "Lamp 3"}}, {"node": {"title": "Lamp 1"}}]},
    }
    empty = make(ctx, name="Empty")
    COLLECTIONS.rebuild([empty.id])
    assert titles("collection=empty") == titles("collection=empty&q=lamp") == []


def test_lists_of_collections_come_in_pages(ctx: RequestContext) -> None:
    names = [make(ctx, name=f"Number {n}", position=n % 2).slug for n in range(4)]

    first = selectors.list_collections(ctx, ListCollectionsRequest(limit=3))
    rest = selectors.list_collections(ctx, ListCollectionsRequest(limit=3, after=first.next))

    assert [item.slug for item in (*first.items, *rest.items)] == [names[0], names[2], names[1], names[3]]
    assert [item.slug for item in selectors.list_collections(ctx, ListCollectionsRequest(q="number 3")).items] == [
        names[3]
    ]
    with pytest.raises(errors.InvalidCursor):
        selectors.list_collections(ctx, ListCollectionsRequest(after="x"))


def test_only_who_may_change_collections_does(in_tenant_a: Tenant) -> None:
    reader = RequestContext(
        tenant_id=in_tenant_a.id,
        actor_id=generate_id(),
        permissions=grants(Role.MODERATOR, CommerceModule().permissions()),
    )
    collection = make(commerce.system())

    assert selectors.get_collection(reader, collection.id).name == "Summer"
    with pytest.raises(Forbidden):
        make(reader)
    with pytest.raises(Forbidden):
        collections.delete_collection(reader, collection.id)
    assert models.Collection.objects.count() == 1
