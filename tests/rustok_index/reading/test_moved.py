"""Links to what moderators moved lead on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content.dto.thread_changes import MergeThreadRequest, SplitThreadRequest
from rustok_content.services import moving, recounting
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, shown

pytestmark = pytest.mark.django_db

FORUM: dict[str, Any] = {"kind": "topic", "answer_kind": "reply"}


def place(client: ApiClient, topic: Any, number: int) -> tuple[str, int | None]:
    found = answer_of(client, f"forum/topics/{to_ulid(topic)}/replies/{number}")
    return found["topic"]["title"], found["reply"] and found["reply"]["number"]


def test_a_place_in_a_topic_leads_to_the_reply_wherever_it_is_now(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, site: SimpleNamespace
) -> None:
    topic, other = site.topics[0].id, site.topics[1].id
    chosen = tuple(reply.id for reply in site.replies[1:4])
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        recounting.repair_counters(ctx)
        new = moving.split_thread(ctx, topic, SplitThreadRequest(answer_ids=chosen, title="Taken out"), **FORUM)
        reading.index()

    assert place(visitor, topic, 1) == ("Topic 0", 1)
    # The earliest became the topic.
    assert place(visitor, topic, 2) == ("Taken out", None)
    places = [place(visitor, topic, number) for number in (3, 4, 5)]
    assert places == [("Taken out", 1), ("Taken out", 2), ("Topic 0", 5)]
    with tenant_scope(tenant_a):
        moving.merge_thread(ctx, new, MergeThreadRequest(into_id=other), **FORUM)
        reading.index()

    assert [place(visitor, topic, number) for number in (2, 3, 4)] == [("Topic 1", 1), ("Topic 1", 2), ("Topic 1", 3)]
    assert place(visitor, new, 2) == ("Topic 1", 3)
    assert answer_of(visitor, f"forum/replies/{to_ulid(chosen[2])}")["reply"]["number"] == 3
    for number in (99, 0, 2**40):
        answer_of(visitor, f"forum/topics/{to_ulid(topic)}/replies/{number}", 404)


def test_a_topic_that_another_took_in_leads_there(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    gone, into = site.topics[2].id, site.topics[3].id
    with tenant_scope(tenant_a):
        moving.merge_thread(RequestContext.system(tenant_a.id), gone, MergeThreadRequest(into_id=into), **FORUM)
        reading.index()

    answer = visitor.get(f"/api/v1/store/forum/topics/{to_ulid(gone)}")

    assert answer.status_code == 301
    assert answer["Location"] == f"/api/v1/store/forum/topics/{to_ulid(into)}?locale=en"
    assert visitor.get(answer["Location"]).json()["title"] == "Topic 3"
    refused = visitor.graphql(f'{{ forumTopic(id: "{to_ulid(gone)}") {{ title }} }}').json()["errors"][0]["extensions"]
    assert refused["code"] == "index.page.moved"


def test_replies_below_what_a_reader_does_not_see_are_not_there(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, site: SimpleNamespace
) -> None:
    for path in (f"forum/replies/{to_ulid(site.hidden.id)}", f"forum/topics/{to_ulid(site.secret.id)}/replies/1"):
        answer_of(visitor, path, 404)
        assert answer_of(moderator, path)["topic"]["title"] == "Secret"
    with tenant_scope(tenant_a):
        comment = reading.models.Node.objects.filter(kind="comment").first()
    assert comment is not None
    answer_of(visitor, f"forum/replies/{to_ulid(comment.id)}", 404)


def test_graphql_finds_the_same_places(visitor: ApiClient, site: SimpleNamespace) -> None:
    topic, reply = to_ulid(site.topics[0].id), to_ulid(site.replies[2].id)
    fields = "{ topic { id title } reply { id number } }"
    wanted = {"topic": {"id": topic, "title": "Topic 0"}, "reply": {"id": reply, "number": 3}}

    assert shown(visitor, f'{{ forumReply(id: "{reply}") {fields} }}')["forumReply"] == wanted
    assert shown(visitor, f'{{ forumReply(topicId: "{topic}", number: 3) {fields} }}')["forumReply"] == wanted
    assert shown(visitor, f'{{ forumReply(topicId: "{topic}", number: 99) {fields} }}')["forumReply"] is None
