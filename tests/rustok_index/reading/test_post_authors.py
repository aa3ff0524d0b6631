"""Who writes posts, and what members have written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content import models
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, shown

pytestmark = pytest.mark.django_db


def test_authors_of_posts_are_named_with_how_many_there_are(
    tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace
) -> None:
    with tenant_scope(tenant_a):
        bob = reading.author("Bob Fir")
        reading.node("post", {"en": "By Bob"}, author_id=bob, day=3)
        reading.node("post", {"en": "By nobody else"}, author_id=reading.author("Eve"), published=())
        reading.index()

    items = answer_of(visitor, "post-authors")["items"]

    assert [(each["name"], each["post_count"]) for each in items] == [("Ada Byron", 5), ("Bob Fir", 1)]
    assert items[1]["last_published_at"] == "2026-03-04T12:00:00Z"
    assert answer_of(visitor, f"post-authors/{to_ulid(bob)}") == items[1]
    answer_of(visitor, f"post-authors/{to_ulid(generate_id())}", 404)
    # Topics make nobody an author of the blog.
    answer_of(visitor, f"post-authors/{to_ulid(site.topics[0].id)}", 404)
    told = shown(visitor, f'{{ postAuthors {{ id name postCount }} postAuthor(id: "{to_ulid(bob)}") {{ name }} }}')
    assert [each["postCount"] for each in told["postAuthors"]] == [5, 1]
    assert told["postAuthor"] == {"name": "Bob Fir"}


def test_what_a_member_wrote_is_shown_to_those_who_see_it(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, site: SimpleNamespace
) -> None:
    with tenant_scope(tenant_a):
        models.Member.objects.create(user_id=site.ada, name="ada")
        hidden = reading.answer("reply", site.secret, 2, author_id=site.ada, text="Between us")
    path = f"members/{to_ulid(site.ada)}/texts"

    items = answer_of(visitor, f"{path}?kind=reply")["items"]
    assert [(each["number"], each["title"]) for each in items] == [(number, "Topic 0") for number in (5, 4, 3, 2, 1)]
    assert items[0]["excerpt"] == "Answer 5"
    first = answer_of(visitor, f"{path}?limit=6")
    rest = answer_of(visitor, f"{path}?limit=100&after={first['page']['next']}")
    assert {each["kind"] for each in (*first["items"], *rest["items"])} == {"reply", "topic", "post"}
    assert answer_of(moderator, f"{path}?limit=1")["items"][0]["node_id"] == to_ulid(hidden.id)
    document = (
        f'{{ memberTexts(id: "{to_ulid(site.ada)}", first: 1, kind: REPLY) {{ edges {{ node {{ number }} }} }} }}'
    )
    (told,) = shown(visitor, document)["memberTexts"]["edges"]
    assert told["node"] == {"number": 5}

    with tenant_scope(tenant_a):
        models.Member.objects.filter(user_id=site.ada).update(is_private=True)

    answer_of(visitor, path, 403)
    assert len(answer_of(moderator, path)["items"]) == 15
