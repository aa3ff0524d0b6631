"""Nodes, categories, search and suggestions."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import generate_id, to_ulid
from rustok_index import errors
from rustok_index.dto.content import ListStoreNodesRequest, SearchRequest, SuggestRequest
from rustok_index.dto.documents import CardPage
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS
from rustok_index.queries import categories, content, search
from tests.rustok_index.conftest import CREATED, Shop
from tests.rustok_index.queries.test_products import at_most_two_statements

pytestmark = pytest.mark.django_db


def _fill(shop: Shop) -> None:
    PRODUCTS.rebuild(sorted(shop.products.rows))
    CONTENT.rebuild(sorted(shop.content.rows))
    CATEGORIES.rebuild(sorted(shop.categories.rows))


def _titles(page: CardPage) -> list[str]:
    return [orjson.loads(card.json)["title"] for card in page.cards]


def test_nodes_of_a_kind_come_newest_first_in_pages(ctx: RequestContext, shop: Shop) -> None:
    for n in range(5):
        shop.node(f"Post {n}", published_at=CREATED + dt.timedelta(days=n), tags=("even",) if n % 2 == 0 else ())
    shop.node("About", kind="page")
    shop.node("Draft", status="draft")
    _fill(shop)

    with at_most_two_statements():
        first = content.list_nodes(ctx, parse(ListStoreNodesRequest, {"kind": "post", "limit": 3, "with_total": True}))
    second = content.list_nodes(ctx, parse(ListStoreNodesRequest, {"kind": "post", "limit": 3, "after": first.next}))

    assert _titles(first) == ["Post 4", "Post 3", "Post 2"]
    assert _titles(second) == ["Post 1", "Post 0"]
    assert (first.total, second.next) == (5, None)
    tagged = content.list_nodes(ctx, parse(ListStoreNodesRequest, {"kind": "post", "tag": "even", "sort": "oldest"}))
    assert _titles(tagged) == ["Post 0", "Post 2", "Post 4"]
    assert _titles(content.list_nodes(ctx, parse(ListStoreNodesRequest, {"kind": "post", "q": "post 3"}))) == ["Post 3"]


def test_words_are_looked_for_within_a_category_and_below_a_node(ctx: RequestContext, shop: Shop) -> None:
    news = generate_id()
    parent = shop.node("Snow", slug="parent", category_id=news, category_slug="news", category_name="News")
    for n in range(3):
        shop.node(f"Snow {n}", category_id=news, category_slug="news", category_name="News", parent_id=parent.entity_id)
    shop.node("Snow elsewhere")
    shop.node("Rain", category_id=news, category_slug="news", category_name="News")
    _fill(shop)

    def titles(**asked: object) -> tuple[list[str], int | None, str | None]:
        request = parse(ListStoreNodesRequest, {"kind": "post", "q": "snow", **asked})
        with at_most_two_statements():
            page = content.list_nodes(ctx, request)
        assert page.total in (None, content.count_nodes(ctx, request))
        return sorted(_titles(page)), page.total, page.next

    assert titles(category="news") == (["Snow", "Snow 0", "Snow 1", "Snow 2"], 4, None)
    assert titles(category=to_ulid(news)) == titles(category="news")
    assert titles(parent_id=to_ulid(parent.entity_id)) == (["Snow 0", "Snow 1", "Snow 2"], 3, None)
    assert titles(category="news", sort="newest", with_total=True)[:2] == (["Snow", "Snow 0", "Snow 1", "Snow 2"], 4)
    first, total, after = titles(parent_id=to_ulid(parent.entity_id), limit=2)
    rest, _, end = titles(parent_id=to_ulid(parent.entity_id), limit=2, after=after)
    assert (sorted(first + rest), total, end) == (["Snow 0", "Snow 1", "Snow 2"], 3, None)
    assert titles(category="nothing") == ([], 0, None)


def test_a_node_is_found_by_slug_and_id(ctx: RequestContext, shop: Shop) -> None:
    post = shop.node("First snow")
    draft = shop.node("Draft", status="draft")
    _fill(shop)

    with at_most_two_statements():
        found = content.get_node(ctx, kind="post", slug="first-snow")

    assert orjson.loads(found.json) == post.document
    assert content.get_node(ctx, node_id=post.entity_id) == found
    with pytest.raises(errors.NodeNotFound):
        content.get_node(ctx, kind="page", slug="first-snow")
    with pytest.raises(errors.NodeNotFound):
        content.get_node(ctx, node_id=draft.entity_id)


def test_categories_come_parents_first(ctx: RequestContext, shop: Shop) -> None:
    root = shop.category("Furniture")
    shop.category("Tables", root, position=2)
    shop.category("Chairs", root, position=1)
    _fill(shop)

    names = [orjson.loads(card.json)["name"] for card in categories.list_categories(ctx)]

    assert names == ["Furniture", "Chairs", "Tables"]
    assert categories.get_category(ctx, slug="furniture").entity_id == root.entity_id
    assert categories.get_category(ctx, category_id=root.entity_id).entity_id == root.entity_id
    with pytest.raises(errors.CategoryNotFound):
        categories.get_category(ctx, slug="no-such")


def test_one_search_finds_products_and_nodes_in_one_order(ctx: RequestContext, shop: Shop) -> None:
    shop.product("Oak")
    for n in range(3):
        shop.product(f"Lamp {n}", search_text="stands on oak")
    shop.node("Oak care")
    shop.node("Wood", search_text="ash and elm and oak and pine", kind="page")
    _fill(shop)

    with at_most_two_statements():
        page = search.search(ctx, parse(SearchRequest, {"q": "oak", "limit": 3}))
    rest = search.search(ctx, parse(SearchRequest, {"q": "oak", "limit": 3, "after": page.next}))

    # Titles before mentions, whichever they are of.
    assert {_titles(page)[0], _titles(page)[1]} == {"Oak", "Oak care"}
    assert (page.total, len(rest.cards), rest.next) == (6, 3, None)
    assert len({card.json for card in (*page.cards, *rest.cards)}) == 6
    assert page.facets == {"kinds": {"post": 1, "page": 1, "product": 4}}
    only = search.search(ctx, parse(SearchRequest, {"q": "oak", "kinds": ["post"]}))
    assert (_titles(only), only.facets) == (["Oak care"], {"kinds": {"post": 1}})


def test_a_question_is_corrected_unless_something_is_called_so(ctx: RequestContext, shop: Shop) -> None:
    shop.product("Wardrobe")
    shop.node("Bookshelves")
    _fill(shop)

    def asked(text: str) -> tuple[list[str], str | None]:
        page = search.search(ctx, parse(SearchRequest, {"q": text}))
        return _titles(page), page.did_you_mean

    assert asked("wadrobe") == (["Wardrobe"], "wardrobe")
    assert asked("bokshelf") == (["Bookshelves"], "bookshelves")
    assert asked("wardrobe") == (["Wardrobe"], None)
    assert asked("telescope") == ([], None)


def test_suggestions_are_titles_that_begin_so(ctx: RequestContext, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    shop.product("Lamp", search_text="goes with a chair")
    _fill(shop)

    with at_most_two_statements():
        found = search.suggest(ctx, parse(SuggestRequest, {"q": "cha"}))

    assert [(to_ulid(s.id), s.kind, s.title, s.slug) for s in found] == [
        (to_ulid(chair.entity_id), "product", "Oak chair", "oak-chair")
    ]
