"""A shop with an operator in front of it."""

from __future__ import annotations

import pytest
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from tests.rustok_commerce.admin.operator import signed_in


@pytest.fixture
def shop(in_tenant_a: Tenant) -> Tenant:
    """Tenant ``a`` with commerce switched on, in scope."""
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    return in_tenant_a


@pytest.fixture
def admin(shop: Tenant) -> Client:
    """The browser of the shop's administrator."""
    return signed_in(shop, Role.ADMIN)
