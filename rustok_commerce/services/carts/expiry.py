"""Carts that nobody touched for as long as the shop keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartExpired
from rustok_commerce import models
from rustok_commerce.dto.carts import CartStatus
from rustok_commerce.services import reservations

BATCH: Final = 200


def expire_carts(ctx: RequestContext, now: dt.datetime | None = None) -> int:
    """Put aside the carts whose time is over, in transactions of some each; return how many."""
    at = now or timezone.now()
    expired = 0
    while done := _expire_some(ctx, at):
        expired += done
    return expired


@command()
def _expire_some(ctx: RequestContext, at: dt.datetime) -> int:
    rows = models.Cart.objects.filter(status=CartStatus.OPEN, expires_at__lte=at)
    carts = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:BATCH])
    give_up(ctx, carts)
    return len(carts)


def give_up(ctx: RequestContext, carts: Sequence[models.Cart]) -> None:
    """Put open carts aside whose rows are locked: what is promised to them goes back."""
    reservations.release_carts([cart.id for cart in carts], ctx=ctx)
    for cart in carts:
        cart.status, cart.updated_at = CartStatus.EXPIRED, timezone.now()
        cart.save(update_fields=["status", "updated_at"])
        publish(ctx, CartExpired(cart_id=cart.id))
