"""Registering, confirming, new passwords, and what the mails carry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from django.core import mail

from rustok.auth import errors, models, passwords, principals, throttle
from rustok.auth.dto import (
    ChangePasswordRequest,
    PasswordResetConfirmRequest,
    PasswordResetRequest,
    RegisterRequest,
    UpdateMeRequest,
    UserStatus,
    VerifyEmailConfirmRequest,
    VerifyEmailRequest,
)
from rustok.auth.services import accounts, credentials
from rustok.errors import InvalidInput, StaleVersion, Unauthenticated
from rustok.events.envelope import EventEnvelope
from rustok.mail.accounts import MAILS, send_mails
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from tests.rustok.auth.conftest import CLIENT, PASSWORD, as_user, make, sign_in, types, visitor

NEW_PASSWORD = "another horse, another battery"


def deliver(envelopes: Sequence[EventEnvelope]) -> list[str]:
    """Send the mails of events as the outbox does, and return the tokens in them."""
    mail.outbox.clear()
    send_mails([envelope for envelope in envelopes if envelope.event.type in MAILS])
    return [match[1] for sent in mail.outbox if (match := re.search(r"token=(\S+)", str(sent.body)))]


def register(tenant: Any, email: str = "ann@example.com", **values: Any) -> Any:
    return accounts.register(visitor(tenant), RegisterRequest(email=email, password=PASSWORD, **values))


def test_a_visitor_registers_confirms_and_signs_in(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    register(in_tenant_a, "Ann@Example.com", first_name="Ann")

    user = models.User.objects.get()
    assert (user.email, user.role, user.status, user.is_email_verified) == (
        "ann@example.com",
        Role.CUSTOMER,
        UserStatus.ACTIVE,
        False,
    )
    assert types(published) == ["user.registered", "user.verification_requested"]
    with pytest.raises(errors.InvalidCredentials):
        sign_in(in_tenant_a)
    (token,) = deliver(published)
    confirmed = accounts.verify_email(visitor(in_tenant_a), VerifyEmailConfirmRequest(token=token))
    assert confirmed.email_verified
    assert sign_in(in_tenant_a).user.first_name == "Ann"
    with pytest.raises(errors.InvalidOneTimeToken):
        accounts.verify_email(visitor(in_tenant_a), VerifyEmailConfirmRequest(token=token))


def test_registering_a_known_address_looks_the_same_and_changes_nothing(
    in_tenant_a: Any, published: list[EventEnvelope], hashes: list[str]
) -> None:
    first = register(in_tenant_a)
    before = models.User.objects.values().get()
    first_hashes = len(hashes)
    published.clear()
    hashes.clear()

    again = accounts.register(visitor(in_tenant_a), RegisterRequest(email="ANN@example.com", password=NEW_PASSWORD))

    assert again == first
    assert len(hashes) == first_hashes == 1
    assert models.User.objects.values().get() == before
    assert types(published) == ["user.registration_repeated"]
    assert deliver(published) == []
    assert mail.outbox[0].subject == "You already have an account"
    assert mail.outbox[0].to == ["ann@example.com"]


def test_registration_can_be_closed(in_tenant_a: Any, settings: Any) -> None:
    settings.RUSTOK = {**settings.RUSTOK, "features": {**settings.RUSTOK["features"], "registration_enabled": False}}

    with pytest.raises(errors.RegistrationClosed):
        register(in_tenant_a)
    assert not models.User.objects.exists()


def test_asking_for_a_reset_says_the_same_to_everybody(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    make(in_tenant_a)
    disabled = make(in_tenant_a, "disabled@example.com")
    models.User.objects.filter(pk=disabled.pk).update(status=UserStatus.DISABLED)
    published.clear()

    answers = [
        credentials.request_password_reset(visitor(in_tenant_a), PasswordResetRequest(email=email))
        for email in ("ann@example.com", "nobody@example.com", "disabled@example.com")
    ]

    assert answers[0] == answers[1] == answers[2]
    assert types(published) == ["user.password_reset_requested"]


def test_a_reset_sets_the_password_once_and_ends_every_session(
    in_tenant_a: Any, published: list[EventEnvelope]
) -> None:
    user = make(in_tenant_a, email_verified=False)
    models.User.objects.update(email_verified_at=None)
    credentials.request_password_reset(visitor(in_tenant_a), PasswordResetRequest(email=user.email))
    (token,) = deliver(published)
    models.User.objects.filter(pk=user.pk).update(email_verified_at="2026-01-01T00:00:00Z")
    answer = sign_in(in_tenant_a)

    with pytest.raises(InvalidInput):
        credentials.reset_password(
            visitor(in_tenant_a), PasswordResetConfirmRequest(token=token, new_password="password")
        )
    request = PasswordResetConfirmRequest(token=token, new_password=NEW_PASSWORD)
    credentials.reset_password(visitor(in_tenant_a), request)

    with pytest.raises(errors.InvalidToken):
        principals.authenticate(answer.access_token, in_tenant_a)
    with pytest.raises(errors.InvalidOneTimeToken):
        credentials.reset_password(visitor(in_tenant_a), request)
    with pytest.raises(errors.InvalidCredentials):
        sign_in(in_tenant_a)
    assert sign_in(in_tenant_a, password=NEW_PASSWORD)
    assert token not in str(list(models.OneTimeToken.objects.values()))
    assert token not in str(published)


def test_a_reset_link_dies_of_age_of_a_new_address_and_at_another_tenant(
    in_tenant_a: Any, tenant_b: Any, published: list[EventEnvelope]
) -> None:
    user = make(in_tenant_a)
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as clock:
        credentials.request_password_reset(visitor(in_tenant_a), PasswordResetRequest(email=user.email))
        (token,) = deliver(published)
        request = PasswordResetConfirmRequest(token=token, new_password=NEW_PASSWORD)
        with tenant_scope(tenant_b), pytest.raises(errors.InvalidOneTimeToken):
            credentials.reset_password(visitor(tenant_b), request)
        models.User.objects.filter(pk=user.pk).update(email="new@example.com")
        with pytest.raises(errors.InvalidOneTimeToken):
            credentials.reset_password(visitor(in_tenant_a), request)
        models.User.objects.filter(pk=user.pk).update(email=user.email)
        clock.shift(3601)
        with pytest.raises(errors.InvalidOneTimeToken):
            credentials.reset_password(visitor(in_tenant_a), request)
    with pytest.raises(errors.InvalidOneTimeToken):
        accounts.verify_email(visitor(in_tenant_a), VerifyEmailConfirmRequest(token=token))


def test_an_event_delivered_twice_sends_one_mail_twice(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    make(in_tenant_a)
    credentials.request_password_reset(visitor(in_tenant_a), PasswordResetRequest(email="ann@example.com"))

    (first,) = deliver(published)
    message_id = mail.outbox[0].extra_headers["Message-ID"]
    (second,) = deliver(published)

    assert first == second
    assert mail.outbox[0].extra_headers["Message-ID"] == message_id
    assert models.OneTimeToken.objects.count() == 1


def test_an_invited_user_chooses_a_password(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    invited = make(in_tenant_a, password=None, locale="ru")
    assert (invited.status, invited.is_email_verified) == (UserStatus.INVITED, False)

    (token,) = deliver(published)
    assert mail.outbox[0].subject == "Вас пригласили: Tenant a"
    credentials.reset_password(
        visitor(in_tenant_a), PasswordResetConfirmRequest(token=token, new_password=NEW_PASSWORD)
    )

    assert sign_in(in_tenant_a, password=NEW_PASSWORD).user.email_verified


def test_the_owner_changes_the_password_and_keeps_this_session_only(
    in_tenant_a: Any, published: list[EventEnvelope]
) -> None:
    user = make(in_tenant_a)
    here, there = sign_in(in_tenant_a), sign_in(in_tenant_a)
    session_id = principals.authenticate(here.access_token, in_tenant_a).session_id
    published.clear()

    with pytest.raises(errors.WrongPassword):
        credentials.change_password(
            as_user(user),
            ChangePasswordRequest(current_password="wrong", new_password=NEW_PASSWORD),
            client=CLIENT,
            session_id=session_id,
        )
    with pytest.raises(Unauthenticated):
        credentials.change_password(
            visitor(in_tenant_a),
            ChangePasswordRequest(current_password=PASSWORD, new_password=NEW_PASSWORD),
            client=CLIENT,
        )
    credentials.change_password(
        as_user(user),
        ChangePasswordRequest(current_password=PASSWORD, new_password=NEW_PASSWORD),
        client=CLIENT,
        session_id=session_id,
    )

    assert types(published) == ["user.logged_out", "user.password_changed"]
    assert principals.authenticate(here.access_token, in_tenant_a)
    with pytest.raises(errors.InvalidToken):
        principals.authenticate(there.access_token, in_tenant_a)
    assert sign_in(in_tenant_a, password=NEW_PASSWORD)


def test_a_verification_mail_is_sent_again_only_while_there_is_something_to_verify(
    in_tenant_a: Any, published: list[EventEnvelope]
) -> None:
    register(in_tenant_a)
    make(in_tenant_a, "verified@example.com")
    published.clear()

    answers = [
        accounts.request_verification(visitor(in_tenant_a), VerifyEmailRequest(email=email))
        for email in ("ann@example.com", "verified@example.com", "nobody@example.com")
    ]
    with pytest.raises(Unauthenticated):
        accounts.request_verification(visitor(in_tenant_a), VerifyEmailRequest())

    assert answers[0] == answers[1] == answers[2]
    assert types(published) == ["user.verification_requested"]


def test_strangers_cannot_fill_a_mailbox(in_tenant_a: Any, published: list[EventEnvelope], limited: Any) -> None:
    make(in_tenant_a)
    published.clear()

    for _ in range(throttle.MAILS_PER_HOUR + 3):
        credentials.request_password_reset(visitor(in_tenant_a), PasswordResetRequest(email="ann@example.com"))

    assert len(published) == throttle.MAILS_PER_HOUR


def test_people_change_their_own_names_and_nothing_else(in_tenant_a: Any, published: list[EventEnvelope]) -> None:
    user = make(in_tenant_a)
    published.clear()

    changed = accounts.update_me(as_user(user), UpdateMeRequest(first_name="Ann", locale="ru", version=1))
    assert (changed.first_name, changed.locale, changed.version) == ("Ann", "ru", 2)
    accounts.update_me(as_user(user), UpdateMeRequest(first_name="Ann"))
    with pytest.raises(StaleVersion):
        accounts.update_me(as_user(user), UpdateMeRequest(first_name="Eve", version=1))

    assert [getattr(envelope.event, "fields", None) for envelope in published] == [("first_name", "locale")]


def test_a_password_may_be_typed_in_any_unicode_composition(in_tenant_a: Any) -> None:
    user = make(in_tenant_a, password="Ёжик в тумане й")

    assert passwords.matches(user, "Ёжик в тумане й")


@pytest.mark.parametrize(("name", "greeted"), [("Анна-Мария", True), ("Win at evil.example/x", False), ("<b>", False)])
def test_a_name_cannot_carry_a_message_to_a_strangers_mailbox(
    in_tenant_a: Any, published: list[EventEnvelope], name: str, greeted: bool
) -> None:
    register(in_tenant_a, first_name=name)
    deliver(published)

    assert (name in mail.outbox[0].body) is greeted
