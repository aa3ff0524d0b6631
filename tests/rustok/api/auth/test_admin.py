"""The admin's sign-in and its pages of users."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rustok.auth import models
from rustok.auth.dto import UpdateUserRequest, UserStatus
from rustok.auth.services import users
from rustok.rbac.roles import Role
from rustok.tenancy.context import PLATFORM_TENANT_ID, POOL_SCHEMA, Scope, tenant_scope
from tests.rustok.auth.conftest import PASSWORD, limited, make, system
from tests.rustok.auth.test_credentials import NEW_PASSWORD

__all__ = ["limited"]


@pytest.fixture
def staff(tenant_a: Any) -> models.User:
    """An administrator of tenant ``a``; there are a second one and a customer."""
    with tenant_scope(tenant_a):
        make(tenant_a)
        make(tenant_a, "second@example.com", Role.ADMIN)
        return make(tenant_a, "eve@example.com", Role.ADMIN)


def browser(slug: str = "a") -> Client:
    return Client(headers={"X-Tenant-ID": slug})


def log_in(client: Client, email: str = "eve@example.com", password: str = PASSWORD, **headers: str) -> int:
    answer = client.post("/admin/login/?next=/admin/", {"username": email, "password": password}, headers=headers)
    return answer.status_code


def enters(client: Client, **headers: str) -> bool:
    status = client.get("/admin/rustok_auth/user/", headers=headers).status_code
    assert status in (200, 302)
    return status == 200


def test_staff_of_the_tenant_enter_and_others_do_not(staff: models.User, tenant_b: Any) -> None:
    client = browser()
    assert log_in(client, "ann@example.com") == 200
    assert log_in(client, password="wrong") == 200
    assert not enters(client)
    assert log_in(client, "EVE@example.com") == 302
    assert enters(client)
    assert not enters(client, **{"X-Tenant-ID": "b"})
    assert log_in(browser("b")) == 200


def test_super_administrators_enter_the_platforms_host_only(tenant_a: Any) -> None:
    platform = Scope(PLATFORM_TENANT_ID, POOL_SCHEMA)
    with tenant_scope(platform):
        users.ensure_administrator(
            system(type("Platform", (), {"id": PLATFORM_TENANT_ID})), email="root@example.com", password=PASSWORD
        )

    assert log_in(browser("platform"), "root@example.com") == 302
    assert log_in(browser("a"), "root@example.com") == 200


@pytest.mark.parametrize(
    "change",
    [
        UpdateUserRequest(status=UserStatus.DISABLED),
        UpdateUserRequest(role=Role.CUSTOMER),
        UpdateUserRequest(password=NEW_PASSWORD),
    ],
)
def test_what_ends_tokens_ends_the_admins_session(staff: models.User, tenant_a: Any, change: UpdateUserRequest) -> None:
    client = browser()
    log_in(client)
    assert enters(client)

    with tenant_scope(tenant_a):
        users.update_user(system(tenant_a), staff.pk, change)

    assert not enters(client)


def test_guesses_at_the_admins_door_are_slowed_down(staff: models.User, limited: Any) -> None:
    limited(classes={"auth": (6000, 1000)})
    client = browser()

    for _ in range(6):
        assert log_in(client, password="wrong") == 200
    assert log_in(client) == 200
    assert not enters(client)


def test_users_are_made_and_changed_through_services(staff: models.User, tenant_a: Any) -> None:
    client = browser()
    log_in(client)
    form = {"email": "Ed@example.com", "first_name": "Ed", "last_name": "", "locale": "en", "metadata": "{}"}

    made = client.post(
        "/admin/rustok_auth/user/add/", {**form, "role": "editor", "status": "active", "new_password": PASSWORD}
    )
    assert made.status_code == 302, made.content.decode()
    with tenant_scope(tenant_a):
        ed = models.User.objects.get(email="ed@example.com")
    assert (ed.role, ed.first_name) == ("editor", "Ed")
    page = f"/admin/rustok_auth/user/{ed.pk}/change/"
    assert client.get(page).status_code == 200
    assert ed.password not in client.get(page).content.decode()
    changed = client.post(page, {**form, "role": "moderator", "status": "active", "new_password": ""})
    assert changed.status_code == 302, changed.content.decode()
    with tenant_scope(tenant_a):
        ed.refresh_from_db()
        assert (ed.role, ed.check_password(PASSWORD)) == ("moderator", True)
    refused = client.post(
        "/admin/rustok_auth/user/add/", {**form, "email": "eve@example.com", "role": "customer", "status": "active"}
    )
    assert refused.status_code == 200
    assert "belongs to another user" in refused.content.decode()
    deleted = client.post(f"/admin/rustok_auth/user/{ed.pk}/delete/", {"post": "yes"})
    assert deleted.status_code == 302
    with tenant_scope(tenant_a):
        assert not models.User.objects.filter(pk=ed.pk).exists()
    assert client.get("/admin/rustok_auth/session/").status_code == 200
