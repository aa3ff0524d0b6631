"""A mail to somebody who left a cart and wants to be reminded of it: once, and never after they said stop."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartAbandoned, CartUpdated
from rustok.ids import to_ulid
from rustok.mail import messages
from rustok_commerce import models
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services.carts import tokens
from rustok_commerce.services.carts.access import find_cart
from rustok_commerce.services.carts.baskets import contents_of
from rustok_commerce.services.carts.texts import load_wordings

BATCH: Final = 200


def remind_all(ctx: RequestContext, now: dt.datetime | None = None) -> int:
    """Decide on the carts that were left long enough ago, in transactions of some each; return how many.

    Only whoever agreed is reminded, of a cart with something in it, and of each cart once.
    """
    hours = sales_settings().recovery_hours
    if hours is None:
        return 0
    at = now or timezone.now()
    reminded = 0
    while done := _remind_some(ctx, at, at - dt.timedelta(hours=hours)):
        reminded += done
    return reminded


@command()
def _remind_some(ctx: RequestContext, at: dt.datetime, since: dt.datetime) -> int:
    rows = models.Cart.objects.filter(
        Exists(models.CartLine.objects.filter(cart_id=OuterRef("id"))),
        status=CartStatus.OPEN,
        kind=CartKind.CART,
        accepts_recovery=True,
        recovery_sent_at__isnull=True,
        updated_at__lte=since,
        expires_at__gt=at,
    ).exclude(email="")
    carts = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:BATCH])
    for cart in carts:
        cart.recovery_sent_at = at
        cart.save(update_fields=["recovery_sent_at"])
        publish(ctx, CartAbandoned(cart_id=cart.id))
    return len(carts)


def send_reminder(cart_id: UUID, event_id: UUID) -> None:
    """Send the mail, unless the cart was bought or the buyer said stop since.

    :raises OSError: the mail server does not take it; the outbox tries again, with the same Message-ID.
    """
    cart: models.Cart | None = models.Cart.objects.filter(id=cart_id).first()
    if cart is None or cart.status != CartStatus.OPEN or not cart.accepts_recovery or not cart.email:
        return
    contents = contents_of(cart)
    sold = [held for held in contents.lines if held.price is not None and held.offer is not None]
    if not sold:
        return
    words = load_wordings([held.offer.variant for held in sold if held.offer is not None], cart.locale)
    known = {"cart": to_ulid(cart.id), "token": tokens.token_of(cart.id)}
    messages.send(
        "cart_reminder",
        to=cart.email,
        locale=cart.locale,
        context={
            "lines": [{"quantity": held.line.quantity, "title": words[held.line.variant_id].title} for held in sold],
            "link": messages.link("cart", **known),
            "stop_link": messages.link("cart/stop-reminders", **known),
        },
        message_id=str(event_id),
    )


@command()
def stop_reminders(ctx: RequestContext, cart_id: UUID, token: str | None) -> None:
    """Send no more reminders to the address of a cart, whose token the mail had. No sign-in is needed to say stop.

    :raises CartNotFound: no such cart for whoever asks.
    """
    cart: models.Cart | None = models.Cart.objects.filter(id=cart_id).first()
    if cart is None or token is None or tokens.hash_of(token) != cart.token_hash:
        # Without the mail's token only whoever the cart is.
        cart = find_cart(ctx, cart_id, token)
    rows = models.Cart.objects.filter(accepts_recovery=True)
    rows = rows.filter(email=cart.email) if cart.email else rows.filter(id=cart.id)
    for other in rows.for_update():
        other.accepts_recovery = False
        other.save(update_fields=["accepts_recovery"])
        publish(ctx, CartUpdated(cart_id=other.id, fields=("accepts_recovery",)))
