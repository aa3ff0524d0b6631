"""A tenant that writes posts and pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content.services.kinds import NodeKind, register_kind


@pytest.fixture
def ctx(tenant_a: Tenant) -> Iterator[RequestContext]:
    """The system's context of tenant ``a``, in its scope, with blog and pages switched on, and notes."""
    with tenant_scope(tenant_a):
        context = RequestContext.system(tenant_a.id)
        toggles.enable_module(context, "blog")
        toggles.enable_module(context, "pages")
        # A kind that declares no fields: anything may be kept of it.
        register_kind(NodeKind(name="note", module="content", label="Note"))
        yield context
