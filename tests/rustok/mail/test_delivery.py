"""From the request through the outbox to the mailbox."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from rustok.auth import models
from rustok.auth.dto import PasswordResetConfirmRequest, PasswordResetRequest, RegisterRequest
from rustok.auth.services import accounts, credentials
from rustok.mail.apps import MailConfig
from rustok.mail.module import AccountsModule
from rustok.modules.registry import registry
from rustok.tenancy.context import tenant_scope
from rustok.testing.module_contract import violations
from rustok.testing.tenants import make_tenants
from rustok_outbox.relay import drain
from tests.rustok.auth.conftest import PASSWORD, make, sign_in, visitor


def test_the_module_keeps_the_contract(db: None) -> None:
    assert list(violations(AccountsModule(), registry)) == []
    assert MailConfig.module_class == f"{AccountsModule.__module__}.{AccountsModule.__name__}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slug", ["a", "x"])
def test_a_reset_goes_through_the_outbox_to_the_mailbox(slug: str) -> None:
    tenant: Any = make_tenants()[slug]
    with tenant_scope(tenant):
        make(tenant)
        credentials.request_password_reset(visitor(tenant), PasswordResetRequest(email="ann@example.com"))
    assert mail.outbox == []

    drain()

    (sent,) = mail.outbox
    token = re.search(r"token=(\S+)", str(sent.body))
    assert token is not None
    with tenant_scope(tenant):
        credentials.reset_password(
            visitor(tenant), PasswordResetConfirmRequest(token=token[1], new_password="a new one, long enough")
        )
        assert sign_in(tenant, password="a new one, long enough")


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_for_a_while_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = make_tenants()["a"]
    with tenant_scope(tenant):
        accounts.register(visitor(tenant), RegisterRequest(email="ann@example.com", password=PASSWORD))
    original = EmailBackend.send_messages
    refusals = []

    def send(self: Any, messages: Any) -> int:
        if len(refusals) < 3:
            refusals.append(1)
            raise ConnectionRefusedError("the mail server is down")
        return original(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    drain()

    assert len(refusals) == 3
    assert len(mail.outbox) == 1
    with tenant_scope(tenant):
        assert models.OneTimeToken.objects.count() == 1
