"""A tenant with a forum and a blog."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant


@pytest.fixture
def ctx(tenant_a: Tenant) -> Iterator[RequestContext]:
    """The system's context of tenant ``a``, in its scope, with blog and forum switched on."""
    with tenant_scope(tenant_a):
        context = RequestContext.system(tenant_a.id)
        toggles.enable_module(context, "blog")
        toggles.enable_module(context, "forum")
        yield context
