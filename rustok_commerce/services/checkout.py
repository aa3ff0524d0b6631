"""From a cart to an order: once, at the price that was agreed on, with money held ready and stock promised.

What a completion does, and where it may break off:

1. The cart is looked through and its pieces are promised to it for some minutes. Only where a provider will be asked.
2. The provider holds the money ready. No transaction is open meanwhile.
3. One transaction: under the cart's lock everything is priced anew from the tables that are written; what comes out
   must be what was agreed on and held ready. Stock is taken, uses of promotions are counted, credits are spent, the
   order is written. Whoever comes second finds the first one's order.
4. The money is taken, where the shop takes it at once.

A refusal after the second step lets the money go. A process that dies anywhere leaves something that the same request
goes on from; where nobody comes back, the payment's own events do (:mod:`rustok_commerce.handlers`).
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Conflict, Invalid, RustokError
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartCompleted
from rustok.events.failpoints import failpoint
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.prepared import Read, update
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import (
    CartStatus,
    CompleteCartRequest,
    CompletedCartResponse,
    StartCartPaymentRequest,
)
from rustok_commerce.dto.orders import OrderStatus
from rustok_commerce.dto.payments import (
    OfferedPaymentMethodResponse,
    PaymentSessionResponse,
    PaymentState,
    StartPaymentRequest,
)
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import reservations
from rustok_commerce.services.carts.access import find_cart, lock_cart, open_cart
from rustok_commerce.services.carts.agreements import Agreed, agreed_contents, require_ready
from rustok_commerce.services.carts.baskets import Contents, contents_of
from rustok_commerce.services.carts.snapshots import snapshots_of
from rustok_commerce.services.carts.spending import spend_credits
from rustok_commerce.services.orders.placing import place_order
from rustok_commerce.services.payments import authorising, sessions
from rustok_commerce.services.payments.attaching import attach
from rustok_commerce.services.payments.methods import offered_methods, usable_method
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.promotions.counting import count_uses

logger = logging.getLogger(__name__)

_OVER = (PaymentState.FAILED, PaymentState.VOIDED)
_BEGUN: Final = Read(
    models.Payment,
    "p",
    "commerce_payments p WHERE p.tenant_id = %s AND p.cart_id = %s AND p.credit_account_id IS NULL ORDER BY p.id DESC",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A completed cart; its order and the payments of that beside credits, where this completion has written them."""

    cart: models.Cart
    order: models.Order | None = None
    payments: Sequence[models.Payment] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A line that stock is taken for."""

    id: UUID
    variant_id: UUID
    quantity: int
    manage_inventory: bool


def start_payment(
    ctx: RequestContext, cart_id: UUID, token: str | None, request: StartCartPaymentRequest
) -> PaymentSessionResponse:
    """Begin the payment of a cart, of what is left to pay after credits. The same again is the same payment.

    Where the buyer is going to pay with a provider, the pieces are promised to the cart meanwhile.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises CartNotReady: something is missing or wrong.
    :raises SoldOut: there are not as many pieces.
    :raises NothingToPay: credits pay for all of it.
    :raises PaymentMethodUnavailable: the shop does not offer it.
    :raises PaymentDeclined: the provider does not take the payment at all.
    :raises PaymentOutcomeUnknown: the provider has not answered; the same request may be sent again.
    """
    contents = _prepare(ctx, cart_id, token, request)
    cart = contents.cart
    return sessions.start_session(
        replace(ctx, channel=cart.channel),
        StartPaymentRequest(
            method=request.method,
            amount=contents.amount_due,
            currency=cart.currency,
            cart_id=cart.id,
            cart_version=cart.version,
            data=dict(request.data),
        ),
    )


def payment_methods(ctx: RequestContext, cart_id: UUID, token: str | None) -> tuple[OfferedPaymentMethodResponse, ...]:
    """Return the ways to pay a cart.

    :raises CartNotFound: no such cart for whoever asks.
    """
    cart = find_cart(ctx, cart_id, token)
    return offered_methods(ctx, channel=cart.channel, currency=cart.currency)


def complete_cart(
    ctx: RequestContext, cart_id: UUID, token: str | None, request: CompleteCartRequest
) -> CompletedCartResponse:
    """Buy what is in a cart. To be called outside of transactions; twice, also at a time, it is one order.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is merged or expired.
    :raises StaleVersion: the cart is not at the version that the buyer agreed to.
    :raises CartChanged: it does not cost what the buyer agreed to, or what was held ready; the money is let go.
    :raises CartNotReady: something is missing or wrong.
    :raises SoldOut: there are not as many pieces.
    :raises PaymentMissing: something is to be paid and no payment was begun.
    :raises PaymentNotOfCart: the payment is not one of the cart's.
    :raises PaymentDeclined: the provider said no; another payment may be begun.
    :raises PaymentActionRequired: the buyer has to confirm the payment first.
    :raises PaymentOutcomeUnknown: the provider has not answered; the same request may be sent again.
    :raises PromotionExhausted: a promotion was used as often as it may be, just now.
    :raises CreditTooLow: a gift card or credit was spent elsewhere, just now.
    """
    cart = find_cart(ctx, cart_id, token)
    if cart.status == CartStatus.COMPLETED:
        # Whoever placed the order may have died before its money was taken.
        return _finish(ctx, _Placed(cart=cart))
    payment = _chosen(cart, request.payment_id)
    agreed = Agreed(version=request.version, total=request.total, payment=payment)
    if payment is None or not _calls_out(payment):
        return _finish(ctx, _place(ctx, cart_id, token, agreed))
    reviewed = _review(ctx, cart_id, token, agreed)
    if reviewed is None:
        # Bought meanwhile, perhaps with another payment: no money is held for it a second time.
        return _finish(ctx, _place(ctx, cart_id, token, agreed))
    agreed = reviewed
    failpoint("checkout.reserved")
    authorising.authorise(ctx, payment.id)
    failpoint("checkout.authorised")
    try:
        placed = _place(ctx, cart_id, token, agreed)
    except RustokError:
        _let_go(ctx, payment.id)
        raise
    failpoint("checkout.placed")
    return _finish(ctx, placed)


def complete_paid_cart(ctx: RequestContext, cart_id: UUID, payment_id: UUID) -> None:
    """Complete a cart whose payment was heard to be held ready, though nobody came back to complete it.

    Where the cart cannot be bought any more as it was paid, the money is let go. What may be otherwise in a moment is
    raised: it is tried again.
    """
    cart: models.Cart | None = models.Cart.objects.filter(id=cart_id).first()
    payment: models.Payment | None = models.Payment.objects.filter(id=payment_id).first()
    if cart is None or payment is None or payment.order_id is not None or payment.state != PaymentState.AUTHORISED:
        return
    ctx = replace(ctx, locale=cart.locale, channel=cart.channel)
    try:
        complete_cart(ctx, cart_id, None, CompleteCartRequest(payment_id=payment_id))
    except (Conflict, Invalid) as exc:
        logger.info("commerce.paid_cart_not_completed", extra={"cart": str(cart_id), "code": exc.code})
        _let_go(ctx, payment_id)
        return
    # It was completed with another payment before: nobody waits for this one.
    payment.refresh_from_db()
    if payment.order_id is None:
        _let_go(ctx, payment_id)


def settle_payments(ctx: RequestContext, cart_id: UUID) -> None:
    """Take what is held ready for a completed cart, and let go what else was begun for it. Twice changes nothing."""
    cart: models.Cart | None = models.Cart.objects.filter(id=cart_id, status=CartStatus.COMPLETED).first()
    if cart is None:
        return
    _take(ctx, _payments(cart))
    others = models.Payment.objects.filter(cart_id=cart_id, order_id=None).exclude(state__in=_OVER)
    for payment_id in others.values_list("id", flat=True):
        _let_go(ctx, payment_id)


@command(silent=True)
def _prepare(ctx: RequestContext, cart_id: UUID, token: str | None, request: StartCartPaymentRequest) -> Contents:
    """Look through a cart that is going to be paid, and promise its pieces to it."""
    cart = open_cart(ctx, cart_id, token, request.version)
    contents = contents_of(cart)
    require_ready(contents)
    if contents.amount_due == 0:
        raise errors.NothingToPay()
    method = usable_method(request.method, channel=cart.channel, currency=cart.currency)
    if _is_asked(method.provider):
        _reserve(ctx, contents)
    return contents


@command(silent=True)
def _review(ctx: RequestContext, cart_id: UUID, token: str | None, agreed: Agreed) -> Agreed | None:
    """Look through a cart that is going to be paid, and promise its pieces to it; None if it is bought already."""
    cart = lock_cart(ctx, cart_id, token)
    if cart.status == CartStatus.COMPLETED:
        return None
    contents = agreed_contents(cart, agreed)
    _reserve(ctx, contents)
    return Agreed(version=cart.version, total=contents.totals.total, payment=agreed.payment)


def _place(ctx: RequestContext, cart_id: UUID, token: str | None, agreed: Agreed) -> _Placed:
    """Make the order; return the cart, which is completed: by this, or by whoever was faster."""
    try:
        return _place_once(ctx, cart_id, token, agreed)
    except IntegrityError:
        # The database's last word, were the lock not held: a cart has one order, and a line is promised once.
        cart = find_cart(ctx, cart_id, token)
        if cart.status != CartStatus.COMPLETED:
            raise
        return _Placed(cart=cart)


@command(silent=True)
def _place_once(ctx: RequestContext, cart_id: UUID, token: str | None, agreed: Agreed) -> _Placed:
    cart = lock_cart(ctx, cart_id, token)
    if cart.status == CartStatus.COMPLETED:
        return _Placed(cart=cart)
    contents = agreed_contents(cart, agreed)
    basket, totals = contents.basket, contents.totals
    variants = {held.line.id: held.offer.variant for held in contents.lines if held.offer is not None}
    order_id = generate_id()
    reservations.take_for_order(
        ctx,
        order_id,
        [
            _Taken(
                id=line.id,
                variant_id=line.variant_id,
                quantity=line.quantity,
                manage_inventory=variants[line.id].manage_inventory,
            )
            for line in basket.lines
        ],
        cart_id=cart.id,
        location_id=contents.method.location_id if contents.method is not None else None,
        known={variant.id: variant for variant in variants.values()},
    )
    count_uses(ctx, order_id=order_id, customer_key=basket.buyer.key, totals=totals)
    credits = spend_credits(ctx, contents, order_id)
    cart.email = cart.email or basket.buyer.key
    payments: list[models.Payment] = []
    if contents.amount_due and agreed.payment is not None:
        payments.append(attach(agreed.payment.id, order_id, cart_id=cart.id, currency=cart.currency))
    snapshots = snapshots_of(contents)
    order = place_order(ctx, cart, basket, totals, snapshots, order_id=order_id, payments=[*credits, *payments])
    cart.status, cart.order_id, cart.updated_at = CartStatus.COMPLETED, order.id, timezone.now()
    update(cart, "status", "order_id", "email", "updated_at")
    publish(ctx, CartCompleted(cart_id=cart.id, order_id=order.id))
    return _Placed(cart=cart, order=order, payments=payments)


def _reserve(ctx: RequestContext, contents: Contents) -> None:
    pieces: dict[UUID, int] = {}
    for line in contents.basket.lines:
        pieces[line.variant_id] = pieces.get(line.variant_id, 0) + line.quantity
    reservations.reserve_for_cart(
        ctx,
        contents.cart.id,
        pieces,
        timezone.now() + dt.timedelta(minutes=contents.settings.reservation_minutes),
        location_id=contents.method.location_id if contents.method is not None else None,
    )


def _chosen(cart: models.Cart, payment_id: UUID | None) -> models.Payment | None:
    """Return the payment to complete a cart with: the one that is named, else the last that was begun."""
    begun = _BEGUN.all(cart.id)
    if payment_id is None:
        return next((row for row in begun if row.order_id is None and row.state not in _OVER), None)
    named = next((row for row in begun if row.id == payment_id), None)
    if named is None:
        raise errors.PaymentNotOfCart(payment=to_ulid(payment_id))
    return named


def _calls_out(payment: models.Payment) -> bool:
    return _is_asked(payment.provider)


def _is_asked(name: str) -> bool:
    """Tell whether a provider is asked over the network, and the buyer waits for its answer."""
    asked = provider(name)
    return not (asked.deferred or asked.local)


def _finish(ctx: RequestContext, placed: _Placed) -> CompletedCartResponse:
    """Take the money of a placed order, where the shop takes it at once, and tell what came of it."""
    payments = _payments(placed.cart) if placed.payments is None else placed.payments
    if _take(ctx, payments):
        payments = _payments(placed.cart)
    return _completed(placed, payments)


def _take(ctx: RequestContext, payments: Sequence[models.Payment]) -> bool:
    """Take what is held ready; tell whether a provider was asked.

    What does not succeed now the payments' own sweep goes on with.
    """
    ready = [payment for payment in payments if payment.state == PaymentState.AUTHORISED and _calls_out(payment)]
    if not (ready and sales_settings().auto_capture):
        return False
    given_up = models.Order.objects.filter(
        id__in=[payment.order_id for payment in ready], status=OrderStatus.CANCELLED
    ).values_list("id", flat=True)
    ready = [payment for payment in ready if payment.order_id not in set(given_up)]
    for payment in ready:
        try:
            authorising.capture(ctx, payment.id)
        except RustokError as exc:
            logger.warning("commerce.payment_not_captured", extra={"payment": str(payment.id), "code": exc.code})
    return True


def _let_go(ctx: RequestContext, payment_id: UUID) -> None:
    """Give up a payment that no order was placed on. The attempt is written down before the provider is asked."""
    try:
        authorising.give_up(ctx, payment_id)
    except RustokError as exc:
        logger.warning("commerce.payment_not_given_up", extra={"payment": str(payment_id), "code": exc.code})


def _payments(cart: models.Cart) -> Sequence[models.Payment]:
    if cart.order_id is None:
        return ()
    rows = models.Payment.objects.filter(order_id=cart.order_id, credit_account_id__isnull=True)
    return list(rows.order_by("id"))


def _completed(placed: _Placed, payments: Sequence[models.Payment]) -> CompletedCartResponse:
    cart = placed.cart
    order = placed.order or models.Order.objects.get(id=cart.order_id)
    payment = next(iter(payments), None)
    return CompletedCartResponse(
        cart_id=cart.id,
        order_id=order.id,
        order_number=order.number,
        payment_id=payment.id if payment is not None else None,
        payment_state=PaymentState(payment.state) if payment is not None else None,
        currency=order.currency,
        total=order.total,
    )
