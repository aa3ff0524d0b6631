"""What blocks of a page list: cards for the reader who asks, by one more statement for all of them."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from rustok.context import RequestContext
from rustok.events.catalog.content import NodeUpdated
from rustok.events.catalog.media import MediaUpdated
from rustok.ids import generate_id, to_ulid
from rustok.modules.registry import registry
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content import models
from rustok_content.dto.blocks import RenderBodyRequest
from rustok_content.dto.lifecycle import CreatePreviewRequest
from rustok_content.dto.nodes import BodyFormat
from rustok_content.search_source.nodes import ContentSource
from rustok_content.services import looking, previews
from rustok_content.services.markup import render
from rustok_content.services.references import refresh
from rustok_index.indexers import CONTENT, PRODUCTS
from rustok_index.queries import lists
from tests.factories import reading
from tests.rustok_index.conftest import Shop
from tests.rustok_index.reading.conftest import answer_of, shown
from tests.rustok_index.reading.test_statements import counted

# Outside of a transaction, as requests are.
pytestmark = pytest.mark.django_db(transaction=True)


def block(kind: str, **props: Any) -> dict[str, Any]:
    return {"type": kind, "props": props}


def write(node: Any, locale: str, body: dict[str, Any]) -> None:
    made = render(json.dumps(body), BodyFormat.BLOCKS)
    models.Body.objects.filter(node=node, locale=locale).delete()
    models.Body.objects.create(
        node=node, locale=locale, body=made.source, format="blocks", html=made.html, text=made.text
    )


@pytest.fixture
def front(tenant_a: Tenant, site: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A page with lists in its regions, in columns and in a reusable block; four products beside the posts."""
    shop = Shop()
    domains = registry.search_sources
    monkeypatch.setattr(
        registry,
        "search_sources",
        lambda: [*(source for source in domains() if source.index != "products"), shop.products],
    )
    site.shop, site.chairs, site.new = shop, generate_id(), generate_id()
    with tenant_scope(tenant_a):
        site.products = [
            shop.product(
                f"Chair {n}",
                category_ids=(site.chairs,) if n else (),
                collections={site.new: 9 - n},
                tags=("sale",) if n == 1 else (),
                amounts={"USD": 1000 - n},
            )
            for n in range(4)
        ]
        site.shared = reading.node("block", {"en": "Latest", "ru": "Новое"})
        for locale in ("en", "ru"):
            write(site.shared, locale, {"blocks": [block("posts", limit=2), block("heading", text=f"Shared {locale}")]})
        site.front = reading.node("page", {"en": "Front", "ru": "Главная"})
        for locale in ("en", "ru"):
            reading.address(site.front, locale, "/front")
            write(
                site.front,
                locale,
                {
                    "regions": {
                        "main": [
                            block("heading", text="Chairs"),
                            block("products", category=to_ulid(site.chairs), sort="price", limit=2),
                            block("columns", columns=[[block("products", collection=to_ulid(site.new))], []]),
                            block("products", tag="sale"),
                        ],
                        "aside": [
                            block("reusable", node_id=to_ulid(site.shared.id)),
                            block("posts", category="news", tag="tea", limit=1),
                            block("posts", series_id=to_ulid(site.series.id)),
                            block("posts", post_ids=[to_ulid(site.other.id), to_ulid(site.posts[3].id)]),
                            block(
                                "products",
                                product_ids=[to_ulid(site.products[n].entity_id) for n in (2, 0)],
                            ),
                        ],
                    }
                },
            )
        PRODUCTS.rebuild(sorted(shop.products.rows))
        PRODUCTS.rebuild_search()
        reading.index()
    return site


def listed(page: Any) -> list[list[str]]:
    """Return the titles of all lists of a page, in order."""
    return [
        [card["title"] for card in each["products"] or each["posts"] or ()]
        for region in page["regions"]
        for each in walked(region["blocks"])
        if each["products"] is not None or each["posts"] is not None
    ]


def walked(blocks: list[Any]) -> list[Any]:
    return [each for one in blocks for each in (one, *walked([b for c in one["columns"] for b in c["blocks"]]))]


