"""What is over goes away; what is not stays."""

from __future__ import annotations

from typing import Any

import time_machine

from rustok.auth import models, tasks
from rustok.auth.dto import RefreshRequest
from rustok.auth.services import one_time, sessions
from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from tests.rustok.auth.conftest import CLIENT, make, sign_in, visitor

DAY = 86400


def test_every_tenant_is_purged_of_what_is_over(tenants: Any) -> None:
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False) as clock:
        for tenant in tenants.values():
            with tenant_scope(tenant):
                user = make(tenant)
                sign_in(tenant)
                one_time.issue(user, models.TokenPurpose.RESET, event_id=generate_id())
        clock.shift(59 * DAY)
        assert tasks.purge_expired() == 3
        clock.shift(2 * DAY)
        assert tasks.purge_expired() == 6
        for tenant in tenants.values():
            with tenant_scope(tenant):
                assert models.User.objects.count() == 1
                assert not models.Session.objects.exists()
                assert not models.RefreshToken.objects.exists()
                assert not models.OneTimeToken.objects.exists()


def test_a_long_sessions_old_tokens_go_and_its_last_one_works(in_tenant_a: Any) -> None:
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False) as clock:
        make(in_tenant_a)
        answer = sign_in(in_tenant_a)
        for _ in range(4):
            clock.shift(20 * DAY)
            answer = sessions.refresh(
                visitor(in_tenant_a), RefreshRequest(refresh_token=answer.refresh_token), client=CLIENT
            )
        assert models.RefreshToken.objects.count() == 5

        tasks.purge_expired()

        assert models.RefreshToken.objects.count() == 2
        assert sessions.refresh(visitor(in_tenant_a), RefreshRequest(refresh_token=answer.refresh_token), client=CLIENT)
