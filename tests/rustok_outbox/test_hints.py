"""The relay process: woken by commits, without Celery; and who does the work where there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.subscribers import Subscriber
from rustok.ids import generate_id
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok_outbox import models, relay, tasks, transport
from rustok_outbox.delivery import Fenced
from rustok_outbox.models import DeliveryStatus
from tests.rustok_outbox.ledger import books

PATIENCE = 60.0
NEVER = 3600.0

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What goes to Celery."""
    found: list[tuple[str, Any]] = []
    monkeypatch.setattr(transport.current_app, "send_task", lambda name, kwargs=None, **_: found.append((name, kwargs)))
    monkeypatch.setattr(transport, "_quiet_until", 0.0)
    transport.valkey(django_settings.REDIS_URL).flushdb()
    return found


@pytest.fixture
def relaying(ledger: Any, settings: Any, sent: Any) -> Iterator[Callable[[], None]]:
    """Start a relay that would look by itself only after an hour."""
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "sweep_seconds": NEVER}}
    stop = threading.Event()

    def work() -> None:
        try:
            relay.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)

    def start() -> None:
        thread.start()
        listening = threading.Event()
        for _ in range(600):
            if transport.relay_listens():
                return
            listening.wait(0.05)
        raise AssertionError("the relay does not listen")

    yield start
    stop.set()
    if thread.ident is not None:
        transport.valkey(django_settings.REDIS_URL).publish(transport._channel(), b"")
        thread.join(PATIENCE)


def change(tenant: Any) -> Any:
    with tenant_scope(tenant):
        return books.change_alone(RequestContext.system(tenant.id), generate_id())


def test_commit_wakes_the_relay_and_nothing_goes_to_celery(ledger, tenant_a, listen, relaying, sent):
    arrived = threading.Semaphore(0)
    listen(lambda envelopes: [arrived.release() for _ in envelopes])
    relaying()

    for _ in range(3):
        change(tenant_a)
        assert arrived.acquire(timeout=PATIENCE)

    assert sent == []


def test_commit_before_the_relay_listens_is_not_forgotten(ledger, tenant_a, listen, relaying, sent):
    arrived = threading.Event()
    listen(lambda envelopes: arrived.set())
    change(tenant_a)

    relaying()

    assert arrived.wait(PATIENCE)
    assert sent == [(transport.RELAY_TASK, None)]


def test_relay_hands_effects_outside_over_and_keeps_working(ledger, tenant_a, listeners, relaying, sent):
    arrived = threading.Event()
    called = []
    listeners(
        Subscriber(name="probe.mail", events=("product.*",), handle=called.append, external=True),
        Subscriber(name="probe.rows", events=("product.*",), handle=lambda envelopes: arrived.set()),
    )
    relaying()

    change(tenant_a)

    assert arrived.wait(PATIENCE)
    with platform_scope():
        (delivery,) = models.Delivery.objects.filter(subscriber="probe.mail")
    assert called == []
    assert delivery.status == DeliveryStatus.PENDING
    assert sent == [(transport.LANE_TASK, {"subscriber": "probe.mail", "shard": delivery.shard})]


def test_sweep_leaves_fresh_work_to_the_relay_and_takes_what_lies(ledger, tenant_a, listen, sent, monkeypatch):
    seen = []
    listen(seen.extend)
    monkeypatch.setattr(tasks, "relay_listens", lambda: True)
    monkeypatch.setattr(tasks, "_OVERDUE_SECONDS", NEVER)
    envelope = change(tenant_a)

    assert tasks.relay_outbox() == 0
    monkeypatch.setattr(tasks, "_OVERDUE_SECONDS", 0.0)
    assert tasks.relay_outbox() == 2

    assert [found.event_id for found in seen] == [envelope.event_id]
    assert seen[0].timestamp < timezone.now()


def test_relay_waits_out_a_lost_valkey(ledger, tenant_a, listen, settings, sent, monkeypatch):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "sweep_seconds": 0.01}}
    arrived, stop = threading.Event(), threading.Event()
    listen(lambda envelopes: arrived.set())

    class Deaf:
        def wait(self, seconds: float) -> bool:
            raise redis.ConnectionError("refused")

        def close(self) -> None:
            pass

    monkeypatch.setattr(relay, "Hints", Deaf)

    def work() -> None:
        try:
            relay.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        change(tenant_a)
        assert arrived.wait(PATIENCE)
    finally:
        stop.set()
        thread.join(PATIENCE)


@pytest.mark.parametrize("fault", [redis.ConnectionError("refused"), Fenced("1 of 2 deliveries were pending")])
def test_relay_outlives_what_is_no_fault_of_a_handler(ledger, tenant_a, listen, settings, sent, fault):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "sweep_seconds": 0.01}}
    calls: list[Any] = []
    arrived, stop = threading.Event(), threading.Event()

    def handle(envelopes: Any) -> None:
        calls.append(envelopes)
        if len(calls) == 1:
            raise fault
        arrived.set()

    listen(handle)

    def work() -> None:
        try:
            relay.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        change(tenant_a)
        assert arrived.wait(PATIENCE)
    finally:
        stop.set()
        thread.join(PATIENCE)
    with platform_scope():
        (delivery,) = models.Delivery.objects.all()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.DONE, 0)


@pytest.mark.django_db(transaction=True)
def test_error_in_the_thread_of_those_that_gather_ends_the_relay(settings, sent, monkeypatch):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "sweep_seconds": 0.01}}
    ordinary, main = relay._deliver, threading.current_thread()

    def deliver(*args: Any) -> tuple[int, bool]:
        if threading.current_thread() is not main:
            raise ValueError("a fault of ours")
        return ordinary(*args)

    monkeypatch.setattr(relay, "_until_gathered", lambda: 0.0)
    monkeypatch.setattr(relay, "_deliver", deliver)

    with pytest.raises(ValueError, match="a fault of ours"):
        relay.run(threading.Event())
