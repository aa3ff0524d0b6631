"""A provider that moves no money and misbehaves on demand, with books of its own that tell how often it charged.

It stands for a provider's servers: it keeps its own tables in transactions of its own, remembers idempotency keys,
and has messages to send. How it misbehaves is told by amounts and words (:mod:`.behaviour`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rustok.conf import conf
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.payments import AttemptKind
from rustok_commerce.services.payments.port import (
    BadMessage,
    Call,
    Found,
    Message,
    NoAnswer,
    Outcome,
    Seen,
    SeenRefund,
    Verdict,
)
from rustok_commerce.services.payments.providers.behaviour import Behaviour, behaviour_of

SIGNATURE: Final = "x-test-signature"
DAWDLE: Final = dt.timedelta(seconds=20)
"""How long after the call a late operation is done."""
_MESSAGE_LATE: Final = dt.timedelta(hours=1)
_WITH_AMOUNT: Final = (AttemptKind.AUTHORISE, AttemptKind.CAPTURE, AttemptKind.REFUND)
_TYPES: Final = {
    AttemptKind.CREATE: "payment.created",
    AttemptKind.AUTHORISE: "payment.authorised",
    AttemptKind.CAPTURE: "payment.captured",
    AttemptKind.VOID: "payment.voided",
    AttemptKind.REFUND: "payment.refunded",
}


class TestProvider:
    """See the module. Usable in development, in demos, and where a shop's setting ``test_payments`` is true."""

    __test__ = False
    name: ClassVar[str] = "test"
    deferred: ClassVar[bool] = False
    local: ClassVar[bool] = False
    key_lifetime: ClassVar[dt.timedelta] = dt.timedelta(hours=24)

    def available(self, currency: str) -> bool:
        """Refuse shops that sell for real money."""
        return settings.DEBUG or conf().features.demo or current_tenant().settings.get("test_payments") is True

    def create_session(self, call: Call) -> Outcome:
        """Open the books for a payment."""
        return self._take(call)

    def authorise(self, call: Call) -> Outcome:
        """Hold the money ready."""
        return self._take(call)

    def capture(self, call: Call) -> Outcome:
        """Take the money, or a part."""
        return self._take(call)

    def void(self, call: Call) -> Outcome:
        """Let go what is not captured, and take no more calls that hold money."""
        return self._take(call)

    def refund(self, call: Call) -> Outcome:
        """Give money back."""
        return self._take(call)

    def look_up(self, call: Call) -> Found:
        """Tell what the books say."""
        self._do_late_ones(call.reference or _reference(call.payment_id))
        payment = _books(call)
        if payment is None:
            return Found()
        operation = payment.operations.filter(key=str(call.key)).first()
        if operation is None or operation.done_at is None:
            return Found(seen=_seen(payment))
        return Found(seen=_seen(payment), outcome=_outcome(payment, operation))

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Message, ...]:
        """Verify and read a message."""
        if not hmac.compare_digest(headers.get(SIGNATURE, ""), sign(body)):
            raise BadMessage("the signature is wrong")
        try:
            said = json.loads(body)
            return (
                Message(
                    event_id=str(said["id"]),
                    type=str(said["type"]),
                    reference=str(said["reference"]),
                    payment_id=UUID(said["payment_id"]),
                    seen=_seen_from(said["seen"]),
                    occurred_at=dt.datetime.fromisoformat(said["occurred_at"]),
                ),
            )
        except (ValueError, KeyError, TypeError) as exc:
            raise BadMessage("it cannot be read") from exc

    def _take(self, call: Call) -> Outcome:
        self._do_late_ones(call.reference or _reference(call.payment_id))
        with transaction.atomic():
            payment = self._payment(call)
            told = payment.behaviour.get(call.kind)
            known = payment.operations.filter(key=str(call.key)).first()
            if known is not None:
                return self._again(payment, known, call)
            if told == Behaviour.TIMEOUT_BEFORE:
                # Once: the next call gets through.
                payment.behaviour = {step: does for step, does in payment.behaviour.items() if step != call.kind}
                payment.save()
                operation = None
            else:
                operation = payment.operations.create(key=str(call.key), kind=call.kind, amount=_amount(payment, call))
                if told != Behaviour.LATE:
                    _do(payment, operation, told)
        if operation is None or told in (Behaviour.TIMEOUT_AFTER, Behaviour.LATE):
            raise NoAnswer("told to give none")
        return _outcome(payment, operation)

    def _again(self, payment: models.TrialPayment, known: models.TrialOperation, call: Call) -> Outcome:
        other_amount = call.kind in _WITH_AMOUNT and known.amount != call.amount
        if known.kind != call.kind or other_amount:
            raise RuntimeError(f"the key {call.key} was used for another call")
        known.calls += 1
        known.save()
        if known.done_at is None:
            return Outcome(verdict=Verdict.PENDING, seen=_seen(payment))
        return _outcome(payment, known)

    def _payment(self, call: Call) -> models.TrialPayment:
        reference = call.reference or _reference(call.payment_id)
        if call.kind is AttemptKind.CREATE:
            models.TrialPayment.objects.get_or_create(
                reference=reference,
                defaults={
                    "currency": call.currency,
                    "amount": call.payment_amount,
                    "behaviour": behaviour_of(call.payment_amount, call.data),
                },
            )
        found: models.TrialPayment = models.TrialPayment.objects.for_update().get(reference=reference)
        return found

    def _do_late_ones(self, reference: str) -> None:
        do_late_ones(reference, before=timezone.now() - DAWDLE)


