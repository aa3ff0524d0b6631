"""What is for some roles only is nowhere else: in no list, document, count, search, menu, sitemap or feed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

import orjson
import pytest

from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok_index.indexers import CONTENT
from tests.rustok_index.reading.conftest import answer_of, shown, titles

pytestmark = pytest.mark.django_db

HIDDEN: Final = ("Secret", "Deeper secret", "Staff", "Backroom", "Nobody else reads this")


def lists(site: SimpleNamespace) -> list[str]:
    return [
        "forum/topics",
        "forum/topics?sort=newest&total=1",
        f"forum/topics?category={to_ulid(site.open.id)}",
        "forum/categories",
        "content-categories",
        "content-categories?module=forum",
        "nodes/topic",
        "nodes/topic?total=1",
        "nodes/topic?q=secret",
        "nodes/topic?q=secret&sort=newest",
        "search?q=secret",
        "suggest?q=secr",
        "sitemap",
        "menus/main",
        "tags",
    ]


def singles(site: SimpleNamespace) -> list[str]:
    secret = to_ulid(site.secret.id)
    return [
        f"forum/topics/{secret}",
        f"forum/topics/{to_ulid(site.deep.id)}",
        f"forum/topics/{secret}/replies",
        f"forum/topics/{secret}/replies?total=1",
        "forum/topics?category=staff",
        "forum/topics?category=backroom",
        "content-categories/forum/staff",
        f"content-categories/forum/{to_ulid(site.backroom.id)}",
        "nodes/topic/secret",
        "pages?path=/forum/secret",
    ]


def documents(site: SimpleNamespace) -> list[str]:
    secret = to_ulid(site.secret.id)
    return [
        "{ forumTopics(first: 50) { totalCount edges { node { title } } } }",
        "{ forumCategories { name } }",
        "{ contentCategories { name } }",
        '{ nodes(kind: "topic", first: 50) { totalCount edges { node { title } } } }',
        '{ search(query: "secret") { totalCount edges { node { node { title } } } } }',
        '{ suggest(query: "secr") { title } }',
        f'{{ forumTopic(id: "{secret}") {{ title }} }}',
        f'{{ node(id: "{secret}") {{ title }} }}',
        '{ contentCategory(module: "forum", slug: "staff") { name } }',
        '{ page(path: "/forum/secret") { title } }',
        '{ menu(location: "main") { items { label url nodeId children { label } } } }',
    ]


def test_a_visitor_meets_nothing_that_is_for_staff(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        CONTENT.rebuild_search()
        customer = api_client(tenant_a, Role.CUSTOMER)

    for client in (visitor, customer):
        for path in lists(site):
            text = orjson.dumps(answer_of(client, path)).decode()
            assert not any(word in text for word in HIDDEN), (path, text)
        for path in singles(site):
            answer_of(client, path, 404)
        for document in documents(site):
            text = orjson.dumps(shown(client, document)).decode()
            assert not any(word in text for word in HIDDEN), (document, text)
    assert answer_of(visitor, "forum/topics?total=1")["page"]["total"] == 5
    assert answer_of(visitor, "nodes/topic?total=1")["page"]["total"] == 5
    assert answer_of(visitor, "search?q=secret")["page"]["total"] == 0


def test_staff_meets_it_everywhere(tenant_a: Tenant, moderator: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        CONTENT.rebuild_search()
        editor = api_client(tenant_a, Role.EDITOR)
        admin = api_client(tenant_a, Role.ADMIN)

    for client in (moderator, admin):
        assert titles(client, "forum/topics?sort=newest&limit=2") == ["Secret", "Deeper secret"]
        assert titles(client, "forum/categories") == ["Open", "Staff", "Backroom", "Below"]
        assert [item["label"] for item in answer_of(client, "menus/main")["items"]] == ["About", "Secret", "Shop"]
        assert "audience" not in orjson.dumps(answer_of(client, "menus/main")).decode()
        assert answer_of(client, "search?q=secret")["page"]["total"] == 2
        for path in singles(site):
            answer_of(client, path)
    # A right that is given to some roles is not another role's.
    answer_of(editor, f"forum/topics/{to_ulid(site.secret.id)}", 404)
    assert "Secret" not in titles(editor, "forum/topics")


def test_caches_keep_only_what_is_for_everybody(visitor: ApiClient, moderator: ApiClient) -> None:
    for path in ("forum/topics", "forum/categories", "posts/tea-0", "search?q=tea"):
        public: Any = visitor.get(f"/api/v1/store/{path}")
        private: Any = moderator.get(f"/api/v1/store/{path}")

        assert public["Cache-Control"].startswith("public")
        assert private["Cache-Control"] == "private, no-store"
        assert "Authorization" in public["Vary"]
    document = "/graphql?query={forumTopics{edges{node{title}}}}"
    assert visitor.get(document)["Cache-Control"].startswith("public")
    assert moderator.get(document)["Cache-Control"] == "private, no-store"
