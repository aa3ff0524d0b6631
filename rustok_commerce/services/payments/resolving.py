"""Finding out what came of calls that nobody heard the end of, and applying messages that could not be applied.

A provider is asked what it knows of the call. What it does not know is done with the same key, as it was wanted; only
a buyer's authorisation is not: the buyer has left, so the payment is given up, after which it can never come late.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.ids import to_ulid
from rustok.tenancy.context import platform_scope, require_tenant_id, tenant_scope
from rustok.tenancy.info import current_tenant
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, metrics, models
from rustok_commerce.dto.payments import AttemptKind
from rustok_commerce.services.payments import attempts, authorising, calling, webhooks
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.port import Found, Inconsistent, NoAnswer, Outcome, Verdict
from rustok_commerce.services.payments.providers import trial
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.payments.settling import OPEN, settle, take_seen

logger = logging.getLogger(__name__)

BATCH: Final = 200
_BACKOFF: Final = tuple(dt.timedelta(seconds=seconds) for seconds in (15, 30, 60))
_LONGEST: Final = dt.timedelta(minutes=2)
_LOOKS: Final = 3
"""After how many looks in vain the authorisation of a buyer who left is given up."""
_MESSAGES_FOR: Final = dt.timedelta(days=3)


def sweep_all() -> int:
    """Sweep every shop; one that fails does not stop the others. Return how many attempts were resolved."""
    with platform_scope():
        tenants = list(Tenant.objects.select_related("cell").order_by("pk"))
    resolved = left = 0
    for tenant in tenants:
        try:
            with tenant_scope(tenant):
                resolved += sweep()
                left += models.PaymentAttempt.objects.filter(status__in=OPEN).count()
        except DatabaseError:
            logger.exception("commerce.payment_sweep_failed", extra={"tenant": tenant.slug})
    metrics.open_attempts.set(left)
    if resolved:
        logger.info("commerce.payments_resolved", extra={"count": resolved})
    return resolved


def sweep() -> int:
    """Resolve what is due in the shop in scope; return how many attempts are settled by it."""
    ctx = RequestContext.system(require_tenant_id(), locale=current_tenant().default_locale)
    if trial.TestProvider().available(""):
        deliver_trial_messages(ctx)
    open_events = models.PaymentEvent.objects.filter(processed_at=None, received_at__gt=timezone.now() - _MESSAGES_FOR)
    for event_id in open_events.order_by("received_at").values_list("id", flat=True)[:BATCH]:
        webhooks.process(ctx, event_id)
    due = models.PaymentAttempt.objects.filter(status__in=OPEN, next_check_at__lte=timezone.now())
    resolved = 0
    for attempt_id in list(due.order_by("next_check_at").values_list("id", flat=True)[:BATCH]):
        try:
            resolved += resolve(ctx, attempt_id)
        except (RustokError, Inconsistent, DatabaseError):
            # The others are not to wait; this one is due again, later each time.
            logger.exception("commerce.payment_not_resolved", extra={"attempt": str(attempt_id)})
    return resolved


def resolve(ctx: RequestContext, attempt_id: UUID) -> bool:
    """Find out what came of an attempt that is due; tell whether it is settled. Two at a time do it once."""
    attempt = _claim(ctx, attempt_id)
    if attempt is None:
        return False
    payment = models.Payment.objects.get(id=attempt.payment_id)
    asked = provider(payment.provider)
    try:
        found = calling.look_up(asked, attempts.call_of(attempt, payment))
    except NoAnswer:
        return False
    if found.outcome is not None:
        return _is_settled(settle(ctx, attempt_id, found.outcome))
    if found.seen is not None:
        _take(ctx, payment.id, found)
    if timezone.now() - attempt.created_at > asked.key_lifetime:
        # It was never done, and the key cannot be used again.
        refused = Outcome(verdict=Verdict.REFUSED, error_code="never_done")
        return _is_settled(settle(ctx, attempt_id, refused))
    if attempt.kind == AttemptKind.AUTHORISE:
        return attempt.checks >= _LOOKS and _abandon(ctx, attempt)
    try:
        return _is_settled(attempts.make(ctx, attempt))
    except errors.PaymentOutcomeUnknown:
        return False


@command(silent=True)
def _claim(ctx: RequestContext, attempt_id: UUID) -> models.PaymentAttempt | None:
    """Put the next look off, by which the others leave this one alone."""
    now = timezone.now()
    found: models.PaymentAttempt | None = models.PaymentAttempt.objects.filter(id=attempt_id).first()
    if found is None:
        return None
    wait = _BACKOFF[found.checks] if found.checks < len(_BACKOFF) else _LONGEST
    due = models.PaymentAttempt.objects.filter(id=attempt_id, status__in=OPEN, next_check_at__lte=now)
    if not due.update(next_check_at=now + wait, checks=F("checks") + 1):
        return None
    found.refresh_from_db()
    return found


@command(silent=True)
def _take(ctx: RequestContext, payment_id: UUID, found: Found) -> None:
    payment = locked_payment(payment_id)
    if found.seen is not None:
        take_seen(ctx, payment, found.seen)


def _abandon(ctx: RequestContext, attempt: models.PaymentAttempt) -> bool:
    """Give a payment up whose buyer has left: after that nothing is authorised any more, also not late."""
    try:
        authorising.give_up(ctx, attempt.payment_id)
    except errors.PaymentOutcomeUnknown:
        return False
    logger.info("commerce.payment_abandoned", extra={"payment": to_ulid(attempt.payment_id)})
    return _is_settled(settle(ctx, attempt.id, Outcome(verdict=Verdict.REFUSED, error_code="abandoned")))


def _is_settled(attempt: models.PaymentAttempt) -> bool:
    return attempt.status not in OPEN


def deliver_trial_messages(ctx: RequestContext) -> int:
    """Send what the test provider has to tell, as its servers would; return how many messages."""
    sent = 0
    for message in trial.waiting_messages():
        body = trial.body_of(message)
        webhooks.receive(ctx, trial.TestProvider.name, {trial.SIGNATURE: trial.sign(body)}, body)
        models.TrialMessage.objects.filter(id=message.id).update(sent_at=timezone.now())
        sent += 1
    return sent
