"""Tasks of the read model."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task
from django.db import close_old_connections
from redis.exceptions import RedisError

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import tenant_info
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