def do_late_ones(reference: str, *, before: dt.datetime | None = None) -> int:
    """Do what was put off at a payment, all or what was put off ``before``; return how many calls that were."""
    with transaction.atomic():
        payment = models.TrialPayment.objects.for_update().filter(reference=reference).first()
        if payment is None:
            return 0
        waiting = payment.operations.filter(done_at=None).order_by("id")
        if before is not None:
            waiting = waiting.filter(created_at__lte=before)
        done = 0
        for operation in waiting:
            _do(payment, operation, None)
            done += 1
        return done


def confirm(reference: str) -> None:
    """Stand for the buyer who confirms a payment with the bank."""
    with transaction.atomic():
        payment = models.TrialPayment.objects.for_update().get(reference=reference)
        payment.needs_action = False
        payment.behaviour = {step: does for step, does in payment.behaviour.items() if step != AttemptKind.AUTHORISE}
        payment.save()


def sign(body: bytes) -> str:
    """Sign a message as the test provider does: every shop has a secret of its own."""
    secret = hmac.digest(settings.SECRET_KEY.encode(), f"test-payments:{require_tenant_id()}".encode(), "sha256")
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def waiting_messages(*, at: dt.datetime | None = None) -> list[models.TrialMessage]:
    """Return the messages that are to be sent, in the order in which they are."""
    due = models.TrialMessage.objects.filter(sent_at=None, due_at__lte=at or timezone.now())
    return list(due.order_by("position", "id"))


def body_of(message: models.TrialMessage) -> bytes:
    """Write a message as it is sent."""
    return json.dumps(message.body).encode()


def _reference(payment_id: UUID) -> str:
    return f"test_{payment_id.hex}"


def _books(call: Call) -> models.TrialPayment | None:
    reference = call.reference or _reference(call.payment_id)
    found: models.TrialPayment | None = models.TrialPayment.objects.filter(reference=reference).first()
    return found


def _amount(payment: models.TrialPayment, call: Call) -> int:
    if call.kind is AttemptKind.VOID:
        return int(payment.authorised - payment.captured - payment.released)
    return 0 if call.kind is AttemptKind.CREATE else call.amount


def _do(payment: models.TrialPayment, operation: models.TrialOperation, told: str | None) -> None:
    """Do an operation: change the books, remember the outcome, have a message sent."""
    refusal = _refusal(payment, operation, told)
    verdict = Verdict.DONE
    if refusal == "action_required":
        verdict, payment.needs_action = Verdict.ACTION, True
    elif refusal:
        verdict = Verdict.REFUSED
    elif told == Behaviour.PENDING:
        verdict = Verdict.PENDING
    else:
        match operation.kind:
            case AttemptKind.AUTHORISE:
                payment.authorised += operation.amount
                payment.declined = ""
            case AttemptKind.CAPTURE:
                payment.captured += operation.amount
            case AttemptKind.VOID:
                payment.released += operation.amount
                payment.closed = True
            case AttemptKind.REFUND:
                payment.refunded += operation.amount
    if refusal and operation.kind == AttemptKind.AUTHORISE and verdict is Verdict.REFUSED:
        payment.declined = refusal
    operation.outcome = {"verdict": verdict.value, "error_code": refusal if verdict is Verdict.REFUSED else ""}
    # What is pending is done at the next look after a while, as anything that is late.
    operation.done_at = None if verdict is Verdict.PENDING else timezone.now()
    operation.save()
    payment.save()
    if verdict is not Verdict.PENDING:
        _write_message(payment, operation)


