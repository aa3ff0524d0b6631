"""Signing in, refreshing, signing out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
import time_machine
from django.db import connection

from rustok.auth import errors, models, principals, throttle, tokens
from rustok.auth.clients import Client
from rustok.auth.dto import (
    LogoutRequest,
    RefreshRequest,
    TokensResponse,
    UpdateUserRequest,
    UserStatus,
)
from rustok.auth.selectors import users as selectors
from rustok.auth.services import sessions, users
from rustok.errors import RateLimited, Unauthenticated, Unavailable
from rustok.events.envelope import EventEnvelope
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.testing.tenants import make_tenant
from tests.rustok.auth.conftest import CLIENT, PASSWORD, as_user, make, sign_in, system, types, visitor


def refresh(tenant: Any, token: str) -> TokensResponse:
    return sessions.refresh(visitor(tenant), RefreshRequest(refresh_token=token), client=CLIENT)


def test_a_session_begins_with_the_right_password(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    user = make(in_tenant_a, role=Role.EDITOR)

    answer = sign_in(in_tenant_a, "ANN@example.com")

    principal = principals.authenticate(answer.access_token, in_tenant_a)
    session = models.Session.objects.get()
    assert (principal.user_id, principal.role, principal.session_id) == (user.pk, Role.EDITOR, session.pk)
    assert (session.ip, session.user_agent) == (CLIENT.ip, CLIENT.user_agent)
    assert answer.expires_in == 300
    assert types(published) == ["user.registered", "user.logged_in"]
    stored = models.RefreshToken.objects.get()
    assert stored.token_hash == tokens.digest_of(answer.refresh_token)
    assert answer.refresh_token not in str(vars(stored))


@pytest.mark.parametrize("status", [UserStatus.DISABLED, UserStatus.INVITED])
def test_who_may_not_enter_gets_the_answer_of_a_wrong_password(in_tenant_a: Any, status: UserStatus) -> None:
    user = make(in_tenant_a)
    models.User.objects.filter(pk=user.pk).update(status=status)

    for email, password in ((user.email, PASSWORD), (user.email, "wrong"), ("nobody@example.com", PASSWORD)):
        with pytest.raises(errors.InvalidCredentials) as refusal:
            sign_in(in_tenant_a, email, password)
        assert str(refusal.value) == errors.InvalidCredentials.message
    assert not models.Session.objects.exists()


def test_an_unconfirmed_address_cannot_sign_in_unless_the_feature_is_off(in_tenant_a: Any, settings: Any) -> None:
    make(in_tenant_a, email_verified=False)

    with pytest.raises(errors.InvalidCredentials):
        sign_in(in_tenant_a)
    settings.RUSTOK = {**settings.RUSTOK, "features": {**settings.RUSTOK["features"], "email_verification": False}}
    assert sign_in(in_tenant_a).access_token


def test_as_many_hashes_for_an_unknown_address_as_for_a_known_one(in_tenant_a: Any, hashes: list[str]) -> None:
    make(in_tenant_a)
    make(in_tenant_a, "invited@example.com", password=None)
    counts = []
    for email in ("ann@example.com", "nobody@example.com", "invited@example.com"):
        hashes.clear()
        with pytest.raises(errors.InvalidCredentials):
            sign_in(in_tenant_a, email, "wrong")
        counts.append(len(hashes))

    assert counts == [1, 1, 1]


def test_an_old_hash_is_renewed_at_sign_in(in_tenant_a: Any, settings: Any) -> None:
    user = make(in_tenant_a)
    settings.RUSTOK_ARGON2 = {"time_cost": 2, "memory_cost": 16, "parallelism": 1}

    from django.contrib.auth.hashers import get_hashers  # noqa: PLC0415

    get_hashers.cache_clear()
    assert sign_in(in_tenant_a).access_token
    get_hashers.cache_clear()

    user.refresh_from_db()
    assert "m=16,t=2,p=1" in user.password


def test_a_token_of_one_tenant_is_nothing_at_another(in_tenant_a: Any, tenant_b: Any, tenant_x: Any) -> None:
    make(in_tenant_a)
    answer = sign_in(in_tenant_a)

    for other in (tenant_b, tenant_x):
        with tenant_scope(other):
            with pytest.raises(errors.InvalidToken):
                principals.authenticate(answer.access_token, other)
            with pytest.raises(errors.InvalidToken):
                refresh(other, answer.refresh_token)
            sessions.logout(visitor(other), LogoutRequest(refresh_token=answer.refresh_token))
    assert principals.authenticate(answer.access_token, in_tenant_a)
    assert refresh(in_tenant_a, answer.refresh_token)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token, key: token[:-2],
        lambda token, key: token + "é",
        lambda token, key: "",
        lambda token, key: "a.b.c",
        lambda token, key: "x" * 5000,
        lambda token, key: jwt.encode(_claims(token), None, algorithm="none"),
        lambda token, key: jwt.encode(_claims(token), "k" * 32, algorithm="HS256", headers=_header(token)),
        lambda token, key: jwt.encode(_claims(token), key, algorithm="HS256", headers={**_header(token), "typ": "JWT"}),
        lambda token, key: jwt.encode(_claims(token), key, algorithm="HS256", headers={**_header(token), "kid": "zz"}),
        lambda token, key: jwt.encode(
            _claims(token), key, algorithm="HS512", headers={**_header(token), "alg": "HS512"}
        ),
        lambda token, key: jwt.encode(
            {**_claims(token), "iss": "else"}, key, algorithm="HS256", headers=_header(token)
        ),
        lambda token, key: jwt.encode({**_claims(token), "sub": 1}, key, algorithm="HS256", headers=_header(token)),
        lambda token, key: jwt.encode({**_claims(token), "exp": 1}, key, algorithm="HS256", headers=_header(token)),
        lambda token, key: jwt.encode(
            {k: v for k, v in _claims(token).items() if k != "exp"}, key, algorithm="HS256", headers=_header(token)
        ),
        lambda token, key: jwt.encode({**_claims(token), "ver": 2}, key, algorithm="HS256", headers=_header(token)),
    ],
)
def test_a_spoiled_token_is_refused(in_tenant_a: Any, spoil: Callable[[str, Any], str]) -> None:
    make(in_tenant_a)
    token = sign_in(in_tenant_a).access_token
    key = next(iter(tokens._backends().values())).prepared_signing_key
    good = jwt.encode(_claims(token), key, algorithm="HS256", headers=_header(token))

    assert principals.authenticate(good, in_tenant_a)
    with pytest.raises(errors.InvalidToken):
        principals.authenticate(spoil(token, key), in_tenant_a)


def _claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def _header(token: str) -> dict[str, Any]:
    return jwt.get_unverified_header(token)


def test_access_ends_after_five_minutes_and_a_rotated_key_still_verifies(in_tenant_a: Any, settings: Any) -> None:
    make(in_tenant_a)
    with time_machine.travel(0, tick=False) as clock:
        clock.move_to("2026-11-23T12:00:00Z")
        token = sign_in(in_tenant_a).access_token
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another secret key of the tests, long enough to be one, and then some"
        clock.shift(299)
        assert principals.authenticate(token, in_tenant_a)
        clock.shift(2)
        with pytest.raises(errors.InvalidToken):
            principals.authenticate(token, in_tenant_a)


def test_each_refresh_gives_a_new_pair(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    make(in_tenant_a)
    first = sign_in(in_tenant_a)
    published.clear()

    second = refresh(in_tenant_a, first.refresh_token)
    third = refresh(in_tenant_a, second.refresh_token)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert principals.authenticate(third.access_token, in_tenant_a)
    assert models.Session.objects.count() == 1
    assert published == []


def test_a_spent_token_gives_its_only_child_within_the_grace(in_tenant_a: Any) -> None:
    make(in_tenant_a)
    first = sign_in(in_tenant_a)

    second = refresh(in_tenant_a, first.refresh_token)
    again = refresh(in_tenant_a, first.refresh_token)

    assert again.refresh_token == second.refresh_token
    assert models.RefreshToken.objects.count() == 2


def test_a_spent_token_that_returns_ends_the_session(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    make(in_tenant_a)
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as clock:
        first = sign_in(in_tenant_a)
        second = refresh(in_tenant_a, first.refresh_token)
        other = sign_in(in_tenant_a)
        published.clear()
        clock.shift(11)

        with pytest.raises(errors.InvalidToken):
            refresh(in_tenant_a, first.refresh_token)

        assert types(published) == ["user.token_reused"]
        for answer in (first, second):
            with pytest.raises(errors.InvalidToken):
                principals.authenticate(answer.access_token, in_tenant_a)
        with pytest.raises(errors.InvalidToken):
            refresh(in_tenant_a, second.refresh_token)
        assert principals.authenticate(other.access_token, in_tenant_a)
        assert refresh(in_tenant_a, other.refresh_token)
    assert models.Session.objects.filter(revoked_reason="reused").count() == 1


def test_a_spent_token_whose_child_is_spent_too_is_theft_even_within_the_grace(in_tenant_a: Any) -> None:
    make(in_tenant_a)
    first = sign_in(in_tenant_a)
    second = refresh(in_tenant_a, first.refresh_token)
    third = refresh(in_tenant_a, second.refresh_token)

    with pytest.raises(errors.InvalidToken):
        refresh(in_tenant_a, first.refresh_token)
    with pytest.raises(errors.InvalidToken):
        refresh(in_tenant_a, third.refresh_token)


def test_a_session_ends_by_idleness_and_at_last_by_age(in_tenant_a: Any) -> None:
    make(in_tenant_a)
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        idle = sign_in(in_tenant_a)
        busy = sign_in(in_tenant_a)
        for _ in range(4):
            clock.shift(20 * 86400)
            busy = refresh(in_tenant_a, busy.refresh_token)
        with pytest.raises(errors.InvalidToken):
            refresh(in_tenant_a, idle.refresh_token)
        assert busy.refresh_expires_in == 10 * 86400
        clock.shift(11 * 86400)
        with pytest.raises(errors.InvalidToken):
            refresh(in_tenant_a, busy.refresh_token)


def test_logout_ends_access_at_once_and_twice_changes_nothing(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    make(in_tenant_a)
    answer, other = sign_in(in_tenant_a), sign_in(in_tenant_a)
    published.clear()

    for _ in range(2):
        sessions.logout(visitor(in_tenant_a), LogoutRequest(refresh_token=answer.refresh_token))
    with pytest.raises(Unauthenticated):
        sessions.logout(visitor(in_tenant_a), LogoutRequest())

    assert types(published) == ["user.logged_out"]
    with pytest.raises(errors.InvalidToken):
        principals.authenticate(answer.access_token, in_tenant_a)
    with pytest.raises(errors.InvalidToken):
        refresh(in_tenant_a, answer.refresh_token)
    principal = principals.authenticate(other.access_token, in_tenant_a)
    sessions.logout(visitor(in_tenant_a), LogoutRequest(), session_id=principal.session_id)
    with pytest.raises(errors.InvalidToken):
        principals.authenticate(other.access_token, in_tenant_a)


def test_a_disabled_user_loses_access_at_once(in_tenant_a: Any) -> None:
    user = make(in_tenant_a)
    answer = sign_in(in_tenant_a)

    users.disable_user(system(in_tenant_a), user.pk)

    with pytest.raises(errors.InvalidToken):
        principals.authenticate(answer.access_token, in_tenant_a)
    with pytest.raises(errors.InvalidToken):
        refresh(in_tenant_a, answer.refresh_token)
    users.update_user(system(in_tenant_a), user.pk, UpdateUserRequest(status=UserStatus.ACTIVE))
    with pytest.raises(errors.InvalidToken):
        principals.authenticate(answer.access_token, in_tenant_a)
    with pytest.raises(errors.InvalidToken):
        refresh(in_tenant_a, answer.refresh_token)


def test_people_see_and_end_only_their_own_sessions(in_tenant_a: Any) -> None:
    ann, bob = make(in_tenant_a), make(in_tenant_a, "bob@example.com")
    first, second = sign_in(in_tenant_a), sign_in(in_tenant_a)
    theirs = sign_in(in_tenant_a, "bob@example.com")
    current = principals.authenticate(second.access_token, in_tenant_a).session_id

    listed = selectors.list_sessions(as_user(ann), session_id=current).items

    assert [(item.id == current, item.current) for item in listed] == [(True, True), (False, False)]
    with pytest.raises(errors.SessionNotFound):
        sessions.revoke_session(as_user(bob), current)
    sessions.revoke_session(as_user(ann), listed[1].id)
    with pytest.raises(errors.InvalidToken):
        principals.authenticate(first.access_token, in_tenant_a)
    assert principals.authenticate(second.access_token, in_tenant_a)
    assert principals.authenticate(theirs.access_token, in_tenant_a)
    assert len(selectors.list_sessions(as_user(ann)).items) == 1


def test_authentication_is_one_statement(in_tenant_a: Any, django_assert_num_queries: Any) -> None:
    make(in_tenant_a)
    token = sign_in(in_tenant_a).access_token

    with django_assert_num_queries(1):
        principals.authenticate(token, in_tenant_a)


@pytest.mark.django_db(transaction=True)
def test_a_hundred_refreshes_at_once_give_one_child() -> None:
    tenant = make_tenant("a")
    with tenant_scope(tenant):
        make(tenant)
        answer = sign_in(tenant)
    barrier = threading.Barrier(20)

    def run(_: int) -> list[str]:
        barrier.wait()
        try:
            with tenant_scope(tenant):
                return [refresh(tenant, answer.refresh_token).refresh_token for _ in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        children = [child for found in pool.map(run, range(20)) for child in found]

    assert len(children) == 100
    assert len(set(children)) == 1
    with tenant_scope(tenant):
        assert models.RefreshToken.objects.count() == 2
        assert models.Session.objects.get().revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_a_stolen_token_used_at_once_with_the_owners_never_forks_the_family() -> None:
    tenant = make_tenant("a")
    with tenant_scope(tenant):
        make(tenant)
        spent = sign_in(tenant)
        owner = refresh(tenant, spent.refresh_token)
    barrier = threading.Barrier(2)

    def run(token: str) -> str | None:
        barrier.wait()
        try:
            with tenant_scope(tenant):
                return refresh(tenant, token).refresh_token
        except errors.InvalidToken:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, [spent.refresh_token, owner.refresh_token]))

    with tenant_scope(tenant):
        parents = list(models.RefreshToken.objects.exclude(parent=None).values_list("parent_id", flat=True))
        assert len(parents) == len(set(parents))


# --- Guessing -----------------------------------------------------------------------------------------------------


def guess(tenant: Any, email: str = "ann@example.com", client: Client = CLIENT) -> type[Exception]:
    try:
        sign_in(tenant, email, "wrong", client)
    except (errors.InvalidCredentials, RateLimited) as exc:
        return type(exc)
    raise AssertionError("the guess was right")


@pytest.mark.parametrize("email", ["ann@example.com", "nobody@example.com"])
def test_guesses_get_slower_for_known_and_unknown_addresses_alike(in_tenant_a: Any, limited: Any, email: str) -> None:
    make(in_tenant_a)

    answers = [guess(in_tenant_a, email) for _ in range(throttle.BOTH.free + 2)]

    assert answers == [errors.InvalidCredentials] * throttle.BOTH.free + [RateLimited] * 2


def test_a_delay_is_told_and_does_not_bind_another_network(in_tenant_a: Any, limited: Any, hashes: list[str]) -> None:
    make(in_tenant_a)
    for _ in range(throttle.BOTH.free):
        guess(in_tenant_a)
    hashes.clear()

    with pytest.raises(RateLimited) as refusal:
        sign_in(in_tenant_a)

    assert refusal.value.params["retry_after"] == 1
    assert hashes == []
    assert sign_in(in_tenant_a, client=Client(ip="198.51.100.1"))


def test_the_right_password_forgets_the_wrong_ones(in_tenant_a: Any, limited: Any) -> None:
    make(in_tenant_a)
    for _ in range(3):
        for _ in range(throttle.BOTH.free - 1):
            guess(in_tenant_a)
        assert sign_in(in_tenant_a)


def test_one_network_guessing_at_many_addresses_is_slowed(in_tenant_a: Any, limited: Any) -> None:
    client = Client(ip="2001:db8::1")
    answers = [
        guess(in_tenant_a, f"user{number}@example.com", Client(ip=f"2001:db8::{number:x}"))
        for number in range(throttle.NETWORK.free + 1)
    ]

    assert answers.count(RateLimited) == 1
    assert client.network == "2001:db8::/64"


def test_guesses_at_one_tenant_do_not_slow_another(in_tenant_a: Any, tenant_b: Any, limited: Any) -> None:
    for _ in range(throttle.BOTH.free):
        guess(in_tenant_a)

    with tenant_scope(tenant_b):
        assert guess(tenant_b) is errors.InvalidCredentials
    assert guess(in_tenant_a) is RateLimited


def test_sign_in_fails_closed_without_valkey(in_tenant_a: Any, limited: Any, settings: Any) -> None:
    make(in_tenant_a)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with pytest.raises(Unavailable):
        sign_in(in_tenant_a)
    assert not models.Session.objects.exists()
