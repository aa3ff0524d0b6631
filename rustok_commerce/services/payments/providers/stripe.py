"""Stripe, by PaymentIntents over its HTTP API. The buyer pays in the browser with Stripe's parts; the shop captures.

Keys are those of the shop in the setting ``STRIPE_ACCOUNTS``; they are in no answer and in no log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final
from uuid import UUID

import httpx
from django.conf import settings

from rustok.tenancy.info import current_tenant
from rustok_commerce import errors
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
from rustok_commerce.services.payments.providers.stripe_amounts import NotRepresentable, from_stripe, to_stripe

logger = logging.getLogger(__name__)

VERSION: Final = "2024-06-20"
"""The version of the API that all of this is written for: Stripe answers in it, whatever the account's default is."""
TOLERANCE: Final = 300
"""How many seconds old a signed message may be, and how far clocks may differ."""
_TIMEOUT: Final = httpx.Timeout(20.0, connect=5.0)
_PAYMENT: Final = "rustok_payment"
_ATTEMPT: Final = "rustok_attempt"
_EXPAND: Final = {"expand[]": "latest_charge.refunds"}
_SIGNATURE: Final = "stripe-signature"
_MOST_REFUNDS: Final = 100


class _Refused(Exception):
    """Stripe said no, and has done nothing. ``error`` is its error object."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(str(error.get("code") or error.get("type") or "refused"))
        self.error = error


class StripeProvider:
    """A shop's account with Stripe."""

    name: ClassVar[str] = "stripe"
    deferred: ClassVar[bool] = False
    local: ClassVar[bool] = False
    # Stripe forgets keys after 24 hours at the earliest.
    key_lifetime: ClassVar[dt.timedelta] = dt.timedelta(hours=23)

    def available(self, currency: str) -> bool:
        """Tell whether the shop has keys."""
        return bool(_account().get("secret_key"))

    def create_session(self, call: Call) -> Outcome:
        """Make a PaymentIntent, which the browser confirms by its client secret."""
        try:
            amount = to_stripe(call.amount, call.currency)
        except NotRepresentable:
            return Outcome(verdict=Verdict.REFUSED, error_code="amount_not_representable")
        return self._change(
            "payment_intents",
            {
                "amount": amount,
                "currency": call.currency.lower(),
                "capture_method": "manual",
                "automatic_payment_methods[enabled]": "true",
                f"metadata[{_PAYMENT}]": str(call.payment_id),
            },
            call,
        )

    def authorise(self, call: Call) -> Outcome:
        """Look whether the buyer has confirmed; confirm where the browser has left that to the shop."""
        intent = self._get(f"payment_intents/{call.reference}", _EXPAND)
        if intent["status"] == "requires_confirmation":
            return self._change(f"payment_intents/{call.reference}/confirm", {}, call)
        return _authorisation(intent, call.currency)

    def capture(self, call: Call) -> Outcome:
        """Take the money, or a part; Stripe lets the rest go by that."""
        try:
            amount = to_stripe(call.amount, call.currency)
        except NotRepresentable:
            return Outcome(verdict=Verdict.REFUSED, error_code="amount_not_representable")
        return self._change(f"payment_intents/{call.reference}/capture", {"amount_to_capture": amount}, call)

    def void(self, call: Call) -> Outcome:
        """Cancel the PaymentIntent: nobody can confirm it any more."""
        return self._change(f"payment_intents/{call.reference}/cancel", {}, call)

    def refund(self, call: Call) -> Outcome:
        """Give money back."""
        try:
            amount = to_stripe(call.amount, call.currency)
        except NotRepresentable:
            return Outcome(verdict=Verdict.REFUSED, error_code="amount_not_representable")
        fields = {
            "payment_intent": call.reference,
            "amount": amount,
            f"metadata[{_ATTEMPT}]": str(call.key),
            f"metadata[{_PAYMENT}]": str(call.payment_id),
        }
        try:
            refund = self._post("refunds", fields, call.key)
        except _Refused as exc:
            return _refusal(exc.error)
        return _refund_outcome(_seen_refund(refund, call.currency))

    def look_up(self, call: Call) -> Found:
        """Ask for the PaymentIntent, or for its refunds."""
        if not call.reference:
            # Stripe finds a PaymentIntent by our id only some time later: the same key asks for the same one.
            return Found()
        intent = self._get(f"payment_intents/{call.reference}", _EXPAND)
        seen = _seen(intent, call.currency)
        match call.kind:
            case AttemptKind.CREATE:
                return Found(seen=seen, outcome=Outcome(verdict=Verdict.DONE, seen=seen))
            case AttemptKind.AUTHORISE:
                if intent["status"] == "requires_confirmation":
                    return Found(seen=seen)
                return Found(seen=seen, outcome=_authorisation(intent, call.currency))
            case AttemptKind.CAPTURE:
                return Found(seen=seen, outcome=_ended(intent, seen, done="succeeded", refused="canceled"))
            case AttemptKind.VOID:
                return Found(seen=seen, outcome=_ended(intent, seen, done="canceled", refused="succeeded"))
            case AttemptKind.REFUND:
                listed = self._get("refunds", {"payment_intent": call.reference, "limit": str(_MOST_REFUNDS)})
                for refund in listed["data"]:
                    found = _seen_refund(refund, call.currency)
                    if found.key == call.key:
                        return Found(seen=seen, outcome=_refund_outcome(found))
                return Found(seen=seen)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Message, ...]:
        """Verify an event by the shop's secrets, and read what it says of a PaymentIntent or a refund."""
        verify(headers.get(_SIGNATURE, ""), body, _account().get("webhook_secrets", ()), now=time.time())
        try:
            event = json.loads(body)
            about = event["data"]["object"]
            kind = about["object"]
            if kind == "payment_intent":
                # What lets the buyer pay is not for the log of messages.
                seen: Seen | None = replace(_seen(about, about["currency"].upper()), client_data=None)
                reference, ours = about["id"], about.get("metadata", {}).get(_PAYMENT)
            elif kind == "refund" and about.get("payment_intent"):
                refund = _seen_refund(about, about["currency"].upper())
                reference, ours = about["payment_intent"], about.get("metadata", {}).get(_PAYMENT)
                seen = Seen(reference=reference, refunds=(refund,))
            else:
                seen, reference, ours = None, "", None
            return (
                Message(
                    event_id=str(event["id"]),
                    type=str(event["type"]),
                    reference=reference,
                    payment_id=_uuid(ours),
                    seen=seen,
                    occurred_at=dt.datetime.fromtimestamp(int(event["created"]), dt.UTC),
                ),
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, errors.CurrencyNotEnabled) as exc:
            raise BadMessage("it cannot be read") from exc

    def _change(self, path: str, fields: Mapping[str, Any], call: Call) -> Outcome:
        try:
            intent = self._post(path, {**fields, **_EXPAND}, call.key)
        except _Refused as exc:
            intent_then = exc.error.get("payment_intent")
            seen = _seen(intent_then, call.currency) if isinstance(intent_then, dict) else None
            if seen is not None and call.kind is AttemptKind.VOID and seen.closed:
                # It was cancelled before, by the shop or at Stripe.
                return Outcome(verdict=Verdict.DONE, seen=seen)
            if seen is not None and call.kind is AttemptKind.CAPTURE and seen.captured >= call.amount:
                return Outcome(verdict=Verdict.DONE, seen=seen)
            return _refusal(exc.error, seen)
        if call.kind is AttemptKind.AUTHORISE:
            return _authorisation(intent, call.currency)
        return Outcome(verdict=Verdict.DONE, seen=_seen(intent, call.currency))

    def _get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        try:
            return self._send("GET", path, query=query)
        except _Refused as exc:
            raise NoAnswer(f"Stripe does not say: {exc}") from exc

    def _post(self, path: str, fields: Mapping[str, Any], key: UUID) -> dict[str, Any]:
        return self._send("POST", path, fields=fields, key=str(key))

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        fields: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {_account().get('secret_key', '')}", "Stripe-Version": VERSION}
        if key is not None:
            headers["Idempotency-Key"] = key
        data = None if fields is None else {name: str(value) for name, value in fields.items()}
        try:
            answer = httpx.request(
                method,
                f"{settings.STRIPE_API_URL}/v1/{path}",
                params=query,
                data=data,
                headers=headers,
                timeout=_TIMEOUT,
                follow_redirects=False,
            )
            said = answer.json()
        except (httpx.HTTPError, ValueError) as exc:
            raise NoAnswer(type(exc).__name__) from exc
        if answer.is_success and isinstance(said, dict):
            return said
        error = said.get("error", {}) if isinstance(said, dict) else {}
        logger.info(
            "commerce.stripe_refused",
            extra={
                "status": answer.status_code,
                "path": path.split("/")[0],
                "code": error.get("code"),
                "request_id": answer.headers.get("Request-Id"),
            },
        )
        if answer.status_code in (400, 402, 404) and error.get("type") != "idempotency_error":
            raise _Refused(error)
        # 409: the key is in use; 429: too many; 5xx: it may be done or not; 401 and 403: the keys are wrong.
        raise NoAnswer(f"Stripe answered {answer.status_code}")


