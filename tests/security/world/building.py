"""Fill a tenant, step by step."""

from __future__ import annotations

from rustok.context import RequestContext
from rustok.modules.registry import registry
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok_index import models as index
from rustok_index.indexers import INDEXERS, pages
from tests.security.world.catalogue import add_shop
from tests.security.world.community import add_community, add_members
from tests.security.world.content import add_content
from tests.security.world.orders import add_carts, add_orders, add_payments
from tests.security.world.people import add_people, add_pictures
from tests.security.world.platform import (
    add_dead_letters,
    add_remembered_answer,
    add_search_settings,
    add_tickets,
    add_webhooks,
    add_what_only_some_settings_fill,
)
from tests.security.world.seeds import World
from tests.security.world.selling import add_customers, add_promotions, add_taxes_and_deliveries
from tests.security.world.talk import add_talk


def build_world(tenant: Tenant, mark: str) -> World:
    """Fill a tenant through the services; the read model is built at the end."""
    world = World(tenant=tenant, mark=mark)
    with tenant_scope(tenant):
        for module in registry.ordered():
            if not module.core:
                TenantModule.objects.get_or_create(module_slug=module.slug)
        ctx = RequestContext.system(tenant.id)
        add_people(world, ctx)
        add_pictures(world, ctx)
        add_content(world, ctx)
        add_members(world, ctx)
        add_talk(world, ctx)
        add_community(world, ctx)
        add_shop(world, ctx)
        add_customers(world, ctx)
        add_taxes_and_deliveries(world, ctx)
        add_promotions(world, ctx)
        add_orders(world, ctx)
        add_payments(world, ctx)
        add_tickets(world, ctx)
        add_dead_letters(world)
        add_carts(world, ctx)
        add_webhooks(world, ctx)
        for indexer in (indexer for indexer in INDEXERS.values() if indexer.has_source()):
            for batch in pages(indexer.sources(), 100):
                indexer.rebuild(batch)
            if indexer.is_searched:
                indexer.rebuild_search()
        add_search_settings(world, ctx)
        add_what_only_some_settings_fill(world)
        index.ReindexProgress.objects.create(index_name="products", documents=2)
    add_remembered_answer(world)
    return world
