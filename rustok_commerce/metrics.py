"""Figures for ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

provider_calls = Counter("rustok_payment_calls_total", "Calls to payment providers.", ["provider", "kind", "outcome"])
provider_seconds = Histogram(
    "rustok_payment_call_seconds",
    "Time of payment providers to answer.",
    ["provider", "kind"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
payment_messages = Counter("rustok_payment_messages_total", "Messages from payment providers.", ["provider", "outcome"])
payments_moved = Counter("rustok_payments_total", "Payments that came into a state.", ["provider", "state"])
refunds_finished = Counter("rustok_payment_refunds_total", "Refunds that ended.", ["provider", "status"])
open_attempts = Gauge(
    "rustok_payment_open_attempts",
    "Calls to payment providers whose outcome is not known, at the last sweep.",
    multiprocess_mode="mostrecent",
)
