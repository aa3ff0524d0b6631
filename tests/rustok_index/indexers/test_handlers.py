"""Events build the documents they touch, once."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok.events.catalog.commerce import PriceUpdated, ProductUpdated
from rustok.events.catalog.index import ReindexRequested
from rustok.events.catalog.tenant import LocaleDisabled, LocaleEnabled
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent
from rustok.ids import generate_id
from rustok.tenancy.models import Tenant, TenantLocale
from rustok_index import models
from rustok_index.handlers import subscribers
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db


def _send(tenant: Tenant, *events: DomainEvent) -> None:
    envelopes = [EventEnvelope.wrap(RequestContext.system(tenant.id), event) for event in events]
    for subscriber in subscribers():
        if wanted := [e for e in envelopes if subscriber.wants(e.event.type)]:
            subscriber.handle(wanted)


def _locales() -> list[str]:
    return sorted(models.IndexProduct.objects.values_list("locale", flat=True))


def test_each_index_with_a_source_has_one_consumer(shop: Shop) -> None:
    found = {s.name: s for s in subscribers()}

    assert set(found) == {
        "index.products", "index.content", "index.categories", "search.products", "search.content",
    }  # fmt: skip
    assert found["search.products"].after == "index.products"
    assert found["search.products"].events == found["index.products"].events
    assert found["index.products"].wants("price.updated")
    assert found["index.products"].wants("locale.enabled")
    assert not found["index.products"].wants("node.updated")


def test_many_events_of_a_product_build_it_once(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    events = [ProductUpdated(product_id=chair.entity_id) for _ in range(5)]
    price = PriceUpdated(product_id=chair.entity_id, variant_id=generate_id(), currency="USD")

    _send(in_tenant_a, *events, price)

    assert shop.products.loads == 1
    assert _locales() == ["en", "ru"]


def test_a_language_comes_and_goes(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    _send(in_tenant_a, ProductUpdated(product_id=chair.entity_id))
    TenantLocale.objects.create(locale="de", position=5)

    _send(in_tenant_a, LocaleEnabled(tenant_id=in_tenant_a.id, locale="de"))
    assert _locales() == ["de", "en", "ru"]

    TenantLocale.objects.filter(locale="de").update(is_enabled=False)
    _send(in_tenant_a, LocaleDisabled(tenant_id=in_tenant_a.id, locale="de"))
    assert _locales() == ["en", "ru"]


def test_what_is_deleted_goes_also_where_everything_is_built_anew(in_tenant_a: Tenant, shop: Shop) -> None:
    chair, lamp = shop.product("Oak chair"), shop.product("Lamp")
    _send(in_tenant_a, *(ProductUpdated(product_id=made.entity_id) for made in (chair, lamp)))
    del shop.products.rows[chair.entity_id]
    shop.products.loads = 0

    everything = ReindexRequested(tenant_id=in_tenant_a.id, target_type="products")
    _send(
        in_tenant_a, ProductUpdated(product_id=chair.entity_id), ProductUpdated(product_id=lamp.entity_id), everything
    )

    assert set(models.IndexProduct.objects.values_list("title", flat=True)) == {"Lamp"}
    assert shop.products.loads == 2


def test_a_reindex_can_be_asked_for_one_or_all(in_tenant_a: Tenant, shop: Shop) -> None:
    chair = shop.product("Oak chair")
    shop.product("Lamp")

    _send(
        in_tenant_a,
        ReindexRequested(tenant_id=in_tenant_a.id, target_type="products", target_id=chair.entity_id),
    )
    assert set(models.IndexProduct.objects.values_list("title", flat=True)) == {"Oak chair"}

    _send(in_tenant_a, ReindexRequested(tenant_id=in_tenant_a.id, target_type="products"))
    assert set(models.IndexProduct.objects.values_list("title", flat=True)) == {"Oak chair", "Lamp"}
