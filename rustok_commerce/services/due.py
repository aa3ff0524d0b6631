"""Applying what is due: products are published and withdrawn, and windows of prices and channels begin and end.

What a run missed, the next one finds: due is whatever lies in the past. Each product is a transaction of its own, and
one that fails stops no other.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.tenancy.context import platform_scope, require_tenant_id, tenant_scope
from rustok.tenancy.info import current_tenant
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.services import catalog, schedule
from rustok_commerce.services.revisions import lock_product, touch, touch_products

logger = logging.getLogger(__name__)

BATCH: Final = 200
RETRY_AFTER: Final = dt.timedelta(minutes=15)
"""When a product that could not be published is tried again."""


def apply_all() -> int:
    """Apply what is due in every shop; one that fails does not stop the others. Return how many products changed."""
    with platform_scope():
        tenants = list(Tenant.objects.select_related("cell").order_by("pk"))
    applied = 0
    for tenant in tenants:
        try:
            with tenant_scope(tenant):
                applied += apply()
        except DatabaseError:
            logger.exception("commerce.schedule_failed", extra={"tenant": tenant.slug})
    if applied:
        logger.info("commerce.schedule_applied", extra={"count": applied})
    return applied


def apply() -> int:
    """Apply what is due in the shop in scope; return how many products changed."""
    now = timezone.now()
    failed: set[UUID] = set()
    applied = 0
    while True:
        due = models.Product.objects.filter(next_change_at__lte=now).exclude(id__in=failed)
        ids = list(due.order_by("next_change_at", "id").values_list("id", flat=True)[:BATCH])
        if not ids:
            return applied
        for product_id in ids:
            try:
                applied += _apply_one(_context(), product_id, now)
            except (RustokError, DatabaseError):
                logger.exception("commerce.schedule_product_failed", extra={"product": str(product_id)})
                failed.add(product_id)
        # Due again at once: something was written behind our back. The next run must not be this one's next turn.
        failed.update(due.filter(id__in=ids).values_list("id", flat=True))


@command()
def availability_changed(ctx: RequestContext, product_ids: Sequence[UUID]) -> None:
    """Let products have new documents, because more or fewer of their pieces are promised to buyers.

    Not within the buyer's own transaction: it would wait there for everybody else who buys the product.
    """
    for product_id in touch_products(product_ids):
        publish(ctx, ProductUpdated(product_id=product_id, fields=("availability",)))


def _context() -> RequestContext:
    return RequestContext.system(require_tenant_id(), locale=current_tenant().default_locale)


@command()
def _apply_one(ctx: RequestContext, product_id: UUID, now: dt.datetime) -> bool:
    """Apply what is due of one product; False where another run has done it."""
    product = models.Product.objects.for_update().filter(id=product_id).first()
    if product is None or product.next_change_at is None or product.next_change_at > now:
        return False
    publishing = product.publish_at is not None and product.publish_at <= now
    withdrawing = product.unpublish_at is not None and product.unpublish_at <= now
    if withdrawing:
        # Where both times were missed its time on sale is over.
        product.publish_at = product.unpublish_at = product.schedule_error = None
        product.save()
        if product.status == ProductStatus.ACTIVE:
            catalog.unpublish_product(ctx, product_id)
        else:
            _tell(ctx, product_id)
        return True
    if publishing:
        try:
            catalog.publish_product(ctx, product_id)
        except RustokError as exc:
            _postpone(ctx, product_id, now, str(exc))
            logger.warning("commerce.schedule_refused", extra={"product": str(product_id), "code": exc.code})
        return True
    _tell(ctx, product_id)
    return True


def _tell(ctx: RequestContext, product_id: UUID) -> None:
    """Let a product have new documents, because time has changed what they show."""
    product = lock_product(product_id)
    schedule.plan(product)
    touch(product, edited=False)
    publish(ctx, ProductUpdated(product_id=product_id, fields=("schedule",)))


def _postpone(ctx: RequestContext, product_id: UUID, now: dt.datetime, reason: str) -> None:
    """Keep the plan to publish, say why it failed, and try again later."""
    product = lock_product(product_id)
    is_new = product.schedule_error != reason
    product.schedule_error = reason
    product.next_change_at = min([now + RETRY_AFTER, *(moment for moment in schedule.moments(product) if moment > now)])
    touch(product, edited=is_new)
    publish(ctx, ProductUpdated(product_id=product_id, fields=("schedule_error",)))
