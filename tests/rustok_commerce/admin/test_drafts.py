"""Drafts in the admin: put together, priced, paid by a link or placed at once."""

from __future__ import annotations

from typing import Any, Final

from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import signed_in

DRAFTS: Final = "/admin/rustok_commerce/order/drafts/"


def draft(admin: Client) -> str:
    answer = admin.post(DRAFTS, {"email": "ann@example.com", "currency": "USD"})
    assert answer.status_code == 302
    return str(answer["Location"])


def send(admin: Client, url: str, form: str, **data: str) -> Any:
    version = admin.get(url).context["draft"].version
    return admin.post(url, {"form": form, "version": version, **data})


def test_a_draft_is_put_together_and_placed(admin: Client) -> None:
    commerce.product(
        published=True, variants=[commerce.variant(sku="KETTLE", stock=5, prices=[{"currency": "USD", "amount": 4000}])]
    )
    url = draft(admin)
    (found,) = admin.get(url, {"q": "kett"}).context["found"]
    assert found["sku"] == "KETTLE"
    assert admin.get(url, {"q": "nothing at all"}).context["found"] == []
    assert send(admin, url, "add", variant=found["id"]).status_code == 302
    (line,) = models.CartLine.objects.all()
    names = {"pieces": f"quantity-{line.pk.hex}", "price": f"unit_price-{line.pk.hex}"}
    assert send(admin, url, "lines", **{names["pieces"]: "2", names["price"]: "35.50"}).status_code == 302
    (line,) = models.CartLine.objects.all()
    assert (line.quantity, line.price_override) == (2, 3550)

    wrong = send(
        admin, url, "address", first_name="Ann", last_name="E", line1="A 1", city="B", country="DE", postcode="x"
    )
    assert list(wrong.context["forms"]["address"].errors) == ["postcode"]
    address = {"first_name": "Ann", "last_name": "E", "line1": "A 1", "city": "Berlin", "country": "de"}
    assert send(admin, url, "address", **address, postcode="10115").status_code == 302
    code = send(admin, url, "coupon", code="NOTHING")
    assert list(code.context["forms"]["coupon"].errors) == ["code"]

    shown = admin.get(url)
    assert shown.context["total"] == "$71.00"
    assert "token=" in shown.context["draft"].pay_link
    placed = send(admin, url, "place", method="manual")
    order = models.Order.objects.get()
    assert placed["Location"] == f"/admin/rustok_commerce/order/{order.pk}/change/"
    assert (order.total, order.payment_status, order.email) == (7100, "pending", "ann@example.com")
    assert admin.get(url).context["order_url"] == placed["Location"]


def test_a_form_of_another_version_is_refused(admin: Client) -> None:
    commerce.product(published=True, variants=[commerce.variant(sku="CUP", stock=5)])
    url = draft(admin)
    (found,) = admin.get(url, {"q": "CUP"}).context["found"]
    data = {"form": "add", "version": admin.get(url).context["draft"].version, "variant": found["id"]}
    assert admin.post(url, data).status_code == 302
    again = admin.post(url, data)
    assert again.status_code == 200
    assert again.context["errors"]
    assert models.CartLine.objects.get().quantity == 1


def test_a_draft_is_given_up(admin: Client) -> None:
    url = draft(admin)
    assert len(admin.get(DRAFTS).context["rows"]) == 1
    assert send(admin, url, "delete").status_code == 302
    assert admin.get(DRAFTS).context["rows"] == []
    assert admin.get(url).context["may_change"] is False
    assert admin.post(url, {"form": "delete", "version": "1"}).status_code == 403


def test_who_may_only_look_makes_no_drafts(shop: Tenant, admin: Client) -> None:
    url = draft(admin)
    editor = signed_in(shop, Role.EDITOR)
    assert editor.get(url).status_code == 200
    assert editor.post(url, {"form": "delete", "version": "1"}).status_code == 403
    assert editor.post(DRAFTS, {"email": "x@example.com", "currency": "USD"}).status_code == 403
    assert admin.get(f"{DRAFTS}nonsense/").status_code == 404
