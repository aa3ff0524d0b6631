"""Token buckets on a real Valkey."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from rustok.api import ratelimit
from rustok.auth import buckets
from rustok.auth.clients import client_of
from rustok.context import RequestContext
from rustok.errors import RateLimited, Unavailable


class _Tenant:
    def __init__(self) -> None:
        self.id = uuid4()


@pytest.fixture
def limits(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(ratelimit._breaker, "closed_at", 0.0)

    def configure(**values: Any) -> None:
        settings.RUSTOK = {
            **settings.RUSTOK,
            "rate_limit": {**settings.RUSTOK["rate_limit"], "enabled": True, **values},
        }

    configure(requests_per_minute=60, burst=3, classes={"auth": (60, 2)})
    return configure


def request(tenant: Any, *, user: Any = None, **meta: Any) -> Any:
    made: Any = RequestFactory().get("/api/v1/store/products", **meta)
    made.tenant = tenant
    made.ctx = RequestContext(tenant_id=tenant.id, actor_id=user)
    return made


def passed(made: Any, route_class: str = "general", times: int = 5) -> int:
    count = 0
    for _ in range(times):
        try:
            ratelimit.check(made, route_class)
        except RateLimited:
            continue
        count += 1
    return count


def test_a_bucket_holds_its_burst_and_says_when_to_return(limits: Any) -> None:
    made = request(_Tenant())
    assert passed(made, times=3) == 3

    with pytest.raises(RateLimited) as refusal:
        ratelimit.check(made, "general")

    assert refusal.value.params["retry_after"] == 1
    response = HttpResponse()
    ratelimit.add_headers(made, response)
    assert (response["RateLimit-Limit"], response["RateLimit-Remaining"], response["RateLimit-Reset"]) == (
        "3",
        "0",
        "3",
    )


def test_a_bucket_refills(limits: Any) -> None:
    limits(requests_per_minute=1200, burst=1, classes={})
    made = request(_Tenant())

    assert passed(made, times=1) == 1
    assert passed(made, times=1) == 0
    time.sleep(0.06)
    assert passed(made, times=1) == 1


def test_buckets_of_tenants_users_networks_and_classes_are_apart(limits: Any) -> None:
    one, two = _Tenant(), _Tenant()
    user = uuid4()

    assert passed(request(one)) == 3
    assert passed(request(two)) == 3
    assert passed(request(one), "auth") == 2
    assert passed(request(one, user=user)) == 3
    assert passed(request(one, user=user, REMOTE_ADDR="198.51.100.9")) == 0
    assert passed(request(one, REMOTE_ADDR="198.51.100.9")) == 3
    assert passed(request(one, REMOTE_ADDR="2001:db8::1")) == 3
    assert passed(request(one, REMOTE_ADDR="2001:db8::ffff")) == 0


def test_an_unknown_class_counts_as_the_general_one(limits: Any) -> None:
    tenant = _Tenant()

    assert passed(request(tenant), "unheard-of") == 3
    assert passed(request(tenant)) == 0


def test_parallel_requests_cannot_take_more_than_there_is(limits: Any) -> None:
    limits(requests_per_minute=1, burst=50, classes={})
    key = f"test:{uuid4()}"

    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: buckets.take(key, per_minute=1, burst=50).allowed, range(200)))

    assert sum(taken) == 50


def test_a_cost_above_the_burst_never_passes_and_names_a_time(limits: Any) -> None:
    taken = buckets.take(f"test:{uuid4()}", per_minute=60, burst=5, cost=9)

    assert not taken.allowed
    assert taken.remaining == 5


def test_without_valkey_reads_pass_and_auth_is_refused(limits: Any, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    tenant = _Tenant()

    assert passed(request(tenant), times=10) == 10
    with pytest.raises(Unavailable):
        ratelimit.check(request(tenant), "auth")


def test_without_valkey_only_the_first_request_waits(limits: Any, settings: Any, monkeypatch: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    calls = []
    take = buckets.take
    monkeypatch.setattr(buckets, "take", lambda *args, **values: calls.append(1) or take(*args, **values))

    assert passed(request(_Tenant()), times=10) == 10
    assert len(calls) == 1


def test_limits_can_be_switched_off(limits: Any) -> None:
    limits(enabled=False)

    assert passed(request(_Tenant()), times=20) == 20


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"),
        (3, "2.2.2.2", "2.2.2.2"),
        (1, "", "9.9.9.9"),
        (1, "nonsense", None),
        (1, "::ffff:4.4.4.4", "4.4.4.4"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_only_our_own_proxies_are_believed(limits: Any, proxies: int, forwarded: str, expected: str | None) -> None:
    limits(trusted_proxies=proxies)
    made = request(_Tenant(), REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=forwarded)

    assert client_of(made).ip == expected
