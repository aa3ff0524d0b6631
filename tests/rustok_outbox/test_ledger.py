"""Nothing lost, doubled or out of order: by the books, under load, and the books catch who cheats."""

from __future__ import annotations

import random
import threading
import time
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.subscribers import Subscriber
from rustok.ids import generate_id
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok_outbox import delivery, models, relay
from rustok_outbox.models import DeliveryStatus, EventStatus
from rustok_outbox.services import log
from rustok_outbox.services.shards import BUSY
from tests.rustok_outbox.ledger import books, storm

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def several(ledger, tenants):
    return list(tenants.values())


@pytest.fixture
def kill_at(monkeypatch):
    """``kill_at("relay.fanned_out", 2)`` ends the worker that comes there the second time."""
    killed = []

    def arm(name, hits=1):
        left = [hits]

        def failpoint(reached):
            if reached == name:
                left[0] -= 1
                if left[0] == 0:
                    killed.append(True)
                    raise storm.Killed

        for module in (delivery, relay, log):
            monkeypatch.setattr(module, "failpoint", failpoint)

    yield arm
    assert killed == [True]


def change_some(tenant, count=12, things=3):
    aggregates = [generate_id() for _ in range(things)]
    with tenant_scope(tenant):
        for number in range(count):
            books.change_alone(RequestContext.system(tenant.id), aggregates[number % things])


def survive():
    """Drain as a worker that is killed and started again."""
    try:
        relay.drain()
    except storm.Killed:
        connection.close()
    with platform_scope():
        # A lease would run out in time.
        models.Delivery.objects.filter(status=DeliveryStatus.PENDING).update(next_attempt_at=timezone.now())
    storm.settle()


def test_twelve_writers_and_three_relays(ledger, several):
    storm.run(several)

    assert books.faults(ledger) == []
    (events,) = ledger.execute("SELECT count(*) FROM sys_events").fetchone()
    assert events > 400
    for tenant in several:
        numbers = [
            row[0]
            for row in ledger.execute(
                "SELECT sequence FROM sys_events WHERE tenant_id = %s ORDER BY sequence", (tenant.id,)
            )
        ]
        assert numbers == list(range(1, len(numbers) + 1))


def test_feed_read_during_the_storm_misses_nothing(ledger, several, listeners, monkeypatch):
    """A reader with a cursor beside 12 writers: where ``position`` were the cursor it would lose a third."""
    seen, cursors = {tenant.id: [] for tenant in several}, {tenant.id: 0 for tenant in several}
    original, turn = relay.relay_events, threading.Lock()

    def read():
        with turn, platform_scope():
            for tenant, cursor in cursors.items():
                news = models.Event.objects.filter(tenant_id=tenant, sequence__gt=cursor).order_by("sequence")
                for event_id, sequence in news.values_list("id", "sequence"):
                    seen[tenant].append(event_id)
                    cursors[tenant] = sequence

    def relay_and_read():
        count = original()
        read()
        return count

    monkeypatch.setattr(relay, "relay_events", relay_and_read)
    listeners()
    storm.run(several, changes=20)
    read()

    stored = {row[0] for row in ledger.execute("SELECT id FROM sys_events")}
    assert {event for events in seen.values() for event in events} == stored
    assert sum(map(len, seen.values())) == len(stored)


@pytest.mark.parametrize("hits", [1, 2])
@pytest.mark.parametrize(
    "place",
    [
        "relay.claimed",
        "relay.fanned_out",
        "relay.before_commit",
        "relay.after_commit",
        "delivery.claimed",
        "delivery.before_handler",
        "delivery.after_handler",
        "delivery.before_commit",
        "delivery.after_commit",
    ],
)
def test_kill_at_any_place_changes_nothing(ledger, several, kill_at, place, hits, settings):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "batch_size": 5}}
    for tenant in several[:2]:
        change_some(tenant)
    kill_at(place, hits)

    survive()

    assert books.faults(ledger) == []


def test_kill_while_publishing_leaves_neither_change_nor_event(ledger, several, kill_at):
    kill_at("publish.stored", 5)
    with pytest.raises(storm.Killed):
        change_some(several[0])
    connection.close()
    change_some(several[1])

    survive()

    assert books.faults(ledger) == []
    assert ledger.execute("SELECT count(*) FROM ledger_changes").fetchone() == (4 + 12,)


def test_external_effect_happens_again_after_a_kill_but_never_not_at_all(ledger, several, kill_at, listeners):
    listeners(
        Subscriber(
            name="ledger.outside", events=("product.*",), handle=partial(books.note, "ledger.outside"), external=True
        )
    )
    change_some(several[0])
    kill_at("delivery.after_handler", 3)

    survive()

    assert books.faults(ledger, ["ledger.outside"]) == [
        "ledger.outside: 1 doubled",
        "ledger.outside: 1 aggregates out of order",
    ]


def test_external_handler_runs_outside_of_any_transaction(ledger, several, listeners):
    states = []
    handle = lambda _: states.append((connection.in_atomic_block, owned()))  # noqa: E731

    def owned():
        return ledger.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"
        ).fetchone()[0]

    listeners(Subscriber(name="ledger.outside", events=("product.*",), handle=handle, external=True))
    change_some(several[0], count=2)

    storm.settle()

    assert states == [(False, 0)] * 2


