"""The outermost middleware: ids, one log line and the metrics of every request."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from rustok.ids import to_ulid
from rustok.telemetry.ids import request_ids

log = structlog.get_logger("rustok.request")

REQUESTS = Counter("rustok_http_requests", "Requests answered", ["method", "route", "status"])
DURATION = Histogram(
    "rustok_http_request_seconds",
    "Time to answer a request",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = ("/health/", "/metrics", "/static/")


class RequestTelemetry:
    """Gives each request ``correlation_id`` and ``trace_id`` and says in the answer which (``X-Request-ID``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        started = time.perf_counter()
        ids = request_ids(
            request_id=request.headers.get("X-Request-ID"), traceparent=request.headers.get("traceparent")
        )
        request.correlation_id = ids.correlation_id  # type: ignore[attr-defined]
        request.trace_id = ids.trace_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(correlation_id=to_ulid(ids.correlation_id), trace_id=ids.trace_id):
            response = self.get_response(request)
            elapsed = time.perf_counter() - started
            response["X-Request-ID"] = to_ulid(ids.correlation_id)
            match = request.resolver_match
            # The route, not the path: a label per product would fill the metrics store.
            route = match.route if match else "unknown"
            method = request.method if request.method in _METHODS else "other"
            REQUESTS.labels(method, route, str(response.status_code)).inc()
            DURATION.labels(route).observe(elapsed)
            if not request.path.startswith(_QUIET):
                log.info(
                    "request.answered",
                    method=method,
                    path=request.path,
                    status=response.status_code,
                    ms=round(elapsed * 1000, 1),
                    tenant=getattr(getattr(request, "tenant", None), "slug", None),
                )
        return response
