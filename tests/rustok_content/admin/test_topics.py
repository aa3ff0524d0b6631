"""The moderators' list of topics and the page of one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rustok.context import RequestContext
from rustok_content import models
from tests.factories import community

pytestmark = pytest.mark.django_db

LIST = "/admin/rustok_content/thread/"


@pytest.fixture
def topic(ctx: RequestContext) -> models.Thread:
    """A topic with two replies."""
    author = community.member()
    made = community.topic(author, community.category(), title="Which stove?")
    community.reply(author, made.id, body="The small one.")
    community.reply(author, made.id, body="Where is the manual?")
    found: models.Thread = models.Thread.objects.get(node_id=made.id)
    return found


def _do(client: Client, thread: models.Thread, deed: str, **data: Any) -> Any:
    version = models.Node.objects.get(pk=thread.node_id).version
    return client.post(f"{LIST}{thread.pk}/change/do/{deed}/", {"version": version, "reason": "", **data})


def test_topics_are_listed_locked_and_pinned(moderator: Client, topic: models.Thread) -> None:
    assert "Which stove?" in moderator.get(LIST).content.decode()
    moderator.post(LIST, {"action": "lock", "_selected_action": [str(topic.pk)]})
    topic.refresh_from_db()
    assert topic.is_locked
    assert moderator.get(f"{LIST}?state=locked").context["cl"].result_count == 1

    sent = {"slow_mode_seconds": "60", "is_wiki": "on", "reason": "Calm down."}
    assert _do(moderator, topic, "state", **sent).status_code == 302
    topic.refresh_from_db()
    assert (topic.is_locked, topic.is_wiki, topic.slow_mode_seconds) == (False, True, 60)
    assert "Calm down." in moderator.get(f"{LIST}{topic.pk}/change/").content.decode()

    assert _do(moderator, topic, "pin", pinned_until="2100-01-01T10:00", everywhere="on").status_code == 302
    topic.refresh_from_db()
    assert (topic.pinned_until is not None, topic.is_pinned_everywhere) == (True, True)


def test_replies_are_split_off_and_merged_back(moderator: Client, topic: models.Thread) -> None:
    second = models.Node.objects.filter(root_id=topic.node_id).order_by("number").last()
    assert second is not None
    assert "This field is required." in _do(moderator, topic, "split", title="").content.decode()

    answer = _do(moderator, topic, "split", answers=[str(second.pk)], title="Manuals")

    assert answer.status_code == 302
    made = models.Thread.objects.exclude(pk=topic.pk).get()
    assert answer["Location"] == f"{LIST}{made.pk}/change/"
    assert models.Node.objects.get(pk=topic.node_id).reply_count == 1

    assert _do(moderator, made, "merge", into=str(topic.node_id)).status_code == 302
    assert models.Node.objects.get(pk=topic.node_id).reply_count == 2


def test_a_topic_moves_and_is_deleted_with_a_reason(moderator: Client, topic: models.Thread) -> None:
    other = community.category("elsewhere")

    assert _do(moderator, topic, "move", category=str(other)).status_code == 302
    assert models.Node.objects.get(pk=topic.node_id).category_id == other
    assert _do(moderator, topic, "delete", reason="Twice.").status_code == 302
    assert models.Node.objects.get(pk=topic.node_id).deleted_at is not None
    assert moderator.get(LIST).context["cl"].result_count == 0
    assert models.ModerationAction.objects.filter(reason="Twice.").count() == 1