def picked(told: Any, like: Any) -> Any:
    """Return what REST tells, as far as GraphQL was asked for it and by its names; props keep their own."""
    if isinstance(like, list):
        return [picked(one, other) for one, other in zip(told, like, strict=True)]
    if not isinstance(like, dict):
        return told
    snake = {name: "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name) for name in like}
    return {name: told[snake[name]] if name == "props" else picked(told[snake[name]], like[name]) for name in like}


ALL = [
    ["Tea 4", "Tea 3"],
    ["Tea 4"],
    ["Tea 0", "Tea 1", "Tea 2"],
    ["Coffee", "Tea 3"],
    ["Chair 2", "Chair 0"],
    ["Chair 3", "Chair 2"],
    ["Chair 3", "Chair 2", "Chair 1", "Chair 0"],
    ["Chair 1"],
]


def test_a_page_shows_the_cards_of_its_lists_by_one_more_statement(front: SimpleNamespace, visitor: ApiClient) -> None:
    paths = ("pages?path=/front", "nodes/page/front", f"nodes/page/{to_ulid(front.front.id)}")
    for path in paths[:2]:
        answer, statements = counted(lambda path=path: visitor.get(f"/api/v1/store/{path}"))
        assert listed(answer.json()) == ALL
        assert len(statements) == 2, statements
        answer, statements = counted(
            lambda path=path, tag=answer["ETag"]: visitor.get(f"/api/v1/store/{path}", If_None_Match=tag)
        )
        assert (answer.status_code, len(statements)) == (304, 2)
    page = answer_of(visitor, "pages?path=/front")
    (card,) = page["regions"][0]["blocks"][2]["posts"]
    assert card == answer_of(visitor, "posts?category=news&tag=tea&limit=1")["items"][0]
    assert (
        page["regions"][1]["blocks"][1]["products"]
        == answer_of(visitor, f"products?category={to_ulid(front.chairs)}&sort=price&limit=2")["items"]
    )
    assert page["regions"][1]["blocks"][1]["href"].startswith("/api/v1/store/products?category=")


def test_lists_speak_the_readers_language(front: SimpleNamespace, visitor: ApiClient) -> None:
    page = answer_of(visitor, "pages?path=/front&locale=ru")

    assert listed(page)[:2] == [["Tea 4", "Чай 3"], ["Tea 4"]]
    assert page["regions"][0]["blocks"][1]["html"] == "<h2>Shared ru</h2>"


def test_rest_and_graphql_show_the_same_lists(front: SimpleNamespace, visitor: ApiClient) -> None:
    card = "id title locale tags"
    inner = f"id type props html href products {{ {card} handle inStock }} posts {{ {card} path author }}"
    regions = f"regions {{ name blocks {{ {inner} columns {{ blocks {{ {inner} }} }} }} }}"
    document = f'{{ page(path: "/front") {{ title {regions} }} }}'
    answer, statements = counted(lambda: visitor.graphql(document))

    assert "errors" not in answer.json(), answer.json()
    found = answer.json()["data"]["page"]
    assert len(statements) == 2
    told = answer_of(visitor, "pages?path=/front")
    assert found == picked(told, found)
    assert [each["title"] for each in found["regions"][1]["blocks"][1]["products"]] == ["Chair 3", "Chair 2"]
    by_kind = shown(visitor, f'{{ node(kind: "page", slug: "front") {{ {regions} }} }}')["node"]
    assert by_kind["regions"][0]["blocks"][0]["posts"][0]["title"] == "Tea 4"


def test_what_is_hidden_goes_at_once_and_changes_the_tag(
    tenant_a: Tenant, front: SimpleNamespace, visitor: ApiClient
) -> None:
    path = "/api/v1/store/pages?path=/front"
    tag = visitor.get(path)["ETag"]
    with tenant_scope(tenant_a):
        front.shop.products.change(front.products[2].entity_id, status="draft")
        PRODUCTS.rebuild([front.products[2].entity_id])
    answer = visitor.get(path, If_None_Match=tag)
    assert answer.status_code == 200
    assert listed(answer.json())[4:6] == [["Chair 0"], ["Chair 3", "Chair 1"]]
    tag = answer["ETag"]
    with tenant_scope(tenant_a):
        models.NodeTranslation.objects.filter(node=front.posts[4]).update(status="draft")
        CONTENT.rebuild([front.posts[4].id])
    answer = visitor.get(path, If_None_Match=tag)
    assert answer.status_code == 200
    assert listed(answer.json())[:2] == [["Tea 3", "Tea 2"], ["Tea 3"]]
    tag = answer["ETag"]
    with tenant_scope(tenant_a):
        models.NodeTranslation.objects.filter(node=front.other).update(title="Better coffee")
        CONTENT.rebuild([front.other.id])
    answer = visitor.get(path, If_None_Match=tag)
    assert (answer.status_code, listed(answer.json())[3]) == (200, ["Better coffee", "Tea 3"])
    assert visitor.get(path, If_None_Match=answer["ETag"]).status_code == 304


def test_lists_show_each_reader_what_is_for_them(
    tenant_a: Tenant, front: SimpleNamespace, visitor: ApiClient, moderator: ApiClient
) -> None:
    with tenant_scope(tenant_a):
        inside = reading.category("inside", {"en": "Inside"}, module="blog", sees=("moderator",))
        secret = reading.node("post", {"en": "Secret"}, category=inside, day=500, thread={})
        staff = reading.node("block", {"en": "Staff"}, category=inside)
        write(staff, "en", {"blocks": [block("heading", text="For staff only")]})
        write(
            front.front,
            "en",
            {
                "blocks": [
                    block("posts", limit=1),
                    block("posts", category="inside"),
                    block("posts", post_ids=[to_ulid(secret.id), to_ulid(front.other.id)]),
                    block("reusable", node_id=to_ulid(staff.id)),
                ]
            },
        )
        reading.index()

    open_to_all = answer_of(visitor, "pages?path=/front")
    assert listed(open_to_all) == [["Tea 4"], [], ["Coffee"]]
    assert listed(answer_of(moderator, "pages?path=/front")) == [["Secret"], ["Secret"], ["Secret", "Coffee"]]
    # A page that everybody sees shows nobody what is for some.
    assert "For staff only" not in json.dumps(open_to_all)


def test_a_reusable_block_changes_all_that_show_it(tenant_a: Tenant, front: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        picture = generate_id()
        outer = reading.node("block", {"en": "Outer"})
        write(outer, "en", {"blocks": [block("reusable", node_id=to_ulid(front.shared.id))]})
        write(front.shared, "en", {"blocks": [block("image", asset_id=to_ulid(picture))]})
        write(front.team, "en", {"blocks": [block("reusable", node_id=to_ulid(outer.id))]})
        for node in (outer, front.shared, front.front, front.team):
            refresh(node)

        changed = SimpleNamespace(event=NodeUpdated(node_id=front.shared.id, kind="block", fields=()))
        found = ContentSource().targets([changed])  # type: ignore[list-item]
        of_picture = SimpleNamespace(event=MediaUpdated(asset_id=picture))
        shows = ContentSource().targets([of_picture])  # type: ignore[list-item]

    assert found == {front.shared.id, front.front.id, outer.id, front.team.id}
    assert shows == found


def test_there_are_only_so_many_lists(tenant_a: Tenant, front: SimpleNamespace, visitor: ApiClient) -> None:
    with tenant_scope(tenant_a):
        write(front.front, "en", {"blocks": [block("posts", limit=5) for _ in range(lists.MOST_LISTS + 2)]})
        CONTENT.rebuild([front.front.id])

    found = listed(answer_of(visitor, "pages?path=/front"))

    assert [len(cards) for cards in found] == [5] * lists.MOST_LISTS + [0, 0]
    with tenant_scope(tenant_a):
        write(front.front, "en", {"blocks": [block("posts", limit=24) for _ in range(6)]})
        CONTENT.rebuild([front.front.id])
    assert len(listed(answer_of(visitor, "pages?path=/front"))) == 6
    assert lists.MOST_CARDS == 120


def test_a_post_with_lists_takes_two_statements_too(
    tenant_a: Tenant, front: SimpleNamespace, visitor: ApiClient
) -> None:
    with tenant_scope(tenant_a):
        write(front.posts[0], "en", {"blocks": [block("products", sort="title", limit=1), block("posts", limit=1)]})
        CONTENT.rebuild([front.posts[0].id])

    answer, statements = counted(lambda: visitor.get("/api/v1/store/posts/tea-0"))

    assert len(statements) == 2
    assert listed(answer.json()) == [["Chair 0"], ["Tea 4"]]
    assert answer.json()["series"]["next"]["title"] == "Tea 1"
    assert connection.in_atomic_block is False


def test_lists_are_seen_before_a_page_is_published(
    tenant_a: Tenant, front: SimpleNamespace, visitor: ApiClient, moderator: ApiClient
) -> None:
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        inside = reading.category("inside", {"en": "Inside"}, module="blog", sees=("moderator",))
        reading.node("post", {"en": "Secret"}, category=inside, day=500, thread={})
        models.NodeTranslation.objects.filter(node=front.front).update(status="draft")
        reading.index()
        token = previews.create_preview(ctx, front.front.id, CreatePreviewRequest()).token
        body = {"blocks": [block("posts", limit=1), block("columns", columns=[[block("products", tag="sale")]])]}
        looked = looking.render_body(ctx, RenderBodyRequest(body=json.dumps(body), format=BodyFormat.BLOCKS))

    answer_of(visitor, "pages?path=/front", 404)
    for client in (visitor, moderator):
        shown = client.get(f"/api/v1/store/preview/{token}").json()
        # It shows what visitors will get, whoever looks.
        assert listed(shown) == ALL
    assert looked.html == (
        '<ul><li>Tea 4</li></ul>\n<div class="columns"><div class="column"><ul><li>Chair 1</li></ul></div></div>'
    )
