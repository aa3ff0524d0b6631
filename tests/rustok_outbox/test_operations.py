"""What staff, operators and monitoring see, and what happens when Valkey is away."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from prometheus_client import REGISTRY

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.ids import generate_id, id_time, to_ulid
from rustok.modules.contract import HealthState
from rustok.rbac.roles import Role
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.testing.api import ApiClient, api_client
from rustok_outbox import models, receivers, transport
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.module import OutboxModule
from rustok_outbox.relay import drain
from rustok_outbox.services.fanout import delivery_id
from tests.rustok_outbox.ledger import books

ADMIN = "/api/v1/admin"


class Refused(Exception):
    pass


@pytest.fixture
def dead_letter(in_tenant_a, ctx_a, listen, settings):
    """A delivery that was given up, and the switch that mends its consumer."""
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "max_attempts": 1}}
    broken, seen = [True], []

    def handle(envelopes):
        if broken:
            raise Refused("kaputt")
        seen.extend(envelopes)

    listen(handle)
    publish(ctx_a, ProductUpdated(product_id=generate_id()))
    drain()
    (delivery,) = models.Delivery.objects.filter(status=DeliveryStatus.DEAD)
    return delivery, broken, seen


def signed_in(tenant, role):
    with tenant_scope(tenant):
        return api_client(tenant, role)


def call(*arguments, capsys):
    try:
        call_command("outbox", *arguments)
        code = 0
    except SystemExit as exc:
        code = exc.code
    return code, json.loads(capsys.readouterr().out)


# --- REST -------------------------------------------------------------------------------------------------------------


def test_feed_lists_a_tenants_events_from_a_cursor(tenants, listen):
    listen(lambda envelopes: None)
    products = [generate_id() for _ in range(5)]
    for slug in ("a", "b"):
        with tenant_scope(tenants[slug]):
            for product in products:
                publish(RequestContext.system(tenants[slug].id), ProductUpdated(product_id=product))
    drain()
    admin = signed_in(tenants["a"], Role.ADMIN)
    after = int(admin.get(f"{ADMIN}/events?limit=100").json()["items"][-1]["sequence"]) - 5

    first = admin.get(f"{ADMIN}/events?limit=3&after={after}&type=product.updated").json()
    second = admin.get(f"{ADMIN}/events?limit=3&after={first['page']['next']}").json()

    items = [*first["items"], *second["items"]]
    assert [item["sequence"] for item in items] == list(range(after + 1, after + 6))
    assert {item["aggregate_id"] for item in items} == {to_ulid(product) for product in products}
    assert {item["data"]["product_id"] for item in items} == {str(product) for product in products}
    assert second["page"]["has_next"] is False


@pytest.mark.parametrize("cursor", ["x", "1-2", "-1", "9" * 30, "%00"])
def test_bad_cursor_is_refused(tenant_a, cursor):
    answer = signed_in(tenant_a, Role.ADMIN).get(f"{ADMIN}/events?after={cursor}")
    assert 400 <= answer.status_code < 500


def test_dead_letter_is_seen_and_retried_by_its_own_tenant_only(tenants, dead_letter):
    delivery, broken, seen = dead_letter
    mine, theirs = signed_in(tenants["a"], Role.ADMIN), signed_in(tenants["b"], Role.ADMIN)
    path = f"{ADMIN}/events/dead/{to_ulid(delivery.id)}/retry"

    (item,) = mine.get(f"{ADMIN}/events/dead").json()["items"]
    assert (item["id"], item["subscriber"], item["error"]) == (to_ulid(delivery.id), "probe.one", "Refused: kaputt")
    assert theirs.get(f"{ADMIN}/events/dead").json()["items"] == []
    assert theirs.post(path).status_code == 404
    assert ApiClient(tenants["a"]).post(path).status_code == 401
    assert signed_in(tenants["a"], Role.MANAGER).post(path).status_code == 403
    broken.clear()
    assert mine.post(path).status_code == 204
    drain()

    assert len(seen) == 1
    assert mine.post(path).status_code == 404


# --- Commands ---------------------------------------------------------------------------------------------------------


def test_status_counts_per_subscriber_and_says_so_by_its_code(dead_letter, ctx_a, capsys):
    publish(ctx_a, ProductUpdated(product_id=generate_id()))

    code, status = call("status", "--json", capsys=capsys)

    assert code == 3
    assert (status["events"], status["pending"], status["dead"]) == (1, 1, 1)
    assert [(row["subscriber"], row["dead"]) for row in status["subscribers"]] == [
        ("outbox.webhook_notices", 0),
        ("probe.one", 1),
    ]
    assert OutboxModule().health().state == HealthState.DEGRADED
    assert REGISTRY.get_sample_value("rustok_outbox_dead_letters", {"subscriber": "probe.one"}) == 1


def test_dead_lists_and_retries(dead_letter, capsys):
    delivery, broken, seen = dead_letter

    code, (row,) = call("dead", "--json", capsys=capsys)
    assert (code, row["id"], row["error"]) == (0, to_ulid(delivery.id), "Refused: kaputt")
    broken.clear()
    assert call("dead", "--retry", row["id"], "--json", capsys=capsys) == (0, {"retried": 1})
    call_command("relay_outbox", "--once")

    assert len(seen) == 1
    capsys.readouterr()
    assert call("dead", "--json", capsys=capsys) == (0, [])


def test_replay_by_command(in_tenant_a, ctx_a, listen, capsys):
    seen = []
    listen(lambda envelopes: seen.extend(envelopes))
    envelopes = [publish(ctx_a, ProductUpdated(product_id=generate_id())) for _ in range(3)]
    drain()
    seen.clear()
    bounds = ("--from", str(envelopes[1].position), "--to", str(envelopes[2].position))

    assert call("replay", *bounds, "--dry-run", "--json", capsys=capsys)[1]["deliveries"] == 2
    assert call("replay", *bounds, "--json", capsys=capsys)[1]["deliveries"] == 2
    drain()

    assert {(e.event_id, e.is_replay) for e in seen} == {(e.event_id, True) for e in envelopes[1:]}
    assert len(seen) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [("replay",), ("replay", "--event", "x"), ("replay", "--tenant", "nobody"), ("replay", "--from", "soon")],
)
def test_wrong_usage_is_2(arguments):
    with pytest.raises(CommandError) as caught:
        call_command("outbox", *arguments)
    assert caught.value.returncode == 2


# --- Retention --------------------------------------------------------------------------------------------------------


def old_event(tenant, moment, *, status="dispatched", delivery="done"):
    event_id = uuid.UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62 | uuid.uuid4().int >> 68)
    with tenant_scope(tenant), transaction.atomic():
        publish(RequestContext.system(tenant.id), ProductUpdated(product_id=event_id))
        (event,) = models.Event.objects.filter(aggregate_id=event_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sys_events SET id = %s, created_at = %s, status = %s, sequence = 1 WHERE id = %s",
                [event_id, id_time(event_id), status, event.id],
            )
        models.Delivery.objects.create(
            id=delivery_id(event_id, "probe.one", 0),
            event_id=event_id,
            position=event.position,
            subscriber="probe.one",
            shard=event.shard,
            aggregate_id=event_id,
            status=delivery,
            next_attempt_at=moment,
        )


@pytest.mark.parametrize(
    ("status", "delivery", "goes"),
    [("dispatched", "done", True), ("pending", "done", False), ("dispatched", "pending", False),
     ("dispatched", "dead", False)],
)  # fmt: skip
def test_months_go_when_everything_in_them_is_done(ledger, tenant_a, capsys, status, delivery, goes):
    month = dt.datetime(2020, 3, 1, tzinfo=dt.UTC)
    for table in ("sys_events", "sys_deliveries"):
        ledger.execute(
            f"CREATE TABLE public.{table}_2020m03 PARTITION OF public.{table}"
            " FOR VALUES FROM ('2020-03-01 00:00:00+00') TO ('2020-04-01 00:00:00+00')"
        )
    old_event(tenant_a, month + dt.timedelta(days=9), status=status, delivery=delivery)
    old_event(tenant_a, dt.datetime.now(dt.UTC))

    dry = call("purge", "--dry-run", "--json", capsys=capsys)[1]["partitions"]
    gone = call("purge", "--json", capsys=capsys)[1]["partitions"]
    again = call("purge", "--json", capsys=capsys)[1]["partitions"]

    try:
        assert ("sys_events_2020m03" in gone, "sys_deliveries_2020m03" in gone) == (goes, goes)
        assert (dry, again) == (gone, [])
        assert ledger.execute("SELECT count(*) FROM sys_events").fetchone() == (1 if goes else 2,)
    finally:
        ledger.execute("DROP TABLE IF EXISTS public.sys_events_2020m03, public.sys_deliveries_2020m03")


def test_future_cannot_be_purged(ledger, tenant_a):
    old_event(tenant_a, dt.datetime.now(dt.UTC))
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.rustok_purge_outbox('2999-01-01', false)")
    assert ledger.execute("SELECT count(*) FROM sys_events").fetchone() == (1,)


# --- Valkey away, memory transport ------------------------------------------------------------------------------------


class Away:
    def __init__(self):
        self.asked = 0

    def set(self, *_, **__):
        self.asked += 1
        raise redis.ConnectionError("refused")

    delete = publish = set


def test_write_succeeds_without_valkey_and_does_not_ask_every_time(ledger, tenant_a, listen, monkeypatch):
    away = Away()
    monkeypatch.setattr(transport, "valkey", lambda url: away)
    monkeypatch.setattr(transport, "_quiet_until", 0.0)
    seen = []
    listen(lambda envelopes: seen.extend(envelopes))
    before = REGISTRY.get_sample_value("rustok_outbox_wake_failures_total")

    with tenant_scope(tenant_a):
        for _ in range(3):
            books.change_alone(RequestContext.system(tenant_a.id), generate_id())
    drain()

    assert len(seen) == 3
    assert away.asked == 1
    assert REGISTRY.get_sample_value("rustok_outbox_wake_failures_total") == before + 1


def test_burst_sends_one_wake_up(ledger, tenant_a, settings, monkeypatch):
    sent = []
    monkeypatch.setattr(transport.current_app, "send_task", lambda name, **_: sent.append(name))
    monkeypatch.setattr(transport, "_quiet_until", 0.0)
    transport.awake()

    def burst():
        with tenant_scope(tenant_a):
            for _ in range(10):
                books.change_alone(RequestContext.system(tenant_a.id), generate_id())

    burst()
    assert sent == [transport.RELAY_TASK]
    transport.awake()
    burst()
    assert sent == [transport.RELAY_TASK] * 2


def test_memory_transport_delivers_after_the_commit_and_stores_nothing(ledger, tenant_a, listen, settings):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "transport": "memory"}}
    receivers.transport.cache_clear()
    seen = []
    listen(lambda envelopes: seen.extend((connection.in_atomic_block, envelope) for envelope in envelopes))

    with tenant_scope(tenant_a):
        with transaction.atomic():
            envelope = publish(RequestContext.system(tenant_a.id), ProductUpdated(product_id=generate_id()))
            assert seen == []
        assert seen == [(False, envelope)]
    with platform_scope():
        assert not models.Event.objects.exists()
    assert receivers.transport("memory").reliability_level() == "L0"
    assert receivers.transport("outbox").reliability_level() == "L1"
