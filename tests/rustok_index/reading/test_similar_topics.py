"""Topics like another one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_index.indexers import CONTENT
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, shown, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(tenant_a: Tenant, site: SimpleNamespace) -> SimpleNamespace:
    """Topics with words in common, one of them for staff alone, and a post with the same words."""
    with tenant_scope(tenant_a):
        site.kettle, site.descale, *_ = [
            reading.node("topic", {"en": title}, category=site.open, day=20 + n, body="Help please", thread={})
            for n, title in enumerate(
                ("How to descale a kettle", "Descaling my old kettle", "Kettle for camping", "Bread recipes")
            )
        ]
        reading.node("topic", {"en": "Staff kettle descaler"}, category=site.staff, thread={})
        reading.node("post", {"en": "Descale your kettle"})
        reading.index()
        CONTENT.rebuild_search()
    return site


def test_topics_are_offered_while_somebody_writes(visitor: ApiClient, asked: SimpleNamespace) -> None:
    # No topic has all of the words, and one is a typing error.
    path = "forum/topics/similar?title=What+is+best+to+descale+kettles+with"

    assert titles(visitor, path) == ["How to descale a kettle", "Descaling my old kettle", "Kettle for camping"]
    assert titles(visitor, f"{path}&limit=1") == ["How to descale a kettle"]
    assert titles(visitor, "forum/topics/similar?title=xyzzy") == []
    answer_of(visitor, "forum/topics/similar", 422)


def test_topics_like_one_leave_out_itself_and_what_the_reader_does_not_see(
    visitor: ApiClient, moderator: ApiClient, asked: SimpleNamespace
) -> None:
    own = f"forum/topics/{to_ulid(asked.kettle.id)}/similar"

    assert titles(visitor, own) == ["Descaling my old kettle", "Kettle for camping"]
    assert "Staff kettle descaler" in titles(moderator, own)
    answer_of(visitor, f"forum/topics/{to_ulid(asked.secret.id)}/similar", 404)
    answer_of(visitor, f"forum/topics/{to_ulid(asked.posts[0].id)}/similar", 404)


def test_graphql_offers_the_same(visitor: ApiClient, asked: SimpleNamespace) -> None:
    document = "{{ similarForumTopics({}) {{ id title }} }}"
    of_title = shown(visitor, document.format('title: "descale kettle", first: 2'))["similarForumTopics"]
    of_topic = shown(visitor, document.format(f'id: "{to_ulid(asked.kettle.id)}"'))["similarForumTopics"]

    assert [each["title"] for each in of_title] == titles(visitor, "forum/topics/similar?title=descale+kettle&limit=2")
    assert [each["title"] for each in of_topic] == ["Descaling my old kettle", "Kettle for camping"]
    answer = visitor.graphql(document.format(f'title: "x", id: "{to_ulid(asked.kettle.id)}"')).json()
    assert answer["errors"][0]["extensions"]["errors"][0]["code"] == "exactly_one"
