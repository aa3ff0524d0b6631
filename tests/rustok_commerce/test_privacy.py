"""A person's data: told over all modules, and gone from every table when they are to be forgotten."""

from __future__ import annotations

import dataclasses
import re
import typing
from io import StringIO
from itertools import count
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from rustok.api.models import IdempotencyKey
from rustok.auth import models as auth
from rustok.auth.clients import Client as AuthClient
from rustok.auth.dto import LoginRequest
from rustok.auth.errors import LastAdministrator
from rustok.auth.services import sessions
from rustok.context import RequestContext, Scope
from rustok.dto import parse
from rustok.errors import Forbidden
from rustok.events.catalog.customers import CustomerErased, ErasureRequested
from rustok.events.catalog.privacy import PersonalDataErased
from rustok.events.types import catalogue
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from rustok_commerce import errors, models
from rustok_commerce.dto.credit import AdjustCreditRequest
from rustok_commerce.dto.customers import CreateCustomerAddressRequest, ErasureResponse, UpdateOwnCustomerRequest
from rustok_commerce.services import credit, customer_addresses, customer_privacy, customers
from rustok_content.models import Node, NodeTranslation
from rustok_index.models.dictionary import SearchMiss
from tests.factories import customers as people
from tests.rustok_commerce.conftest import Heard

EMAIL, FIRST, LAST = "zuleika.quonset@example.com", "Zuleika", "Quonset"
PHONE, STREET = "+49 30 5551234", "Xanadugasse 7"
WORDS = {
    "action",
    "after",
    "before",
    "channel",
    "code",
    "currency",
    "fields",
    "index_name",
    "kind",
    "level",
    "locale",
    "locales",
    "machine",
    "mail",
    "moderation",
    "module",
    "name",
    "number",
    "option_keys",
    "part",
    "reason",
    "state",
    "target_kind",
    "target_type",
}
"""Texts in events: names of fields, codes and states; of no person."""
NEEDLES = (EMAIL, FIRST, LAST, PHONE, STREET)
ADDRESS = {
    "first_name": FIRST,
    "last_name": LAST,
    "line1": STREET,
    "city": "Berlin",
    "postcode": "10115",
    "country": "DE",
    "phone": PHONE,
}
_numbers = count(1)
STAYS = {
    "commerce_invoices": "A document that was sent; tax law asks for it.",
    "index_content": "Follows by the event of the node, whose author is taken off.",
}


@pytest.fixture
def person(ctx: RequestContext) -> models.Customer:
    """A customer who has left traces everywhere."""
    user = people.login(email=EMAIL, first_name=FIRST, last_name=LAST, metadata={"nickname": FIRST})
    me = people.shopper(user.id)
    customer = customers.customer_for(me)
    customers.update_own_customer(me, UpdateOwnCustomerRequest(phone=PHONE, company=f"{LAST} Ltd", vat_id="DE123"))
    models.Customer.objects.filter(id=customer.id).update(note=f"{FIRST} calls", metadata={"tag": LAST})
    customer_addresses.create_own_address(me, parse(CreateCustomerAddressRequest, ADDRESS))
    _order(customer.id, EMAIL)
    _order(None, EMAIL)
    _cart(customer.id)
    promotion = models.Promotion.objects.create(code="ten", name="Ten", effect={})
    models.PromotionCustomer.objects.create(promotion=promotion, customer_key=EMAIL, used_count=1)
    models.CreditAccount.objects.create(
        kind="store_credit", customer_id=customer.id, currency="EUR", note=f"For {FIRST}"
    )
    sessions.login(
        RequestContext(tenant_id=ctx.tenant_id),
        LoginRequest(email=EMAIL, password="correct horse battery"),
        client=AuthClient(ip="203.0.113.9", user_agent=f"{FIRST}'s browser"),
    )
    for actor in (str(user.id), ""):
        _answer(actor)
    SearchMiss.objects.create(
        locale="en", query="zuleika quonset", times=1, first_at=timezone.now(), last_at=timezone.now()
    )
    node = Node.objects.create(kind="page", source_locale="en", author_id=user.id)
    NodeTranslation.objects.create(node=node, kind="page", locale="en", title="About", slug="about")
    return customer


