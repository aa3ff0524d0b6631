"""An operator in front of the admin: signs in, and sends forms as a browser does."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.test import Client

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok.testing.api import PASSWORD

LIST: Final = "/admin/rustok_commerce/product/"


def signed_in(tenant: Tenant, role: Role, name: str = "") -> Client:
    """Return the browser of a new user."""
    email = f"{name or role.value}@example.com"
    users.create_user(RequestContext.system(tenant.id), CreateUserRequest(email=email, role=role, password=PASSWORD))
    client = Client(headers={"X-Tenant-ID": tenant.slug})
    answer = client.post("/admin/login/?next=/admin/", {"username": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def page(product_id: Any, tab: str = "change") -> str:
    """Return the address of a product's page."""
    return f"{LIST}{product_id}/{tab}/"


def typed(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser would send of a form that nobody touched."""
    answer = client.get(url)
    assert answer.status_code == 200
    forms = [answer.context["adminform"].form]
    for inline in answer.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return values(forms)


def values(forms: list[Any]) -> dict[str, Any]:
    """Return the values of forms as a browser would send them."""
    data: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is None or value is False or field.name in {"picture", "upload"}:
                continue
            data[field.html_name] = "on" if value is True else value
    return data


def save(client: Client, url: str, data: dict[str, Any]) -> Any:
    """Send a form that has to be taken."""
    answer = client.post(url, data)
    if answer.status_code == 200:
        errors = [answer.context["adminform"].form.errors]
        errors += [inline.formset.errors for inline in answer.context["inline_admin_formsets"]]
        pytest.fail(str(errors))
    return answer
