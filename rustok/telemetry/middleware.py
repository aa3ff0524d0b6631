"""The outermost middleware: ids, one log line and the metrics of every request."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import lru_cache

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from rustok.ids import to_ulid
from rustok.telemetry.ids import request_ids

log = structlog.get_logger("rustok.request")
_stdlib = logging.getLogger("rustok.request")

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
        meta = request.META
        ids = request_ids(request_id=meta.get("HTTP_X_REQUEST_ID"), traceparent=meta.get("HTTP_TRACEPARENT"))
        request.correlation_id = ids.correlation_id  # type: ignore[attr-defined]
        request.trace_id = ids.trace_id  # type: ignore[attr-defined]
        shown = to_ulid(ids.correlation_id)
        bound = structlog.contextvars.bind_contextvars(correlation_id=shown, trace_id=ids.trace_id)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = shown
            self._count(request, response, time.perf_counter() - started)
        finally:
            structlog.contextvars.reset_contextvars(**bound)
        return response

    @staticmethod
    def _count(request: HttpRequest, response: HttpResponse, elapsed: float) -> None:
        match = request.resolver_match
        # The route, not the path: a label per product would fill the metrics store.
        route = match.route if match else "unknown"
        method = request.method if request.method in _METHODS else "other"
        counter, histogram = _metrics(method, route, response.status_code)
        counter.inc()
        histogram.observe(elapsed)
        # structlog makes its line before the level is asked.
        if _stdlib.isEnabledFor(logging.INFO) and not request.path.startswith(_QUIET):
            log.info(
                "request.answered",
                method=method,
                path=request.path,
                status=response.status_code,
                ms=round(elapsed * 1000, 1),
                tenant=getattr(getattr(request, "tenant", None), "slug", None),
            )


@lru_cache(maxsize=4096)
def _metrics(method: str | None, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), DURATION.labels(route)
