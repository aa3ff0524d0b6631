"""Lists and details of products."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import generate_id, to_ulid
from rustok_index import errors
from rustok_index.backends import search_backend
from rustok_index.dto.documents import CardPage
from rustok_index.dto.products import ListStoreProductsRequest
from rustok_index.indexers import CATEGORIES, PRODUCTS
from rustok_index.queries import products
from tests.rustok_index.conftest import CREATED, Shop

pytestmark = pytest.mark.django_db


@contextmanager
def at_most_two_statements() -> Iterator[None]:
    """Statements on the read model; those for the tenant come from a cache in a server."""
    with CaptureQueriesContext(connection) as captured:
        yield
    on_index = [query["sql"] for query in captured if "index_" in query["sql"]]
    assert len(on_index) <= 2, on_index


@pytest.fixture
def fill(ctx: RequestContext, shop: Shop) -> Callable[..., None]:
    """Index everything the shop has."""

    def fill() -> None:
        PRODUCTS.rebuild(sorted(shop.products.rows))
        CATEGORIES.rebuild(sorted(shop.categories.rows))

    return fill


def _titles(page: CardPage) -> list[str]:
    return [orjson.loads(card.json)["title"] for card in page.cards]


def _list(ctx: RequestContext, **asked: Any) -> CardPage:
    with at_most_two_statements():
        return products.list_products(ctx, parse(ListStoreProductsRequest, asked))


def test_pages_follow_each_other_without_gap_or_repeat(
    ctx: RequestContext, shop: Shop, fill: Callable[..., None]
) -> None:
    for n in range(7):
        # Equal prices: the id decides.
        shop.product(f"Chair {n}", amounts={"USD": 100 * (n // 3)}, created_at=CREATED + dt.timedelta(hours=n // 2))
    fill()
    for sort in ("newest", "price", "price_descending", "title", "position"):
        seen: list[str] = []
        after = None
        while True:
            page = _list(ctx, sort=sort, limit=2, **({"after": after} if after else {}))
            seen += _titles(page)
            if page.next is None:
                break
            after = page.next

        assert sorted(seen) == [f"Chair {n}" for n in range(7)], sort

    assert _titles(_list(ctx, sort="price_descending", limit=1)) == ["Chair 6"]


def test_filters_leave_what_fulfils_them_all(ctx: RequestContext, shop: Shop, fill: Callable[..., None]) -> None:
    root = shop.category("Furniture")
    leaf = shop.category("Chairs", root)
    shop.product(
        "Oak chair",
        category_ids=leaf.path,
        tags=("sale",),
        options={"Colour": ("red", "blue")},
        has_stock=True,
        amounts={"USD": 500, "EUR": 700},
    )
    shop.product("Pine table", category_ids=root.path, options={"Colour": ("red",)}, amounts={"USD": 900})
    shop.product("Lamp")
    fill()

    def found(**wanted: Any) -> list[str]:
        return sorted(_titles(_list(ctx, filter=wanted)))

    assert found(category="furniture") == ["Oak chair", "Pine table"]
    assert found(category=to_ulid(leaf.entity_id)) == ["Oak chair"]
    with pytest.raises(errors.CategoryNotFound):
        found(category="no-such")
    assert found(tag="sale") == ["Oak chair"]
    assert found(in_stock=True) == ["Oak chair"]
    assert found(price_min=600) == ["Lamp", "Pine table"]
    assert found(price_max=600) == ["Oak chair"]
    assert found(price_min=600, currency="EUR") == ["Lamp", "Oak chair"]
    assert found(options=[{"name": "Colour", "value": "red"}]) == ["Oak chair", "Pine table"]
    assert found(options=[{"name": "Colour", "value": "blue"}], category="furniture") == ["Oak chair"]
    assert products.count_products(ctx, parse(ListStoreProductsRequest, {"filter": {"category": "furniture"}})) == 2


def test_the_same_filters_hold_in_a_search(ctx: RequestContext, shop: Shop, fill: Callable[..., None]) -> None:
    leaf = shop.category("Chairs")
    shop.product("Oak chair", category_ids=leaf.path, tags=("sale",), options={"Colour": ("red",)}, has_stock=True)
    shop.product("Ash chair", amounts={"USD": 50})
    fill()

    def found(**wanted: Any) -> list[str]:
        return _titles(_list(ctx, q="chair", filter=wanted))

    assert sorted(found()) == ["Ash chair", "Oak chair"]
    assert found(category="chairs") == found(tag="sale") == found(in_stock=True) == ["Oak chair"]
    assert found(options=[{"name": "Colour", "value": "red"}]) == ["Oak chair"]
    assert found(price_max=100) == ["Ash chair"]
    assert _titles(_list(ctx, q="chair", sort="price")) == ["Ash chair", "Oak chair"]
    page = products.list_products(ctx, parse(ListStoreProductsRequest, {"q": "chair", "with_facets": True}))
    assert page.facets["tags"] == {"sale": 1}
    assert page.facets["options"] == {"Colour=red": 1}


def test_few_products_of_a_tag_are_not_walked_to(
    ctx: RequestContext, shop: Shop, fill: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(6):
        shop.product(f"Chair {n}", tags=("sale",) if n % 2 else (), created_at=CREATED + dt.timedelta(hours=n))
    fill()

    def statement(**asked: Any) -> tuple[list[str], int | None, bool]:
        with CaptureQueriesContext(connection) as captured:
            page = _list(ctx, filter={"tag": "sale"}, with_total=True, **asked)
        return _titles(page), page.total, any("l.product_id = ANY" in query["sql"] for query in captured)

    found = ["Chair 5", "Chair 3", "Chair 1"]
    assert statement() == (found, 3, True)
    assert statement(with_facets=True) == (found, 3, True)
    monkeypatch.setattr(products, "_FEW", 2)
    assert statement() == (found, 3, False)
    search_backend().drop(ctx.tenant_id, "products")
    assert _titles(_list(ctx, filter={"tag": "sale"})) == found


def test_pages_of_a_search_go_on_by_relevance(ctx: RequestContext, shop: Shop, fill: Callable[..., None]) -> None:
    for n in range(5):
        shop.product(f"Chair {n}")
    fill()

    first = _list(ctx, q="chair", limit=3)
    second = _list(ctx, q="chair", limit=3, after=first.next)

    assert first.total == 5
    assert second.next is None
    assert sorted(_titles(first) + _titles(second)) == [f"Chair {n}" for n in range(5)]


@pytest.mark.parametrize("after", ["x", "W10", "eyJhIjoxfQ", "bnVsbA", "WyJuZXdlc3QiLDEsIjAwIl0", "ÿ", "a" * 900])
def test_a_bad_cursor_is_refused(ctx: RequestContext, shop: Shop, after: str) -> None:
    for sort in ("newest", "price", "title"):
        with pytest.raises(InvalidInput):
            products.list_products(ctx, parse(ListStoreProductsRequest, {"after": after, "sort": sort}))
    with pytest.raises(InvalidInput):
        products.list_products(ctx, parse(ListStoreProductsRequest, {"after": after, "q": "chair"}))


def test_a_currency_the_tenant_lacks_is_refused(ctx: RequestContext, shop: Shop) -> None:
    with pytest.raises(InvalidInput):
        products.list_products(ctx, parse(ListStoreProductsRequest, {"filter": {"currency": "JPY"}}))


def test_a_detail_is_found_by_handle_of_any_language_and_by_id(
    ctx: RequestContext, shop: Shop, fill: Callable[..., None]
) -> None:
    chair = shop.product("Oak chair")
    shop.product("Дубовый стул", entity_id=chair.entity_id, locale="ru", source_locale="ru", slug="dubovyi-stul")
    fill()

    with at_most_two_statements():
        found = products.get_product(ctx, handle="oak-chair")

    assert found.entity_id == chair.entity_id
    assert orjson.loads(found.json) == chair.document
    assert products.get_product(ctx, handle="dubovyi-stul") == found
    assert products.get_product(ctx, product_id=chair.entity_id) == found
    russian = products.get_product(ctx.in_locale("ru"), handle="oak-chair")
    assert orjson.loads(russian.json)["title"] == "Дубовый стул"


def test_what_is_not_shown_is_not_found(ctx: RequestContext, shop: Shop, fill: Callable[..., None]) -> None:
    draft = shop.product("Oak chair", status="draft")
    fill()

    for question in ({"handle": "oak-chair"}, {"product_id": draft.entity_id}, {"product_id": generate_id()}):
        with pytest.raises(errors.ProductNotFound):
            products.get_product(ctx, **question)  # type: ignore[arg-type]


def test_a_search_without_its_folder_says_so_and_an_empty_tenant_finds_nothing(
    ctx: RequestContext, shop: Shop, fill: Callable[..., None]
) -> None:
    assert _titles(_list(ctx, q="chair")) == []
    shop.product("Oak chair")
    fill()
    search_backend().drop(ctx.tenant_id, "products")

    with pytest.raises(errors.IndexMissing):
        products.list_products(ctx, parse(ListStoreProductsRequest, {"q": "chair"}))
