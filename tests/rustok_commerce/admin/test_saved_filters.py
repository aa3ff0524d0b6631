"""Saved filters above a list."""

from __future__ import annotations

from django.test import Client

from rustok.auth.models import SavedFilter
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from tests.rustok_commerce.admin.operator import LIST, signed_in

PAGE = "rustok_commerce.product"


def save(client: Client, **changes: str) -> int:
    data = {"page": PAGE, "name": "Drafts", "query": "status__exact=draft&p=3", **changes}
    return client.post("/admin/filters/", data).status_code


def test_a_filter_is_saved_shown_and_deleted(admin: Client) -> None:
    assert "Save this filter" not in admin.get(LIST).content.decode()
    assert "Save this filter" in admin.get(f"{LIST}?status__exact=draft").content.decode()

    answer = admin.post("/admin/filters/", {"page": PAGE, "name": "Drafts", "query": "status__exact=draft&p=3"})

    assert answer["Location"] == f"{LIST}?status__exact=draft"
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.query, saved.is_shared) == ("Drafts", "status__exact=draft", False)
    listed = admin.get(f"{LIST}?status__exact=draft").content.decode()
    assert "Drafts" in listed
    assert "Save this filter" not in listed

    admin.post(f"/admin/filters/{saved.id}/delete/", {"page": PAGE})
    assert SavedFilter.objects.count() == 0


def test_staff_see_what_is_shared(admin: Client, shop: Tenant) -> None:
    editor = signed_in(shop, Role.EDITOR)
    save(admin, name="Mine")
    save(admin, name="Everybody", is_shared="on")

    listed = editor.get(LIST).content.decode()

    assert "Everybody" in listed
    assert "Mine" not in listed


def test_refusals_write_nothing(admin: Client) -> None:
    assert save(admin, page="rustok_commerce.nothing") == 404
    assert save(admin, name=" ") == 302
    assert save(admin, query="p=2") == 302
    assert admin.get("/admin/filters/").status_code == 405
    assert admin.post("/admin/filters/x/delete/", {"page": PAGE}).status_code == 404
    assert admin.post(f"/admin/filters/{generate_id()}/delete/", {"page": PAGE}).status_code == 302
    assert Client(headers={"X-Tenant-ID": "a"}).post("/admin/filters/", {"page": PAGE}).status_code == 302

    assert SavedFilter.objects.count() == 0
