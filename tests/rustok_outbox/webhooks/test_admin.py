"""Webhooks in the admin: made, tried, given a new secret; their deliveries looked at and sent again."""

from __future__ import annotations

import re

import pytest

from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok_outbox import models
from rustok_outbox.relay import drain
from rustok_outbox.services.webhooks.delivering import deliver_webhook
from tests.rustok_commerce.admin.operator import save, signed_in, typed

BASE = "/admin/rustok_outbox/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def admin(in_tenant_a):
    """The browser of an administrator."""
    return signed_in(in_tenant_a, Role.ADMIN)


def test_webhook_is_made_tried_and_rotated_by_an_operator(admin, ctx_a, receiver):
    data = {"url": receiver.url, "description": "ERP", "event_types": "product.*, order.*", "is_active": "on"}
    answer = admin.post(f"{BASE}webhook/add/", data, follow=True)
    [secret] = set(SECRET.findall(answer.content.decode().replace("&#x2B;", "+")))
    row = models.Webhook.objects.get()
    assert (row.url, row.event_types, row.is_active) == (receiver.url, ["product.*", "order.*"], True)
    page = f"{BASE}webhook/{row.pk}/change/"
    shown = admin.get(page).content.decode()
    assert secret not in shown
    assert "nothing sent yet" in shown

    assert "answered 200" in admin.post(f"{BASE}webhook/{row.pk}/test/", follow=True).content.decode()
    assert receiver.messages[0].verified(secret)["type"] == "webhook.test"
    assert admin.get(f"{BASE}webhook/{row.pk}/test/").status_code == 403
    rotated = admin.post(f"{BASE}webhook/{row.pk}/rotate/", follow=True).content.decode().replace("&#x2B;", "+")
    [new] = set(SECRET.findall(rotated))
    assert new != secret
    save(admin, page, {**typed(admin, page), "description": "Stock"})
    row.refresh_from_db()
    assert row.description == "Stock"
    assert "Stock" in admin.get(f"{BASE}webhook/").content.decode()
    admin.post(f"{BASE}webhook/{row.pk}/delete/", {"post": "yes"})
    assert models.Webhook.objects.count() == 0


def test_address_that_leads_inside_is_refused_in_the_form(admin):
    data = {"url": "https://10.0.0.1/", "event_types": "*", "is_active": "on"}
    answer = admin.post(f"{BASE}webhook/add/", data)

    assert answer.status_code == 200
    assert "it is not of the open internet" in answer.content.decode()
    assert models.Webhook.objects.count() == 0


def test_delivery_shows_its_tries_and_is_sent_again(admin, ctx_a, receiver, subscribe):
    made = subscribe(receiver.url)
    receiver.answer = lambda message: (500, {}, b"<b>broken</b>")
    event = publish(ctx_a, ProductUpdated(product_id=generate_id()))
    drain()
    deliver_webhook(made.webhook.id)
    row = models.WebhookDelivery.objects.get()
    assert "failing since" in admin.get(f"{BASE}webhook/").content.decode()
    shown = admin.get(f"{BASE}webhookdelivery/{row.pk}/change/").content.decode()
    assert "&lt;b&gt;broken&lt;/b&gt;" in shown
    assert to_ulid(event.event_id) in shown
    listed = admin.get(f"{BASE}webhookdelivery/?webhook_id__exact={made.webhook.id}")
    assert [each.pk for each in listed.context["cl"].result_list] == [row.pk]

    admin.post(f"{BASE}webhookdelivery/", {"action": "send_again", "_selected_action": [str(row.pk)]})
    receiver.answer = lambda message: (200, {}, b"")
    models.WebhookDelivery.objects.filter(replay=0).delete()
    deliver_webhook(made.webhook.id)

    assert receiver.ids == [to_ulid(event.event_id)] * 2


def test_manager_looks_but_presses_no_button(in_tenant_a, receiver, subscribe):
    made = subscribe(receiver.url).webhook
    manager = signed_in(in_tenant_a, Role.MANAGER)

    assert receiver.url in manager.get(f"{BASE}webhook/").content.decode()
    assert manager.get(f"{BASE}webhook/{made.id}/change/").status_code == 200
    assert manager.post(f"{BASE}webhook/{made.id}/test/").status_code == 403
    assert manager.post(f"{BASE}webhook/{made.id}/rotate/").status_code == 403
    assert receiver.messages == []
    assert models.Webhook.objects.get().previous_until is None
