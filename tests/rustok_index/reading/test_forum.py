"""Topics, replies and the categories they are in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F

from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content import models
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, titles

pytestmark = pytest.mark.django_db


def change(node: Any, **fields: Any) -> None:
    models.Node.objects.filter(pk=node.pk).update(**fields, version=F("version") + 1)
    reading.index()


def test_topics_come_by_activity_and_pinned_ones_first(
    tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace
) -> None:
    assert titles(visitor, "forum/topics") == ["Topic 3", "Topic 2", "Topic 1", "Topic 0", "Pinned"]
    assert titles(visitor, "forum/topics?category=below") == ["Pinned"]
    with tenant_scope(tenant_a):
        models.Thread.objects.filter(node=site.topics[1]).update(pinned_until=reading.START.replace(year=2100))
        models.Thread.objects.filter(node=site.topics[0]).update(last_reply_at=reading.START.replace(month=6))
        models.Thread.objects.filter(node=site.pinned).update(is_pinned_everywhere=True)
        reading.index()

    # Pinned in its category only, or everywhere; what was answered last comes next.
    assert titles(visitor, "forum/topics") == ["Pinned", "Topic 0", "Topic 3", "Topic 2", "Topic 1"]
    assert titles(visitor, "forum/topics?category=open") == ["Topic 1", "Pinned", "Topic 0", "Topic 3", "Topic 2"]
    first = answer_of(visitor, "forum/topics?category=open&limit=2")
    rest = titles(visitor, f"forum/topics?category=open&after={first['page']['next']}")
    assert rest == ["Topic 0", "Topic 3", "Topic 2"]


def test_topics_are_sorted_and_chosen_by_state(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        models.Node.objects.filter(pk=site.topics[1].pk).update(vote_score=5)
        models.Node.objects.filter(pk=site.topics[0].pk).update(reply_count=5)
        models.Thread.objects.filter(node=site.topics[0]).update(solution_id=site.replies[1].id)
        reading.index()

    assert titles(visitor, "forum/topics?sort=votes&limit=1") == ["Topic 1"]
    assert titles(visitor, "forum/topics?sort=oldest&limit=2") == ["Pinned", "Topic 0"]
    assert titles(visitor, "forum/topics?state=solved") == ["Topic 0"]
    assert titles(visitor, "forum/topics?state=unanswered&category=open") == [
        "Topic 3",
        "Topic 2",
        "Topic 1",
        "Pinned",
    ]
    assert "Topic 0" not in titles(visitor, "forum/topics?state=unsolved")
    (page,) = answer_of(visitor, f"forum/topics/{to_ulid(site.topics[0].id)}")["seo"]["json_ld"]
    assert (page["@type"], page["mainEntity"]["acceptedAnswer"]["text"]) == ("QAPage", "Answer 2")
    answer = page["mainEntity"]["acceptedAnswer"]
    assert (answer["@type"], answer["author"]["name"], answer["upvoteCount"]) == ("Answer", "Ada Byron", 0)
    assert answer["datePublished"].startswith("2026-03-01T12:02")
    assert answer["url"].endswith("/forum/topic-0#2")
    (posting,) = answer_of(visitor, f"forum/topics/{to_ulid(site.topics[1].id)}")["seo"]["json_ld"]
    assert posting["@type"] == "DiscussionForumPosting"


def test_replies_come_as_they_were_written(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    topic = to_ulid(site.topics[0].id)
    with tenant_scope(tenant_a):
        change(site.replies[1], deleted_at=reading.START)
        change(site.replies[2], moderation="pending")

    page = answer_of(visitor, f"forum/topics/{topic}/replies?total=1")

    assert [item["number"] for item in page["items"]] == [1, 2, 4, 5]
    deleted = page["items"][1]
    assert (deleted["is_deleted"], deleted["body"], deleted["author"], deleted["author_id"]) == (True, None, None, None)
    assert page["items"][0]["body"] == "<p>Answer 1</p>"
    assert page["page"]["total"] == 4
    assert [item["number"] for item in answer_of(visitor, f"forum/topics/{topic}/replies?number=4")["items"]] == [4, 5]
    newest = answer_of(visitor, f"forum/topics/{topic}/replies?sort=newest&limit=2")
    assert [item["number"] for item in newest["items"]] == [5, 4]
    after = answer_of(visitor, f"forum/topics/{topic}/replies?sort=newest&after={newest['page']['next']}")
    assert [item["number"] for item in after["items"]] == [2, 1]


def test_the_replies_of_a_hidden_topic_are_not_shown(
    tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace
) -> None:
    topic = to_ulid(site.topics[0].id)
    with tenant_scope(tenant_a):
        change(site.topics[0], moderation="hidden")

    for path in (f"forum/topics/{topic}", f"forum/topics/{topic}/replies", f"nodes/reply/{topic}"):
        assert answer_of(visitor, path, 404)["code"] == "index.node.not_found", path
    assert answer_of(visitor, "nodes/reply")["items"] == []


def test_categories_come_as_a_tree(visitor: ApiClient, site: SimpleNamespace) -> None:
    items = answer_of(visitor, "forum/categories")["items"]

    assert [(item["slug"], item["depth"], item["node_count"]) for item in items] == [("open", 1, 4), ("below", 2, 0)]
    assert items[1]["parent_id"] == items[0]["id"]
    assert [crumb["slug"] for crumb in items[1]["breadcrumbs"]] == ["open", "below"]
