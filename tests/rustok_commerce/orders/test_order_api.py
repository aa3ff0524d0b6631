"""Orders over REST and GraphQL: the buyer's view, staff's work, files."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from rustok_commerce import models
from tests.factories import orders

STORE = "/api/v1/store/orders"
ADMIN = "/api/v1/admin/orders"


@pytest.fixture
def staff(tenant_a: Tenant, ctx: RequestContext) -> ApiClient:
    """A manager of a shop that sells."""
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    client: ApiClient = api_client(tenant_a, Role.MANAGER)
    return client


def test_a_guest_sees_the_order_but_not_what_is_for_staff(tenant_a: Tenant, staff: ApiClient) -> None:
    order = orders.order(token="t0ken", metadata={"margin": 7})
    staff.post(f"{ADMIN}/{to_ulid(order.id)}/notes", {"text": "Careful: fraud?"})
    staff.post(f"{ADMIN}/{to_ulid(order.id)}/notes", {"text": "Thank you", "for_customer": True})
    guest = ApiClient(tenant_a)

    seen = guest.get(f"{STORE}/{to_ulid(order.id)}", X_Order_Token="t0ken")

    assert seen.status_code == 200
    assert seen["Cache-Control"] == "private, no-store" or "private" in seen["Cache-Control"]
    assert seen.json()["number"] == order.number
    assert seen.json()["metadata"] == {}
    assert [note["text"] for note in seen.json()["notes"]] == ["Thank you"]
    assert guest.get(f"{STORE}/{to_ulid(order.id)}", X_Order_Token="other").status_code == 404
    assert guest.get(f"{STORE}/{to_ulid(order.id)}").status_code == 404
    assert guest.get(STORE).status_code == 401
    query = "query ($id: ID!, $token: String) { order(id: $id, token: $token) { number total lines { title open } } }"
    found = guest.graphql(query, {"id": to_ulid(order.id), "token": "t0ken"}).json()
    assert found["data"]["order"]["total"] == order.total


def test_an_order_goes_its_way_over_rest(staff: ApiClient) -> None:
    order = orders.order(quantities=[2])
    orders.paid(order)
    path = f"{ADMIN}/{to_ulid(order.id)}"
    line = staff.get(path).json()["lines"][0]["id"]

    sent = staff.post(f"{path}/fulfilments", {"lines": [{"line_id": line, "quantity": 1}], "carrier": "DHL"})
    assert (sent.status_code, sent.json()["fulfilment_status"]) == (201, "partially_fulfilled")
    assert staff.post(f"{path}/complete").json()["code"] == "commerce.order.state_refused"
    staff.post(f"{path}/fulfilments")
    done = staff.post(f"{path}/complete")
    assert (done.status_code, done.json()["status"]) == (200, "completed")

    timeline = staff.get(f"{path}/timeline").json()["items"]
    assert {(entry["kind"], entry["type"]) for entry in timeline} >= {
        ("state", "order"),
        ("state", "payment"),
        ("state", "fulfilment"),
        ("event", "order.placed"),
        ("event", "fulfilment.shipped"),
        ("event", "order.completed"),
    }
    assert timeline[-1]["at"] <= timeline[0]["at"]


def test_a_document_is_fetched_by_staff_and_by_its_buyer(tenant_a: Tenant, staff: ApiClient) -> None:
    order = orders.order(token="t0ken")
    other = orders.order(token="other")
    issued = staff.post(f"{ADMIN}/{to_ulid(order.id)}/invoices")
    assert issued.status_code == 201
    invoice = issued.json()["invoices"][0]["id"]
    guest = ApiClient(tenant_a)

    mine = guest.get(f"{STORE}/{to_ulid(order.id)}/invoices/{invoice}/pdf", X_Order_Token="t0ken")
    theirs = staff.get(f"/api/v1/admin/invoices/{invoice}/pdf")

    assert (mine.status_code, mine["Content-Type"]) == (200, "application/pdf")
    assert mine["Content-Disposition"] == 'attachment; filename="INV-000001.pdf"'
    assert mine.content == theirs.content
    assert mine.content.startswith(b"%PDF-")
    elsewhere = guest.get(f"{STORE}/{to_ulid(other.id)}/invoices/{invoice}/pdf", X_Order_Token="other")
    assert elsewhere.json()["code"] == "commerce.invoice.not_found"


def test_a_change_from_an_older_version_is_refused(staff: ApiClient) -> None:
    order = orders.order()
    path = f"{ADMIN}/{to_ulid(order.id)}"
    changed: Any = staff.patch(path, {"note": "Ring twice"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["version"]) == (200, 2)

    assert staff.patch(path, {"note": "Ring once"}, If_Match='"1"').status_code in (409, 412)

    assert models.Order.objects.get(id=order.id).note == "Ring twice"


def test_reports_come_as_files(staff: ApiClient) -> None:
    orders.order()
    answer = staff.get("/api/v1/admin/reports/sales.csv?first=2026-01-01&last=2026-12-31")

    assert answer.status_code == 200
    head, row, *rest = answer.content.decode("utf-8-sig").splitlines()
    assert head.startswith("period,channel,currency,orders,pieces,cancelled,subtotal")
    assert row.split(",")[1:5] == ["default", "USD", "1", "2"]
    assert rest == []
