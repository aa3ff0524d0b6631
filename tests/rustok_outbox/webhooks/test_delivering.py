"""From an event to the message that a receiver verifies; tries, order, and what becomes of those that fail."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.events.catalog.customers import CustomerCreated
from rustok.ids import generate_id, parse_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok_outbox import models
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.relay import drain
from rustok_outbox.selectors.webhook_work import due_webhooks
from rustok_outbox.services.webhooks.delivering import LEASE, claim, deliver_webhook, pause_after, take
from tests.rustok_outbox.webhooks.receiver import receiving


def published(ctx, product=None):
    envelope = publish(ctx, ProductUpdated(product_id=product or generate_id(), fields=("title",)))
    drain()
    return to_ulid(envelope.event_id)


def delivery_of(event):
    return models.WebhookDelivery.objects.get(event_id=parse_id(event))


def at(moment):
    return lambda: moment


def test_receiver_verifies_the_message_and_reads_the_envelope(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    product = generate_id()
    event = published(ctx_a, product)

    assert deliver_webhook(made.webhook.id) == 1

    [message] = receiver.messages
    stored = models.Event.objects.get(id=parse_id(event))
    assert message.id == event
    assert message.path == "/hooks"
    assert message.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert message.headers["content-type"] == "application/json"
    assert message.verified(made.secret) == {
        "type": "product.updated",
        "occurred_at": stored.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "event_id": event,
        "sequence": stored.sequence,
        "schema_version": stored.schema_version,
        "tenant_id": to_ulid(in_tenant_a.id),
        "aggregate_type": "commerce.product",
        "aggregate_id": to_ulid(product),
        "aggregate_version": 1,
        "actor_id": None,
        "correlation_id": to_ulid(ctx_a.correlation_id),
        "data": json.loads(json.dumps(stored.payload["data"])),
    }
    row = delivery_of(event)
    assert (row.status, row.attempts, row.last_status, row.last_error) == (DeliveryStatus.DONE, 1, 200, None)
    [attempt] = models.WebhookAttempt.objects.filter(delivery_id=row.id)
    assert (attempt.number, attempt.status, attempt.answer, attempt.error) == (1, 200, "taken", None)
    assert deliver_webhook(made.webhook.id) == 0


def test_only_the_types_asked_for_are_sent(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url, "customer.created", "order.*")
    published(ctx_a)
    wanted = publish(ctx_a, CustomerCreated(customer_id=generate_id()))
    drain()

    deliver_webhook(made.webhook.id)

    assert receiver.ids == [to_ulid(wanted.event_id)]


def test_messages_go_out_in_the_order_of_the_feed(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    events = [published(ctx_a) for _ in range(5)]

    assert deliver_webhook(made.webhook.id) == 5

    assert receiver.ids == events


def test_dead_receiver_keeps_back_neither_others_nor_its_own_other_aggregates(in_tenant_a, ctx_a, receiver, subscribe):
    good = subscribe(receiver.url)
    with receiving() as broken:
        bad = subscribe(broken.url)
        poison, healthy = generate_id(), generate_id()
        broken.answer = lambda message: (500 if to_ulid(poison) in message.body.decode() else 200, {}, b"")
        first, second, other = (published(ctx_a, product) for product in (poison, poison, healthy))

        deliver_webhook(bad.webhook.id)
        deliver_webhook(good.webhook.id)

        assert receiver.ids == [first, second, other]
        # The second of the poisoned aggregate waits for the first.
        assert broken.ids == [first, other]


def test_failed_tries_come_after_growing_pauses_over_more_than_27_hours(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (503, {}, b"no\x00t now" + b"x" * 3000)
    event = published(ctx_a)
    moment = began = timezone.now()
    tries = []
    while (row := delivery_of(event)).status == DeliveryStatus.PENDING:
        moment = max(moment, row.next_attempt_at)
        tries.append(moment - began)
        models.Webhook.objects.update(paused_until=None)
        assert deliver_webhook(made.webhook.id, clock=at(moment)) == 1

    assert len(tries) == 10
    assert dt.timedelta(hours=27) <= tries[-1] <= dt.timedelta(hours=34)
    assert receiver.ids == [event] * 10
    assert len({message.body for message in receiver.messages}) == 1
    row = delivery_of(event)
    assert (row.status, row.attempts, row.last_error) == (DeliveryStatus.DEAD, 10, "answered 503")
    attempts = list(models.WebhookAttempt.objects.filter(delivery_id=row.id).order_by("id"))
    assert [attempt.number for attempt in attempts] == list(range(1, 11))
    assert attempts[0].answer == "no�t now" + "x" * 1016


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [(1, 0.0, 10), (1, 1.0, 12), (2, 0.0, 40), (5, 0.5, 2816), (6, 0.0, 10_240), (7, 0.0, 28_800), (9, 1.0, 34_560)],
)
def test_pause_grows_fourfold_up_to_eight_hours_with_a_fifth_by_chance(attempts, jitter, seconds):
    assert pause_after(attempts, jitter=jitter).total_seconds() == pytest.approx(seconds)


def test_retry_after_is_heeded_within_bounds():
    assert pause_after(1, retry_after=120, jitter=0).total_seconds() == 120
    assert pause_after(3, retry_after=1, jitter=0).total_seconds() == 160
    assert pause_after(1, retry_after=10**9, jitter=0).total_seconds() == 28_800


def test_retry_after_of_an_answer_puts_the_next_try_off(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (429, {"Retry-After": "3600"}, b"")
    event, now = published(ctx_a), timezone.now()

    deliver_webhook(made.webhook.id, clock=at(now))

    assert delivery_of(event).next_attempt_at == now + dt.timedelta(hours=1)


def test_redirect_is_a_failure_and_not_followed(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    with receiving() as elsewhere:
        receiver.answer = lambda message: (302, {"Location": elsewhere.url}, b"")
        event = published(ctx_a)

        deliver_webhook(made.webhook.id)

        assert elsewhere.messages == []
    assert delivery_of(event).last_error == "answered 302"


def test_gone_switches_the_webhook_off_and_what_it_is_owed_waits(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (410, {}, b"")
    events = [published(ctx_a) for _ in range(2)]

    assert deliver_webhook(made.webhook.id) == 1

    row = models.Webhook.objects.get(id=made.webhook.id)
    assert (row.is_active, row.disabled_reason, row.lease_id) == (False, "gone", None)
    assert models.Event.objects.filter(type="webhook.disabled").get().payload["data"]["reason"] == "gone"
    assert delivery_of(events[1]).status == DeliveryStatus.PENDING
    published(ctx_a)
    assert models.WebhookDelivery.objects.count() == 2


def test_days_of_failures_switch_the_webhook_off(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (500, {}, b"")
    published(ctx_a)
    now = timezone.now()
    deliver_webhook(made.webhook.id, clock=at(now))
    assert models.Webhook.objects.get().failing_since == now

    published(ctx_a)
    deliver_webhook(made.webhook.id, clock=at(now + dt.timedelta(days=5) - dt.timedelta(seconds=1)))
    assert models.Webhook.objects.get().is_active
    published(ctx_a)
    deliver_webhook(made.webhook.id, clock=at(now + dt.timedelta(days=5)))

    row = models.Webhook.objects.get()
    assert (row.is_active, row.disabled_reason) == (False, "failing")


def test_one_success_clears_the_record_of_failures(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (500, {}, b"")
    published(ctx_a)
    deliver_webhook(made.webhook.id)
    receiver.answer = lambda message: (204, {}, b"")
    published(ctx_a)
    now = timezone.now()
    deliver_webhook(made.webhook.id, clock=at(now))

    row = models.Webhook.objects.get()
    assert (row.failing_since, row.failures, row.last_success_at) == (None, 0, now)


def test_many_failures_in_a_row_pause_the_webhook(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (500, {}, b"")
    for _ in range(12):
        published(ctx_a)
    now = timezone.now()

    assert deliver_webhook(made.webhook.id, clock=at(now)) == 10

    assert models.Webhook.objects.get().paused_until == now + dt.timedelta(seconds=1)
    assert due_webhooks(now) == []
    assert due_webhooks(now + dt.timedelta(seconds=1)) == [(in_tenant_a.id, made.webhook.id)]


def test_tenant_has_so_many_webhooks_at_work_at_most(in_tenant_a, ctx_a, receiver, subscribe, settings):
    settings.RUSTOK = {**settings.RUSTOK, "webhooks": {**settings.RUSTOK["webhooks"], "concurrency": 2}}
    made = [subscribe(receiver.url).webhook.id for _ in range(3)]
    now = timezone.now()

    assert [claim(key, now) is not None for key in made] == [True, True, False]
    assert claim(made[0], now) is None
    assert claim(made[2], now + LEASE) is not None


def test_lease_that_ran_out_is_taken_over_and_the_try_counts(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    event, now = published(ctx_a), timezone.now()
    lease = claim(made.webhook.id, now)
    assert take(made.webhook.id, lease, now) is not None
    assert due_webhooks(now) == []

    later = now + LEASE
    assert due_webhooks(later) == [(in_tenant_a.id, made.webhook.id)]
    assert deliver_webhook(made.webhook.id, clock=at(later)) == 1

    assert receiver.ids == [event]
    assert delivery_of(event).attempts == 2
    assert take(made.webhook.id, lease, later) is None


def test_tenants_webhooks_get_their_own_events_only(tenants, receiver, subscribe, ctx_a):
    with tenant_scope(tenants["a"]):
        made = subscribe(receiver.url, "*")
    with tenant_scope(tenants["x"]):
        publish(RequestContext.system(tenants["x"].id), ProductUpdated(product_id=generate_id()))
        drain()
        assert models.WebhookDelivery.objects.count() == 0
        assert deliver_webhook(made.webhook.id) == 0
    with tenant_scope(tenants["a"]):
        deliver_webhook(made.webhook.id)

    assert {json.loads(message.body)["tenant_id"] for message in receiver.messages} <= {to_ulid(tenants["a"].id)}
