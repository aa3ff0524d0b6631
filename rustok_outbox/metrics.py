"""What is measured of delivery."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

STORED = Counter("rustok_outbox_events_stored", "Events stored in the outbox", ["type"])
RELAYED = Counter("rustok_outbox_events_relayed", "Events fanned out to deliveries")
DELIVERED = Counter("rustok_outbox_deliveries", "Deliveries done", ["subscriber"])
FAILED = Counter("rustok_outbox_delivery_failures", "Attempts that failed", ["subscriber"])
DEAD = Counter("rustok_outbox_dead_letters", "Deliveries given up", ["subscriber"])
WAKE_FAILED = Counter("rustok_outbox_wake_failures", "Wake-ups that the broker did not take")
LAG = Histogram(
    "rustok_outbox_lag_seconds",
    "From an event's publication to its effect",
    ["subscriber"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)
BACKLOG = Gauge("rustok_outbox_backlog", "Deliveries and events that wait", ["what"], multiprocess_mode="mostrecent")
OLDEST = Gauge("rustok_outbox_oldest_seconds", "Age of the oldest thing that waits", multiprocess_mode="mostrecent")
