"""Holding money ready, taking it, letting it go. Each step asks the provider outside of transactions."""

from __future__ import annotations

from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind, AttemptStatus, PaymentState
from rustok_commerce.services.payments import attempts, calling
from rustok_commerce.services.payments.facts import OPEN
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import Seen
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.payments.settling import take_seen

GOOD = frozenset({PaymentState.AUTHORISED, PaymentState.PARTIALLY_CAPTURED, PaymentState.CAPTURED})
"""The money is held or taken."""


def authorise(ctx: RequestContext, payment_id: UUID) -> models.Payment:
    """Have the money of a payment held ready, once. It returns only a payment that an order may be placed on.

    That is one which is authorised in full, or one by a method where the money comes later, as a bank transfer. Called
    twice, also at a time, it holds the money once.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentDeclined: the provider said no; the buyer may take another card.
    :raises PaymentActionRequired: the buyer has to confirm it first.
    :raises PaymentOutcomeUnknown: the provider has not answered; the same request may be sent again.
    :raises PaymentStateConflict: it was given up.
    """
    calling.refuse_transaction()
    payment = _get(payment_id)
    if not _without_calls(payment):
        if payment.reference is None:
            raise errors.PaymentOutcomeUnknown(payment=to_ulid(payment_id))
        attempts.perform(ctx, payment_id, AttemptKind.AUTHORISE, amount=payment.amount, check=_to_authorise)
        payment.refresh_from_db()
    demand(payment)
    return payment


def demand(payment: models.Payment) -> None:
    """Refuse a payment on which no order may be placed.

    :raises PaymentDeclined: the provider said no.
    :raises PaymentActionRequired: the buyer has to confirm it first.
    :raises PaymentOutcomeUnknown: the provider has not said anything.
    :raises PaymentStateConflict: it was given up.
    """
    ulid = to_ulid(payment.id)
    match PaymentState(payment.state):
        case PaymentState.AUTHORISED | PaymentState.PARTIALLY_CAPTURED | PaymentState.CAPTURED:
            if payment.authorised - payment.released < payment.amount:
                raise errors.PaymentDeclined(reason="partially_authorised", payment=ulid)
        case PaymentState.PENDING:
            if not provider(payment.provider).deferred:
                raise errors.PaymentOutcomeUnknown(payment=ulid)
        case PaymentState.REQUIRES_ACTION:
            raise errors.PaymentActionRequired(payment=ulid)
        case PaymentState.FAILED:
            raise errors.PaymentDeclined(reason=payment.error_code or "declined", payment=ulid)
        case PaymentState.VOIDED:
            raise errors.PaymentStateConflict(state=payment.state, action="authorised", payment=ulid)


def capture(
    ctx: RequestContext, payment_id: UUID, amount: int | None = None, *, key: str | None = None
) -> models.Payment:
    """Take the money that is held ready, or a part of it; without an amount all that is left, and nothing if it is 0.

    With the ``key`` of the client's request the same request takes a part once, however often it is sent.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentStateConflict: nothing is authorised.
    :raises CaptureTooHigh: more than is authorised.
    :raises PaymentDeclined: the provider said no.
    :raises PaymentOutcomeUnknown: the provider has not answered; the sweep asks it.
    """
    calling.refuse_transaction()
    payment = _get(payment_id)
    if provider(payment.provider).deferred:
        raise errors.PaymentStateConflict(state=payment.state, action="captured", payment=to_ulid(payment_id))

    def check(locked: models.Payment) -> bool:
        if amount is None and (locked.capturable == 0 and locked.captured > 0):
            return False
        if locked.state not in GOOD:
            raise errors.PaymentStateConflict(state=locked.state, action="captured", payment=to_ulid(locked.id))
        if wanted > locked.capturable:
            raise errors.CaptureTooHigh(available=locked.capturable)
        return True

    wanted = payment.capturable if amount is None else amount
    attempt = attempts.perform(ctx, payment_id, AttemptKind.CAPTURE, amount=wanted, check=check, key=key)
    payment.refresh_from_db()
    if attempt is not None:
        _demand_done(attempt)
    return payment


def void(ctx: RequestContext, payment_id: UUID) -> models.Payment:
    """Let go what is authorised and not captured; nothing where there is nothing to let go.

    :raises PaymentNotFound: no such payment in the shop.
    :raises PaymentDeclined: the provider said no.
    :raises PaymentOutcomeUnknown: the provider has not answered; the sweep asks it.
    """
    return _void(ctx, payment_id, only_without_order=False)


def give_up(ctx: RequestContext, payment_id: UUID) -> models.Payment:
    """Void a payment, unless an order was placed on it in the meantime.

    :raises PaymentOutcomeUnknown: the provider has not answered; the sweep asks it.
    """
    return _void(ctx, payment_id, only_without_order=True)


def _void(ctx: RequestContext, payment_id: UUID, *, only_without_order: bool) -> models.Payment:
    calling.refuse_transaction()
    payment = _get(payment_id)

    def check(locked: models.Payment) -> bool:
        if only_without_order and locked.order_id is not None:
            return False
        if locked.state in OPEN:
            return True
        return locked.state != PaymentState.VOIDED and locked.capturable > 0

    if _without_calls(payment) or payment.reference is None:
        # Nobody could pay what the provider has not told us of.
        return _close(ctx, payment_id, check)
    attempt = attempts.perform(ctx, payment_id, AttemptKind.VOID, amount=payment.amount, check=check)
    payment.refresh_from_db()
    if attempt is not None:
        _demand_done(attempt)
    return payment


@command(silent=True)
def _close(ctx: RequestContext, payment_id: UUID, check: attempts.Check) -> models.Payment:
    payment = locked_payment(payment_id)
    if check(payment):
        take_seen(ctx, payment, Seen(reference="", closed=True, released=payment.authorised - payment.captured))
    return payment


def _demand_done(attempt: models.PaymentAttempt) -> None:
    payment = to_ulid(attempt.payment_id)
    if attempt.status == AttemptStatus.FAILED:
        raise errors.PaymentDeclined(reason=attempt.error_code or "declined", payment=payment)
    if attempt.status != AttemptStatus.SUCCEEDED:
        raise errors.PaymentOutcomeUnknown(payment=payment)


def _to_authorise(payment: models.Payment) -> bool:
    return payment.state in OPEN


def _without_calls(payment: models.Payment) -> bool:
    asked = provider(payment.provider)
    return asked.deferred or asked.local


def _get(payment_id: UUID) -> models.Payment:
    payment: models.Payment | None = models.Payment.objects.filter(id=payment_id).first()
    if payment is None:
        raise errors.PaymentNotFound(payment=to_ulid(payment_id))
    return payment
