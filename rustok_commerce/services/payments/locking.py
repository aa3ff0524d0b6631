"""Locks of payments: the order's row first, if there is one, then the payment's. Everybody takes them in this order."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from rustok.ids import to_ulid
from rustok_commerce import errors, models


class _OrderChanged(Exception):
    """The payment became an order's in the meantime."""


def locked_payment(payment_id: UUID) -> models.Payment:
    """Lock a payment, and the order that it is of, in the caller's transaction.

    :raises PaymentNotFound: no such payment in the shop.
    """
    while True:
        order_id = models.Payment.objects.filter(id=payment_id).values_list("order_id", flat=True).first()
        try:
            with transaction.atomic():
                if order_id is not None:
                    models.Order.objects.for_update().filter(id=order_id).first()
                payment: models.Payment | None = models.Payment.objects.for_update().filter(id=payment_id).first()
                if payment is None:
                    raise errors.PaymentNotFound(payment=to_ulid(payment_id))
                if payment.order_id != order_id:
                    # It was attached while we waited. The savepoint gives its lock back, so that the order comes first.
                    raise _OrderChanged
                return payment
        except _OrderChanged:
            continue
