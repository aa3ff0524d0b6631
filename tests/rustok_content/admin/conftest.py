"""A site with a forum and a blog, and those who keep it in front of it."""

from __future__ import annotations

import pytest
from django.test import Client

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from tests.rustok_commerce.admin.operator import signed_in


@pytest.fixture
def ctx(in_tenant_a: Tenant) -> RequestContext:
    """The system's context of tenant ``a``, in its scope, with blog, forum and pages switched on."""
    context = RequestContext.system(in_tenant_a.id)
    for module in ("blog", "forum", "pages"):
        toggles.enable_module(context, module)
    return context


@pytest.fixture
def moderator(ctx: RequestContext, in_tenant_a: Tenant) -> Client:
    """The browser of a moderator."""
    return signed_in(in_tenant_a, Role.MODERATOR)


@pytest.fixture
def manager(ctx: RequestContext, in_tenant_a: Tenant) -> Client:
    """The browser of a manager."""
    return signed_in(in_tenant_a, Role.MANAGER)


@pytest.fixture
def editor(ctx: RequestContext, in_tenant_a: Tenant) -> Client:
    """The browser of an editor."""
    return signed_in(in_tenant_a, Role.EDITOR)
