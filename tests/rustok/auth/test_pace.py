"""What answers of equal content could still tell: their time, and that something was published."""

from __future__ import annotations

import contextlib
import time
from statistics import median
from typing import Any

import pytest

from rustok.auth import errors
from rustok.auth.dto import LoginRequest, PasswordResetRequest, RegisterRequest
from rustok.auth.services import accounts, credentials, sessions
from rustok.commands import last_events
from tests.rustok.auth.conftest import CLIENT, PASSWORD, make, visitor

ROUNDS = 7
PACE_MS = 200
"""Far above what the work takes on a busy machine: none of it may pass a boundary that the other does not."""


def fail_to_sign_in(tenant: Any, email: str) -> None:
    with contextlib.suppress(errors.InvalidCredentials):
        sessions.login(visitor(tenant), LoginRequest(email=email, password="wrong"), client=CLIENT)


def ask_to_reset(tenant: Any, email: str) -> None:
    credentials.request_password_reset(visitor(tenant), PasswordResetRequest(email=email))


def register(tenant: Any, email: str) -> None:
    accounts.register(visitor(tenant), RegisterRequest(email=email, password=PASSWORD))


@pytest.mark.parametrize("action", [fail_to_sign_in, ask_to_reset, register])
def test_known_and_unknown_addresses_take_the_same_time(in_tenant_a: Any, settings: Any, action: Any) -> None:
    settings.RUSTOK = {**settings.RUSTOK, "auth": {**settings.RUSTOK["auth"], "pace_ms": PACE_MS}}
    make(in_tenant_a)
    taken: dict[str, list[float]] = {"known": [], "unknown": []}

    for number in range(ROUNDS):
        # Alternating, so that a busy machine is as busy for the one as for the other.
        for kind, email in (("known", "ann@example.com"), ("unknown", f"nobody{number}@example.com")):
            began = time.perf_counter()
            action(in_tenant_a, email)
            taken[kind].append(time.perf_counter() - began)

    gap = abs(median(taken["known"]) - median(taken["unknown"]))
    assert gap < 0.01, f"{gap * 1000:.2f} ms apart"
    assert min(taken["known"] + taken["unknown"]) >= PACE_MS / 1000


@pytest.mark.parametrize("action", [ask_to_reset, register])
def test_that_something_was_published_is_not_told(in_tenant_a: Any, published: list[Any], action: Any) -> None:
    make(in_tenant_a)
    published.clear()

    action(in_tenant_a, "ann@example.com")

    assert len(published) == 1
    assert last_events.get() == ()
