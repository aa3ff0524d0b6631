"""Secrets are told once: no answer that has one is kept for an idempotency key, nor can words of a request be tried."""

from __future__ import annotations

from typing import Final

import pytest
from graphql import GraphQLObjectType, get_named_type

from rustok.api import idempotency
from rustok.api.graphql.schema import current_schema
from rustok.api.graphql.unstored import is_stored
from rustok.api.models import IdempotencyKey
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from rustok_commerce import models

TELLING: Final = ("token", "secret", "link", "clientdata")
"""What names of fields end with that open something."""
WITHOUT_TOKEN: Final = frozenset({"Cart", "AdminAnswer"})
"""Types whose token only one mutation tells, which makes the thing."""


@pytest.fixture
def staff(in_tenant_a: Tenant) -> ApiClient:
    """An administrator of a shop."""
    TenantModule.objects.get_or_create(module_slug="commerce", defaults={"enabled": True})
    return api_client(in_tenant_a, Role.ADMIN)


def test_every_mutation_that_answers_a_secret_is_known() -> None:
    root = current_schema().graphql_schema.mutation_type
    assert root is not None
    telling = {
        name
        for name, field in root.fields.items()
        if isinstance(kind := get_named_type(field.type), GraphQLObjectType)
        and kind.name not in WITHOUT_TOKEN
        and any(part.lower().endswith(TELLING) for part in kind.fields)
    }

    assert {name for name in telling if is_stored(name)} == set()
    assert {"signIn", "refreshToken", "createDraft", "startCartPayment"} <= telling
    assert [
        name for name in ("createCart", "createComment", "issueGiftCard", "signUp", "changePassword") if is_stored(name)
    ] == []
    assert is_stored("updateCart")


def test_a_gift_cards_code_is_not_kept(staff: ApiClient) -> None:
    document = 'mutation { issueGiftCard(input: {currency: "USD", amount: 5000}) { code } }'

    refused = staff.graphql(document, Idempotency_Key="card").json()

    assert refused["errors"][0]["extensions"]["code"] == "idempotency.mutation.secret"
    assert (IdempotencyKey.objects.count(), models.CreditAccount.objects.count()) == (0, 0)
    told = staff.graphql(document).json()
    assert len(told["data"]["issueGiftCard"]["code"]) == 19, told
    assert IdempotencyKey.objects.count() == 0


def test_it_cannot_hide_behind_others_or_in_a_fragment(staff: ApiClient) -> None:
    document = """
    mutation { ...Both }
    fragment Both on Mutation { a: createCart(input: {}) { id } ... { b: createCart(input: {}) { token } } }"""

    answer = staff.graphql(document, Idempotency_Key="k")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "idempotency.mutation.secret"
    assert (IdempotencyKey.objects.count(), models.Cart.objects.count()) == (0, 0)


def test_a_drafts_link_is_not_kept(staff: ApiClient) -> None:

    made = staff.post("/api/v1/admin/drafts", {"lines": []}, Idempotency_Key="d")

    assert made.status_code == 201, made.content
    assert made.json()["pay_link"]
    assert IdempotencyKey.objects.count() == 0
    again = staff.graphql("mutation { createDraft(input: {lines: []}) { id } }", Idempotency_Key="d").json()
    assert again["errors"][0]["extensions"]["code"] == "idempotency.mutation.secret"
    assert models.Cart.objects.count() == 1


def test_the_kept_hash_of_a_request_needs_the_installations_key(settings: object) -> None:
    """A password in a request cannot be guessed from the table alone."""
    before = idempotency.fingerprint(b"password")
    assert before == idempotency.fingerprint(b"password")
    settings.SECRET_KEY = "another-key-of-the-installation-that-is-long"  # type: ignore[attr-defined]
    assert idempotency.fingerprint(b"password") != before
