"""Tasks of the read model."""

from __future__ import annotations

from collections import Counter
from typing import Any

import structlog
from celery import shared_task
from django.db import DatabaseError, close_old_connections
from redis.exceptions import RedisError

from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import tenant_info
from rustok.tenancy.selectors.tenants import every_tenant
from rustok_index import metrics
from rustok_index.indexers import INDEXERS
from rustok_index.indexers.verify import sample_index
from rustok_index.queries.misses import take_misses, tenants_with_misses
from rustok_index.services.misses import store_misses

log = structlog.get_logger("rustok.index")


@shared_task(name="rustok_index.tasks.store_search_misses", ignore_result=True)
def store_search_misses(**_: Any) -> int:
    """Bring the counts of searches that found nothing to every tenant's table."""
    close_old_connections()
    stored = 0
    try:
        tenant_ids = tenants_with_misses()
    except (RedisError, OSError) as exc:
        log.warning("index.misses.valkey_away", error=str(exc))
        return 0
    for tenant_id in tenant_ids:
        try:
            scope = tenant_info(tenant_id).scope
        except TenantNotFound:
            # Deleted since.
            take_misses(tenant_id)
            continue
        with tenant_scope(scope):
            stored += store_misses(RequestContext.system(tenant_id))
    return stored


@shared_task(name="rustok_index.tasks.measure_drift", ignore_result=True)
def measure_drift(**_: Any) -> dict[str, int]:
    """Compare a sample of every tenant's documents with what the domains would build, and set the gauge."""
    close_old_connections()
    return sample_tenants()


def sample_tenants() -> dict[str, int]:
    """Compare samples; return by index how many entities are not as they should be."""
    indexers = [indexer for indexer in INDEXERS.values() if indexer.has_source()]
    found = Counter({indexer.name: 0 for indexer in indexers})
    for tenant in every_tenant(active=True):
        for indexer in indexers:
            try:
                with tenant_scope(tenant):
                    drift = sample_index(indexer, conf().index.drift_sample)
            except (RustokError, DatabaseError) as exc:
                log.warning("index.drift_unknown", tenant=tenant.slug, index=indexer.name, error=str(exc))
                continue
            # What is behind waits for its event; how long that takes is measured by the outbox.
            wrong = drift.missing + drift.surplus + drift.changed + drift.listings
            if wrong:
                found[indexer.name] += len(drift.entities)
                log.warning("index.drift", tenant=tenant.slug, **drift.as_dict())
    for name, count in found.items():
        metrics.drift.labels(name).set(count)
    return dict(found)
