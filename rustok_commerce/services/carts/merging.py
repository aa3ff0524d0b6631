"""A guest's cart becomes a customer's, or joins the one they have: at sign-in, or when they ask for it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartMerged
from rustok_commerce import models
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.dto.sales_settings import SalesSettingsResponse
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import reservations
from rustok_commerce.services.carts import tokens
from rustok_commerce.services.carts.access import changed, open_cart
from rustok_commerce.services.carts.creating import own_cart
from rustok_commerce.services.carts.details import MAX_COUPONS, MAX_CREDITS
from rustok_commerce.services.customers import customer_for


def claim_cart(ctx: RequestContext, cart_id: UUID, token: str | None) -> models.Cart:
    """Take a guest's cart over. Of the same thing in both carts the quantities are added, as far as one may have.

    What does not fit in any more stays out. A cart that is one's own already is given back as it is.

    :raises Unauthenticated: nobody is signed in.
    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    """
    # At its first use the customer takes over what was bought as a guest, in a transaction of its own.
    return _claim(ctx, customer_for(ctx), cart_id, token)


@command()
def _claim(ctx: RequestContext, customer: models.Customer, cart_id: UUID, token: str | None) -> models.Cart:
    # Both carts in id order, as everybody does who locks several.
    theirs = Q(customer=customer, status=CartStatus.OPEN, kind=CartKind.CART)
    list(models.Cart.objects.for_update().filter(Q(id=cart_id) | theirs).values_list("id", flat=True))
    cart = open_cart(ctx, cart_id, token)
    if cart.customer_id == customer.id:
        return cart
    settings = sales_settings()
    own = own_cart(ctx, customer, cart.channel, cart.currency) if cart.kind == CartKind.CART else None
    if own is None:
        cart.customer = customer
        cart.email = cart.email or customer.email or ""
        cart.vat_id = cart.vat_id or customer.vat_id
        changed(ctx, cart, settings.cart_days, "customer", "customer", "email", "vat_id")
        return cart
    _join(own, cart, settings)
    own.note = own.note or cart.note
    own.coupon_codes = list(dict.fromkeys([*own.coupon_codes, *cart.coupon_codes]))[:MAX_COUPONS]
    own.email = own.email or cart.email
    own.shipping_address = own.shipping_address or cart.shipping_address
    own.billing_address = own.billing_address or cart.billing_address
    own.shipping_method_id = own.shipping_method_id or cart.shipping_method_id
    changed(
        ctx,
        own,
        settings.cart_days,
        "lines",
        "note",
        "coupon_codes",
        "email",
        "shipping_address",
        "billing_address",
        "shipping_method",
    )
    reservations.release_cart(cart.id, ctx=ctx)
    cart.status = CartStatus.MERGED
    cart.version += 1
    cart.updated_at = timezone.now()
    cart.save(update_fields=["status", "version", "updated_at"])
    publish(ctx, CartMerged(cart_id=cart.id, into_id=own.id))
    return own


def claim_by_token(ctx: RequestContext, token: str) -> models.Cart | None:
    """Take over the guest's cart that a client brings along as it signs in; None where there is nothing to take over.

    Whatever is the matter with the cart must not keep anybody from signing in.
    """
    rows = models.Cart.objects.filter(
        token_hash=tokens.hash_of(token),
        status=CartStatus.OPEN,
        kind=CartKind.CART,
        customer__isnull=True,
        expires_at__gt=timezone.now(),
    )
    cart_id = rows.values_list("id", flat=True).first()
    if cart_id is None:
        return None
    return claim_cart(ctx, cart_id, token)


def _join(own: models.Cart, other: models.Cart, settings: SalesSettingsResponse) -> None:
    """Move lines and credits from one cart to the other; both are locked."""
    present = {(line.variant_id, line.personalisation_key): line for line in models.CartLine.objects.filter(cart=own)}
    pieces: dict[UUID, int] = {}
    for line in present.values():
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    count = len(present)
    for line in models.CartLine.objects.filter(cart=other).order_by("id"):
        room = min(line.quantity, settings.max_quantity - pieces.get(line.variant_id, 0))
        twin = present.get((line.variant_id, line.personalisation_key))
        if room <= 0 or (twin is None and count >= settings.max_lines):
            continue
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + room
        if twin is not None:
            models.CartLine.objects.filter(id=twin.id).update(quantity=F("quantity") + room, updated_at=timezone.now())
        else:
            models.CartLine.objects.filter(id=line.id).update(cart=own, quantity=room)
            count += 1
    paying = set(models.CartCredit.objects.filter(cart=own).values_list("account_id", flat=True))
    for credit in models.CartCredit.objects.filter(cart=other).order_by("created_at", "id"):
        if credit.account_id not in paying and len(paying) < MAX_CREDITS:
            models.CartCredit.objects.filter(id=credit.id).update(cart=own)
            paying.add(credit.account_id)
