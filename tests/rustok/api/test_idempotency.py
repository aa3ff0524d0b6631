"""``Idempotency-Key``: one effect, one answer."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from rustok.api import idempotency
from rustok.api.models import IdempotencyKey
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from tests.rustok.api.notes import services
from tests.rustok.api.test_rest import NOTES, problem

MUTATION = "mutation ($input: WriteNoteInput!) { writeNote(input: $input) { id title } }"


def written(tenant: Tenant) -> int:
    with tenant_scope(tenant):
        return services.count_written()


def stored(tenant: Tenant) -> int:
    with tenant_scope(tenant):
        return int(IdempotencyKey.objects.count())


def test_the_same_request_is_done_once_and_answered_alike(visitor: ApiClient, tenant_a: Tenant) -> None:
    first = visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k")
    again = visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert written(tenant_a) == 1


def test_another_request_with_the_key_is_refused(visitor: ApiClient, tenant_a: Tenant) -> None:
    visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k")
    problem(visitor.post(NOTES, {"title": "b"}, Idempotency_Key="k"), 422, "idempotency.key.reused")
    problem(visitor.post(f"{NOTES}?locale=ru", {"title": "a"}, Idempotency_Key="k"), 422, "idempotency.key.reused")
    assert written(tenant_a) == 1


def test_a_key_belongs_to_its_actor_route_and_tenant(visitor: ApiClient, admin: ApiClient, tenant_a: Tenant) -> None:
    note = visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k").json()
    admin.post(NOTES, {"title": "a"}, Idempotency_Key="k")
    changed = visitor.patch(f"{NOTES}/{note['id']}", {"title": "b"}, Idempotency_Key="k")
    assert changed.status_code == 200
    assert written(tenant_a) == 2
    assert stored(tenant_a) == 3


def test_a_failure_leaves_nothing_behind(visitor: ApiClient, tenant_a: Tenant) -> None:
    problem(visitor.post(NOTES, {"title": "a", "fails": True}, Idempotency_Key="k"), 409, "notes.note.fails")
    problem(visitor.post(NOTES, {"title": ""}, Idempotency_Key="k"), 422, "input.invalid")
    assert (written(tenant_a), stored(tenant_a)) == (0, 0)
    assert visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ"])
def test_a_key_is_printable_ascii(visitor: ApiClient, key: str) -> None:
    problem(visitor.post(NOTES, {"title": "a"}, Idempotency_Key=key), 400, "idempotency.key.invalid")


def test_keys_lapse(visitor: ApiClient, tenant_a: Tenant) -> None:
    visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k")
    with tenant_scope(tenant_a):
        IdempotencyKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert visitor.post(NOTES, {"title": "b"}, Idempotency_Key="k").status_code == 201
    assert written(tenant_a) == 2

    with tenant_scope(tenant_a):
        IdempotencyKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert idempotency.purge() == 1
    assert stored(tenant_a) == 0


@pytest.mark.django_db(transaction=True)
def test_a_request_in_flight_is_a_conflict(visitor: ApiClient, tenant_a: Tenant, monkeypatch: Any) -> None:
    started, go_on = threading.Event(), threading.Event()
    original = services.write_note

    def slow(*args: Any) -> Any:
        started.set()
        assert go_on.wait(20)
        return original(*args)

    monkeypatch.setattr(services, "write_note", slow)
    answers: list[Any] = []

    def first() -> None:
        try:
            answers.append(ApiClient(tenant_a).post(NOTES, {"title": "a"}, Idempotency_Key="k"))
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert started.wait(20)
    second = visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k")
    go_on.set()
    thread.join(20)

    problem(second, 409, "idempotency.request.in_flight")
    assert second["Retry-After"] == "1"
    assert answers[0].status_code == 201
    third = visitor.post(NOTES, {"title": "a"}, Idempotency_Key="k")
    assert third.content == answers[0].content
    assert written(tenant_a) == 1


def test_a_keyed_mutation_is_done_once(visitor: ApiClient, tenant_a: Tenant) -> None:
    asked = {"input": {"title": "a"}}
    first = visitor.graphql(MUTATION, asked, Idempotency_Key="k")
    again = visitor.graphql(MUTATION, asked, Idempotency_Key="k")

    assert first.json()["data"]["writeNote"]["title"] == "a"
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert written(tenant_a) == 1
    other = visitor.graphql(MUTATION, {"input": {"title": "b"}}, Idempotency_Key="k")
    assert other.status_code == 422
    assert other.json()["errors"][0]["extensions"]["code"] == "idempotency.key.reused"


def test_a_keyed_document_is_done_whole_or_not_at_all(visitor: ApiClient, tenant_a: Tenant) -> None:
    document = """mutation {
      one: writeNote(input: {title: "a"}) { id }
      two: writeNote(input: {title: "b", fails: true}) { id }
    }"""
    keyed = visitor.graphql(document, Idempotency_Key="k").json()
    assert keyed["data"] is None
    assert keyed["errors"][0]["extensions"]["code"] == "notes.note.fails"
    assert (written(tenant_a), stored(tenant_a)) == (0, 0)
