"""Beginning to pay: one payment at a time per cart, made with the provider."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.ids import to_ulid
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.carts import CartStatus
from rustok_commerce.dto.payments import AttemptKind, PaymentSessionResponse, PaymentState, StartPaymentRequest
from rustok_commerce.services.payments import calling
from rustok_commerce.services.payments.attempts import perform
from rustok_commerce.services.payments.authorising import give_up
from rustok_commerce.services.payments.facts import OPEN
from rustok_commerce.services.payments.methods import Method, usable_method
from rustok_commerce.services.payments.registry import provider

logger = logging.getLogger(__name__)


def start_session(ctx: RequestContext, request: StartPaymentRequest) -> PaymentSessionResponse:
    """Begin a payment of a cart or an order; the one that was begun already, if it is for the same.

    Payments of the cart that were begun for another amount or in another way are given up. To be called outside of
    transactions, with an amount that was just worked out.

    :raises PaymentMethodUnavailable: the shop does not offer it.
    :raises AmountTooLow: there is nothing to pay.
    :raises CartNotOpen: the cart was bought in the meantime.
    :raises PaymentDeclined: the provider does not take the payment at all.
    :raises PaymentOutcomeUnknown: the provider has not answered; the same request may be sent again.
    """
    calling.refuse_transaction()
    if request.amount <= 0:
        raise errors.AmountTooLow()
    method = usable_method(request.method, channel=ctx.channel, currency=request.currency)
    payment, others = _begin(ctx, request, method)
    for other in others:
        try:
            give_up(ctx, other)
        except RustokError as exc:
            # The attempt is written down: the sweep goes on with it, and nothing is captured of it meanwhile.
            logger.warning("commerce.payment_not_given_up", extra={"payment": str(other), "code": exc.code})
    return mappers.payment_session_response(create(ctx, payment.id))


def create(ctx: RequestContext, payment_id: UUID) -> models.Payment:
    """Make a payment with its provider, unless that is done.

    :raises PaymentDeclined: the provider does not take it.
    :raises PaymentOutcomeUnknown: the provider has not answered.
    """
    payment: models.Payment = models.Payment.objects.get(id=payment_id)
    asked = provider(payment.provider)
    if asked.deferred or asked.local or payment.reference is not None:
        return payment
    perform(ctx, payment_id, AttemptKind.CREATE, amount=payment.amount, check=_not_created)
    made: models.Payment = models.Payment.objects.get(id=payment_id)
    if made.reference is None:
        raise errors.PaymentDeclined(reason=made.error_code or "refused", payment=to_ulid(payment_id))
    return made


@command(silent=True)
def _begin(ctx: RequestContext, request: StartPaymentRequest, method: Method) -> tuple[models.Payment, Sequence[UUID]]:
    """Find or make the payment; return it and the cart's others, which are to be given up. Nobody has paid yet."""
    others: list[UUID] = []
    if request.cart_id is not None:
        # Two clicks begin one payment: the second waits here, and finds the first one's.
        cart = models.Cart.objects.for_update().filter(id=request.cart_id).first()
        if cart is None or cart.status != CartStatus.OPEN:
            raise errors.CartNotOpen(status=cart.status if cart is not None else CartStatus.EXPIRED)
        begun: list[models.Payment] = list(
            models.Payment.objects.for_update().filter(
                cart_id=request.cart_id,
                order_id=None,
                credit_account_id=None,
                state__in=[*OPEN, PaymentState.AUTHORISED],
            )
        )
        same = next((payment for payment in begun if _is_same(payment, request, method)), None)
        others = [payment.id for payment in begun if payment is not same]
        if same is not None:
            if same.cart_version != request.cart_version:
                same.cart_version = request.cart_version
                same.updated_at = timezone.now()
                same.save()
            return same, others
    made = models.Payment.objects.create(
        cart_id=request.cart_id,
        order_id=request.order_id,
        provider=method.provider,
        method=method.code,
        state=PaymentState.PENDING,
        currency=request.currency,
        amount=request.amount,
        metadata=dict(request.data),
        cart_version=request.cart_version,
    )
    return made, others


def _is_same(payment: models.Payment, request: StartPaymentRequest, method: Method) -> bool:
    return (
        payment.provider == method.provider
        and payment.method == method.code
        and payment.amount == request.amount
        and payment.currency == request.currency
        and payment.metadata == dict(request.data)
        # What the provider refused to make is not made the second time either, under another key.
        and not (payment.state == PaymentState.FAILED and payment.reference is None)
    )


def _not_created(payment: models.Payment) -> bool:
    return payment.reference is None and payment.state == PaymentState.PENDING
