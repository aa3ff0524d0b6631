"""Topics and posts are found by what was answered to them, by those alone who see them."""

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
from rustok_index.indexers import CONTENT
from rustok_index.indexers.verify import verify_index
from rustok_index.queries.excerpts import excerpt
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, shown

pytestmark = pytest.mark.django_db

LONG = "The first words of it. " * 20 + "Then somebody asks about marzipan potatoes, and nobody knows. " + "More. " * 60


@pytest.fixture
def answered(tenant_a: Tenant, site: SimpleNamespace) -> SimpleNamespace:
    """Answers that name what no title and no topic does."""
    with tenant_scope(tenant_a):
        site.found = reading.answer("reply", site.topics[0], 6, text=LONG, author_id=site.ada)
        site.again = reading.answer("reply", site.topics[0], 7, text="I like a marzipan potato.")
        site.comment = reading.answer("comment", site.posts[0], 5, text="Marzipan goes well with it")
        site.concealed = reading.answer("reply", site.secret, 2, text="Marzipan for the staff")
        reading.index()
        CONTENT.rebuild_search()
    return site


def found(client: ApiClient, question: str) -> list[tuple[Any, ...]]:
    page = answer_of(client, f"search?q={question}")
    assert page["page"]["total"] == len(page["items"])
    return [
        (each["kind"], each["item"]["title"], each["item"].get("match", {}).get("number")) for each in page["items"]
    ]


def change(tenant: Tenant, node: Any, **fields: Any) -> None:
    with tenant_scope(tenant):
        models.Node.objects.filter(pk=node.pk).update(**fields, version=F("version") + 1)
        CONTENT.rebuild([node.pk])


def test_a_topic_is_found_by_the_best_of_its_replies(visitor: ApiClient, answered: SimpleNamespace) -> None:
    # In other forms of the words than were written, too.
    page = answer_of(visitor, "search?q=marzipans")

    assert {(each["kind"], each["item"]["title"]) for each in page["items"]} == {
        ("reply", "Topic 0"),
        ("comment", "Tea 0"),
    }
    assert page["facets"]["kinds"] == {"reply": 1, "comment": 1}
    assert page["page"]["total"] == 2
    (reply,) = [each["item"] for each in page["items"] if each["kind"] == "reply"]
    assert reply["id"] == to_ulid(answered.topics[0].id)
    assert (reply["match"]["id"], reply["match"]["number"]) == (to_ulid(answered.again.id), 7)
    assert reply["match"]["excerpt"] == "I like a marzipan potato."


def test_the_excerpt_is_around_the_words(visitor: ApiClient, answered: SimpleNamespace) -> None:
    (item,) = answer_of(visitor, "search?q=somebody+asks+potatoes&kinds=reply")["items"]

    match = item["item"]["match"]
    assert (match["number"], match["author"], match["kind"]) == (6, "Ada Byron", "reply")
    assert "somebody asks about marzipan potatoes" in match["excerpt"]
    assert match["excerpt"][0] == match["excerpt"][-1] == "…"
    assert len(match["excerpt"]) < 250
    assert excerpt("Nothing of it", "marzipan", ("en",)) == "Nothing of it"
    assert excerpt("昨日、京都で抹茶を飲みました", "抹茶", ("ja",)) == "昨日、京都で抹茶を飲みました"


def test_answers_are_found_by_those_who_see_what_they_answer(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, answered: SimpleNamespace
) -> None:
    assert ("reply", "Secret", 2) not in found(visitor, "marzipan")
    assert ("reply", "Secret", 2) in found(moderator, "marzipan")
    assert answer_of(visitor, "search?q=staff")["page"]["total"] == 0
    # Only the topic's own row is written when it moves to where visitors do not go.
    change(tenant_a, answered.topics[0], category_id=answered.staff.id)

    assert found(visitor, "marzipan") == [("comment", "Tea 0", 5)]


def test_an_answer_that_is_gone_or_held_back_is_found_no_more(
    tenant_a: Tenant, visitor: ApiClient, answered: SimpleNamespace
) -> None:
    change(tenant_a, answered.again, deleted_at=reading.START)
    assert ("reply", "Topic 0", 6) in found(visitor, "marzipan")
    change(tenant_a, answered.found, moderation="hidden")
    change(tenant_a, answered.comment, moderation="spam")

    assert found(visitor, "marzipan") == []
    with tenant_scope(tenant_a):
        drift = verify_index(CONTENT, batch_size=100)
    assert (drift.search_expected, drift.search_wrong) == (drift.search_found, 0)


def test_kinds_choose_and_graphql_says_the_same(visitor: ApiClient, answered: SimpleNamespace) -> None:
    assert [each["kind"] for each in answer_of(visitor, "search?q=marzipan&kinds=comment")["items"]] == ["comment"]
    assert answer_of(visitor, "search?q=marzipan&kinds=topic&kinds=product")["items"] == []

    told = answer_of(visitor, "search?q=marzipan")
    data = shown(
        visitor,
        '{ search(query: "marzipan") { totalCount edges { node { kind product { id } node { id title }'
        " match { id kind number author excerpt createdAt } } } } }",
    )["search"]
    assert data["totalCount"] == 2
    assert [
        (
            node["kind"],
            node["node"]["id"],
            node["node"]["title"],
            node["match"]["id"],
            node["match"]["number"],
            node["match"]["excerpt"],
            node["match"]["createdAt"],
        )
        for node in (edge["node"] for edge in data["edges"])
    ] == [
        (
            each["kind"],
            each["item"]["id"],
            each["item"]["title"],
            each["item"]["match"]["id"],
            each["item"]["match"]["number"],
            each["item"]["match"]["excerpt"],
            each["item"]["match"]["created_at"],
        )
        for each in told["items"]
    ]


def test_pages_follow_one_another(visitor: ApiClient, answered: SimpleNamespace) -> None:
    first = answer_of(visitor, "search?q=marzipan&limit=1")
    second = answer_of(visitor, f"search?q=marzipan&limit=1&after={first['page']['next']}")

    kinds = [page["items"][0]["kind"] for page in (first, second)]
    assert sorted(kinds) == ["comment", "reply"]
    assert (first["page"]["total"], second["page"]["has_next"]) == (2, False)
