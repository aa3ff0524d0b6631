"""Webhooks are made, changed, rotated, replayed, tried and deleted; who may do it; what the admin shows."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.core import mail
from standardwebhooks import WebhookVerificationError

from rustok.errors import InvalidInput, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.events.catalog.customers import CustomerCreated
from rustok.ids import generate_id, parse_id, to_ulid
from rustok.rbac.roles import Role
from rustok.testing.api import api_client
from rustok_outbox import errors, models
from rustok_outbox.dto.webhooks import (
    CreateWebhookRequest,
    ReplayWebhookRequest,
    RotateWebhookSecretRequest,
    UpdateWebhookRequest,
)
from rustok_outbox.handlers import send_notices
from rustok_outbox.mappers import envelope_of
from rustok_outbox.relay import drain
from rustok_outbox.selectors import webhooks as selectors
from rustok_outbox.services.webhooks import managing, signing
from rustok_outbox.services.webhooks.delivering import deliver_webhook
from rustok_outbox.services.webhooks.replaying import replay_webhook
from rustok_outbox.services.webhooks.trying import send_test

ADMIN = "/api/v1/admin/webhooks"


def published(ctx, count=1):
    envelopes = [publish(ctx, ProductUpdated(product_id=generate_id())) for _ in range(count)]
    drain()
    return [to_ulid(envelope.event_id) for envelope in envelopes]


def test_secret_is_in_the_first_answer_only_and_not_in_the_database(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    raw = made.secret.removeprefix("whsec_")

    assert len(raw) == 44
    row = models.Webhook.objects.get(id=made.webhook.id)
    stored = repr(vars(row)) + repr([event.payload for event in models.Event.objects.all()])
    assert raw not in stored
    assert raw not in repr(selectors.get_webhook(ctx_a, made.webhook.id))
    assert base64.b64decode(raw) not in (bytes(row.seed), bytes(row.seed_check))


def test_rotation_is_taken_by_receivers_with_either_secret_until_the_grace_is_over(
    in_tenant_a, ctx_a, receiver, subscribe
):
    made = subscribe(receiver.url)
    rotated = managing.rotate_webhook_secret(ctx_a, made.webhook.id, RotateWebhookSecretRequest(grace_hours=24))
    assert rotated.webhook.rotating_until is not None
    published(ctx_a, 3)
    deliver_webhook(made.webhook.id)

    assert len(receiver.messages) == 3
    for message in receiver.messages:
        message.verified(made.secret)
        message.verified(rotated.secret)

    webhook = models.Webhook.objects.get(id=made.webhook.id)
    over = webhook.previous_until
    assert len(signing.headers_of(webhook, generate_id(), b"{}", over)["webhook-signature"].split()) == 1
    before = over - dt.timedelta(seconds=1)
    assert len(signing.headers_of(webhook, generate_id(), b"{}", before)["webhook-signature"].split()) == 2


def test_third_secret_is_refused_while_two_sign_unless_there_is_no_grace(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    second = managing.rotate_webhook_secret(ctx_a, made.webhook.id, RotateWebhookSecretRequest())
    with pytest.raises(errors.SecretRotationUnderWay):
        managing.rotate_webhook_secret(ctx_a, made.webhook.id, RotateWebhookSecretRequest())

    third = managing.rotate_webhook_secret(ctx_a, made.webhook.id, RotateWebhookSecretRequest(grace_hours=0))
    published(ctx_a)
    deliver_webhook(made.webhook.id)

    [message] = receiver.messages
    message.verified(third.secret)
    for stale in (made.secret, second.secret):
        with pytest.raises(WebhookVerificationError):
            message.verified(stale)


def test_secret_outlives_a_rotation_of_the_secret_key(in_tenant_a, ctx_a, receiver, subscribe, settings):
    made = subscribe(receiver.url)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, just as long as the one before it was"
    published(ctx_a)
    deliver_webhook(made.webhook.id)
    receiver.messages[0].verified(made.secret)

    settings.SECRET_KEY_FALLBACKS = []
    published(ctx_a)
    deliver_webhook(made.webhook.id)
    assert len(receiver.messages) == 1
    row = models.WebhookDelivery.objects.order_by("-sequence").first()
    assert row.last_error == "The webhook's secret went with an earlier SECRET_KEY: rotate it."


@pytest.mark.parametrize("patterns", [("no.such",), ("nothing.*",), ("product.*", "orders.*")])
def test_types_of_which_there_are_no_events_are_refused(in_tenant_a, ctx_a, patterns):
    with pytest.raises(InvalidInput):
        managing.create_webhook(ctx_a, CreateWebhookRequest(url="https://example.com", event_types=patterns))

    assert models.Webhook.objects.count() == 0


def test_tenant_has_so_many_webhooks_at_most(in_tenant_a, ctx_a, settings):
    settings.RUSTOK = {**settings.RUSTOK, "webhooks": {**settings.RUSTOK["webhooks"], "per_tenant": 1}}
    managing.create_webhook(ctx_a, CreateWebhookRequest(url="https://example.com"))

    with pytest.raises(errors.TooManyWebhooks):
        managing.create_webhook(ctx_a, CreateWebhookRequest(url="https://example.com"))


def test_update_changes_what_is_given_and_tells_it(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url).webhook
    changed = managing.update_webhook(ctx_a, made.id, UpdateWebhookRequest(description="new", version=1))
    assert (changed.description, changed.version, changed.url) == ("new", 2, receiver.url)
    with pytest.raises(StaleVersion):
        managing.update_webhook(ctx_a, made.id, UpdateWebhookRequest(description="newer", version=1))
    with pytest.raises(errors.UrlNotAllowed):
        managing.update_webhook(ctx_a, made.id, UpdateWebhookRequest(url="https://10.0.0.1/"))
    same = managing.update_webhook(ctx_a, made.id, UpdateWebhookRequest(description="new"))
    assert same == changed
    [event] = models.Event.objects.filter(type="webhook.updated")
    assert event.payload["data"]["fields"] == ["description"]


def test_webhook_switched_on_again_gets_what_waited(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    waiting = published(ctx_a)
    managing.update_webhook(ctx_a, made.webhook.id, UpdateWebhookRequest(is_active=False))
    assert deliver_webhook(made.webhook.id) == 0
    published(ctx_a)

    managing.update_webhook(ctx_a, made.webhook.id, UpdateWebhookRequest(is_active=True))
    deliver_webhook(made.webhook.id)

    assert receiver.ids == waiting


def test_deleted_webhook_is_owed_nothing(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    published(ctx_a)
    managing.delete_webhook(ctx_a, made.webhook.id)

    assert models.WebhookDelivery.objects.count() == 0
    assert deliver_webhook(made.webhook.id) == 0
    with pytest.raises(errors.WebhookNotFound):
        selectors.get_webhook(ctx_a, made.webhook.id)


def test_replay_sends_a_range_or_single_events_again_under_their_ids(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    events = published(ctx_a, 4)
    publish(ctx_a, CustomerCreated(customer_id=generate_id()))
    drain()
    deliver_webhook(made.webhook.id)
    receiver.messages.clear()
    first = models.Event.objects.get(id=parse_id(events[1])).sequence

    dry = replay_webhook(ctx_a, made.webhook.id, ReplayWebhookRequest(first_sequence=first, dry_run=True))
    assert [to_ulid(each.event_id) for each in dry.events] == events[1:]
    assert (dry.count, dry.next_sequence) == (3, None)
    assert deliver_webhook(made.webhook.id) == 0

    asked = ReplayWebhookRequest(first_sequence=first, last_sequence=first + 1)
    assert replay_webhook(ctx_a, made.webhook.id, asked).count == 2
    deliver_webhook(made.webhook.id)
    replay_webhook(ctx_a, made.webhook.id, ReplayWebhookRequest(event_ids=(parse_id(events[0]),)))
    deliver_webhook(made.webhook.id)

    assert receiver.ids == [events[1], events[2], events[0]]
    for message in receiver.messages:
        message.verified(made.secret)


def test_replay_of_nothing_in_particular_of_unknown_events_or_to_a_webhook_that_is_off_is_refused(
    in_tenant_a, ctx_a, receiver, subscribe
):
    made = subscribe(receiver.url).webhook
    published(ctx_a)
    with pytest.raises(InvalidInput):
        replay_webhook(ctx_a, made.id, ReplayWebhookRequest())
    with pytest.raises(InvalidInput):
        replay_webhook(ctx_a, made.id, ReplayWebhookRequest(event_ids=(generate_id(),)))
    managing.update_webhook(ctx_a, made.id, UpdateWebhookRequest(is_active=False))
    with pytest.raises(errors.WebhookInactive):
        replay_webhook(ctx_a, made.id, ReplayWebhookRequest(first_sequence=1))

    assert models.WebhookDelivery.objects.filter(replay__gt=0).count() == 0


def test_test_message_is_signed_answered_and_logged(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (418, {}, b"teapot")

    answer = send_test(ctx_a, made.webhook.id)

    assert (answer.is_success, answer.status, answer.answer, answer.error) == (False, 418, "teapot", None)
    [message] = receiver.messages
    assert message.id == to_ulid(answer.message_id)
    assert message.verified(made.secret)["type"] == "webhook.test"
    assert models.WebhookAttempt.objects.get(delivery_id=None).message_id == answer.message_id
    assert models.Webhook.objects.get().failing_since is None


def test_administrators_are_told_of_a_webhook_that_was_switched_off(in_tenant_a, ctx_a, receiver, subscribe):
    api_client(in_tenant_a, Role.ADMIN)
    api_client(in_tenant_a, Role.MANAGER)
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (410, {}, b"")
    published(ctx_a)
    deliver_webhook(made.webhook.id)
    envelope = envelope_of(models.Event.objects.get(type="webhook.disabled"))
    mail.outbox.clear()

    send_notices([envelope])

    [message] = mail.outbox
    assert "410" in message.body
    assert receiver.url in message.body
    assert made.secret not in message.body
    managing.update_webhook(ctx_a, made.webhook.id, UpdateWebhookRequest(is_active=True))
    send_notices([envelope])
    assert len(mail.outbox) == 1


def test_rest_from_making_to_deleting(in_tenant_a, receiver, ctx_a):
    client = api_client(in_tenant_a, Role.ADMIN)
    made = client.post(ADMIN, {"url": receiver.url, "event_types": ["product.*"]})
    assert made.status_code == 201, made.content
    secret, key = made.json()["secret"], made.json()["webhook"]["id"]
    [event] = published(ctx_a)
    deliver_webhook(parse_id(key))
    receiver.messages[0].verified(secret)

    [delivery] = client.get(f"{ADMIN}/{key}/deliveries?status=done").json()["items"]
    assert (delivery["event_id"], delivery["attempts"], delivery["last_status"]) == (event, 1, 200)
    [attempt] = client.get(f"/api/v1/admin/webhook-deliveries/{delivery['id']}/attempts").json()["items"]
    assert (attempt["status"], attempt["answer"]) == (200, "taken")
    assert client.post(f"{ADMIN}/{key}/test", {}).json()["is_success"] is True
    again = client.post(f"{ADMIN}/{key}/replay", {"event_ids": [event], "dry_run": True}).json()
    assert (again["count"], again["events"][0]["event_id"]) == (1, event)
    rotated = client.post(f"{ADMIN}/{key}/rotate-secret", {"grace_hours": 1}).json()
    assert rotated["secret"] != secret
    shown = client.get(f"{ADMIN}/{key}")
    assert secret not in shown.content.decode()
    assert client.delete(f"{ADMIN}/{key}").status_code == 204
    assert client.get(f"{ADMIN}/{key}").status_code == 404


def test_manager_looks_and_others_do_not(in_tenant_a, receiver, subscribe):
    made = subscribe(receiver.url).webhook
    manager, customer = api_client(in_tenant_a, Role.MANAGER), api_client(in_tenant_a, Role.CUSTOMER)
    key = to_ulid(made.id)

    assert manager.get(f"{ADMIN}/{key}").status_code == 200
    assert manager.post(f"{ADMIN}/{key}/test", {}).status_code == 403
    assert manager.patch(f"{ADMIN}/{key}", {"is_active": False}).status_code == 403
    assert customer.get(ADMIN).status_code == 403
    assert receiver.messages == []
    assert models.Webhook.objects.get().is_active
