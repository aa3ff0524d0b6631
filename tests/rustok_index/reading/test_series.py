"""Series of posts: a list, one with its posts in order, and the way from a post to its neighbours."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content import models
from rustok_content.dto.lifecycle import LinkRelation
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, titles

pytestmark = pytest.mark.django_db


def test_series_are_listed_with_what_readers_see_of_them(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, site: SimpleNamespace
) -> None:
    with tenant_scope(tenant_a):
        staff = reading.category("inside", {"en": "Inside"}, module="blog", sees=("moderator",))
        secret = reading.node("post", {"en": "Secret tea"}, category=staff, thread={})
        reading.link(secret, site.series, LinkRelation.SERIES, 9)
        reading.node("series", {"en": "Empty"}, day=9)
        reading.node("series", {"en": "Hidden"}, category=staff, day=10)
        reading.node("series", {"en": "Unfinished"}, published=(), day=11)
        reading.index()

    told = answer_of(visitor, "series")["items"]
    assert [(card["title"], card["post_count"]) for card in told] == [("Empty", 0), ("Tea course", 3)]
    first = answer_of(visitor, "series?limit=1")
    assert (len(first["items"]), first["page"]["has_next"]) == (1, True)
    assert titles(visitor, f"series?limit=1&after={first['page']['next']}") == ["Tea course"]
    assert titles(moderator, "series") == ["Hidden", "Empty", "Tea course"]
    assert answer_of(visitor, "series/hidden", 404)["code"] == "index.node.not_found"
    assert [card["title"] for card in answer_of(moderator, "series/tea-course")["posts"]] == [
        "Tea 0",
        "Tea 1",
        "Tea 2",
        "Secret tea",
    ]


def test_a_series_shows_its_posts_in_order(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    found = answer_of(visitor, "series/tea-course")

    assert (found["id"], found["path"], found["post_count"]) == (to_ulid(site.series.id), "/blog/series/tea-course", 3)
    assert [card["title"] for card in found["posts"]] == ["Tea 0", "Tea 1", "Tea 2"]
    assert found["posts"] == answer_of(visitor, f"posts?series={found['id']}&sort=position")["items"]
    assert [card["title"] for card in answer_of(visitor, "series/tea-course?locale=ru")["posts"]][1] == "Чай 1"
    assert answer_of(visitor, f"series/{found['id']}")["title"] == "Tea course"
    assert answer_of(visitor, "pages?path=/blog/series/tea-course")["kind"] == "series"
    assert "/blog/series/tea-course" in {item["path"] for item in answer_of(visitor, "sitemap")["items"]}

    tag = visitor.get("/api/v1/store/series/tea-course")["ETag"]
    with tenant_scope(tenant_a):
        models.NodeTranslation.objects.filter(node=site.posts[1]).update(status="draft")
        reading.index()
    answer = visitor.get("/api/v1/store/series/tea-course", If_None_Match=tag)
    assert answer.status_code == 200
    assert [card["title"] for card in answer.json()["posts"]] == ["Tea 0", "Tea 2"]
    assert answer_of(visitor, "posts/tea-0")["series"]["next"]["title"] == "Tea 2"
    assert answer_of(visitor, "posts/tea-2")["series"]["previous"]["title"] == "Tea 0"
    assert answer_of(visitor, "posts/tea-2")["series"]["position"] == 2
