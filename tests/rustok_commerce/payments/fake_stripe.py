"""A server of ours that answers as Stripe's API does for PaymentIntents and refunds, and misbehaves on demand.

It checks what the contract asks for: the secret key, the pinned version, a key with every POST. A key that it knows
gets the first answer again, also where that never arrived; with other parameters it is an error.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET = "sk_test_ours"
VERSION = "2024-06-20"


class FakeStripe:
    """What the server knows. ``misbehave`` is taken by the next POST: drop_before, drop_after, error_after, busy."""

    def __init__(self) -> None:
        self.intents: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[str, int, dict[str, Any]]] = {}
        self.seen_keys: list[str] = []
        self.misbehave: list[str] = []
        self.refund_status = "succeeded"
        self.capture_error: dict[str, Any] | None = None
        self.url = ""
        self.numbers = count(1)
        self.lock = threading.Lock()

    def confirm(self, intent_id: str, *, outcome: str = "requires_capture") -> None:
        """Stand for the buyer in the browser."""
        intent = self.intents[intent_id]
        intent["status"] = outcome
        if outcome == "requires_capture":
            intent.update(amount_capturable=intent["amount"], latest_charge=f"ch_{intent_id}", last_payment_error=None)
        elif outcome == "requires_payment_method":
            intent["last_payment_error"] = declined()["error"]

    @property
    def captured(self) -> int:
        """What was taken, in all."""
        return sum(intent["amount_received"] for intent in self.intents.values())

    @property
    def refunded(self) -> int:
        """What was given back, in all."""
        return sum(refund["amount"] for refund in self.refunds.values() if refund["status"] == "succeeded")

    def post(self, path: list[str], form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        match path:
            case ["payment_intents"]:
                made = intent_object(f"pi_{next(self.numbers)}", int(form["amount"]), form["currency"])
                made["metadata"] = {"rustok_payment": form["metadata[rustok_payment]"]}
                assert form["capture_method"] == "manual"
                self.intents[made["id"]] = made
                return 200, made
            case ["payment_intents", id, step] if id in self.intents:
                return self.step(self.intents[id], step, form)
            case ["refunds"]:
                intent = self.intents[form["payment_intent"]]
                made = [row for row in self.refunds.values() if row["status"] not in ("failed", "canceled")]
                given = sum(row["amount"] for row in made if row["payment_intent"] == intent["id"])
                if int(form["amount"]) > intent["amount_received"] - given:
                    return 400, invalid("charge_already_refunded")
                refund = refund_object(f"re_{next(self.numbers)}", intent, int(form["amount"]), self.refund_status)
                refund["metadata"] = {"rustok_attempt": form["metadata[rustok_attempt]"]}
                self.refunds[refund["id"]] = refund
                return 200, refund
        return 404, invalid("resource_missing")

    def step(self, intent: dict[str, Any], step: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if step == "capture":
            if self.capture_error is not None:
                return 402, self.capture_error
            if intent["status"] != "requires_capture":
                return 400, unexpected(intent)
            amount = int(form["amount_to_capture"])
            if amount > intent["amount_capturable"]:
                return 400, invalid("amount_too_large")
            intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        elif step == "cancel":
            if intent["status"] in ("succeeded", "canceled"):
                return 400, unexpected(intent)
            intent.update(status="canceled", amount_capturable=0)
        elif step == "confirm":
            self.confirm(intent["id"])
        return 200, intent

    def get(self, path: list[str], query: dict[str, str]) -> tuple[int, dict[str, Any]]:
        match path:
            case ["payment_intents", id] if id in self.intents:
                return 200, self.expanded(self.intents[id])
            case ["refunds"]:
                rows = [row for row in self.refunds.values() if row["payment_intent"] == query["payment_intent"]]
                return 200, {"object": "list", "data": rows, "has_more": False}
        return 404, invalid("resource_missing")

    def expanded(self, intent: dict[str, Any]) -> dict[str, Any]:
        if not intent["latest_charge"]:
            return intent
        rows = [row for row in self.refunds.values() if row["payment_intent"] == intent["id"]]
        charge = {
            "id": intent["latest_charge"],
            "object": "charge",
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
            "refunds": {"object": "list", "data": rows},
        }
        return {**intent, "latest_charge": charge}


def intent_object(id: str, amount: int, currency: str) -> dict[str, Any]:
    """Make a PaymentIntent with the fields that the API reference has for it."""
    return {
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "manual",
        "client_secret": f"{id}_secret_ours",
        "confirmation_method": "automatic",
        "created": 1700000000,
        "currency": currency,
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "status": "requires_payment_method",
    }


def refund_object(id: str, intent: dict[str, Any], amount: int, status: str) -> dict[str, Any]:
    """Make a refund with the fields that the API reference has for it."""
    return {
        "id": id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": intent["latest_charge"],
        "created": 1700000000,
        "currency": intent["currency"],
        "metadata": {},
        "payment_intent": intent["id"],
        "reason": None,
        "receipt_number": None,
        "status": status,
    }


def declined() -> dict[str, Any]:
    """Make the error of a card that was refused."""
    return {
        "error": {
            "type": "card_error",
            "code": "card_declined",
            "decline_code": "insufficient_funds",
            "message": "Your card has insufficient funds.",
            "param": "",
        }
    }


def invalid(code: str) -> dict[str, Any]:
    """Make the error of a request that cannot be."""
    return {"error": {"type": "invalid_request_error", "code": code, "message": "Not so."}}


def unexpected(intent: dict[str, Any]) -> dict[str, Any]:
    """Make the error of a step that the state of a PaymentIntent does not allow."""
    return {
        "error": {
            "type": "invalid_request_error",
            "code": "payment_intent_unexpected_state",
            "message": "Not now.",
            "payment_intent": intent,
        }
    }


@contextmanager
def serve() -> Iterator[FakeStripe]:
    """Run the server at a port of its own for the time of the block."""
    stripe = FakeStripe()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return

        def do_GET(self) -> None:
            self.check()
            parts = urlsplit(self.path)
            self.answer(*stripe.get(parts.path.split("/")[2:], dict(parse_qsl(parts.query))))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.check()
            key = self.headers["Idempotency-Key"]
            assert key
            with stripe.lock:
                manner = stripe.misbehave.pop(0) if stripe.misbehave else ""
                if manner == "drop_before":
                    return self.drop()
                if manner == "busy":
                    return self.answer(409, {"error": {"type": "idempotency_error", "code": "idempotency_key_in_use"}})
                stripe.seen_keys.append(key)
                asked = f"{self.path} {text}"
                if key in stripe.answers:
                    known, status, body = stripe.answers[key]
                    if known != asked:
                        return self.answer(400, {"error": {"type": "idempotency_error", "message": "Other values."}})
                else:
                    status, made = stripe.post(self.path.split("/")[2:], dict(parse_qsl(text)))
                    body = json.loads(json.dumps(made))
                    stripe.answers[key] = (asked, status, body)
            if manner == "drop_after":
                return self.drop()
            if manner == "error_after":
                return self.answer(500, {"error": {"type": "api_error"}})
            return self.answer(status, body)

        def check(self) -> None:
            assert self.headers["Authorization"] == f"Bearer {SECRET}"
            assert self.headers["Stripe-Version"] == VERSION

        def answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def drop(self) -> None:
            self.close_connection = True
            self.connection.close()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    stripe.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stripe
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
