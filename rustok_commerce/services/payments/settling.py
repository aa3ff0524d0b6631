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
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import Outcome, Seen, Verdict

_LATER: Final = dt.timedelta(seconds=15)
_STATUS: Final = {
    Verdict.DONE: AttemptStatus.SUCCEEDED,
    Verdict.REFUSED: AttemptStatus.FAILED,
    # The buyer is asked first: this call is over, the next one has a key of its own.
    Verdict.ACTION: AttemptStatus.FAILED,
    Verdict.PENDING: AttemptStatus.PENDING,
}
_TO_PAY: Final = (AttemptKind.CREATE, AttemptKind.AUTHORISE)
"""Refused, they say something of the payment itself."""


@command(silent=True)
def settle(ctx: RequestContext, attempt_id: UUID, outcome: Outcome) -> models.PaymentAttempt:
    """Write down the answer to a call. Heard a second time it changes nothing.

    Silent, since an answer may say nothing new; what is new is published.
    """
    found = models.PaymentAttempt.objects.get(id=attempt_id)
    payment = locked_payment(found.payment_id)
    attempt: models.PaymentAttempt = models.PaymentAttempt.objects.for_update().get(id=attempt_id)
    is_open = attempt.status in (AttemptStatus.PENDING, AttemptStatus.UNKNOWN)
    seen = outcome.seen
    if seen is None and outcome.verdict is Verdict.REFUSED and attempt.kind in _TO_PAY and is_open:
        seen = Seen(reference="", failed=True, error_code=outcome.error_code, error_message=outcome.error_message)
    if seen is not None:
        take_seen(ctx, payment, seen)
    if not is_open:
        return attempt
    attempt.status = _STATUS[outcome.verdict]
    attempt.reference = outcome.operation or attempt.reference
    attempt.error_code = "action_required" if outcome.verdict is Verdict.ACTION else outcome.error_code[:63]
    attempt.error_message = outcome.error_message[:500]
    if attempt.status == AttemptStatus.PENDING:
        attempt.next_check_at = timezone.now() + _LATER
    else:
        attempt.next_check_at, attempt.finished_at = None, timezone.now()
    attempt.save()
    return attempt


def take_seen(ctx: RequestContext, payment: models.Payment, seen: Seen) -> None:
    """Take in what a provider says of a locked payment, and tell of what happened by it."""
    happened = take_in(payment, seen)
    for event in happened:
        publish(ctx, event)
    if payment.order_id is not None:
        payments_changed(ctx, payment.order_id)
