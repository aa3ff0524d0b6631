"""Accounts over GraphQL."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.events.envelope import EventEnvelope
from rustok.tenancy.context import tenant_scope
from tests.rustok.api.auth.conftest import Api
from tests.rustok.auth.conftest import PASSWORD, types
from tests.rustok.auth.test_credentials import NEW_PASSWORD, deliver

SIGN_IN = """
mutation ($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) { accessToken refreshToken user { id email role } }
}
"""


def code(body: Any) -> str:
    found: str = body["errors"][0]["extensions"]["code"]
    return found


def test_the_life_of_a_session(api: Api) -> None:
    assert api.gql("{ me { email } }") == {"data": {"me": None}}
    assert code(api.gql("{ sessions { id } }")) == "auth.token.missing"
    body = api.gql(SIGN_IN, {"email": "Ann@example.com", "password": PASSWORD})
    tokens = body["data"]["signIn"]
    assert tokens["user"]["role"] == "CUSTOMER"
    api.token = tokens["accessToken"]

    assert api.gql("{ me { email } sessions { current } }")["data"] == {
        "me": {"email": "ann@example.com"},
        "sessions": [{"current": True}],
    }
    changed = api.gql('mutation { updateMe(input: {firstName: "Ann"}) { firstName version } }')
    assert changed["data"]["updateMe"] == {"firstName": "Ann", "version": 2}
    refreshed = api.gql(
        "mutation ($t: String!) { refreshToken(input: {refreshToken: $t}) { accessToken refreshToken } }",
        {"t": tokens["refreshToken"]},
    )["data"]["refreshToken"]
    assert refreshed["refreshToken"] != tokens["refreshToken"]
    assert api.gql("mutation { signOut { accepted } }")["data"] == {"signOut": {"accepted": True}}
    assert code(api.gql("{ me { email } }")) == "auth.token.invalid"


def test_a_wrong_password_and_an_unknown_address_look_alike(api: Api) -> None:
    bodies = [
        api.gql(SIGN_IN, {"email": email, "password": "wrong"}) for email in ("ann@example.com", "no@example.com")
    ]
    for body in bodies:
        body["errors"][0]["extensions"].pop("trace_id")

    assert bodies[0] == bodies[1]
    assert code(bodies[0]) == "auth.credentials.invalid"


def test_sign_up_verification_and_reset(api: Api, published: list[EventEnvelope]) -> None:
    body = api.gql(
        'mutation ($p: String!) { signUp(input: {email: "new@example.com", password: $p}) { accepted } }',
        {"p": PASSWORD},
    )
    assert body["data"] == {"signUp": {"accepted": True}}
    with tenant_scope(api.tenant):
        (token,) = deliver(published)
    verified = api.gql("mutation ($t: String!) { verifyEmail(input: {token: $t}) { emailVerified } }", {"t": token})
    assert verified["data"]["verifyEmail"] == {"emailVerified": True}
    published.clear()
    api.gql('mutation { requestPasswordReset(input: {email: "new@example.com"}) { accepted } }')
    assert types(published) == ["user.password_reset_requested"]
    with tenant_scope(api.tenant):
        (token,) = deliver(published)
    api.gql(
        "mutation ($t: String!, $p: String!) { resetPassword(input: {token: $t, newPassword: $p}) { accepted } }",
        {"t": token, "p": NEW_PASSWORD},
    )
    api.token = api.gql(SIGN_IN, {"email": "new@example.com", "password": NEW_PASSWORD})["data"]["signIn"][
        "accessToken"
    ]
    changed = api.gql(
        "mutation ($o: String!, $n: String!)"
        " { changePassword(input: {currentPassword: $o, newPassword: $n}) { accepted } }",
        {"o": NEW_PASSWORD, "n": PASSWORD},
    )
    assert changed["data"] == {"changePassword": {"accepted": True}}


def test_people_end_their_own_sessions_only(api: Api) -> None:
    api.sign_in()
    session = api.gql("{ sessions { id } }")["data"]["sessions"][0]["id"]
    eve = Api(api.tenant)
    eve.sign_in("eve@example.com")
    document = "mutation ($id: ID!) { revokeSession(id: $id) { accepted } }"

    assert code(eve.gql(document, {"id": session})) == "auth.session.not_found"
    assert code(Api(api.tenant).gql(document, {"id": session})) == "auth.token.missing"
    assert api.gql(document, {"id": session})["data"] == {"revokeSession": {"accepted": True}}
    assert code(api.gql("{ me { id } }")) == "auth.token.invalid"


def test_tokens_are_not_stored_under_an_idempotency_key(api: Api) -> None:
    body = api.gql(SIGN_IN, {"email": "ann@example.com", "password": PASSWORD}, Idempotency_Key="once")

    assert code(body) == "idempotency.mutation.secret"


@pytest.mark.parametrize("fields", [12])
def test_many_guesses_in_one_document_are_counted_one_by_one(api: Api, limited: Any, fields: int) -> None:
    limited(classes={"auth": (60, 2), "graphql": (600, 200)})
    guesses = " ".join(
        f'g{n}: signIn(input: {{email: "ann@example.com", password: "wrong {n}"}}) {{ accessToken }}'
        for n in range(min(fields, 6))
    )

    codes = [error["extensions"]["code"] for error in api.gql(f"mutation {{ {guesses} }}")["errors"]]

    assert codes.count("auth.credentials.invalid") <= 2
    assert set(codes) <= {"auth.credentials.invalid", "rate_limit.exceeded"}