# --- Mutants: each a way to build an outbox that looks right ----------------------------------------------------------


def test_books_catch_marking_before_publishing(ledger, several, kill_at, monkeypatch):
    def relay_events():
        with platform_scope():
            events = list(models.Event.objects.filter(status=EventStatus.PENDING).order_by("position"))
            if not events:
                return 0
            models.Event.objects.filter(pk__in=[event.pk for event in events]).update(status=EventStatus.DISPATCHED)
            relay.failpoint("relay.claimed")
            models.Delivery.objects.bulk_create(relay._deliveries(events))
        return len(events)

    monkeypatch.setattr(relay, "relay_events", relay_events)
    change_some(several[0])
    kill_at("relay.claimed")

    survive()

    assert any("lost" in fault for fault in books.faults(ledger))


def test_books_catch_acknowledging_before_the_commit(ledger, several, kill_at, monkeypatch):
    def deliver_lanes(subscriber, shards):
        with platform_scope():
            due = delivery.due_deliveries(subscriber.name, shards, 200)
            events = delivery._events(due) if due else {}
            for one in due:
                delivery._mark_done([one])
                with tenant_scope(delivery.tenant_info(one.tenant_id)), transaction.atomic():
                    delivery.failpoint("delivery.before_handler")
                    subscriber.handle([delivery._envelope(one, events)])
        return len(due)

    monkeypatch.setattr(relay, "deliver_lanes", deliver_lanes)
    change_some(several[0])
    kill_at("delivery.before_handler", 3)

    survive()

    assert any("lost" in fault for fault in books.faults(ledger))


def test_books_catch_a_consumer_that_does_not_remember(ledger, several, kill_at, monkeypatch):
    def deliver_lanes(subscriber, shards):
        with platform_scope():
            due = delivery.due_deliveries(subscriber.name, shards, 200)
            events = delivery._events(due) if due else {}
            for one in due:
                with tenant_scope(delivery.tenant_info(one.tenant_id)), transaction.atomic():
                    subscriber.handle([delivery._envelope(one, events)])
                delivery.failpoint("delivery.after_handler")
                delivery._mark_done([one])
        return len(due)

    monkeypatch.setattr(relay, "deliver_lanes", deliver_lanes)
    change_some(several[0])
    kill_at("delivery.after_handler", 3)

    survive()

    assert any("doubled" in fault for fault in books.faults(ledger))


def test_books_catch_lanes_without_an_owner(ledger, several, monkeypatch):
    def deliver_lanes(subscriber, shards):
        with platform_scope(), transaction.atomic():
            # What is usually done: every worker takes what no other has locked.
            due = list(
                models.Delivery.objects.filter(
                    subscriber=subscriber.name, shard__in=shards, status=DeliveryStatus.PENDING
                )
                .order_by("position")
                .select_for_update(of=("self",), skip_locked=True)[:2]
            )
            if not due:
                return BUSY
            time.sleep(random.random() * 0.01)
            events = delivery._events(due)
            for one in due:
                with tenant_scope(delivery.tenant_info(one.tenant_id)):
                    subscriber.handle([delivery._envelope(one, events)])
            delivery._mark_done(due)
        return len(due)

    monkeypatch.setattr(relay, "deliver_lanes", deliver_lanes)

    storm.run(several, changes=25, relays=4, things=2)

    assert any("out of order" in fault for fault in books.faults(ledger))


def test_owner_is_fenced_even_where_locks_fail(ledger, several, monkeypatch):
    """Without the advisory locks the marks alone refuse a second effect: two guards, each enough against doubles."""
    for module in (relay, delivery):
        monkeypatch.setattr(module, "own", lambda name, shards: list(shards))

    storm.run(several, changes=15)

    assert not any("lost" in fault or "doubled" in fault for fault in books.faults(ledger))


def test_books_catch_versions_drawn_without_a_lock(ledger, several, monkeypatch):
    unlocked = log._STORE.replace(
        log._STORE[log._STORE.index("  INSERT INTO sys_aggregates") : log._STORE.index(")\nINSERT INTO sys_events")],
        "  SELECT count(e.*) + 1 AS version, max(given.shard) AS shard"
        " FROM (VALUES (%s::uuid, %s::uuid, %s, %s::uuid, %s)) AS given(id, tenant_id, type, aggregate_id, shard)"
        " LEFT JOIN sys_events e ON e.tenant_id = given.tenant_id AND e.aggregate_id = given.aggregate_id\n",
    )
    assert unlocked != log._STORE
    monkeypatch.setattr(log, "_STORE", unlocked)
    ledger.execute("ALTER TABLE sys_events DROP CONSTRAINT sys_events_version_uq")
    try:
        storm.run(several[:1], changes=25, things=2)
        found = books.faults(ledger)
    finally:
        ledger.execute("TRUNCATE sys_events, sys_deliveries, sys_aggregates")
        ledger.execute(
            "ALTER TABLE sys_events ADD CONSTRAINT sys_events_version_uq"
            " UNIQUE (tenant_id, aggregate_type, aggregate_id, aggregate_version, created_at)"
        )

    assert any("versions are not 1..n" in fault for fault in found)
