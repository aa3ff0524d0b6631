"""The one door to providers, shut while a transaction is open: a row's lock must not wait for somebody's network."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TypeVar

from django.db import connection

from rustok_commerce import metrics
from rustok_commerce.dto.payments import AttemptKind
from rustok_commerce.services.payments.port import Call, Found, Message, NoAnswer, Outcome, PaymentProvider

R = TypeVar("R")


class CalledInTransaction(RuntimeError):
    """A provider was to be called while a transaction was open. A fault of the program."""


def refuse_transaction() -> None:
    """Refuse to go on inside of a transaction.

    :raises CalledInTransaction: one is open.
    """
    # The outermost one of Django's TestCase is not one: it stands for no transaction at all.
    if any(not block._from_testcase for block in connection.atomic_blocks):  # type: ignore[attr-defined]
        raise CalledInTransaction("a payment provider is called outside of transactions only")


def ask(provider: PaymentProvider, call: Call) -> Outcome:
    """Make a call.

    :raises NoAnswer: it is not known what came of it.
    """
    refuse_transaction()
    method = {
        AttemptKind.CREATE: provider.create_session,
        AttemptKind.AUTHORISE: provider.authorise,
        AttemptKind.CAPTURE: provider.capture,
        AttemptKind.VOID: provider.void,
        AttemptKind.REFUND: provider.refund,
    }[call.kind]
    begun = time.monotonic()
    try:
        outcome = method(call)
    except NoAnswer:
        metrics.provider_calls.labels(provider.name, call.kind, "no_answer").inc()
        raise
    finally:
        metrics.provider_seconds.labels(provider.name, call.kind).observe(time.monotonic() - begun)
    metrics.provider_calls.labels(provider.name, call.kind, outcome.verdict).inc()
    return outcome


def look_up(provider: PaymentProvider, call: Call) -> Found:
    """Ask what came of a call.

    :raises NoAnswer: the provider does not say.
    """
    refuse_transaction()
    try:
        found = provider.look_up(call)
    except NoAnswer:
        metrics.provider_calls.labels(provider.name, "look_up", "no_answer").inc()
        raise
    metrics.provider_calls.labels(provider.name, "look_up", "found" if found.outcome else "unknown").inc()
    return found


def read_message(provider: PaymentProvider, headers: Mapping[str, str], body: bytes) -> tuple[Message, ...]:
    """Let a provider verify and read a request.

    :raises BadMessage: it is not signed by the provider, or cannot be read.
    """
    return provider.parse_webhook(headers, body)
