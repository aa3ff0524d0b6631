"""What the module shows on the admin's front page."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok_commerce.module import CommerceModule
from tests.factories.commerce import product, variant

pytestmark = pytest.mark.django_db


def test_dashboard_counts_what_is_on_sale_and_sold_out(ctx: RequestContext) -> None:
    product(ctx, published=True, variants=[variant(stock=3)])
    product(ctx, published=True, variants=[variant(stock=0)])
    product(ctx, published=True, variants=[variant(stock=0, allow_backorder=True)])
    product(ctx)

    on_sale, sold_out = CommerceModule().dashboard(ctx)

    assert (on_sale.value, on_sale.detail, sold_out.value) == (3, "1 in draft", 1)
    assert CommerceModule().dashboard(RequestContext(tenant_id=ctx.tenant_id)) == ()