def _order(customer_id: UUID | None, email: str) -> None:
    order = people.order(
        customer_id=customer_id,
        email=email,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        vat_id="DE123",
        note=f"Leave it with {LAST}",
        metadata={"gift": FIRST},
        token_hash="f" * 64,
    )
    models.OrderLine.objects.create(
        order=order,
        product_id=generate_id(),
        variant_id=generate_id(),
        title="Mug",
        quantity=1,
        unit_price=1000,
        amount=1000,
        net=1000,
        gross=1000,
        personalisation={"engraving": f"{FIRST} {LAST}"},
    )
    models.OrderNote.objects.create(order=order, text=f"{FIRST} rang")
    payment = models.Payment.objects.create(
        order_id=order.id,
        provider="manual",
        state="captured",
        currency="EUR",
        amount=1000,
        authorised=1000,
        captured=1000,
        client_data={"email": EMAIL},
        metadata={"name": LAST},
        method_label=f"Card of {LAST}",
    )
    models.PaymentEvent.objects.create(
        provider="manual", event_id=str(order.id), type="paid", payment_id=payment.id, payload={"payer": EMAIL}
    )
    models.Invoice.objects.create(
        order=order,
        kind="invoice",
        sequence=next(_numbers),
        number=f"R-{order.number}",
        currency="EUR",
        net=1000,
        tax=0,
        gross=1000,
        locale="en",
        data={"to": ADDRESS},
    )


def _cart(customer_id: UUID | None) -> models.Cart:
    cart: models.Cart = models.Cart.objects.create(
        customer_id=customer_id,
        token_hash=str(generate_id()),
        channel="default",
        currency="EUR",
        locale="en",
        email=EMAIL,
        vat_id="DE123",
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        note=f"For {FIRST}",
        metadata={"gift": LAST},
        expires_at="2100-01-01T00:00:00Z",
    )
    models.CartLine.objects.create(
        cart=cart,
        product_id=generate_id(),
        variant_id=generate_id(),
        quantity=1,
        personalisation={"engraving": FIRST},
        personalisation_key="x",
    )
    return cart


def _answer(actor: str) -> None:
    IdempotencyKey.objects.create(
        actor=actor,
        route="POST carts",
        key=str(generate_id()),
        request_hash=b"x" * 32,
        status=201,
        body=orjson.dumps({"email": EMAIL, **ADDRESS}),
        expires_at="2100-01-01T00:00:00Z",
    )


