"""What the tests of users share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rustok.auth import models
from rustok.auth.clients import Client
from rustok.auth.dto import CreateUserRequest, LoginRequest, TokensResponse
from rustok.auth.services import sessions, users
from rustok.context import RequestContext
from rustok.events.bus import domain_event
from rustok.events.envelope import EventEnvelope
from rustok.rbac.roles import Role

PASSWORD = "correct horse battery staple"
CLIENT = Client(ip="203.0.113.7", user_agent="Test/1.0")


@pytest.fixture
def published() -> Iterator[list[EventEnvelope]]:
    """Every envelope published during the test."""
    seen: list[EventEnvelope] = []

    def note(envelope: EventEnvelope, **_: Any) -> None:
        seen.append(envelope)

    domain_event.connect(note, weak=False, dispatch_uid="tests.auth")
    yield seen
    domain_event.disconnect(dispatch_uid="tests.auth")


def system(tenant: Any) -> RequestContext:
    return RequestContext.system(tenant.id)


def visitor(tenant: Any) -> RequestContext:
    return RequestContext(tenant_id=tenant.id)


def as_user(user: models.User) -> RequestContext:
    return RequestContext(tenant_id=user.tenant_id, actor_id=user.pk)


def make(tenant: Any, email: str = "ann@example.com", role: Role = Role.CUSTOMER, **values: Any) -> models.User:
    """Make a user of the tenant in scope, with :data:`PASSWORD`."""
    values = {"password": PASSWORD, **values}
    made = users.create_user(system(tenant), CreateUserRequest(email=email, role=role, **values))
    user: models.User = models.User.objects.get(pk=made.id)
    return user


def sign_in(
    tenant: Any, email: str = "ann@example.com", password: str = PASSWORD, client: Client = CLIENT
) -> TokensResponse:
    return sessions.login(visitor(tenant), LoginRequest(email=email, password=password), client=client)


def types(envelopes: list[EventEnvelope]) -> list[str]:
    return [envelope.event.type for envelope in envelopes]


@pytest.fixture
def limited(settings: Any) -> Callable[..., None]:
    """Switch rate limits on; the returned function changes their settings."""

    def configure(**values: Any) -> None:
        settings.RUSTOK = {
            **settings.RUSTOK,
            "rate_limit": {**settings.RUSTOK["rate_limit"], "enabled": True, **values},
        }

    configure()
    return configure


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call of argon2: its kind."""
    from rustok.auth.hashers import Argon2idHasher  # noqa: PLC0415

    calls: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(Argon2idHasher, name)

        def counted(self: Any, *args: Any, _name: str = name, _original: Any = original) -> Any:
            calls.append(_name)
            return _original(self, *args)

        monkeypatch.setattr(Argon2idHasher, name, counted)
    return calls
