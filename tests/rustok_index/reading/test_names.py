"""Who wrote something, as readers know them: documents follow a new name, and never show an address."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from rustok.events.catalog.community import MemberUpdated
from rustok.events.catalog.user import UserUpdated
from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content import models
from rustok_content.search_source import ContentSource
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of

pytestmark = pytest.mark.django_db


def touched(event: Any) -> frozenset[Any]:
    return ContentSource().targets([SimpleNamespace(event=event)])  # type: ignore[list-item]


def test_members_sign_with_the_name_they_chose(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        models.Member.objects.create(user_id=site.ada, name="ada-b")
        reading.index()

    assert answer_of(visitor, f"forum/topics/{to_ulid(site.topics[0].id)}")["author"] == "ada-b"
    replies = answer_of(visitor, f"forum/topics/{to_ulid(site.topics[0].id)}/replies")["items"]
    assert {reply["author"] for reply in replies} == {"ada-b"}
    # Who writes for the site signs with the name of the account.
    assert answer_of(visitor, "posts/tea-0")["author"] == "Ada Byron"


def test_a_new_name_touches_all_that_somebody_wrote(tenant_a: Tenant, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        written = set(models.Node.objects.filter(author_id=site.ada).values_list("id", flat=True))

        assert touched(MemberUpdated(user_id=site.ada, fields=("name",))) == written
        assert touched(UserUpdated(user_id=site.ada, fields=("last_name",))) == written
        assert touched(MemberUpdated(user_id=site.ada, fields=("bio",))) == frozenset()
        assert touched(MemberUpdated(user_id=uuid4(), fields=("name",))) == frozenset()


def test_no_name_is_no_address(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        nameless = reading.author("nameless")
        users: Any = get_user_model()
        users.objects.filter(pk=nameless).update(first_name="", last_name="")
        models.Node.objects.filter(pk=site.posts[0].pk).update(author_id=nameless)
        reading.index()

    answer = visitor.get("/api/v1/store/posts/tea-0")
    assert answer.json()["author"] is None
    assert b"example.com" not in answer.content