def traces() -> dict[str, list[str]]:
    """Return by table the columns in which the tenant's rows name the person."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = ANY (current_schemas(false)) AND t.table_type = 'BASE TABLE'"
            " AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')"
            " AND EXISTS (SELECT FROM information_schema.columns k WHERE k.table_schema = c.table_schema"
            "   AND k.table_name = c.table_name AND k.column_name = 'tenant_id')"
            " AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = to_regclass(quote_ident(c.table_name)))"
            " ORDER BY 1, 2"
        )
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {text} ILIKE ANY (%s)", [[f"%{word}%" for word in NEEDLES]]
            )
            if cursor.fetchone()[0]:
                found.setdefault(table, []).append(column)
    return found


def erased(report: ErasureResponse) -> dict[str, int]:
    return {part.name: part.erased for part in report.parts if part.erased}


def test_nothing_names_a_person_who_was_forgotten(ctx: RequestContext, person: models.Customer, heard: Heard) -> None:
    before = traces()
    assert {
        "users",
        "commerce_customers",
        "commerce_customer_addresses",
        "commerce_carts",
        "commerce_cart_lines",
        "commerce_orders",
        "commerce_order_lines",
        "commerce_order_notes",
        "commerce_payments",
        "commerce_payment_events",
        "commerce_invoices",
        "commerce_promotion_customers",
        "commerce_credit_accounts",
        "idempotency_keys",
        "search_misses",
        "auth_sessions",
    } <= before.keys()
    heard.clear()

    report = customer_privacy.erase_customer(ctx, person.id)

    assert {table: columns for table, columns in traces().items() if table not in STAYS} == {}
    assert erased(report) == {
        "customers": 1,
        "addresses": 1,
        "carts": 1,
        "promotion_uses": 1,
        "orders": 2,
        "payments": 2,
        "login": 1,
        "authorship": 1,
        "searches": 1,
        "stored_answers": 2,
    }
    kept = {part.name: (part.kept, bool(part.reason)) for part in report.parts if part.kept}
    assert kept == {"orders": (2, True), "invoices": (2, True)}
    assert CustomerErased(customer_id=person.id) in heard
    assert sum(isinstance(event, PersonalDataErased) for event in heard) == 1


def test_orders_keep_amounts_and_the_country(ctx: RequestContext, person: models.Customer) -> None:
    customer_privacy.erase_customer(ctx, person.id)

    for order in models.Order.objects.all():
        assert (order.total, order.currency, order.email, order.vat_id, order.note) == (1000, "EUR", "", "", "")
        assert order.shipping_address == order.billing_address == {"country": "DE"}
        assert (order.token_hash, order.metadata) == ("", {})
    assert models.OrderLine.objects.filter(title="Mug", gross=1000, personalisation={}).count() == 2
    assert models.Payment.objects.filter(captured=1000, client_data={}).count() == 2
    assert models.Invoice.objects.filter(data__to__line1=STREET).count() == 2


def test_forgetting_twice_changes_nothing(ctx: RequestContext, person: models.Customer, heard: Heard) -> None:
    customer_privacy.erase_customer(ctx, person.id)
    rows = list(models.Order.objects.order_by("id").values()), list(models.Cart.objects.values())
    heard.clear()

    again = customer_privacy.erase_customer(ctx, person.id)
    by_email = customer_privacy.erase_person(ctx, EMAIL)

    assert (again.erased, by_email.erased, heard) == (0, 0, [])
    assert rows == (list(models.Order.objects.order_by("id").values()), list(models.Cart.objects.values()))


def test_an_erased_customer_is_changed_no_more(ctx: RequestContext, person: models.Customer) -> None:
    customer_privacy.erase_customer(ctx, person.id)

    with pytest.raises(errors.CustomerErased):
        customer_addresses.create_address(ctx, person.id, parse(CreateCustomerAddressRequest, ADDRESS))


def test_a_guest_is_forgotten_by_address(ctx: RequestContext) -> None:
    order = people.order(email=EMAIL, shipping_address=ADDRESS)
    other = people.order(email="other@example.com", shipping_address=ADDRESS)
    _cart(None)

    report = customer_privacy.erase_person(ctx, f" {EMAIL.upper()} ")

    order.refresh_from_db()
    other.refresh_from_db()
    assert erased(report) == {"carts": 1, "orders": 1}
    assert (order.email, order.shipping_address) == ("", {"country": "DE"})
    assert (other.email, other.shipping_address) == ("other@example.com", ADDRESS)


def test_a_payment_that_came_to_no_order_is_forgotten_with_its_cart(ctx: RequestContext) -> None:
    cart = _cart(None)
    payment = models.Payment.objects.create(
        cart_id=cart.id,
        provider="manual",
        state="failed",
        currency="EUR",
        amount=1000,
        method_label=f"Card of {LAST}",
        error_message=f"{FIRST} has no cover",
    )
    models.PaymentEvent.objects.create(
        provider="manual", event_id="1", type="failed", payment_id=payment.id, payload={"payer": EMAIL}
    )
    told = customer_privacy.export_person(ctx, EMAIL).data["commerce"]["payments"]

    report = customer_privacy.erase_person(ctx, EMAIL)

    assert [item["method_label"] for item in told] == [f"Card of {LAST}"]
    assert erased(report) == {"carts": 1, "payments": 1}
    assert traces() == {}


def test_what_is_told_later_of_a_payment_is_forgotten_too(ctx: RequestContext, person: models.Customer) -> None:
    customer_privacy.erase_customer(ctx, person.id)
    payment = models.Payment.objects.filter(order_id__isnull=False).first()
    models.PaymentEvent.objects.create(
        provider="manual", event_id="late", type="paid", payment_id=payment.id, payload={"payer": EMAIL}
    )

    customer_privacy.erase_customer(ctx, person.id)

    assert models.PaymentEvent.objects.get(event_id="late").payload == {}


def test_an_address_that_was_never_confirmed_reaches_no_guests_orders(ctx: RequestContext) -> None:
    user = people.login(email=EMAIL, verified=False)
    order = people.order(email=EMAIL)
    customer = customers.customer_for(people.shopper(user.id))

    told = customer_privacy.export_own_data(people.shopper(user.id))
    customer_privacy.erase_customer(ctx, customer.id)

    order.refresh_from_db()
    assert "orders" not in told.data["commerce"]
    assert order.email == EMAIL


def test_the_only_administrator_stays_and_nothing_is_half_done(ctx: RequestContext) -> None:
    admin = people.login(email=EMAIL)
    auth.User.objects.filter(id=admin.id).update(role="admin")
    customer = customers.customer_for(people.shopper(admin.id))

    with pytest.raises(LastAdministrator):
        customer_privacy.erase_customer(ctx, customer.id)

    customer.refresh_from_db()
    assert (customer.email, customer.erased_at) == (EMAIL, None)


def test_all_that_is_held_is_told_without_secrets(ctx: RequestContext, person: models.Customer) -> None:
    credit.adjust_credit(ctx, models.CreditAccount.objects.get().id, AdjustCreditRequest(delta=500, note="late"))

    told = customer_privacy.export_own_data(people.shopper(person.user_id))  # type: ignore[arg-type]

    commerce = told.data["commerce"]
    assert {name: len(items) for name, items in commerce.items()} == {
        "customers": 1,
        "addresses": 1,
        "carts": 1,
        "cart_lines": 1,
        "orders": 2,
        "order_lines": 2,
        "payments": 2,
        "invoices": 2,
        "credit": 1,
        "credit_entries": 1,
    }
    assert commerce["addresses"][0]["line1"] == STREET
    assert commerce["credit_entries"][0]["delta"] == 500
    assert told.data["accounts"]["login"][0]["email"] == EMAIL
    assert told.data["content"]["nodes"][0]["titles"] == {"en": "About"}
    assert told.data["index"]["searches"][0]["query"] == "zuleika quonset"
    text = str(told.data)
    assert not [word for word in ("token_hash", "password", "client_data") if word in text]


def test_customers_fetch_their_data_and_ask_to_be_forgotten(in_tenant_a: Tenant, heard: Heard) -> None:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    me, staff = api_client(in_tenant_a, Role.CUSTOMER), api_client(in_tenant_a, Role.MANAGER)
    admin = api_client(in_tenant_a, Role.ADMIN)
    customer_id = me.get("/api/v1/store/customers/me").json()["id"]
    heard.clear()

    told = me.get("/api/v1/store/customers/me/export")
    asked = [me.post("/api/v1/store/customers/me/erasure").status_code for _ in range(2)]
    shown = staff.get(f"/api/v1/admin/customers/{customer_id}").json()
    exported = staff.get(f"/api/v1/admin/customers/{customer_id}/export").json()
    refused = staff.post(f"/api/v1/admin/customers/{customer_id}/erase")
    done = admin.post(f"/api/v1/admin/customers/{customer_id}/erase")

    assert (told.status_code, told.json()["data"]["commerce"]["customers"][0]["id"]) == (200, customer_id)
    assert asked == [202, 202]
    assert [event.type for event in heard].count(ErasureRequested.type) == 1
    assert shown["erasure_requested_at"] is not None
    assert exported["data"]["accounts"]["login"][0]["email"] == shown["email"]
    assert (refused.status_code, done.status_code) == (403, 200)
    assert me.get("/api/v1/store/customers/me").status_code == 401


def test_each_right_is_asked_for(ctx: RequestContext) -> None:
    customer = people.customer()
    reader = RequestContext(
        tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions={"commerce.customer:read": Scope.ALL}
    )

    for ask in (customer_privacy.export_customer, customer_privacy.erase_customer):
        with pytest.raises(Forbidden):
            ask(reader, customer.id)
    for ask_by_email in (customer_privacy.export_person, customer_privacy.erase_person):
        with pytest.raises(Forbidden):
            ask_by_email(reader, customer.email or "")
    assert models.Customer.objects.filter(email=customer.email, erased_at=None).exists()


def test_another_shop_is_not_reached(ctx: RequestContext, person: models.Customer, tenant_b: Tenant) -> None:
    with tenant_scope(tenant_b):
        other = RequestContext.system(tenant_b.id)
        with pytest.raises(errors.CustomerNotFound):
            customer_privacy.erase_customer(other, person.id)
        assert customer_privacy.export_person(other, EMAIL).data == {}
        assert customer_privacy.erase_person(other, EMAIL).erased == 0

    assert traces()["commerce_customers"]


def test_the_commands_tell_and_forget(ctx: RequestContext, person: models.Customer) -> None:
    told, report = StringIO(), StringIO()

    call_command("customer_export", EMAIL, tenant="a", stdout=told)
    call_command("customer_erase", EMAIL, tenant="a", noinput=True, stdout=report)

    assert orjson.loads(told.getvalue())["data"]["commerce"]["customers"][0]["id"] == to_ulid(person.id)
    assert orjson.loads(report.getvalue())["erased"] == 13
    with pytest.raises(CommandError):
        call_command("customer_erase", EMAIL, tenant="nobody", noinput=True)


def test_events_hold_nothing_that_names_a_person() -> None:
    """Events are kept for long and go outside: ids, numbers, times, and words out of a list."""
    texts = {
        f"{kind}.{field.name}"
        for kind, event in catalogue().items()
        for field in dataclasses.fields(typing.cast(Any, event))
        if re.search(r"\b(str|Any|dict)\b", str(typing.get_type_hints(event)[field.name]))
    }

    assert {name for name in texts if name.rpartition(".")[2] not in WORDS} == set()
