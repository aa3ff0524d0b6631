"""A context and a filled index."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok.tenancy.models import Tenant


@pytest.fixture
def ctx(in_tenant_a: Tenant) -> RequestContext:
    """A visitor of tenant ``a`` who reads English."""
    return RequestContext(tenant_id=in_tenant_a.id, locale="en", currencies=("USD", "EUR"))
