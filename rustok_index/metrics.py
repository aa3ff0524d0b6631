"""Figures for ``/metrics``."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

documents_built = Counter("rustok_index_documents_total", "Documents written into the read model.", ["index"])
documents_removed = Counter("rustok_index_documents_removed_total", "Documents removed from the read model.", ["index"])
drift = Gauge(
    "rustok_index_drift",
    "Documents of the last sample that are not what the domains would build.",
    ["index"],
    multiprocess_mode="mostrecent",
)
batch_seconds = Histogram(
    "rustok_index_batch_seconds", "Time to load and write the documents of one batch of events.", ["index"]
)
lag_seconds = Histogram(
    "rustok_index_lag_seconds",
    "Time from an event to its documents being written.",
    ["index"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300),
)
search_seconds = Histogram(
    "rustok_index_search_seconds",
    "Time of the search engine to answer.",
    ["index"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5),
)
search_misses = Counter("rustok_index_search_misses_total", "Searches that found nothing.")
search_write_seconds = Histogram("rustok_index_search_write_seconds", "Time of the search engine to take a batch.")
