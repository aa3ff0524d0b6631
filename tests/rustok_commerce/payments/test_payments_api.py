"""Payments by REST and GraphQL: the desk's work, and where providers send their messages."""

from __future__ import annotations

import json

import pytest

from rustok.api.models import IdempotencyKey
from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from rustok_commerce import models
from rustok_commerce.services.payments.providers import trial
from tests.factories import payments
from tests.rustok_commerce.payments.conftest import Paid

ADMIN = "/api/v1/admin"
WEBHOOK = "/api/v1/store/payments/webhooks"


@pytest.fixture
def manager(in_tenant_a: Tenant) -> ApiClient:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    return api_client(in_tenant_a, Role.MANAGER)


def test_the_desk_captures_refunds_and_looks_on(ctx: RequestContext, manager: ApiClient, paid: Paid) -> None:
    order, payment = paid(capture=False, total=3000, lines=(2500,), shipping=500)
    line = models.OrderLine.objects.get(order=order)
    place = f"{ADMIN}/payments/{to_ulid(payment.id)}"
    desk = f"{ADMIN}/orders/{to_ulid(order.id)}"

    part = [manager.post(f"{place}/capture", {"amount": 1000}, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in part] == [200, 200], part[0].content
    assert part[0].content == part[1].content
    assert part[0].json()["captured"] == 1000
    rest = manager.post(f"{place}/capture", {}).json()
    assert (rest["state"], rest["captured"], rest["capturable"]) == ("captured", 3000, 0)
    assert [call["kind"] for call in rest["attempts"]] == ["create", "authorise", "capture", "capture"]

    body = {"lines": [{"order_line_id": to_ulid(line.id), "amount": 700}], "shipping_amount": 500, "reason": "Late"}
    made = [manager.post(f"{desk}/refunds", body, Idempotency_Key="r") for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201], made[0].content
    assert made[0].json()["amount"] == 1200
    assert made[0].json()["id"] == made[1].json()["id"]
    assert [row["amount"] for row in manager.get(f"{desk}/refunds").json()["items"]] == [1200]
    assert [row["refunded"] for row in manager.get(f"{desk}/payments").json()["items"]] == [1200]
    books = models.TrialPayment.objects.get()
    assert (books.captured, books.refunded) == (3000, 1200)

    too_much = manager.post(f"{desk}/refunds", {"amount": 1801})
    assert (too_much.status_code, too_much.json()["code"]) == (409, "commerce.refund.too_high")
    assert manager.post(f"{place}/void").json()["state"] == "captured"
    assert manager.get(f"{place}/events").json()["items"] == []
    nobody = manager.post(f"{ADMIN}/payments/{to_ulid(order.id)}/capture", {})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "commerce.payment.not_found")


def test_a_key_that_was_used_long_ago_refunds_another_order(manager: ApiClient, paid: Paid) -> None:
    orders = [paid()[0] for _ in range(2)]
    for order in orders:
        made = manager.post(f"{ADMIN}/orders/{to_ulid(order.id)}/refunds", {"amount": 500}, Idempotency_Key="r")
        assert made.status_code == 201, made.content
        # A day later.
        IdempotencyKey.objects.all().delete()

    assert {row.order_id: row.amount for row in models.Refund.objects.all()} == {order.id: 500 for order in orders}


def test_the_desk_works_by_graphql(ctx: RequestContext, manager: ApiClient, paid: Paid) -> None:
    order, payment = paid(capture=False)
    captured = manager.graphql(
        "mutation($id: ID!) { capturePayment(id: $id, input: {amount: 2000}) { state captured capturable } }",
        {"id": to_ulid(payment.id)},
    )
    assert captured.json()["data"]["capturePayment"] == {
        "state": "PARTIALLY_CAPTURED",
        "captured": 2000,
        "capturable": 1000,
    }, captured.json()
    refunded = manager.graphql(
        "mutation($id: ID!) { createRefund(orderId: $id, input: {amount: 500}) { status amount } }",
        {"id": to_ulid(order.id)},
        Idempotency_Key="g",
    )
    assert refunded.json()["data"]["createRefund"] == {"status": "SUCCEEDED", "amount": 500}, refunded.json()


