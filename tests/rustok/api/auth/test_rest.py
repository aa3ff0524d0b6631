"""Accounts over REST."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.auth import models
from rustok.events.envelope import EventEnvelope
from rustok.tenancy.context import tenant_scope
from tests.rustok.api.auth.conftest import Api
from tests.rustok.auth.conftest import PASSWORD
from tests.rustok.auth.test_credentials import NEW_PASSWORD, deliver


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status, answer.data["code"]


def test_the_life_of_a_session(api: Api) -> None:
    assert code(api("GET", "/api/v1/auth/me")) == (401, "auth.token.missing")
    tokens = api.sign_in()
    assert tokens["token_type"] == "Bearer"
    assert len(tokens["user"]["id"]) == 26

    me = api("GET", "/api/v1/auth/me")
    assert (me.status, me.data["email"], me.headers["ETag"]) == (200, "ann@example.com", '"1"')
    assert "password" not in me.data

    refreshed = api("POST", "/api/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]}).data
    assert refreshed["refresh_token"] != tokens["refresh_token"]
    assert api("POST", "/api/v1/auth/logout", {}).status == 204
    assert code(api("GET", "/api/v1/auth/me")) == (401, "auth.token.invalid")
    api.token = None
    again = api("POST", "/api/v1/auth/refresh", {"refresh_token": refreshed["refresh_token"]})
    assert code(again) == (401, "auth.token.invalid")


def test_secrets_are_in_no_cache(api: Api) -> None:
    answer = api("POST", "/api/v1/auth/login", {"email": "ann@example.com", "password": PASSWORD})

    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "known", "unknown"),
    [
        (
            "login",
            {"email": "ann@example.com", "password": "wrong password"},
            {"email": "no@example.com", "password": "wrong password"},
        ),
        (
            "register",
            {"email": "ann@example.com", "password": NEW_PASSWORD},
            {"email": "no@example.com", "password": NEW_PASSWORD},
        ),
        ("password-reset", {"email": "ann@example.com"}, {"email": "no@example.com"}),
        ("verify-email", {"email": "ann@example.com"}, {"email": "no@example.com"}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(
    api: Api, path: str, known: dict[str, str], unknown: dict[str, str]
) -> None:
    answers = [api("POST", f"/api/v1/auth/{path}", data) for data in (known, unknown)]

    for answer in answers:
        if isinstance(answer.data, dict):
            answer.data.pop("trace_id", None)
    assert answers[0].status == answers[1].status
    assert answers[0].data == answers[1].data
    # A position would tell that something was written.
    assert "X-Event-Position" not in answers[0].headers
    assert "X-Event-Position" not in answers[1].headers


def test_a_token_of_one_tenant_is_a_401_at_another(api: Api, tenant_b: Any, tenant_x: Any) -> None:
    tokens = api.sign_in()

    for other in (tenant_b, tenant_x):
        answer = api("GET", "/api/v1/auth/me", X_Tenant_ID=other.slug)
        assert code(answer) == (401, "auth.token.invalid")
        there = Api(other)("POST", "/api/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]})
        assert code(there) == (401, "auth.token.invalid")
    assert api("GET", "/api/v1/auth/me").status == 200


def test_a_stale_token_does_not_stand_in_the_way_of_a_new_one(api: Api) -> None:
    tokens = api.sign_in()
    api.token = "stale"

    refreshed = api("POST", "/api/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]})

    assert refreshed.status == 200
    assert api.sign_in()


def test_registration_confirmation_and_reset_by_mail(api: Api, published: list[EventEnvelope]) -> None:
    registered = api("POST", "/api/v1/auth/register", {"email": "New@example.com", "password": PASSWORD})
    assert (registered.status, registered.data) == (202, {"accepted": True})
    with tenant_scope(api.tenant):
        (token,) = deliver(published)
    confirmed = api("POST", "/api/v1/auth/verify-email/confirm", {"token": token})
    assert (confirmed.status, confirmed.data["email_verified"]) == (200, True)
    published.clear()

    assert api("POST", "/api/v1/auth/password-reset", {"email": "new@example.com"}).status == 202
    with tenant_scope(api.tenant):
        (token,) = deliver(published)
    reset = api("POST", "/api/v1/auth/password-reset/confirm", {"token": token, "new_password": NEW_PASSWORD})
    assert reset.status == 204
    assert api.sign_in("new@example.com", NEW_PASSWORD)
    used = api("POST", "/api/v1/auth/password-reset/confirm", {"token": token, "new_password": NEW_PASSWORD})
    assert code(used) == (422, "auth.one_time_token.invalid")


def test_the_owner_changes_name_and_password(api: Api) -> None:
    api.sign_in()
    other = Api(api.tenant)
    other.sign_in()

    changed = api("PATCH", "/api/v1/auth/me", {"first_name": "Ann"}, If_Match='"1"')
    assert (changed.status, changed.data["first_name"], changed.headers["ETag"]) == (200, "Ann", '"2"')
    assert code(api("PATCH", "/api/v1/auth/me", {"first_name": "X"}, If_Match='"1"'))[0] == 409
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert api("POST", "/api/v1/auth/change-password", body).status == 204
    assert code(api("POST", "/api/v1/auth/change-password", body)) == (422, "auth.password.wrong")
    assert api("GET", "/api/v1/auth/me").status == 200
    assert other("GET", "/api/v1/auth/me").status == 401


def test_sessions_are_listed_and_ended(api: Api) -> None:
    api.sign_in()
    other = Api(api.tenant)
    other.sign_in()

    listed = api("GET", "/api/v1/auth/sessions").data
    assert [item["current"] for item in listed["items"]] == [False, True]
    assert listed["page"] == {"next": None, "has_next": False}
    theirs = listed["items"][0]["id"]
    eve = Api(api.tenant)
    eve.sign_in("eve@example.com")
    assert code(eve("DELETE", f"/api/v1/auth/sessions/{theirs}")) == (404, "auth.session.not_found")
    assert api("DELETE", f"/api/v1/auth/sessions/{theirs}").status == 204
    assert other("GET", "/api/v1/auth/me").status == 401


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("login", {"email": "ann@example.com"}),
        ("login", {"email": 1, "password": "x"}),
        ("login", {"email": "no address", "password": "x"}),
        ("login", {"email": "ann@example.com", "password": "x", "admin": True}),
        ("register", {"email": "a@b.c", "password": "short"}),
        ("register", {"email": "a@b.c", "password": "password1"}),
        ("register", {"email": "a@b.c", "password": PASSWORD, "role": "admin"}),
        ("refresh", {"refresh_token": "x"}),
        ("refresh", {"refresh_token": "é" * 20}),
        ("verify-email/confirm", {"token": "x" * 43}),
        ("login", []),
    ],
)
def test_bad_input_is_a_problem(api: Api, path: str, data: Any) -> None:
    status, _ = code(api("POST", f"/api/v1/auth/{path}", data))

    assert status in (400, 401, 422)


def test_nobody_gives_themselves_a_role(api: Api) -> None:
    api.sign_in()

    assert code(api("PATCH", "/api/v1/auth/me", {"role": "admin"})) == (422, "input.invalid")


def test_operators_manage_users_and_customers_do_not(api: Api) -> None:
    api.sign_in()
    assert code(api("GET", "/api/v1/admin/users")) == (403, "rbac.permission.denied")
    eve = Api(api.tenant)
    assert code(eve("GET", "/api/v1/admin/users")) == (401, "auth.token.missing")
    eve.sign_in("eve@example.com")

    made = eve("POST", "/api/v1/admin/users", {"email": "Ed@example.com", "password": PASSWORD, "role": "editor"})
    assert (made.status, made.data["role"], made.data["email"]) == (201, "editor", "ed@example.com")
    again = eve("POST", "/api/v1/admin/users", {"email": "ED@example.com", "password": PASSWORD})
    assert code(again) == (409, "auth.user.duplicate_email")
    page = eve("GET", "/api/v1/admin/users?limit=2").data
    assert [item["email"] for item in page["items"]] == ["ed@example.com", "eve@example.com"]
    rest = eve("GET", f"/api/v1/admin/users?limit=2&after={page['page']['next']}").data
    assert [item["email"] for item in rest["items"]] == ["ann@example.com"]
    found = eve("GET", "/api/v1/admin/users?q=ED%40&role=editor").data["items"]
    assert [item["email"] for item in found] == ["ed@example.com"]
    path = f"/api/v1/admin/users/{made.data['id']}"
    changed = eve("PATCH", path, {"status": "disabled"}, If_Match='"1"')
    assert (changed.status, changed.data["status"], changed.data["version"]) == (200, "disabled", 2)
    assert code(eve("PATCH", path, {"status": "active"}, If_Match='"1"'))[0] == 409
    assert eve("DELETE", path).status == 204
    assert code(eve("GET", path)) == (404, "auth.user.not_found")


def test_a_user_of_another_tenant_is_not_found(api: Api, tenant_b: Any) -> None:
    with tenant_scope(tenant_b):
        theirs = models.User.objects.create(email="bob@example.com")
        before = models.User.objects.values().get()
    api.sign_in("eve@example.com")
    path = f"/api/v1/admin/users/{theirs.pk}"

    for method, data in (("GET", None), ("PATCH", {"first_name": "X"}), ("DELETE", None)):
        assert code(api(method, path, data)) == (404, "auth.user.not_found")
    with tenant_scope(tenant_b):
        assert models.User.objects.values().get() == before


def test_limits_are_told_in_headers(api: Api, limited: Any) -> None:
    limited(classes={"auth": (60, 3)})
    body = {"email": "ann@example.com", "password": "wrong password"}
    # A bucket of its own: other tests share the server.
    network = {"X_Forwarded_For": "ignored"}

    answers = [api("POST", "/api/v1/auth/login", body, **network) for _ in range(5)]

    assert [answer.status for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[0].headers["RateLimit-Limit"] == "3"
    assert answers[2].headers["RateLimit-Remaining"] == "0"
    assert int(answers[3].headers["Retry-After"]) >= 1
    assert answers[3].data["code"] == "rate_limit.exceeded"