def verify(header: str, body: bytes, secrets: Any, *, now: float) -> None:
    """Check Stripe's signature of a message. Several secrets are good at a time, while one is being replaced.

    :raises BadMessage: it is not signed by any, or too old.
    """
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part]
    stamp = next((value for name, value in parts if name.strip() == "t"), "")
    given = [value for name, value in parts if name.strip() == "v1"]
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or not given:
        raise BadMessage("the signature is missing")
    signed = stamp.encode() + b"." + body
    for secret in secrets:
        wanted = hmac.new(str(secret).encode(), signed, hashlib.sha256).hexdigest()
        if any(hmac.compare_digest(wanted.encode(), value.encode()) for value in given):
            if abs(now - int(stamp)) > TOLERANCE:
                raise BadMessage("the signature is too old")
            return
    raise BadMessage("the signature is wrong")


def _account() -> Mapping[str, Any]:
    accounts: Mapping[str, Any] = settings.STRIPE_ACCOUNTS
    found: Mapping[str, Any] = accounts.get(current_tenant().slug, {})
    return found


def _seen(intent: Mapping[str, Any], currency: str) -> Seen:
    """Read a PaymentIntent, as it was when Stripe wrote it down."""
    status = intent["status"]
    captured = from_stripe(int(intent.get("amount_received") or 0), currency)
    amount = from_stripe(int(intent["amount"]), currency)
    authorised = released = 0
    if status == "requires_capture":
        authorised = captured + from_stripe(int(intent.get("amount_capturable") or 0), currency)
    elif status == "succeeded":
        # A capture of a part lets the rest go.
        authorised, released = amount, amount - captured
    elif status == "canceled" and intent.get("latest_charge"):
        released = amount
    problem = intent.get("last_payment_error") or {}
    failed = status == "requires_payment_method" and bool(problem)
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    refunds = charge.get("refunds") or {}
    account = _account()
    secret = intent.get("client_secret")
    return Seen(
        reference=str(intent["id"]),
        authorised=authorised,
        captured=captured,
        released=released,
        requires_action=status in ("requires_action", "requires_confirmation"),
        failed=failed,
        closed=status == "canceled",
        error_code=str(problem.get("decline_code") or problem.get("code") or "") if failed else "",
        error_message=str(problem.get("message") or "") if failed else "",
        client_data=(
            {"client_secret": secret, "publishable_key": account.get("publishable_key", "")}
            if secret and account.get("publishable_key")
            else None
        ),
        method_label=_label(charge.get("payment_method_details") or {}),
        refunds=tuple(_seen_refund(refund, currency) for refund in refunds.get("data", ())),
    )


