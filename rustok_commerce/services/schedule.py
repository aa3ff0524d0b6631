"""When a product changes by itself: its schedule, and the windows of its prices and channels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.prices import PriceListStatus
from rustok_commerce.dto.products import ProductResponse, ProductStatus, ScheduleProductRequest
from rustok_commerce.selectors.products import present_product
from rustok_commerce.services import assignments
from rustok_commerce.services.revisions import check_version, lock_product, touch

_FOR_EVERYBODY: Final = Q(price_list=None) | Q(
    price_list__status=PriceListStatus.ACTIVE, price_list__customer_group_id=None
)
"""Prices that shoppers see: neither those of drafts of lists, nor those for one group of customers."""


@command()
def schedule_product(ctx: RequestContext, product_id: UUID, request: ScheduleProductRequest) -> ProductResponse:
    """Say when a product is to be published and withdrawn by itself; null takes a time back.

    :raises ProductNotFound: no such product in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    :raises ScheduleInPast: a time is not to come.
    :raises ScheduleOrder: it would be withdrawn before it is published.
    :raises AlreadyPublished: it is shown already, and cannot be published later.
    :raises NothingToWithdraw: it is neither shown nor to be published.
    :raises NotPublishable: it could not be published as it is now.
    """
    require(ctx, "commerce.product:publish")
    product = lock_product(product_id)
    changes = given(request)
    check_version(product, changes)
    changed = {name: value for name, value in changes.items() if getattr(product, name) != value}
    if not changed:
        return present_product(ctx, product.id)
    now = timezone.now()
    for name, value in changed.items():
        if value is not None and value <= now:
            raise errors.ScheduleInPast(field=name)
        setattr(product, name, value)
    if product.publish_at is not None:
        if product.status == ProductStatus.ACTIVE:
            raise errors.AlreadyPublished()
        if product.unpublish_at is not None and product.unpublish_at <= product.publish_at:
            raise errors.ScheduleOrder()
        refuse_unpublishable(product)
    elif product.unpublish_at is not None and product.status != ProductStatus.ACTIVE:
        raise errors.NothingToWithdraw()
    product.schedule_error = None
    plan(product)
    touch(product, edited=True)
    publish(ctx, ProductUpdated(product_id=product.id, fields=tuple(sorted(changed))))
    return present_product(ctx, product.id)


def refuse_unpublishable(product: models.Product) -> None:
    """Refuse a product that shoppers could not buy, or that is not said of what its type requires.

    :raises NotPublishable: it has no variant, no variant has a price for everybody, or it lacks required attributes.
    """
    if not models.Variant.objects.filter(product=product).exists():
        raise errors.NotPublishable(reason="it has no variant")
    if not models.Price.objects.filter(_FOR_EVERYBODY, variant__product=product).exists():
        raise errors.NotPublishable(reason="it has no price")
    if missing := assignments.missing_attributes(product):
        raise errors.NotPublishable(reason=f"it lacks {', '.join(missing)}")


def plan(product: models.Product) -> None:
    """Set when a locked product changes next; whoever called saves it, as :func:`revisions.touch` does."""
    product.next_change_at = next_change(product)


def next_change(product: models.Product) -> dt.datetime | None:
    """Return the earliest coming moment at which what shoppers see of a product changes by itself.

    A time of its schedule that has passed counts until it was applied.
    """
    return min(moments(product), default=None)


def moments(product: models.Product) -> set[dt.datetime]:
    """Return all moments at which what shoppers see of a product changes by itself."""
    return _moments([product], timezone.now())[product.id]


def plan_products(product_ids: Iterable[UUID]) -> None:
    """Set when these products change next, in a number of statements that does not grow with theirs.

    For commands that change something around many products, such as a price list; they lock and touch them as well.
    """
    products = list(models.Product.objects.filter(id__in=list(product_ids)))
    coming = _moments(products, timezone.now())
    moved = []
    for product in products:
        moment = min(coming[product.id], default=None)
        if product.next_change_at != moment:
            product.next_change_at = moment
            moved.append(product)
    models.Product.objects.bulk_update(moved, ["next_change_at"], batch_size=500)


def _moments(products: list[models.Product], now: dt.datetime) -> dict[UUID, set[dt.datetime]]:
    """Return for each product when it changes; three statements, however many there are."""
    ids = [product.id for product in products]
    coming: dict[UUID, set[dt.datetime]] = {
        product.id: {moment for moment in (product.publish_at, product.unpublish_at) if moment is not None}
        for product in products
    }

    def add(rows: Any, start: str, end: str, owner: str) -> None:
        for product_id, *bounds in rows.values_list(owner, start, end):
            coming[product_id].update(bound for bound in bounds if bound is not None and bound > now)

    links = models.ProductChannel.objects.filter(product_id__in=ids, is_available=True)
    add(links, "available_from", "available_until", "product_id")
    prices = models.Price.objects.filter(variant__product_id__in=ids)
    add(prices, "starts_at", "ends_at", "variant__product_id")
    listed = prices.filter(price_list__status=PriceListStatus.ACTIVE, price_list__customer_group_id=None)
    add(listed.distinct(), "price_list__starts_at", "price_list__ends_at", "variant__product_id")
    return coming
