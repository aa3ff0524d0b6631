"""Who wakes the workers of webhooks, and GraphQL."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from rustok.api.models import IdempotencyKey
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import no_scope
from rustok.testing.api import api_client
from rustok_outbox import models, relay, tasks
from rustok_outbox.relay import drain
from rustok_outbox.services import retention
from rustok_outbox.services.webhooks.delivering import deliver_webhook


def test_relay_and_sweep_wake_webhooks_that_are_owed_something(in_tenant_a, ctx_a, receiver, subscribe, monkeypatch):
    # The test's own connection is not a worker's to close.
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)
    woken = []
    for module in (relay, tasks):
        monkeypatch.setattr(module, "wake_webhook", lambda tenant_id, webhook_id: woken.append((tenant_id, webhook_id)))
    made = subscribe(receiver.url).webhook
    subscribe(receiver.url, "customer.*")
    publish(ctx_a, ProductUpdated(product_id=generate_id()))

    drain()
    assert woken == [(in_tenant_a.id, made.id)]
    assert tasks.sweep_webhooks() == 1
    assert woken == [(in_tenant_a.id, made.id)] * 2

    tasks.deliver_webhook(webhook_id=str(made.id))
    assert len(receiver.messages) == 1
    assert tasks.sweep_webhooks() == 0


def test_log_is_dropped_by_months_but_for_what_is_still_awaited(in_tenant_a, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url).webhook
    publish(ctx_a, ProductUpdated(product_id=generate_id()))
    drain()
    with no_scope():
        gone = retention.purge_webhooks(before=timezone.now() - dt.timedelta(days=1), dry_run=True)
    this_month = f"{timezone.now():_%Ym%m}"

    assert {name for name in gone if name.endswith(this_month)} == set()
    assert len({name.rpartition("_")[0] for name in gone}) == 2
    deliver_webhook(made.id)
    assert len(receiver.messages) == 1


def test_graphql_from_making_to_deleting(in_tenant_a, ctx_a, receiver):
    client = api_client(in_tenant_a, Role.ADMIN)

    def ask(text, **variables):
        answer = client.post("/graphql", {"query": text, "variables": variables}).json()
        assert "errors" not in answer, answer
        return answer["data"]

    made = ask(
        "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id url isActive } } }",
        input={"url": receiver.url, "eventTypes": ["product.*"]},
    )["createWebhook"]
    key = made["webhook"]["id"]
    event = publish(ctx_a, ProductUpdated(product_id=generate_id()))
    drain()
    deliver_webhook(models.Webhook.objects.get().id)
    receiver.messages[0].verified(made["secret"])

    found = ask(
        "query($id: ID!) { webhook(id: $id) { pending lastSuccessAt }"
        " webhookDeliveries(webhookId: $id, status: DONE) { edges { node { id eventId status } } } }",
        id=key,
    )
    assert found["webhook"]["pending"] == 0
    [edge] = found["webhookDeliveries"]["edges"]
    assert edge["node"]["eventId"] == to_ulid(event.event_id)
    tries = ask("query($id: ID!) { webhookAttempts(deliveryId: $id) { status answer } }", id=edge["node"]["id"])
    assert tries["webhookAttempts"] == [{"status": 200, "answer": "taken"}]
    replay = "mutation($id: ID!) { replayWebhook(id: $id, input: {firstSequence: 1, dryRun: true}) { count } }"
    assert ask(replay, id=key)["replayWebhook"] == {"count": 1}
    test = ask("mutation($id: ID!) { testWebhook(id: $id) { isSuccess status } }", id=key)
    assert test["testWebhook"] == {"isSuccess": True, "status": 200}
    rotate = "mutation($id: ID!) { rotateWebhookSecret(id: $id, input: {graceHours: 1}) { secret } }"
    assert ask(rotate, id=key)["rotateWebhookSecret"]["secret"] != made["secret"]
    assert ask("mutation($id: ID!) { deleteWebhook(id: $id) }", id=key) == {"deleteWebhook": key}


def test_secret_is_in_no_stored_answer_even_if_a_key_was_sent(in_tenant_a, receiver):
    client = api_client(in_tenant_a, Role.ADMIN)
    text = "mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }"
    asked = {"query": text, "variables": {"input": {"url": receiver.url}}}

    refused = client.post("/graphql", asked, Idempotency_Key="one key").json()

    assert refused["errors"][0]["extensions"]["code"] == "idempotency.mutation.secret"
    assert models.Webhook.objects.count() == 0
    rest = client.post("/api/v1/admin/webhooks", {"url": receiver.url}, Idempotency_Key="another key")
    assert rest.status_code == 201
    assert IdempotencyKey.objects.count() == 0