def _label(details: Mapping[str, Any]) -> str:
    card = details.get("card") or {}
    if card.get("last4"):
        return f"{str(card.get('brand') or 'card').title()} •••• {card['last4']}"
    return str(details.get("type") or "")


def _seen_refund(refund: Mapping[str, Any], currency: str) -> SeenRefund:
    verdict = {
        "succeeded": Verdict.DONE,
        "failed": Verdict.REFUSED,
        "canceled": Verdict.REFUSED,
    }.get(str(refund.get("status")), Verdict.PENDING)
    return SeenRefund(
        reference=str(refund["id"]),
        amount=from_stripe(int(refund["amount"]), currency),
        verdict=verdict,
        key=_uuid((refund.get("metadata") or {}).get(_ATTEMPT)),
        error_code=str(refund.get("failure_reason") or "") if verdict is Verdict.REFUSED else "",
    )


def _refund_outcome(refund: SeenRefund) -> Outcome:
    return Outcome(verdict=refund.verdict, operation=refund.reference, error_code=refund.error_code)


def _authorisation(intent: Mapping[str, Any], currency: str) -> Outcome:
    seen = _seen(intent, currency)
    match intent["status"]:
        case "requires_capture" | "succeeded":
            return Outcome(verdict=Verdict.DONE, seen=seen)
        case "processing":
            return Outcome(verdict=Verdict.PENDING, seen=seen)
        case "canceled":
            return Outcome(verdict=Verdict.REFUSED, seen=seen, error_code="canceled")
        case "requires_payment_method" if seen.failed:
            return Outcome(
                verdict=Verdict.REFUSED, seen=seen, error_code=seen.error_code, error_message=seen.error_message
            )
        case _:
            # The buyer has not given a card yet, or has to confirm it with the bank.
            return Outcome(verdict=Verdict.ACTION, seen=_with_action(seen))


def _with_action(seen: Seen) -> Seen:
    return Seen(
        reference=seen.reference,
        requires_action=True,
        client_data=seen.client_data,
        method_label=seen.method_label,
    )


def _ended(intent: Mapping[str, Any], seen: Seen, *, done: str, refused: str) -> Outcome | None:
    if intent["status"] == done:
        return Outcome(verdict=Verdict.DONE, seen=seen)
    if intent["status"] == refused:
        return Outcome(verdict=Verdict.REFUSED, seen=seen, error_code=refused)
    return None


def _refusal(error: Mapping[str, Any], seen: Seen | None = None) -> Outcome:
    return Outcome(
        verdict=Verdict.REFUSED,
        seen=seen,
        error_code=str(error.get("decline_code") or error.get("code") or error.get("type") or "refused"),
        error_message=str(error.get("message") or "") if error.get("type") == "card_error" else "",
    )


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
