"""The tree of pages: what is below what, in its order; and that whatever is below something narrow is as narrow."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.events.catalog.content import CategoryRightsChanged
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok_content import models
from rustok_content.dto.lifecycle import PublishNodeRequest
from rustok_content.dto.places import ReorderNodesRequest
from rustok_content.search_source import ContentSource
from rustok_content.services import placing
from rustok_index.indexers import CONTENT, SECTIONS
from rustok_pages.dto.pages import CreatePageRequest
from rustok_pages.services import pages
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, shown, titles
from tests.rustok_index.reading.test_site import map_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def narrow(tenant_a: Tenant, site: SimpleNamespace) -> SimpleNamespace:
    """A page for moderators by the category above its own; below it two that are filed nowhere, or in an open one."""
    with tenant_scope(tenant_a):
        site.outer = reading.category("outer", {"en": "Outer"}, module="content", sees=("moderator",))
        inner = reading.category("inner", {"en": "Inner"}, module="content", parent=site.outer)
        open_ = reading.category("wide", {"en": "Wide"}, module="content", node_count=1)
        only = reading.tag("Whisper", count=1)
        site.vault = reading.node("page", {"en": "Vault"}, category=inner)
        site.room = reading.node("page", {"en": "Vault room"}, parent=site.vault, tags=(only,))
        site.box = reading.node("page", {"en": "Vault box"}, parent=site.room, category=open_)
        models.Category.objects.filter(pk=open_.pk).update(last_node_id=site.box.id)
        for of, path in ((site.vault, "/vault"), (site.room, "/vault/room"), (site.box, "/vault/room/box")):
            reading.address(of, "en", path)
            models.MenuItem.objects.create(menu=site.menu, node=of, leads_to_node=True, position=9)
        reading.index()
        CONTENT.rebuild_search()
    return site


def ways(site: Any) -> list[str]:
    return [
        "nodes/page",
        "nodes/page?total=1",
        "nodes/page?top=1",
        f"nodes/page?parent_id={to_ulid(site.vault.id)}",
        "nodes/page?category=wide",
        "nodes/page?tag=Whisper",
        "nodes/page?q=vault",
        "nodes/page?q=vault&sort=title",
        "search?q=vault",
        "suggest?q=vau",
        "sitemap",
        "menus/main",
        "content-categories",
        "tags",
    ]


SINGLES = [
    "pages?path=/vault",
    "pages?path=/vault/room",
    "pages?path=/vault/room/box",
    "nodes/page/vault-room",
    "nodes/page/vault-box",
    "tags/whisper",
    "content-categories/content/inner",
]


def hidden_from(client: ApiClient, site: Any) -> None:
    for path in ways(site):
        text = orjson.dumps(answer_of(client, path)).decode().lower()
        assert not any(word in text for word in ("vault", "whisper", "inner")), (path, text)
    for path in SINGLES:
        answer_of(client, path, 404)
    for document in (
        '{ nodes(kind: "page", first: 50) { totalCount edges { node { title } } } }',
        '{ nodes(kind: "page", top: true) { edges { node { title } } } }',
        '{ search(query: "vault") { totalCount edges { node { node { title } } } } }',
        f'{{ node(id: "{to_ulid(site.box.id)}") {{ title }} }}',
        '{ page(path: "/vault/room/box") { title } }',
        '{ menu(location: "main") { items { label children { label } } } }',
        "{ tags { totalCount edges { node { name } } } }",
        "{ contentCategories { name lastNode { title } } }",
    ):
        assert "vault" not in orjson.dumps(shown(client, document)).decode().lower(), document
    assert answer_of(client, "nodes/page?total=1")["page"]["total"] == 2
    assert answer_of(client, "search?q=vault")["page"]["total"] == 0


def test_what_is_below_something_narrow_is_as_narrow_everywhere(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, narrow: SimpleNamespace
) -> None:
    with tenant_scope(tenant_a):
        customer, editor = api_client(tenant_a, Role.CUSTOMER), api_client(tenant_a, Role.EDITOR)

    for client in (visitor, customer, editor):
        hidden_from(client, narrow)
    assert "vault" not in orjson.dumps(map_of(moderator)).decode()
    for path in SINGLES:
        answer_of(moderator, path)
    assert answer_of(moderator, "nodes/page?total=1")["page"]["total"] == 5
    assert answer_of(moderator, "search?q=vault")["page"]["total"] == 3
    box = answer_of(moderator, "pages?path=/vault/room/box")
    assert [crumb["title"] for crumb in box["breadcrumbs"]] == ["Vault", "Vault room", "Vault box"]
    assert titles(moderator, "tags")[-1] == "Whisper"
    labels = [item["label"] for item in answer_of(moderator, "menus/main")["items"]]
    assert labels == ["About", "Secret", "Shop", "Vault", "Vault room", "Vault box"]


def test_rights_given_and_taken_reach_all_that_is_below(
    tenant_a: Tenant, visitor: ApiClient, narrow: SimpleNamespace
) -> None:
    def changed() -> None:
        event = SimpleNamespace(event=CategoryRightsChanged(category_id=narrow.outer.id))
        touched = ContentSource().targets([event])  # type: ignore[list-item]
        assert {narrow.vault.id, narrow.room.id, narrow.box.id} <= touched
        CONTENT.rebuild(sorted(touched))
        SECTIONS.rebuild([*models.Menu.objects.values_list("id", flat=True), *categories])
        CONTENT.rebuild_search()

    with tenant_scope(tenant_a):
        categories = list(models.Category.objects.values_list("id", flat=True))
        models.CategoryRight.objects.filter(category=narrow.outer).delete()
        changed()
    assert answer_of(visitor, "pages?path=/vault/room/box")["title"] == "Vault box"
    assert answer_of(visitor, "nodes/page?total=1")["page"]["total"] == 5
    with tenant_scope(tenant_a):
        models.CategoryRight.objects.create(category=narrow.outer, role="moderator", can_see=True)
        changed()
    hidden_from(visitor, narrow)


def made(ctx: RequestContext, slug: str, parent: Any = None) -> Any:
    text = {"locale": "en", "title": slug.title(), "slug": slug}
    page = pages.create_page(
        ctx, parse(CreatePageRequest, {"translations": [text], "parent_id": str(parent.id) if parent else None})
    )
    return pages.publish_page(ctx, page.id, PublishNodeRequest())


def test_pages_are_read_as_the_tree_has_them(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        home, docs = made(ctx, "welcome"), made(ctx, "docs")
        below = [made(ctx, slug, docs) for slug in ("one", "two", "three")]
        deep = made(ctx, "deep", below[0])
        pages.set_home_page(ctx, home.id)
        order = [below[2].id, below[0].id, below[1].id]
        placing.reorder_nodes(ctx, ReorderNodesRequest(parent_id=docs.id, node_ids=tuple(order)))
        top = [docs.id, home.id]
        placing.reorder_nodes(ctx, ReorderNodesRequest(parent_id=None, node_ids=tuple(top)), kind="page")
        reading.index()

    assert titles(visitor, f"nodes/page?parent_id={to_ulid(docs.id)}") == ["Three", "One", "Two"]
    first = answer_of(visitor, f"nodes/page?parent_id={to_ulid(docs.id)}&limit=2")["page"]["next"]
    assert titles(visitor, f"nodes/page?parent_id={to_ulid(docs.id)}&limit=2&after={first}") == ["Two"]
    assert titles(visitor, "nodes/page?top=1")[:2] == ["Docs", "Welcome"]
    below_docs = f'{{ nodes(kind: "page", parentId: "{to_ulid(docs.id)}") {{ edges {{ node {{ title }} }} }} }}'
    edges = shown(visitor, below_docs)["nodes"]["edges"]
    assert [edge["node"]["title"] for edge in edges] == ["Three", "One", "Two"]
    assert answer_of(visitor, "pages?path=/")["title"] == "Welcome"
    assert shown(visitor, '{ page(path: "/") { title path } }')["page"] == {"title": "Welcome", "path": "/"}
    moved = visitor.get("/api/v1/store/pages?path=/welcome")
    assert (moved.status_code, moved.json()["target"]) == (301, "/")
    told = answer_of(visitor, "pages?path=/docs/one/deep")
    assert (told["id"], told["depth"], told["parent_id"]) == (to_ulid(deep.id), 2, to_ulid(below[0].id))
    assert [crumb["path"] for crumb in told["breadcrumbs"]] == ["/docs", "/docs/one", "/docs/one/deep"]
    for path, code in (("/welcome", "index.page.moved"), ("/gone", "index.page.gone")):
        answer = visitor.graphql(f'{{ page(path: "{path}") {{ title }} }}').json()
        assert answer["errors"][0]["extensions"]["code"] == code
    assert shown(visitor, '{ page(path: "/nowhere") { title } }') == {"page": None}

    with tenant_scope(tenant_a):
        pages.set_home_page(RequestContext.system(tenant_a.id), docs.id)
        reading.index()
    assert answer_of(visitor, "pages?path=/")["title"] == "Docs"
    assert answer_of(visitor, "pages?path=/welcome")["title"] == "Welcome"
    assert visitor.get("/api/v1/store/pages?path=/docs").json()["target"] == "/"
    # What is below the home page begins at the site's root, and is found where it was.
    assert visitor.get("/api/v1/store/pages?path=/docs/one/deep").json()["target"] == "/one/deep"
    assert [crumb["path"] for crumb in answer_of(visitor, "pages?path=/one/deep")["breadcrumbs"]] == [
        "/",
        "/one",
        "/one/deep",
    ]
