"""Reactions to other modules' events."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.events.catalog.carts import AvailabilityChanged, CartAbandoned, CartCompleted
from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.catalog.orders import OrderPlaced
from rustok.events.catalog.payments import PaymentAuthorised
from rustok.events.catalog.user import UserDeleted, UserUpdated
from rustok.events.envelope import EventEnvelope
from rustok_commerce.services import catalog, categories, checkout, collections, customer_logins
from rustok_commerce.services.carts import recovery
from rustok_commerce.services.due import availability_changed


def media_changed(envelopes: Sequence[EventEnvelope]) -> None:
    """Take deleted pictures out of the catalogue; let what shows pictures that were described anew show them so."""
    deleted: set[UUID] = set()
    described: set[UUID] = set()
    for envelope in envelopes:
        match envelope.event:
            case MediaDeleted(asset_id=asset_id):
                deleted.add(asset_id)
            case MediaUpdated(asset_id=asset_id):
                described.add(asset_id)
    if envelopes and deleted:
        catalog.detach_media(envelopes[-1].context(), sorted(deleted))
        categories.category_pictures_changed(envelopes[-1].context(), sorted(deleted), gone=True)
        collections.pictures_changed(envelopes[-1].context(), sorted(deleted), gone=True)
    if envelopes and described - deleted:
        catalog.refresh_media(envelopes[-1].context(), sorted(described - deleted))
        categories.category_pictures_changed(envelopes[-1].context(), sorted(described - deleted), gone=False)
        collections.pictures_changed(envelopes[-1].context(), sorted(described - deleted), gone=False)


def login_changed(envelopes: Sequence[EventEnvelope]) -> None:
    """Let customers have their logins' addresses, and what was bought with those that are confirmed."""
    gone: set[UUID] = set()
    changed: set[UUID] = set()
    for envelope in envelopes:
        match envelope.event:
            case UserDeleted(user_id=user_id):
                gone.add(user_id)
            case UserUpdated(user_id=user_id, fields=fields) if {"email", "email_verified"} & set(fields):
                changed.add(user_id)
    if not envelopes:
        return
    ctx = envelopes[-1].context()
    for user_id in sorted(changed - gone):
        customer_logins.follow_login(ctx, user_id)
    for user_id in sorted(gone):
        customer_logins.leave_login(ctx, user_id)


def orders_placed(envelopes: Sequence[EventEnvelope]) -> None:
    """Let orders placed without signing in be those of the customer whose confirmed address they bear."""
    guests = {
        envelope.event.order_id
        for envelope in envelopes
        if isinstance(envelope.event, OrderPlaced) and envelope.event.customer_id is None
    }
    if guests:
        customer_logins.claim_orders(envelopes[-1].context(), sorted(guests))


def stock_promised(envelopes: Sequence[EventEnvelope]) -> None:
    """Let products show how many of them can be bought now; many orders of a product are one change of it."""
    products = {
        product_id
        for envelope in envelopes
        if isinstance(envelope.event, AvailabilityChanged)
        for product_id in envelope.event.product_ids
    }
    if products:
        availability_changed(envelopes[-1].context(), sorted(products))


def checkout_went_on(envelopes: Sequence[EventEnvelope]) -> None:
    """Finish what a checkout left open: a cart that was paid and not completed, money that is held and not taken."""
    for envelope in envelopes:
        match envelope.event:
            case PaymentAuthorised(payment_id=payment_id, cart_id=UUID() as cart_id, order_id=None):
                checkout.complete_paid_cart(envelope.context(), cart_id, payment_id)
            case CartCompleted(cart_id=cart_id):
                checkout.settle_payments(envelope.context(), cart_id)


def cart_left(envelopes: Sequence[EventEnvelope]) -> None:
    """Remind whoever left a cart of it."""
    for envelope in envelopes:
        if isinstance(envelope.event, CartAbandoned):
            recovery.send_reminder(envelope.event.cart_id, envelope.event_id)
