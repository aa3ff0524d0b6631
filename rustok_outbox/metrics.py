"""What is measured of delivery. The gauges are set by whoever counts last: the worker's sweep, a probe, a command."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

STORED = Counter("rustok_outbox_events_stored", "Events stored in the outbox", ["type"])
RELAYED = Counter("rustok_outbox_events_relayed", "Events fanned out to deliveries")
DELIVERED = Counter("rustok_outbox_deliveries", "Deliveries done", ["subscriber"])
FAILED = Counter("rustok_outbox_delivery_failures", "Attempts that failed", ["subscriber"])
DEAD = Counter("rustok_outbox_deliveries_given_up", "Deliveries given up", ["subscriber"])
WAKE_FAILED = Counter("rustok_outbox_wake_failures", "Wake-ups that the broker did not take")
WEBHOOKS = Counter("rustok_outbox_webhook_tries", "Tries to send messages to webhooks", ["outcome"])
LAG = Histogram(
    "rustok_outbox_lag_seconds",
    "From an event's publication to its effect",
    ["subscriber"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)
PENDING_EVENTS = Gauge("rustok_outbox_pending_events", "Events not relayed yet", multiprocess_mode="mostrecent")
OLDEST = Gauge("rustok_outbox_oldest_seconds", "Age of the oldest that waits", multiprocess_mode="mostrecent")
PENDING = Gauge("rustok_outbox_backlog", "Deliveries that wait", ["subscriber"], multiprocess_mode="mostrecent")
DEAD_LETTERS = Gauge("rustok_outbox_dead_letters", "Dead letters", ["subscriber"], multiprocess_mode="mostrecent")
AGE = Gauge(
    "rustok_outbox_backlog_seconds", "Age of the oldest that waits", ["subscriber"], multiprocess_mode="mostrecent"
)
