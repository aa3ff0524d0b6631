"""``manage.py user_create`` and the first account of a new tenant."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rustok.auth import models
from rustok.tenancy.context import PLATFORM_TENANT_ID, POOL_SCHEMA, Scope, platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from tests.rustok.auth.conftest import PASSWORD


def run(*arguments: str) -> Any:
    out = io.StringIO()
    call_command("user_create", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_without_a_tenant_a_super_administrator_is_made(db: None) -> None:
    made = run("root@example.com", "--password", PASSWORD)

    assert (made["role"], made["status"]) == ("super_admin", "active")
    with tenant_scope(Scope(PLATFORM_TENANT_ID, POOL_SCHEMA)):
        assert models.User.objects.get().is_superuser


def test_a_user_of_a_silo_is_made_in_it(tenant_x: Tenant) -> None:
    run("ed@example.com", "--tenant", "x", "--role", "editor", "--invite")

    with tenant_scope(tenant_x):
        assert models.User.objects.values_list("role", "status").get() == ("editor", "invited")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ed@example.com", "--tenant", "nowhere", "--password", PASSWORD),
        ("no address", "--tenant", "a", "--password", PASSWORD),
        ("ed@example.com", "--tenant", "a", "--password", "password"),
        ("ed@example.com", "--tenant", "a", "--role", "super_admin", "--password", PASSWORD),
    ],
)
def test_what_the_api_refuses_the_command_refuses(tenant_a: Tenant, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
    with tenant_scope(tenant_a):
        assert not models.User.objects.exists()


def test_a_new_tenant_begins_with_its_administrator(db: None) -> None:
    call_command(
        "tenant_create", "shop", "--admin-email", "Owner@Shop.test", "--admin-password", PASSWORD, stdout=io.StringIO()
    )

    with platform_scope():
        tenant = Tenant.objects.select_related("cell").get(slug="shop")
    with tenant_scope(tenant):
        assert models.User.objects.values_list("email", "role", "status").get() == (
            "owner@shop.test",
            "admin",
            "active",
        )
