"""What time does to selling: promises lapse, carts expire, whoever left one is reminded; a missed run is caught up."""

from __future__ import annotations

import logging

from django.db import DatabaseError

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, require_tenant_id, tenant_scope
from rustok.tenancy.info import current_tenant
from rustok.tenancy.models import Tenant
from rustok_commerce.services import reservations
from rustok_commerce.services.carts.expiry import expire_carts
from rustok_commerce.services.carts.recovery import remind_all

logger = logging.getLogger(__name__)


def sweep_all() -> int:
    """Sweep every shop; one that fails does not stop the others. Return how many reservations and carts went."""
    with platform_scope():
        tenants = list(Tenant.objects.select_related("cell").order_by("pk"))
    swept = 0
    for tenant in tenants:
        try:
            with tenant_scope(tenant):
                ctx = RequestContext.system(require_tenant_id(), locale=current_tenant().default_locale)
                swept += reservations.sweep() + expire_carts(ctx) + remind_all(ctx)
        except DatabaseError:
            logger.exception("commerce.sweep_failed", extra={"tenant": tenant.slug})
    if swept:
        logger.info("commerce.swept", extra={"count": swept})
    return swept
