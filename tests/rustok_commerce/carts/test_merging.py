"""A guest's cart becomes a customer's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.catalog.carts import CartExpired
from rustok.ids import parse_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok.testing.api import PASSWORD, ApiClient, api_client
from rustok_commerce import models
from rustok_commerce.services import reservations
from tests.factories import commerce
from tests.rustok_commerce.carts.conftest import CARTS, Basket, code
from tests.rustok_commerce.conftest import Heard


def variants(count: int, **changes: Any) -> list[Any]:
    return [commerce.product(published=True, variants=[commerce.variant(**changes)]).variants[0] for _ in range(count)]


def shown(client: ApiClient, cart_id: str) -> list[int]:
    answer = client.get(f"{CARTS}/{cart_id}")
    assert answer.status_code == 200, answer.content
    return [line["quantity"] for line in answer.json()["lines"]]


def test_a_guests_cart_becomes_the_customers(basket: Basket, tenant_a: Tenant) -> None:
    (variant,) = variants(1)
    basket.add(variant, 2)
    customer = api_client(tenant_a, Role.CUSTOMER)

    claimed = customer.post(f"{CARTS}/{basket.id}/claim", X_Cart_Token=basket.token)

    assert (claimed.status_code, claimed.json()["id"], claimed.json()["is_guest"]) == (200, basket.id, False)
    assert shown(customer, basket.id) == [2]
    # On a shared computer the token opens nothing any more once they have signed out.
    assert code(basket.send("GET"), 404) == "commerce.cart.not_found"
    assert code(api_client(tenant_a, Role.CUSTOMER).get(f"{CARTS}/{basket.id}"), 404) == "commerce.cart.not_found"


def test_quantities_of_both_carts_are_added_up_to_the_limit(basket: Basket, tenant_a: Tenant) -> None:
    first, second = variants(2)
    models.SalesSettings.objects.create(max_quantity=5)
    customer = api_client(tenant_a, Role.CUSTOMER)
    own = Basket(customer)
    own.add(first, 3)
    basket.add(first, 4)
    basket.add(second, 2)

    claimed = customer.post(f"{CARTS}/{basket.id}/claim", X_Cart_Token=basket.token).json()

    assert claimed["id"] == own.id
    assert shown(customer, own.id) == [5, 2]
    assert models.Cart.objects.get(status="merged").lines.count() == 1
    again = customer.post(f"{CARTS}/{basket.id}/claim", X_Cart_Token=basket.token)
    assert code(again, 409) == "commerce.cart.not_open"
    assert shown(customer, own.id) == [5, 2]


def test_signing_in_takes_the_cart_along(basket: Basket, tenant_a: Tenant) -> None:
    (variant,) = variants(1)
    basket.add(variant, 2)
    customer = api_client(tenant_a, Role.CUSTOMER)
    email = customer.get("/api/v1/auth/me").json()["email"]

    for token in ("nonsense", basket.token):
        signed_in = ApiClient(tenant_a).post(
            "/api/v1/auth/login", {"email": email, "password": PASSWORD}, X_Cart_Token=token
        )
        assert signed_in.status_code == 200, signed_in.content

    assert shown(customer, basket.id) == [2]


def test_a_customer_has_one_open_cart(tenant_a: Tenant, shopper: ApiClient) -> None:
    customer = api_client(tenant_a, Role.CUSTOMER)
    assert Basket(customer).id == Basket(customer).id


def test_a_cart_whose_time_is_over_makes_room_for_a_new_one(
    tenant_a: Tenant, shopper: ApiClient, ctx: RequestContext, heard: Heard
) -> None:
    customer = api_client(tenant_a, Role.CUSTOMER)
    old = Basket(customer)
    (variant,) = variants(1)
    old.add(variant, 2)
    later = timezone.now() + dt.timedelta(days=1)
    reservations.reserve_for_cart(ctx, parse_id(old.id), {variant.id: 2}, later)
    models.Cart.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))

    assert Basket(customer).id != old.id

    assert models.Cart.objects.get(id=parse_id(old.id)).status == "expired"
    assert [event for event in heard if isinstance(event, CartExpired)] == [CartExpired(cart_id=parse_id(old.id))]
    assert (models.StockReservation.objects.count(), reservations.check()) == (0, [])


def test_nobody_claims_what_they_do_not_know(basket: Basket, tenant_a: Tenant, shopper: ApiClient) -> None:
    customer = api_client(tenant_a, Role.CUSTOMER)
    assert code(customer.post(f"{CARTS}/{basket.id}/claim"), 404) == "commerce.cart.not_found"
    assert code(shopper.post(f"{CARTS}/{basket.id}/claim", X_Cart_Token=basket.token), 401) == "auth.token.missing"
    assert models.Cart.objects.get().customer_id is None


def test_staff_drafts_an_order_that_its_link_pays(tenant_a: Tenant, shopper: ApiClient) -> None:
    staff = api_client(tenant_a, Role.MANAGER)
    (variant,) = variants(1)
    line = {"variant_id": to_ulid(variant.id), "quantity": 2, "unit_price": 1500}
    made = staff.post("/api/v1/admin/drafts", {"email": "ada@example.com", "lines": [line]})
    assert made.status_code == 201, made.content
    draft, token = made.json(), made.json()["cart"]["token"]
    assert (draft["cart"]["total"], draft["cart"]["kind"]) == (3000, "draft")
    assert token in draft["pay_link"]
    (agreed,) = draft["cart"]["lines"]
    lines = f"{CARTS}/{draft['id']}/lines"
    for refused in (
        shopper.post(lines, {"variant_id": line["variant_id"]}, X_Cart_Token=token),
        shopper.patch(f"{lines}/{agreed['id']}", {"quantity": 3}, X_Cart_Token=token),
        shopper.delete(f"{lines}/{agreed['id']}", X_Cart_Token=token),
    ):
        assert code(refused, 409) == "commerce.cart.lines_fixed"
    assert models.CartLine.objects.get().quantity == 2
    address = {
        "country": "DE",
        "first_name": "Ada",
        "last_name": "King",
        "line1": "Hauptstr. 1",
        "city": "Berlin",
        "postcode": "10115",
    }
    told = staff.put(f"/api/v1/admin/drafts/{draft['id']}/address", {"shipping_address": address})
    assert told.json()["cart"]["problems"] == [], told.content

    paid = shopper.post(f"{CARTS}/{draft['id']}/payment-session", {"method": "test"}, X_Cart_Token=token)
    assert paid.status_code == 200, paid.content
    done = shopper.post(f"{CARTS}/{draft['id']}/complete", {}, X_Cart_Token=token)

    assert (done.status_code, done.json()["total"]) == (200, 3000), done.content
    assert models.OrderLine.objects.get().unit_price == 1500
    listed = staff.get("/api/v1/admin/drafts?status=completed").json()
    assert [entry["order_id"] for entry in listed["items"]] == [done.json()["order_id"]]


def test_staff_places_a_draft_itself_or_gives_it_up(tenant_a: Tenant, shopper: ApiClient) -> None:
    staff = api_client(tenant_a, Role.MANAGER)
    (variant,) = variants(1)
    ids = []
    for _ in range(2):
        data = {"email": "ada@example.com", "lines": [{"variant_id": to_ulid(variant.id)}]}
        ids.append(staff.post("/api/v1/admin/drafts", data).json()["id"])
    address = {"country": "DE", "line1": "Hauptstr. 1", "city": "Berlin", "postcode": "10115", "last_name": "King"}
    staff.put(f"/api/v1/admin/drafts/{ids[0]}/address", {"shipping_address": address})

    placed = staff.post(f"/api/v1/admin/drafts/{ids[0]}/complete", {"method": "manual"})
    again = staff.post(f"/api/v1/admin/drafts/{ids[0]}/complete", {"method": "manual"})
    assert (placed.status_code, placed.json()["total"]) == (200, 1999), placed.content
    assert again.content == placed.content
    assert staff.delete(f"/api/v1/admin/drafts/{ids[1]}").status_code == 204
    assert code(staff.delete(f"/api/v1/admin/drafts/{ids[0]}"), 409) == "commerce.cart.not_open"

    editor = api_client(tenant_a, Role.EDITOR)
    assert code(editor.post("/api/v1/admin/drafts", {}), 403) == "rbac.permission.denied"
    assert models.Order.objects.count() == 1
