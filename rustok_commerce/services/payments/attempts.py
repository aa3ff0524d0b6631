"""Calls to providers: written down and committed before they are made, so that none is forgotten or made twice.

An attempt's id is the key of its call. Whoever asks for the same thing while it is not answered gets the same attempt,
and so the same key: a double click and a repeat after a crash charge once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.failpoints import failpoint
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import AttemptKind, AttemptStatus
from rustok_commerce.services.payments import calling
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import Call, NoAnswer
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.payments.settling import OPEN, settle

logger = logging.getLogger(__name__)

FIRST_CHECK: Final = dt.timedelta(seconds=30)
"""When the sweep looks at an attempt that nobody has settled: later than any call takes."""

_AGAINST: Final = {
    AttemptKind.AUTHORISE: (AttemptKind.VOID,),
    AttemptKind.CAPTURE: (AttemptKind.VOID,),
    AttemptKind.VOID: (AttemptKind.CAPTURE,),
}
"""What must be answered before the other is asked for."""

Check = Callable[[models.Payment], bool]
"""Looks at the locked payment: False if there is nothing to do; raises if it must not be done."""


def perform(
    ctx: RequestContext,
    payment_id: UUID,
    kind: AttemptKind,
    *,
    amount: int,
    check: Check,
    key: str | None = None,
) -> models.PaymentAttempt | None:
    """Have a provider do something, once; return the attempt, settled as far as it was answered.

    None: there was nothing to do. With the ``key`` of the client's request the same request finds its attempt, also
    when that is settled. To be called outside of transactions.

    :raises PaymentOutcomeUnknown: no answer came.
    :raises PaymentInProgress: another call of the kind is not answered yet.
    """
    calling.refuse_transaction()
    attempt = begin(ctx, payment_id, kind, amount=amount, check=check, key=key)
    if attempt is None or attempt.status not in OPEN:
        return attempt
    failpoint("payment.attempt_committed")
    return make(ctx, attempt)


@command(silent=True)
def begin(
    ctx: RequestContext,
    payment_id: UUID,
    kind: AttemptKind,
    *,
    amount: int,
    check: Check,
    refund_id: UUID | None = None,
    key: str | None = None,
) -> models.PaymentAttempt | None:
    """Write down that a provider will be asked; the attempt that is open already, if it asks for the same.

    Nothing has happened yet, so there is no event.
    """
    payment = locked_payment(payment_id)
    digest = _hash(kind, amount, payment)
    if key is not None:
        asked: models.PaymentAttempt | None = models.PaymentAttempt.objects.filter(
            payment=payment, kind=kind, request_key=key
        ).first()
        if asked is not None:
            return asked
    attempts = models.PaymentAttempt.objects.filter(payment=payment, kind=kind, status__in=OPEN)
    if kind is AttemptKind.REFUND:
        attempts = attempts.filter(refund_id=refund_id)
    running: models.PaymentAttempt | None = attempts.first()
    if running is not None:
        if running.request_hash != digest:
            raise errors.PaymentInProgress(kind=kind, payment=to_ulid(payment_id))
        return running
    if not check(payment):
        return None
    against = models.PaymentAttempt.objects.filter(
        payment=payment, kind__in=_AGAINST.get(kind, ()), status__in=OPEN
    ).first()
    if against is not None:
        raise errors.PaymentInProgress(kind=against.kind, payment=to_ulid(payment_id))
    made: models.PaymentAttempt = models.PaymentAttempt.objects.create(
        payment=payment,
        kind=kind,
        status=AttemptStatus.PENDING,
        amount=amount,
        refund_id=refund_id,
        request_hash=digest,
        request_key=key,
        next_check_at=timezone.now() + FIRST_CHECK,
    )
    return made


def make(ctx: RequestContext, attempt: models.PaymentAttempt) -> models.PaymentAttempt:
    """Make the call of an attempt and settle it by the answer.

    :raises PaymentOutcomeUnknown: no answer came.
    """
    payment = models.Payment.objects.get(id=attempt.payment_id)
    asked = provider(payment.provider)
    call = call_of(attempt, payment)
    try:
        if timezone.now() - attempt.created_at > asked.key_lifetime:
            # The provider may have forgotten the key: the call would be a new one.
            outcome = calling.look_up(asked, call).outcome
            if outcome is None:
                raise NoAnswer("the key is too old to be used again")
        else:
            outcome = calling.ask(asked, call)
    except NoAnswer as exc:
        failpoint("payment.no_answer")
        mark_unknown(ctx, attempt.id)
        logger.warning(
            "commerce.payment_no_answer",
            extra={"payment": str(payment.id), "provider": payment.provider, "kind": attempt.kind},
        )
        raise errors.PaymentOutcomeUnknown(payment=to_ulid(payment.id)) from exc
    failpoint("payment.answered")
    settled = settle(ctx, attempt.id, outcome)
    failpoint("payment.settled")
    return settled


@command(silent=True)
def mark_unknown(ctx: RequestContext, attempt_id: UUID) -> None:
    """Write down that no answer came; the sweep will ask."""
    models.PaymentAttempt.objects.filter(id=attempt_id, status=AttemptStatus.PENDING).update(
        status=AttemptStatus.UNKNOWN, next_check_at=timezone.now()
    )


def call_of(attempt: models.PaymentAttempt, payment: models.Payment) -> Call:
    """Make the call of an attempt: the same one, however often it is made."""
    return Call(
        kind=AttemptKind(attempt.kind),
        key=attempt.id,
        payment_id=payment.id,
        reference=payment.reference or "",
        amount=attempt.amount,
        currency=payment.currency,
        payment_amount=payment.amount,
        operation=attempt.reference,
        data=payment.metadata,
        made_at=attempt.created_at,
    )


def _hash(kind: AttemptKind, amount: int, payment: models.Payment) -> str:
    asked = f"{kind}|{amount}|{payment.currency}|{payment.provider}"
    return hashlib.sha256(asked.encode()).hexdigest()
