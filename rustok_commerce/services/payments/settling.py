"""Writing down what a provider answered or told: facts into the payment, the end of attempts and refunds, events."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok_commerce import models
from rustok_commerce.dto.payments import AttemptKind, AttemptStatus
from rustok_commerce.services.orders.paying import payments_changed
from rustok_commerce.services.payments.facts import take_in
from rustok_commerce.services.payments.holds import finish_refund, hold, turn_back
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import Inconsistent, Outcome, Seen, SeenRefund, Verdict

_LATER: Final = dt.timedelta(seconds=15)
_STATUS: Final = {
    Verdict.DONE: AttemptStatus.SUCCEEDED,
    Verdict.REFUSED: AttemptStatus.FAILED,
    # The buyer is asked first: this call is over, the next one has a key of its own.
    Verdict.ACTION: AttemptStatus.FAILED,
    Verdict.PENDING: AttemptStatus.PENDING,
}
OPEN: Final = (AttemptStatus.PENDING, AttemptStatus.UNKNOWN)
"""Attempts that are not answered yet."""
_TO_PAY: Final = (AttemptKind.CREATE, AttemptKind.AUTHORISE)
"""Refused, they say something of the payment itself."""


@command(silent=True)
def settle(ctx: RequestContext, attempt_id: UUID, outcome: Outcome) -> models.PaymentAttempt:
    """Write down the answer to a call. Heard a second time it changes nothing.

    Silent, since an answer may say nothing new; what is new is published.

    :raises Inconsistent: the answer cannot be.
    """
    found = models.PaymentAttempt.objects.get(id=attempt_id)
    payment = locked_payment(found.payment_id)
    attempt: models.PaymentAttempt = models.PaymentAttempt.objects.for_update().get(id=attempt_id)
    seen = outcome.seen
    if seen is None and outcome.verdict is Verdict.REFUSED and attempt.kind in _TO_PAY and attempt.status in OPEN:
        seen = Seen(reference="", failed=True, error_code=outcome.error_code, error_message=outcome.error_message)
    _finish(ctx, payment, attempt, outcome)
    if seen is not None:
        take_seen(ctx, payment, seen)
    attempt.refresh_from_db()
    return attempt


def take_seen(ctx: RequestContext, payment: models.Payment, seen: Seen) -> None:
    """Take in what a provider says of a locked payment and its refunds, and tell of what happened by it.

    :raises Inconsistent: it cannot be.
    """
    happened = take_in(payment, seen)
    for event in happened:
        publish(ctx, event)
    for refund in seen.refunds:
        _take_refund(ctx, payment, refund)
    if happened and payment.order_id is not None:
        payments_changed(ctx, payment.order_id)


def _finish(ctx: RequestContext, payment: models.Payment, attempt: models.PaymentAttempt, outcome: Outcome) -> None:
    if attempt.status not in OPEN:
        return
    attempt.status = _STATUS[outcome.verdict]
    attempt.reference = outcome.operation or attempt.reference
    attempt.error_code = "action_required" if outcome.verdict is Verdict.ACTION else outcome.error_code[:63]
    attempt.error_message = outcome.error_message[:500]
    if attempt.status == AttemptStatus.PENDING:
        attempt.next_check_at = timezone.now() + _LATER
    else:
        attempt.next_check_at, attempt.finished_at = None, timezone.now()
    attempt.save()
    if attempt.refund_id is None or attempt.status == AttemptStatus.PENDING:
        return
    finish_refund(
        ctx,
        payment,
        attempt.refund_id,
        made=attempt.status == AttemptStatus.SUCCEEDED,
        error_code=attempt.error_code,
        error_message=attempt.error_message,
    )


def _take_refund(ctx: RequestContext, payment: models.Payment, seen: SeenRefund) -> None:
    """End the attempt of a refund that the provider tells of; write down one that was made at the provider itself."""
    attempts = models.PaymentAttempt.objects.for_update().filter(payment=payment, kind=AttemptKind.REFUND)
    attempt = attempts.filter(id=seen.key).first() if seen.key is not None else None
    if attempt is None:
        attempt = attempts.filter(reference=seen.reference).first()
    if attempt is not None:
        outcome = Outcome(
            verdict=seen.verdict,
            operation=seen.reference,
            error_code=seen.error_code,
            error_message=seen.error_message,
        )
        if attempt.status == AttemptStatus.SUCCEEDED and seen.verdict is Verdict.REFUSED:
            _turn_back(ctx, payment, attempt, outcome)
        else:
            _finish(ctx, payment, attempt, outcome)
    elif seen.verdict is Verdict.DONE:
        _write_foreign(ctx, payment, seen)


def _turn_back(ctx: RequestContext, payment: models.Payment, attempt: models.PaymentAttempt, outcome: Outcome) -> None:
    """Write down that money which was given back came back. That is the end: made once more it is another refund."""
    attempt.status = AttemptStatus.FAILED
    attempt.error_code, attempt.error_message = outcome.error_code[:63], outcome.error_message[:500]
    attempt.finished_at = timezone.now()
    attempt.save()
    if attempt.refund_id is not None:
        turn_back(ctx, payment, attempt.refund_id, error_code=attempt.error_code, error_message=attempt.error_message)


def _write_foreign(ctx: RequestContext, payment: models.Payment, seen: SeenRefund) -> None:
    if payment.order_id is None:
        raise Inconsistent("money was given back of a payment that no order was placed on")
    refund = hold(payment, seen.amount, reason="Made at the payment provider.")
    if refund is None:
        raise Inconsistent(f"{seen.amount} given back of {payment.refundable}")
    models.PaymentAttempt.objects.create(
        payment=payment,
        kind=AttemptKind.REFUND,
        status=AttemptStatus.SUCCEEDED,
        amount=seen.amount,
        refund_id=refund.id,
        request_hash="",
        reference=seen.reference,
        finished_at=timezone.now(),
    )
    finish_refund(ctx, payment, refund.id, made=True)
