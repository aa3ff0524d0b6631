"""Replies and comments in one list: found, and judged by many at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.moderation import ReviewReason
from rustok_content.services import reviews
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics
from tests.rustok_commerce.admin.operator import signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/rustok_content/reviewitem/answers/"


def _talk(ctx: RequestContext, title: str, *replies: str) -> tuple[UUID, list[UUID]]:
    category, _ = models.Category.objects.get_or_create(module="forum", slug="talk")
    topic = topics.create_topic(ctx, CreateForumTopicRequest(title=title, body="Hello all", category_id=category.id))
    made = [topics.create_reply(ctx, topic.id, CreateForumReplyRequest(body=body)).id for body in replies]
    return topic.id, made


def _shown(client: Client, **asked: Any) -> list[str]:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return [row["text"] for row in answer.context["rows"]]


def _do(client: Client, verdict: str, *ids: UUID, reason: str = "") -> None:
    answer = client.post(LIST, {"verdict": verdict, "answer": [str(key) for key in ids], "reason": reason})
    assert answer.status_code == 302


def test_answers_are_found_by_state_topic_word_day_and_author(ctx: RequestContext, moderator: Client) -> None:
    topic_id, (_, spam) = _talk(ctx, "Tea", "Green tea is fine", "Buy cheap watches")
    _talk(ctx, "Coffee", "Beans from Peru")
    models.Node.objects.filter(pk=spam).update(moderation="spam")
    writer = User.objects.get(role=Role.MODERATOR)
    models.Node.objects.filter(pk=spam).update(author_id=writer.pk)

    assert _shown(moderator) == ["Beans from Peru", "Buy cheap watches", "Green tea is fine"]
    assert _shown(moderator, root=str(topic_id)) == ["Buy cheap watches", "Green tea is fine"]
    assert _shown(moderator, state="spam") == ["Buy cheap watches"]
    assert _shown(moderator, state="pending") == []
    assert _shown(moderator, q="peru") == ["Beans from Peru"]
    assert _shown(moderator, author=str(writer.pk)) == ["Buy cheap watches"]
    assert _shown(moderator, kind="comment") == []
    assert _shown(moderator, since="2999-01-01") == []
    assert len(_shown(moderator, until="2999-01-01")) == 3
    assert len(_shown(moderator, since="no day", author="nobody")) == 3


def test_many_are_judged_at_once_with_a_reason(ctx: RequestContext, moderator: Client) -> None:
    topic_id, (first, second) = _talk(ctx, "Tea", "Green tea is fine", "Buy cheap watches")
    item = reviews.open_item(ctx, models.Node.objects.get(pk=second), ReviewReason.FLAGGED)

    _do(moderator, "spam", first, second, reason="Advertising")

    state = dict(models.Node.objects.filter(root_id=topic_id).values_list("id", "moderation"))
    assert state == {first: "spam", second: "spam"}
    assert models.Node.objects.get(pk=topic_id).reply_count == 0
    assert models.ReviewItem.objects.get(pk=item.id).state == "rejected"
    log = set(models.ModerationAction.objects.values_list("action", "target_id", "reason"))
    assert log == {("spam", first, "Advertising"), ("review_rejected", second, "Advertising")}
    _do(moderator, "approve", first, second)
    assert models.Node.objects.get(pk=topic_id).reply_count == 2
    _do(moderator, "delete", first)
    assert _shown(moderator, state="deleted") == ["Green tea is fine"]
    # What is deleted already keeps no other from being so.
    _do(moderator, "delete", first, second)
    assert models.Node.objects.get(pk=topic_id).reply_count == 0
    _do(moderator, "restore", first, second)
    assert models.Node.objects.get(pk=topic_id).reply_count == 2


def test_the_list_is_for_moderators(ctx: RequestContext, in_tenant_a: Tenant, editor: Client) -> None:
    topic_id, (reply,) = _talk(ctx, "Tea", "Green tea is fine")
    author = signed_in(in_tenant_a, Role.AUTHOR)

    for client in (editor, author):
        assert client.get(LIST).status_code == 403
        assert client.post(LIST, {"verdict": "delete", "answer": [str(reply)]}).status_code == 403
    assert models.Node.objects.get(pk=topic_id).reply_count == 1


def test_topics_and_members_lead_to_the_list(ctx: RequestContext, moderator: Client) -> None:
    topic_id, _ = _talk(ctx, "Tea", "Green tea is fine")
    thread = models.Thread.objects.get(node_id=topic_id)

    page = moderator.get(f"/admin/rustok_content/thread/{thread.pk}/change/")

    assert f"{LIST}?root={topic_id}" in page.content.decode()
    assert "Replies and comments" in page.content.decode()


def test_only_the_line_of_the_list_is_marked_in_the_menu(moderator: Client) -> None:
    answer = moderator.get(LIST)

    items = [item for group in answer.context["sidebar_navigation"] for item in group["items"]]
    assert [str(item["title"]) for item in items if item["active"]] == ["Replies and comments"]
