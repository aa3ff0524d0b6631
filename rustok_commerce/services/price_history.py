"""The history of prices: a line for every price that was set or removed, in the transaction that does it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from rustok.context import RequestContext
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import models

_OWNERS: Final = {
    "price_list_id": "p.price_list_id",
    "channel_id": "p.channel_id",
    "variant_id": "p.variant_id",
    "product_id": "v.product_id",
}
"""What takes prices with it when it goes."""


def write_history(ctx: RequestContext, rows: Iterable[models.Price], *, removed: Iterable[models.Price] = ()) -> None:
    """Write down prices as they are now, and those that are no more; their variants must be loaded."""
    now = timezone.now()
    models.PriceChange.objects.bulk_create(
        models.PriceChange(
            product_id=price.variant.product_id,
            variant_id=price.variant_id,
            channel_id=price.channel_id,
            price_list_id=price.price_list_id,
            currency=price.currency,
            min_quantity=price.min_quantity,
            amount=None if is_removed else price.amount,
            compare_at=None if is_removed else price.compare_at,
            starts_at=price.starts_at,
            ends_at=price.ends_at,
            actor_id=ctx.actor_id,
            # One time for all: in between, no price held.
            created_at=now,
        )
        for is_removed, prices in ((True, removed), (False, rows))
        for price in prices
    )


def write_removals(ctx: RequestContext, column: str, value: UUID) -> None:
    """Write down that all prices of a list, channel, variant or product are no more, in one statement."""
    write_removals_of_all(ctx, column, [value])


def write_removals_of_all(ctx: RequestContext, column: str, values: Iterable[UUID]) -> None:
    """Write down that all prices of lists, channels, variants or products are no more, in one statement."""
    owner = _OWNERS[column]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commerce_price_changes (id, tenant_id, product_id, variant_id, channel_id, price_list_id,"
            " currency, min_quantity, starts_at, ends_at, actor_id, created_at)"
            " SELECT uuidv7(), p.tenant_id, v.product_id, p.variant_id, p.channel_id, p.price_list_id,"
            " p.currency, p.min_quantity, p.starts_at, p.ends_at, %s, %s FROM commerce_prices p"
            " JOIN commerce_variants v ON v.tenant_id = p.tenant_id AND v.id = p.variant_id"
            f" WHERE p.tenant_id = %s AND {owner} = ANY(%s)",
            [ctx.actor_id, timezone.now(), require_tenant_id(), list(values)],
        )
