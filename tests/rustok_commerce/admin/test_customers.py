"""Customers and their groups, as operators work with them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.services import customers
from tests.factories import customers as people
from tests.rustok_commerce.admin.operator import signed_in

LIST = "/admin/rustok_commerce/customer/"
BOOK = "/admin/rustok_commerce/customeraddress/"
GROUPS = "/admin/rustok_commerce/customergroup/"


def form_of(browser: Client, url: str) -> dict[str, Any]:
    """Return what a form is shown with."""
    form = browser.get(url).context["adminform"].form
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}


def test_the_list_shows_what_customers_bought(admin: Client) -> None:
    buyer = people.customer(email="ada@example.com", first_name="Ada")
    people.customer(email="eve@example.com")
    people.order(customer_id=buyer.id, total=1999)

    page = admin.get(LIST).content.decode()
    found = admin.get(f"{LIST}?q=ada").content.decode()

    assert "ada@example.com" in page
    assert "€19.99" in page
    assert "eve@example.com" not in found


def test_customers_are_entered_changed_and_deleted(admin: Client) -> None:
    group = models.CustomerGroup.objects.create(code="trade", name="Trade")

    made = admin.post(f"{LIST}add/", {"email": "ada@example.com", "locale": "en", "group_id": str(group.pk)})
    row = models.Customer.objects.get()
    url = f"{LIST}{row.pk}/change/"
    shown = form_of(admin, url)
    changed = admin.post(url, {**shown, "note": "Calls on Mondays", "group_id": ""})
    stale = admin.post(url, {**shown, "note": "Other"})
    row.refresh_from_db()

    assert (made.status_code, changed.status_code, stale.status_code) == (302, 302, 200)
    assert (row.email, row.note, row.group_id) == ("ada@example.com", "Calls on Mondays", None)
    assert admin.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not models.Customer.objects.exists()


def test_the_book_of_a_customer_is_kept_on_their_page(admin: Client) -> None:
    buyer = people.customer(email="ada@example.com")
    person = f"{LIST}{buyer.id}/change/"
    add = f"{BOOK}add/?customer={buyer.id}"
    assert add in admin.get(person).content.decode()
    typed = {"country": "de", "last_name": "King", "line1": "Hauptstr. 1", "city": "Berlin", "postcode": "101"}

    refused = admin.post(add, {**form_of(admin, add), **typed})
    assert refused.status_code == 200
    assert list(refused.context["adminform"].form.errors) == ["postcode"]
    assert not models.CustomerAddress.objects.exists()

    made = admin.post(add, {**form_of(admin, add), **typed, "postcode": "10115"})
    row = models.CustomerAddress.objects.get()
    url = f"{BOOK}{row.pk}/change/"
    assert (made.status_code, made["Location"]) == (302, person)
    assert (row.country, row.customer_id, row.is_default_shipping) == ("DE", buyer.id, True)
    assert url in admin.get(person).content.decode()

    changed = admin.post(url, {**form_of(admin, url), "postcode": "20095", "city": "Hamburg"})
    row.refresh_from_db()
    assert (changed.status_code, changed["Location"], row.city) == (302, person, "Hamburg")

    gone = admin.post(f"{BOOK}{row.pk}/delete/", {"post": "yes"})
    assert (gone.status_code, gone["Location"]) == (302, person)
    assert not models.CustomerAddress.objects.exists()
    assert admin.get(BOOK)["Location"] == LIST


def test_nobody_writes_into_the_book_of_who_is_not_there(admin: Client) -> None:
    typed = {"country": "DE", "last_name": "King", "line1": "Hauptstr. 1", "city": "Berlin", "postcode": "10115"}

    for whose in ("", "nobody", str(generate_id())):
        answer = admin.post(f"{BOOK}add/", {**typed, "customer": whose})
        assert answer.status_code == 200

    assert not models.CustomerAddress.objects.exists()


def test_a_customers_page_shows_all_that_is_theirs(admin: Client) -> None:
    row = customers.customer_for(people.shopper(people.login().id))
    order = people.order(customer_id=row.id, total=1999)
    models.CreditAccount.objects.create(kind="store_credit", customer_id=row.id, currency="EUR", balance=555)
    models.CustomerAddress.objects.create(
        customer=row, last_name="Byron", line1="Allee 1", city="Berlin", postcode="10115", country="DE"
    )

    page = admin.get(f"{LIST}{row.pk}/change/").content.decode()
    told = admin.get(f"{LIST}{row.pk}/export/")

    assert order.number in page
    assert "€5.55" in page
    assert "10115 BERLIN" in page
    assert told.json()["data"]["commerce"]["customers"][0]["email"] == row.email
    assert told["Content-Disposition"].startswith("attachment")


def test_two_customers_are_made_one(admin: Client) -> None:
    entered = people.customer()
    member = customers.customer_for(people.shopper(people.login().id))

    one = admin.post(LIST, {"action": "merge", "_selected_action": [str(entered.id)]}, follow=True)
    both = admin.post(LIST, {"action": "merge", "_selected_action": [str(entered.id), str(member.id)]}, follow=True)

    assert "exactly two" in one.content.decode()
    assert "has everything now" in both.content.decode()
    assert models.Customer.objects.get(id=entered.id).merged_into_id == member.id


def test_a_customer_is_forgotten_by_administrators_only(admin: Client, shop: Tenant) -> None:
    row = people.customer(first_name="Ada", email="ada@example.com")
    manager = signed_in(shop, Role.MANAGER)
    url = f"{LIST}{row.id}/change/"
    shown = form_of(admin, url)

    manager.post(url, {**shown, "rustok_commerce_customer_forget": "1"})
    assert models.Customer.objects.get(id=row.id).email == "ada@example.com"
    admin.post(url, {**form_of(admin, url), "rustok_commerce_customer_forget": "1"})

    forgotten = models.Customer.objects.get(id=row.id)
    assert (forgotten.email, forgotten.first_name) == (None, "")
    assert "Forgotten customer" in admin.get(url).content.decode()


def test_groups_are_kept(admin: Client) -> None:
    made = admin.post(f"{GROUPS}add/", {"code": "trade", "name": "Trade", "tax_exempt": "on"})
    again = admin.post(f"{GROUPS}add/", {"code": "trade", "name": "Other"})
    group = models.CustomerGroup.objects.get()
    people.customer(group_id=str(group.pk))
    refused = admin.post(f"{GROUPS}{group.pk}/delete/", {"post": "yes"}, follow=True)

    assert (made.status_code, again.status_code, group.tax_exempt) == (302, 200, True)
    assert "in use" in refused.content.decode()
    assert models.CustomerGroup.objects.count() == 1


def test_editors_see_no_customers(shop: Tenant, ctx: RequestContext) -> None:
    people.customer()
    editor = signed_in(shop, Role.EDITOR)

    assert editor.get(LIST).status_code == 403