def test_editors_see_payments_and_move_no_money(ctx: RequestContext, manager: ApiClient, paid: Paid) -> None:
    order, payment = paid(capture=False)
    editor = api_client(Tenant.objects.get(id=ctx.tenant_id), Role.EDITOR)
    place = f"{ADMIN}/payments/{to_ulid(payment.id)}"

    assert editor.get(place).status_code == 200
    for answer in (
        editor.post(f"{place}/capture", {}),
        editor.post(f"{place}/void"),
        editor.post(f"{place}/mark-paid", {}),
        editor.post(f"{ADMIN}/orders/{to_ulid(order.id)}/refunds", {"amount": 1}),
        editor.post(f"{ADMIN}/payment-methods", {"code": "x", "provider": "manual", "names": {"en": "X"}}),
    ):
        assert answer.status_code == 403
    payment.refresh_from_db()
    assert (payment.captured, payment.released) == (0, 0)


def test_a_signed_message_comes_in_by_rest(ctx: RequestContext, manager: ApiClient, paid: Paid, client) -> None:
    _, payment = paid(capture=False)
    message = models.TrialMessage.objects.order_by("-id")[0]
    body = trial.body_of(message)
    post = {"data": body, "content_type": "application/json", "HTTP_HOST": "a.test"}

    assert client.post(f"{WEBHOOK}/test", **post).json()["code"] == "commerce.payment.bad_webhook"
    empty = client.post(f"{WEBHOOK}/test", **{**post, "data": b""})
    assert (empty.status_code, empty.json()["code"]) == (422, "commerce.payment.bad_webhook")
    for _ in range(2):
        taken = client.post(f"{WEBHOOK}/test", **post, headers={"X-Test-Signature": trial.sign(body)})
        assert taken.status_code == 200, taken.content
    assert client.post(f"{WEBHOOK}/nobody", **post).status_code == 422
    assert models.PaymentEvent.objects.filter(payment_id=payment.id).count() == 1
    assert len(manager.get(f"{ADMIN}/payments/{to_ulid(payment.id)}/events").json()["items"]) == 1
    assert json.loads(body)["reference"] == payment.reference


def test_ways_to_pay_are_the_shops(ctx: RequestContext, manager: ApiClient) -> None:
    made = manager.post(
        f"{ADMIN}/payment-methods",
        {"code": "transfer", "provider": "manual", "names": {"en": "Transfer"}, "currencies": ["EUR"]},
    )
    assert made.status_code == 201, made.content
    place = f"{ADMIN}/payment-methods/{made.json()['id']}"
    again = manager.post(f"{ADMIN}/payment-methods", {"code": "transfer", "provider": "manual", "names": {"en": "T"}})
    assert (again.status_code, again.json()["code"]) == (409, "commerce.payment_method.duplicate_code")
    for fields, code in (
        ({"provider": "nobody"}, "commerce.payment_method.unknown_provider"),
        ({"provider": "stripe"}, "commerce.payment_method.not_configured"),
        ({"provider": "credit"}, "commerce.payment_method.not_configured"),
        ({"provider": "manual", "currencies": ["XXX"]}, "commerce.channel.currency_not_enabled"),
        ({"provider": "manual", "channels": ["nowhere"]}, "commerce.channel.not_found"),
    ):
        refused = manager.post(f"{ADMIN}/payment-methods", {"code": "other", "names": {"en": "Other"}, **fields})
        assert refused.status_code in (404, 422), refused.content
        assert refused.json()["code"] == code or code == "commerce.channel.currency_not_enabled"
    with pytest.raises(Exception, match="not available"):
        payments.session(ctx, amount=100, cart_id=payments.cart().id, method="transfer")

    changed = manager.patch(place, {"currencies": []}, If_Match='"1"')
    assert (changed.status_code, changed.json()["version"]) == (200, 2), changed.content
    assert payments.session(ctx, amount=100, cart_id=payments.cart().id, method="transfer").provider == "manual"
    assert manager.delete(place).status_code == 204
    assert manager.get(f"{ADMIN}/payment-methods").json()["items"] == []
