"""Making a cart's payment an order's, inside the transaction that places the order."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read, rows, update
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind
from rustok_commerce.services.payments.authorising import demand
from rustok_commerce.services.payments.settling import OPEN

_PAYMENT: Final = Read(
    models.Payment, "p", "commerce_payments p WHERE p.tenant_id = %s AND p.id = %s FOR NO KEY UPDATE"
)
_ATTEMPTS: Final = """
SELECT 1 FROM commerce_payment_attempts
 WHERE tenant_id = %s AND payment_id = %s AND kind = %s AND status = ANY(%s) LIMIT 1
"""


def attach(payment_id: UUID, order_id: UUID, *, cart_id: UUID | None, currency: str) -> models.Payment:
    """Make a payment that of the order which the caller's transaction writes. Done twice it changes nothing.

    It looks again at what :func:`~rustok_commerce.services.payments.authorising.authorise` found, under the payment's
    lock: somebody may have given the payment up in the meantime. What the order's payments come to is the caller's to
    write.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentChanged: it is of another cart, another order or in another currency.
    :raises PaymentInProgress: it is being given up.
    :raises PaymentDeclined: the money is not held ready any more.
    """
    payment = _PAYMENT.first(payment_id)
    if payment is None:
        raise errors.PaymentNotFound(payment=to_ulid(payment_id))
    if payment.order_id == order_id:
        return payment
    if payment.order_id is not None or payment.currency != currency or payment.cart_id != cart_id:
        raise errors.PaymentChanged(payment=to_ulid(payment_id))
    demand(payment)
    if rows(_ATTEMPTS, require_tenant_id(), payment_id, AttemptKind.VOID.value, [status.value for status in OPEN]):
        raise errors.PaymentInProgress(kind=AttemptKind.VOID, payment=to_ulid(payment_id))
    payment.order_id = order_id
    payment.version += 1
    payment.updated_at = timezone.now()
    update(payment, "order_id", "version", "updated_at")
    return payment
