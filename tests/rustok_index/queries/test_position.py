"""Clients wait for their own writes, over the real outbox."""

from __future__ import annotations

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductCreated, ProductUpdated
from rustok.events.progress import has_reached
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import current_tenant
from rustok.tenancy.models import Tenant
from rustok_index import errors, models
from rustok_index.indexers import PRODUCTS
from rustok_index.indexers.documents import locale_chains
from rustok_index.indexers.rebuild import rebuild_index
from rustok_index.indexers.verify import verify_index
from rustok_index.queries import position
from rustok_outbox.relay import drain, relay_events
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
        settings.RUSTOK = {**settings.RUSTOK, "index": {"min_position_wait_ms": 20, "search_gather_ms": 0}}  # type: ignore[attr-defined]
        with pytest.raises(errors.IndexBehind):
            position.wait_for_position(ctx, stored.position)
    with tenant_scope(tenant_b):
        assert has_reached(["index.products"], stored.position)

    drain()

    with tenant_scope(tenant_a):
        position.wait_for_position(ctx, stored.position)
        assert set(models.IndexProduct.objects.values_list("title", flat=True)) == {"Oak chair"}


def test_what_an_event_on_its_way_will_build_is_pending_and_the_rest_has_drifted(tenant_a: Tenant, shop: Shop) -> None:
    with tenant_scope(tenant_a):
        changed, tampered = (shop.product(title).entity_id for title in ("Oak chair", "Table"))
        rebuild_index(PRODUCTS, batch_size=10)
        shop.products.change(changed, title="Ash chair")
        models.IndexProduct.objects.filter(product_id=tampered, locale="en").update(title="Tampered")
        with transaction.atomic():
            publish(RequestContext.system(tenant_a.id), ProductUpdated(product_id=changed))

        before = verify_index(PRODUCTS, batch_size=10)
        relay_events()
        owed = verify_index(PRODUCTS, batch_size=10)

        for found in (before, owed):
            assert (found.pending, found.behind, found.changed, found.entities) == (1, 0, 1, {tampered})
    drain()
    with tenant_scope(tenant_a):
        done = verify_index(PRODUCTS, batch_size=10)
        assert (done.pending, done.changed, done.entities) == (0, 1, {tampered})


def test_what_search_will_be_told_is_pending_and_the_rest_of_it_is_wrong(tenant_a: Tenant, shop: Shop) -> None:
    with tenant_scope(tenant_a):
        shop.product("Oak chair")
        rebuild_index(PRODUCTS, batch_size=10)
        late, lost = (shop.product(title).entity_id for title in ("Lamp", "Table"))
        PRODUCTS.rebuild([late, lost], with_search=False)
        with transaction.atomic():
            publish(RequestContext.system(tenant_a.id), ProductUpdated(product_id=late))
        languages = len(shop.products.load([late], locale_chains(current_tenant())))

        found = verify_index(PRODUCTS, batch_size=10)

        assert (found.pending, found.search_wrong, found.entities) == (1, 1, set())
        assert found.search_expected - found.search_found == languages
    drain()
    with tenant_scope(tenant_a):
        done = verify_index(PRODUCTS, batch_size=10)
        assert (done.pending, done.search_wrong, done.is_clean) == (0, 1, False)
        PRODUCTS.store_entries([lost])
        assert verify_index(PRODUCTS, batch_size=10).is_clean