def _refusal(payment: models.TrialPayment, operation: models.TrialOperation, told: str | None) -> str:
    if told == Behaviour.DECLINE:
        return "card_declined"
    if told == Behaviour.ACTION:
        return "action_required"
    match operation.kind:
        case AttemptKind.AUTHORISE if payment.closed:
            return "payment_closed"
        case AttemptKind.CAPTURE if operation.amount > payment.authorised - payment.captured - payment.released:
            return "amount_too_large"
        case AttemptKind.REFUND if operation.amount > payment.captured - payment.refunded:
            return "amount_too_large"
    return ""


def _outcome(payment: models.TrialPayment, operation: models.TrialOperation) -> Outcome:
    verdict = Verdict(operation.outcome["verdict"])
    code = str(operation.outcome["error_code"])
    return Outcome(
        verdict=verdict,
        seen=_seen(payment),
        operation=f"op_{operation.id.hex}",
        error_code=code,
        error_message="The test provider was told to decline." if code else "",
    )


def _seen(payment: models.TrialPayment) -> Seen:
    refunds = payment.operations.filter(kind=AttemptKind.REFUND).exclude(done_at=None).order_by("id")
    return Seen(
        reference=payment.reference,
        authorised=payment.authorised,
        captured=payment.captured,
        released=payment.released,
        requires_action=payment.needs_action,
        failed=bool(payment.declined),
        closed=payment.closed,
        error_code=payment.declined,
        client_data={"reference": payment.reference},
        method_label="Test card",
        refunds=tuple(_seen_refund(operation) for operation in refunds),
    )


def _seen_refund(operation: models.TrialOperation) -> SeenRefund:
    try:
        key: UUID | None = UUID(operation.key)
    except ValueError:
        # Given back at the provider itself, by nobody of the shop.
        key = None
    return SeenRefund(
        reference=f"op_{operation.id.hex}",
        amount=operation.amount,
        verdict=Verdict(operation.outcome["verdict"]),
        key=key,
        error_code=operation.outcome["error_code"],
    )


def _write_message(payment: models.TrialPayment, operation: models.TrialOperation) -> None:
    now = timezone.now()
    manner = payment.behaviour.get("messages")
    event_id = f"evt_{operation.id.hex}"
    body = {
        "id": event_id,
        "type": _TYPES[AttemptKind(operation.kind)],
        "reference": payment.reference,
        "payment_id": str(UUID(payment.reference.removeprefix("test_"))),
        "occurred_at": now.isoformat(),
        "seen": _seen_as_json(_seen(payment)),
    }
    count = models.TrialMessage.objects.filter(body__reference=payment.reference).count()
    for _ in range(2 if manner == Behaviour.TWICE else 1):
        models.TrialMessage.objects.create(
            event_id=event_id,
            body=body,
            position=-count if manner == Behaviour.REORDERED else 0,
            due_at=now + _MESSAGE_LATE if manner == Behaviour.LATE else now,
        )


def _seen_as_json(seen: Seen) -> dict[str, Any]:
    return {
        "reference": seen.reference,
        "authorised": seen.authorised,
        "captured": seen.captured,
        "released": seen.released,
        "requires_action": seen.requires_action,
        "failed": seen.failed,
        "closed": seen.closed,
        "error_code": seen.error_code,
        "refunds": [
            {
                "reference": refund.reference,
                "amount": refund.amount,
                "verdict": refund.verdict.value,
                "key": str(refund.key) if refund.key else None,
                "error_code": refund.error_code,
            }
            for refund in seen.refunds
        ],
    }


def _seen_from(said: Mapping[str, Any]) -> Seen:
    refunds = tuple(
        SeenRefund(
            reference=refund["reference"],
            amount=refund["amount"],
            verdict=Verdict(refund["verdict"]),
            key=UUID(refund["key"]) if refund["key"] else None,
            error_code=refund["error_code"],
        )
        for refund in said["refunds"]
    )
    plain = {name: value for name, value in said.items() if name != "refunds"}
    return Seen(**plain, refunds=refunds)
