"""Keys of work that asks others over the network: claimed before it begins, resumed after a crash."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from rustok.api import errors, idempotency
from rustok.api.idempotency import Answer
from rustok.api.models import IdempotencyKey
from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant

HASH = idempotency.fingerprint(b"the request")


class Work:
    """Counts how often it is done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> Answer:
        self.done += 1
        return Answer(status=200, body=f"answer {self.done}".encode(), headers={"ETag": '"1"'})


def send(tenant: Tenant, work: Work, key: str = "k", request_hash: bytes = HASH) -> Answer:
    ctx = RequestContext(tenant_id=tenant.id)
    return idempotency.leased(ctx, route="POST pay", key=key, request_hash=request_hash, work=work)


def test_a_replay_gets_the_identical_answer(in_tenant_a: Tenant) -> None:
    work = Work()
    first, again = send(in_tenant_a, work), send(in_tenant_a, work)

    assert (first.body, again.body, work.done) == (b"answer 1", b"answer 1", 1)
    assert again.headers == {"ETag": '"1"', "Idempotency-Replayed": "true"}
    with pytest.raises(errors.IdempotencyKeyReused):
        send(in_tenant_a, work, request_hash=idempotency.fingerprint(b"another"))


def test_a_claim_keeps_others_out_until_it_lapses(in_tenant_a: Tenant) -> None:
    """What a process that died leaves behind: a claim without an answer."""
    work = Work()
    send(in_tenant_a, work)
    IdempotencyKey.objects.update(status=0, body=b"", claimed_until=timezone.now() + timedelta(seconds=30))

    with pytest.raises(errors.RequestInFlight) as refused:
        send(in_tenant_a, work)
    assert refused.value.params["retry_after"] == 1
    assert work.done == 1

    IdempotencyKey.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(errors.IdempotencyKeyReused):
        send(in_tenant_a, work, request_hash=idempotency.fingerprint(b"another"))
    assert send(in_tenant_a, work).body == b"answer 2"
    assert send(in_tenant_a, work).body == b"answer 2"


def test_work_that_fails_leaves_the_key_free(in_tenant_a: Tenant) -> None:
    def fails() -> Answer:
        raise errors.UnknownLocale(locale="xx")

    ctx = RequestContext(tenant_id=in_tenant_a.id)
    with pytest.raises(errors.UnknownLocale):
        idempotency.leased(ctx, route="POST pay", key="k", request_hash=HASH, work=fails)
    assert IdempotencyKey.objects.count() == 0
    assert send(in_tenant_a, Work()).body == b"answer 1"


def test_whoever_was_overtaken_gives_the_answer_that_was_stored(in_tenant_a: Tenant) -> None:
    """The claim lapsed while the work went on, and another did it."""
    other = Work()
    other.done = 6

    class Slow(Work):
        def __call__(self) -> Answer:
            IdempotencyKey.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
            assert send(in_tenant_a, other).body == b"answer 7"
            return super().__call__()

    assert send(in_tenant_a, Slow()).body == b"answer 7"
    assert send(in_tenant_a, Work()).body == b"answer 7"


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_meanwhile_and_twins_are_told_to_wait(tenant_a: Tenant) -> None:
    inside, go_on = threading.Event(), threading.Event()
    found: list[bool] = []

    class Slow(Work):
        def __call__(self) -> Answer:
            found.append(connection.in_atomic_block)
            inside.set()
            go_on.wait(30)
            return super().__call__()

    slow, outcome = Slow(), []

    def run() -> None:
        try:
            with tenant_scope(tenant_a):
                outcome.append(send(tenant_a, slow).body)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert inside.wait(30)
    with tenant_scope(tenant_a):
        for _ in range(3):
            with pytest.raises(errors.RequestInFlight):
                send(tenant_a, slow)
    go_on.set()
    thread.join(30)

    assert (outcome, found, slow.done) == ([b"answer 1"], [False], 1)
    with tenant_scope(tenant_a):
        assert send(tenant_a, slow).body == b"answer 1"
