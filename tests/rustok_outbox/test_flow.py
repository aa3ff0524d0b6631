"""From publish() to the effect, within one transaction of the test."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rustok.conf import conf
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductCreated, ProductUpdated
from rustok.events.subscribers import Subscriber
from rustok.ids import generate_id
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok_outbox import models
from rustok_outbox.delivery import backoff, deliver_lanes, find_subscriber
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.relay import drain, relay_events
from rustok_outbox.selectors.progress import has_reached
from rustok_outbox.services.fanout import delivery_id
from rustok_outbox.services.replay import Selection, replay, retry_dead_letters
from rustok_outbox.transport import wake


class Refused(Exception):
    pass


def deliveries(**conditions):
    with platform_scope():
        return list(models.Delivery.objects.filter(**conditions).order_by("position", "replay"))


def make_due():
    with platform_scope():
        models.Delivery.objects.update(next_attempt_at=timezone.now() - dt.timedelta(seconds=1))


def publish_and_fail(ctx, product):
    with contextlib.suppress(Refused), transaction.atomic():
        publish(ctx, ProductUpdated(product_id=product))
        raise Refused


def test_stored_envelope_has_position_and_gapless_version(in_tenant_a, ctx_a):
    one, other = generate_id(), generate_id()

    stored = [publish(ctx_a, ProductUpdated(product_id=product)) for product in (one, other, one)]

    assert [envelope.aggregate_version for envelope in stored] == [1, 1, 2]
    assert stored[0].position < stored[1].position < stored[2].position


def test_rolled_back_savepoint_takes_its_event_along(in_tenant_a, ctx_a):
    product = generate_id()
    publish(ctx_a, ProductCreated(product_id=product))
    publish_and_fail(ctx_a, product)

    again = publish(ctx_a, ProductUpdated(product_id=product))

    assert again.aggregate_version == 2
    assert models.Event.objects.count() == 2


def test_handler_gets_the_envelope_in_the_tenants_scope(in_tenant_a, listen):
    seen = []
    listen(lambda envelopes: seen.extend((models.Event.objects.count(), envelope) for envelope in envelopes))
    ctx = RequestContext.system(in_tenant_a.id, trace_id="0af7651916cd43dd8448eb211c80319c")
    published = publish(ctx, ProductUpdated(product_id=generate_id(), fields=("title",)))

    drain()

    assert seen == [(1, published)]
    assert published.correlation_id == ctx.correlation_id
    assert published.trace_id == ctx.trace_id


def test_tenants_do_not_meet_in_a_batch(tenants, listen):
    seen = []
    listen(lambda envelopes: seen.append([envelope.tenant_id for envelope in envelopes]))
    for tenant in (tenants["a"], tenants["x"], tenants["a"]):
        with tenant_scope(tenant):
            publish(RequestContext.system(tenant.id), ProductUpdated(product_id=generate_id()))

    drain()

    assert all(len(set(batch)) == 1 for batch in seen)
    assert sorted(tenant for batch in seen for tenant in batch) == sorted(
        [tenants["a"].id, tenants["a"].id, tenants["x"].id]
    )


def test_who_comes_after_another_is_handed_an_event_when_that_one_is_done_with_it(in_tenant_a, ctx_a, listeners):
    seen = []

    def handle(envelopes):
        seen.extend(("first", envelope.event.product_id) for envelope in envelopes)

    def follow(envelopes):
        seen.extend(("second", envelope.event.product_id) for envelope in envelopes)

    # By name, the one that waits would be first.
    listeners(
        Subscriber(name="probe.b", events=("product.*",), handle=handle),
        Subscriber(name="probe.a", events=("product.*",), handle=follow, after="probe.b"),
    )
    product = generate_id()
    publish(ctx_a, ProductUpdated(product_id=product))
    relay_events()
    assert deliver_lanes(find_subscriber("probe.a"), range(conf().events.shards)) == 0
    assert seen == []

    drain()

    assert seen == [("first", product), ("second", product)]


def test_who_gathers_is_handed_all_of_it_at_once_when_the_time_is_over(in_tenant_a, ctx_a, listen):
    batches = []
    listen(lambda envelopes: batches.append(len(envelopes)), gather_seconds=3600)
    for _ in range(3):
        publish(ctx_a, ProductUpdated(product_id=generate_id()))
        drain()
    assert batches == []
    assert len({row.next_attempt_at for row in deliveries()}) <= 2

    make_due()
    drain(gathering=False)
    assert batches == []
    drain()
    assert batches == [3]


def test_failing_event_is_found_in_its_batch_and_holds_back_only_its_aggregate(in_tenant_a, ctx_a, listen, settings):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "backoff_base": 60.0, "shards": 1}}
    poison, healthy = generate_id(), generate_id()
    done = []

    def handle(envelopes):
        if any(envelope.event.product_id == poison for envelope in envelopes):
            raise Refused("no\x00way")
        done.extend((envelope.event.product_id, envelope.aggregate_version) for envelope in envelopes)

    listen(handle)
    for product in (healthy, poison, healthy, poison):
        publish(ctx_a, ProductUpdated(product_id=product))

    drain()

    assert done == [(healthy, 1), (healthy, 2)]
    first, second = deliveries(aggregate_id=poison)
    assert (first.status, first.attempts, first.last_error) == (DeliveryStatus.PENDING, 1, "Refused: no�way")
    assert (second.status, second.attempts, second.last_error) == (DeliveryStatus.PENDING, 0, None)


def test_failed_delivery_comes_again_and_in_order(in_tenant_a, ctx_a, listen):
    product = generate_id()
    seen = []

    def handle(envelopes):
        for envelope in envelopes:
            seen.append((envelope.aggregate_version, envelope.retry_count))
            if envelope.aggregate_version == 1 and envelope.retry_count < 2:
                raise Refused

    listen(handle, batch_size=1)
    for _ in range(2):
        publish(ctx_a, ProductUpdated(product_id=product))

    for _ in range(4):
        drain()
        make_due()

    assert seen == [(1, 0), (1, 1), (1, 2), (2, 0)]
    assert [d.status for d in deliveries()] == [DeliveryStatus.DONE, DeliveryStatus.DONE]


def test_last_attempt_makes_a_dead_letter_that_blocks_nothing_and_can_be_retried(in_tenant_a, ctx_a, listen, settings):
    settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "max_attempts": 3}}
    product = generate_id()
    seen, broken = [], [True]

    def handle(envelopes):
        if broken[0] and envelopes[0].aggregate_version == 1:
            raise Refused
        seen.extend(envelope.aggregate_version for envelope in envelopes)

    listen(handle)
    for _ in range(2):
        publish(ctx_a, ProductUpdated(product_id=product))
    for _ in range(4):
        drain()
        make_due()

    assert seen == [2]
    assert [(d.status, d.attempts) for d in deliveries()] == [(DeliveryStatus.DEAD, 3), (DeliveryStatus.DONE, 0)]

    broken[0] = False
    assert retry_dead_letters() == 1
    drain()

    assert seen == [2, 1]
    assert not deliveries(status=DeliveryStatus.DEAD)


def test_unreadable_payload_strands_only_itself(in_tenant_a, ctx_a, listen):
    seen = []
    listen(lambda envelopes: seen.extend(envelope.event_id for envelope in envelopes))
    good, bad, new = (publish(ctx_a, ProductUpdated(product_id=generate_id())) for _ in range(3))
    models.Event.objects.filter(pk=bad.event_id).update(payload={"type": "product.updated", "data": {"nonsense": 1}})
    models.Event.objects.filter(pk=new.event_id).update(schema_version=99)

    drain()

    assert seen == [good.event_id]
    assert {d.event_id: d.attempts > 0 for d in deliveries()} == {
        good.event_id: False, bad.event_id: True, new.event_id: True,
    }  # fmt: skip


def test_module_that_is_off_gets_nothing(in_tenant_a, ctx_a, listeners, listen, monkeypatch):
    seen = []
    subscriber = listen(lambda envelopes: seen.extend(envelopes))
    monkeypatch.setattr("rustok.modules.toggles.is_enabled", lambda slug, tenant=None: slug != "probe")
    publish(ctx_a, ProductUpdated(product_id=generate_id()))

    drain()

    assert seen == []
    assert deliveries(subscriber=subscriber.name) == []


def test_module_switched_off_after_the_fan_out_is_not_called(in_tenant_a, ctx_a, listen, monkeypatch):
    seen = []
    listen(lambda envelopes: seen.extend(envelopes))
    answers = iter([True, False])
    monkeypatch.setattr("rustok.modules.toggles.is_enabled", lambda slug, tenant=None: next(answers))
    publish(ctx_a, ProductUpdated(product_id=generate_id()))

    drain()

    assert seen == []
    (delivery,) = deliveries()
    assert delivery.status == DeliveryStatus.DONE
    assert "switched off" in delivery.last_error


def test_replay_is_marked_and_leaves_outside_effects_out(in_tenant_a, ctx_a, listeners):
    seen = []

    def into(name):
        return lambda envelopes: seen.extend((name, envelope.event_id, envelope.is_replay) for envelope in envelopes)

    listeners(
        Subscriber(name="probe.plain", events=("product.*",), handle=into("plain")),
        Subscriber(name="probe.mail", events=("product.*",), handle=into("mail"), external=True),
        Subscriber(name="probe.hook", events=("*",), handle=into("hook"), external=True, replay_external=True),
    )
    first, second = (publish(ctx_a, ProductUpdated(product_id=generate_id())).event_id for _ in range(2))
    drain()
    assert len(seen) == 6
    seen.clear()

    assert replay(Selection(event_id=first), dry_run=True) == 2
    drain()
    assert seen == []
    assert replay(Selection(event_id=first)) == 2
    drain()

    assert sorted(seen) == [("hook", first, True), ("plain", first, True)]
    seen.clear()
    assert replay(Selection(tenant_id=in_tenant_a.id, type="product.updated"), subscriber="probe.plain") == 2
    drain()
    assert sorted(seen) == sorted([("plain", first, True), ("plain", second, True)])


def test_external_effect_is_leased_and_given_one_at_a_time(in_tenant_a, ctx_a, listen):
    states = []

    def handle(envelopes):
        (delivery,) = deliveries(event_id=envelopes[0].event_id)
        states.append((len(envelopes), delivery.status, delivery.attempts, delivery.next_attempt_at > timezone.now()))

    listen(handle, external=True)
    product = generate_id()
    for _ in range(2):
        publish(ctx_a, ProductUpdated(product_id=product))
    drain()

    assert states == [(1, DeliveryStatus.PENDING, 1, True)] * 2
    assert [d.status for d in deliveries()] == [DeliveryStatus.DONE] * 2


def test_leased_delivery_is_left_alone_and_counted_when_the_lease_runs_out(in_tenant_a, ctx_a, listen):
    class Killed(BaseException):
        pass

    def handle(envelopes):
        calls.append(envelopes[0].retry_count)
        if len(calls) == 1:
            raise Killed

    calls = []
    listen(handle, external=True)
    publish(ctx_a, ProductUpdated(product_id=generate_id()))

    with pytest.raises(Killed):
        drain()
    drain()
    assert calls == [0]
    make_due()
    drain()
    assert calls == [0, 1]
    assert [d.status for d in deliveries()] == [DeliveryStatus.DONE]


def test_reached_says_when_the_consumers_are_done(in_tenant_a, ctx_a, listen):
    listen(lambda envelopes: None)
    position = publish(ctx_a, ProductUpdated(product_id=generate_id())).position

    assert not has_reached(["probe.one"], position)
    assert has_reached(["probe.one"], position - 1)
    drain()
    assert has_reached(["probe.one"], position)


def test_sequence_numbers_a_tenants_events_without_gaps(tenants, listen):
    listen(lambda envelopes: None)
    for _ in range(3):
        for slug in ("a", "b"):
            with tenant_scope(tenants[slug]):
                publish(RequestContext.system(tenants[slug].id), ProductUpdated(product_id=generate_id()))
    drain()

    for slug in ("a", "b"):
        with tenant_scope(tenants[slug]):
            assert sorted(models.Event.objects.values_list("sequence", flat=True)) == [1, 2, 3]


def test_other_number_of_shards_does_not_move_an_aggregate(in_tenant_a, ctx_a, settings):
    product = generate_id()
    for shards in (16, 3, 7):
        settings.RUSTOK = {**settings.RUSTOK, "events": {**settings.RUSTOK["events"], "shards": shards}}
        publish(ctx_a, ProductUpdated(product_id=product))

    assert models.Event.objects.values("shard").distinct().count() == 1


def test_delivery_id_keeps_the_events_time_and_is_its_own():
    event = generate_id()
    ids = {delivery_id(event, name, run) for name in ("a", "b") for run in (0, 1)}
    assert len(ids) == 4
    assert {i.int >> 80 for i in ids} == {event.int >> 80}
    assert {i.version for i in ids} == {7}
    assert delivery_id(event, "a", 0) == delivery_id(event, "a", 0)


def test_pauses_grow_to_the_cap_and_differ(settings):
    settings.RUSTOK = {**settings.RUSTOK, "events": {"backoff_base": 1.0, "backoff_cap": 3600.0}}
    for attempts, ceiling in ((1, 1), (5, 16), (12, 2048), (13, 3600), (5000, 3600)):
        pauses = [backoff(attempts).total_seconds() for _ in range(200)]
        assert 0 <= min(pauses) < ceiling * 0.2
        assert ceiling * 0.8 < max(pauses) <= ceiling


def wake_ups():
    return [function for _, function, _ in connection.run_on_commit if function is wake]


def test_one_wake_up_per_transaction(in_tenant_a, ctx_a):
    for _ in range(5):
        publish(ctx_a, ProductUpdated(product_id=generate_id()))
    with transaction.atomic():
        publish(ctx_a, ProductUpdated(product_id=generate_id()))

    assert len(wake_ups()) == 1


def test_wake_up_of_a_rolled_back_savepoint_is_not_counted_on(in_tenant_a, ctx_a):
    publish_and_fail(ctx_a, generate_id())
    assert wake_ups() == []

    publish(ctx_a, ProductUpdated(product_id=generate_id()))

    assert len(wake_ups()) == 1
