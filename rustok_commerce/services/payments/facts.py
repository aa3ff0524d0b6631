"""Taking in what a provider says of a payment. Whatever the order it is heard in, and however often: the same end.

Every amount only grows, and the state follows from the amounts; so a message that is late, or comes twice, says nothing
new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from rustok.events.catalog.payments import PaymentAuthorised, PaymentCaptured, PaymentFailed, PaymentVoided
from rustok.events.types import DomainEvent
from rustok_commerce import metrics, models
from rustok_commerce.dto.payments import PaymentState
from rustok_commerce.services.payments.port import Inconsistent, Seen

_ORDER: Final = {
    state: place
    for place, state in enumerate(
        (
            PaymentState.PENDING,
            PaymentState.REQUIRES_ACTION,
            PaymentState.FAILED,
            PaymentState.AUTHORISED,
            PaymentState.VOIDED,
            PaymentState.PARTIALLY_CAPTURED,
            PaymentState.CAPTURED,
        )
    )
}
"""States move towards the end of this list only. A failed payment may still be paid: the buyer takes another card."""

OPEN: Final = frozenset({PaymentState.PENDING, PaymentState.REQUIRES_ACTION, PaymentState.FAILED})
"""Nothing is held or taken yet, and still may be."""

_ENDED: Final = frozenset({PaymentState.VOIDED, PaymentState.PARTIALLY_CAPTURED, PaymentState.CAPTURED})
"""The buyer has nothing to do any more."""


def take_in(payment: models.Payment, seen: Seen) -> Sequence[DomainEvent]:
    """Change a locked payment by what its provider says, and save it; return what happened by that.

    :raises Inconsistent: it cannot be, and nothing was changed.
    """
    _check(payment, seen)
    known = _values(payment)
    before = (payment.state, payment.authorised, payment.captured)
    payment.reference = payment.reference or seen.reference or None
    payment.captured = max(payment.captured, seen.captured)
    payment.authorised = max(payment.authorised, seen.authorised, payment.captured)
    payment.released = max(payment.released, seen.released)
    _move(payment, _state(payment, seen))
    if payment.state not in OPEN:
        payment.error_code = payment.error_message = ""
    elif seen.failed:
        payment.error_code, payment.error_message = seen.error_code[:63], seen.error_message[:500]
    if payment.state in _ENDED:
        # It may hold a secret that lets the buyer pay.
        payment.client_data = {}
    elif seen.client_data is not None:
        payment.client_data = dict(seen.client_data)
    payment.method_label = seen.method_label[:127] or payment.method_label
    if _values(payment) != known:
        payment.version += 1
        payment.updated_at = timezone.now()
        payment.save()
    return _events(payment, before)


def _values(payment: models.Payment) -> dict[str, Any]:
    return {field.attname: getattr(payment, field.attname) for field in payment._meta.concrete_fields}


def _check(payment: models.Payment, seen: Seen) -> None:
    if payment.reference and seen.reference and payment.reference != seen.reference:
        raise Inconsistent(f"the payment is {payment.reference}, and not {seen.reference}")
    if min(seen.authorised, seen.captured, seen.released) < 0:
        raise Inconsistent("an amount below zero")
    if seen.captured > payment.amount:
        raise Inconsistent(f"{seen.captured} captured of a payment of {payment.amount}")


def _state(payment: models.Payment, seen: Seen) -> PaymentState:
    if payment.captured:
        return PaymentState.CAPTURED if payment.captured >= payment.amount else PaymentState.PARTIALLY_CAPTURED
    if seen.closed:
        return PaymentState.VOIDED
    if payment.authorised:
        return PaymentState.AUTHORISED
    if seen.failed:
        return PaymentState.FAILED
    return PaymentState.REQUIRES_ACTION if seen.requires_action else PaymentState.PENDING


def _move(payment: models.Payment, state: PaymentState) -> None:
    if _ORDER[state] > _ORDER[PaymentState(payment.state)]:
        payment.state = state
        metrics.payments_moved.labels(payment.provider, state).inc()


def _events(payment: models.Payment, before: tuple[str, int, int]) -> list[DomainEvent]:
    state, authorised, captured = before
    about: dict[str, Any] = {"payment_id": payment.id, "cart_id": payment.cart_id, "order_id": payment.order_id}
    happened: list[DomainEvent] = []
    if payment.authorised > authorised and payment.state != PaymentState.VOIDED:
        happened.append(PaymentAuthorised(**about, amount=payment.authorised, currency=payment.currency))
    if payment.captured > captured:
        happened.append(
            PaymentCaptured(
                **about, amount=payment.captured - captured, captured=payment.captured, currency=payment.currency
            )
        )
    if payment.state != state and payment.state == PaymentState.FAILED:
        happened.append(PaymentFailed(**about, code=payment.error_code))
    if payment.state != state and payment.state == PaymentState.VOIDED:
        happened.append(PaymentVoided(**about))
    return happened
