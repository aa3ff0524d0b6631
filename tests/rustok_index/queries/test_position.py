"""Clients wait for their own writes, over the real outbox."""

from __future__ import annotations

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductCreated
from rustok.events.progress import has_reached
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_index import errors, models
from rustok_index.queries import position
from rustok_outbox.relay import drain
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_position_is_reached_once_the_consumers_are_done(
    tenant_a: Tenant, tenant_b: Tenant, shop: Shop, settings: object
) -> None:
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        chair = shop.product("Oak chair")
        with transaction.atomic():
            stored = publish(ctx, ProductCreated(product_id=chair.entity_id))
        assert stored.position is not None
        assert not has_reached(["index.products"], stored.position)
        settings.RUSTOK = {**settings.RUSTOK, "index": {"min_position_wait_ms": 20}}  # type: ignore[attr-defined]
        with pytest.raises(errors.IndexBehind):
            position.wait_for_position(ctx, stored.position)
    with tenant_scope(tenant_b):
        assert has_reached(["index.products"], stored.position)

    drain()

    with tenant_scope(tenant_a):
        position.wait_for_position(ctx, stored.position)
        assert set(models.IndexProduct.objects.values_list("title", flat=True)) == {"Oak chair"}
