"""Whose a cart is, and whether it can be changed: every command about one begins and ends here.

A guest knows the cart's token; a customer's own cart is theirs alone, with or without it. For everybody else there is
no such cart. A draft of staff's has a token too: whoever has the link may pay it.
"""

from __future__ import annotations

import datetime as dt
import hmac
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import allowed
from rustok.tenancy.prepared import Read, update
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.services.carts import tokens

_LATER: Final = dt.timedelta(hours=1)
"""The end of a cart is put off at most this often: a statement less to write to the index of expiries."""

_CART: Final = Read(models.Cart, "c", "commerce_carts c WHERE c.tenant_id = %s AND c.id = %s")
_LOCKED: Final = Read(models.Cart, "c", "commerce_carts c WHERE c.tenant_id = %s AND c.id = %s FOR NO KEY UPDATE")


def find_cart(ctx: RequestContext, cart_id: UUID, token: str | None) -> models.Cart:
    """Return a cart that whoever asks may see, in whatever state it is.

    :raises CartNotFound: no such cart for them.
    """
    return _theirs(ctx, _CART.first(cart_id), cart_id, token)


def lock_cart(ctx: RequestContext, cart_id: UUID, token: str | None) -> models.Cart:
    """Lock and return a cart that whoever asks may see, in whatever state it is.

    :raises CartNotFound: no such cart for them.
    """
    return _theirs(ctx, _LOCKED.first(cart_id), cart_id, token)


def open_cart(ctx: RequestContext, cart_id: UUID, token: str | None, version: int | None = None) -> models.Cart:
    """Lock and return a cart that can be changed.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    """
    cart = lock_cart(ctx, cart_id, token)
    require_open(cart)
    if version is not None and version != cart.version:
        raise StaleVersion(current=cart.version, given=version)
    return cart


def find_draft(draft_id: UUID) -> models.Cart:
    """Return a draft, without asking for rights.

    :raises CartNotFound: no such draft in the shop.
    """
    return _draft(models.Cart.objects.all(), draft_id)


def open_draft(draft_id: UUID, version: int | None = None) -> models.Cart:
    """Lock and return a draft that can be changed, without asking for rights.

    :raises CartNotFound: no such draft in the shop.
    :raises CartNotOpen: it was bought or given up.
    :raises StaleVersion: ``version`` was given and the draft was changed in between.
    """
    cart = _draft(models.Cart.objects.for_update(), draft_id)
    require_open(cart)
    if version is not None and version != cart.version:
        raise StaleVersion(current=cart.version, given=version)
    return cart


def _draft(rows: Any, draft_id: UUID) -> models.Cart:
    cart: models.Cart | None = rows.filter(id=draft_id, kind=CartKind.DRAFT).first()
    if cart is None:
        raise errors.CartNotFound(cart=to_ulid(draft_id))
    return cart


def require_open(cart: models.Cart) -> None:
    """Refuse a cart that cannot be changed any more.

    :raises CartNotOpen: it is bought, merged or expired.
    """
    if cart.status != CartStatus.OPEN:
        raise errors.CartNotOpen(status=cart.status)
    if cart.expires_at <= timezone.now():
        raise errors.CartNotOpen(status=CartStatus.EXPIRED.value)


def changed(ctx: RequestContext, cart: models.Cart, days: int, field: str, *columns: str) -> None:
    """Save columns of a locked cart with its next version, put off its end, and tell of the change."""
    now = timezone.now()
    cart.version += 1
    cart.updated_at = now
    names = {"version", "updated_at", *columns}
    ends = now + dt.timedelta(days=days)
    if cart.kind == CartKind.CART and ends - cart.expires_at > _LATER:
        cart.expires_at = ends
        names.add("expires_at")
    update(cart, *sorted(names))
    publish(ctx, CartUpdated(cart_id=cart.id, fields=(field,)))


def _theirs(ctx: RequestContext, cart: models.Cart | None, cart_id: UUID, token: str | None) -> models.Cart:
    if cart is None or not (ctx.is_system or _may(ctx, cart, token)):
        raise errors.CartNotFound(cart=to_ulid(cart_id))
    return cart


def _may(ctx: RequestContext, cart: models.Cart, token: str | None) -> bool:
    if cart.kind == CartKind.DRAFT and allowed(ctx, "commerce.draft:update"):
        return True
    if cart.customer_id is not None:
        own = (
            ctx.actor_id is not None
            and models.Customer.objects.filter(id=cart.customer_id, user_id=ctx.actor_id).exists()
        )
        if own or cart.kind == CartKind.CART:
            return own
    return token is not None and hmac.compare_digest(tokens.hash_of(token), cart.token_hash)
