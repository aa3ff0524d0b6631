"""Making a cart's payment an order's, inside the transaction that places the order."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind
from rustok_commerce.services.orders.paying import add_up
from rustok_commerce.services.payments.authorising import demand
from rustok_commerce.services.payments.settling import OPEN


def attach(ctx: RequestContext, payment_id: UUID, order: models.Order) -> models.Payment:
    """Make a payment the order's, which the caller's transaction has written. Done twice it changes nothing.

    It looks again at what :func:`~rustok_commerce.services.payments.authorising.authorise` found, under the payment's
    lock: somebody may have given the payment up in the meantime.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentChanged: it is of another cart, another order or in another currency.
    :raises PaymentInProgress: it is being given up.
    :raises PaymentDeclined: the money is not held ready any more.
    """
    payment: models.Payment | None = models.Payment.objects.for_update().filter(id=payment_id).first()
    if payment is None:
        raise errors.PaymentNotFound(payment=to_ulid(payment_id))
    if payment.order_id == order.id:
        return payment
    if payment.order_id is not None or payment.currency != order.currency or payment.cart_id != order.cart_id:
        raise errors.PaymentChanged(payment=to_ulid(payment_id))
    demand(payment)
    if models.PaymentAttempt.objects.filter(payment=payment, kind=AttemptKind.VOID, status__in=OPEN).exists():
        raise errors.PaymentInProgress(kind=AttemptKind.VOID, payment=to_ulid(payment_id))
    payment.order_id = order.id
    payment.version += 1
    payment.updated_at = timezone.now()
    payment.save(update_fields=["order_id", "version", "updated_at"])
    add_up(ctx, order)
    return payment
