"""Limits on requests: a token bucket per tenant, class of routes, and user or network."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from rustok.auth import buckets, leases, metrics
from rustok.auth.clients import client_of
from rustok.conf import conf
from rustok.errors import RateLimited, Unavailable

logger = logging.getLogger(__name__)

GENERAL: Final = "general"
AUTH: Final = "auth"
_PAUSE: Final = 5.0
"""Seconds for which Valkey is left alone after it did not answer: a request must not wait for it each time."""


class _Breaker:
    def __init__(self) -> None:
        self.closed_at = 0.0


_breaker = _Breaker()


def check(request: HttpRequest, route_class: str) -> None:
    """Take one token out of the caller's bucket; leave what is known of it on the request for :func:`add_headers`.

    ``route_class`` is ``general`` or a key of ``RUSTOK["rate_limit"]["classes"]``; an unknown one counts as
    ``general``. A signed-in user has one bucket everywhere, others share their network's (an IPv6 /64 is one).
    Without Valkey everything passes but class ``auth``.

    :raises RateLimited: the bucket is empty.
    :raises Unavailable: class ``auth`` while Valkey does not answer.
    """
    limits = conf().rate_limit
    tenant: Any = getattr(request, "tenant", None)
    if not limits.enabled or tenant is None:
        return
    per_minute, burst = limits.classes.get(route_class, (limits.requests_per_minute, limits.burst))
    if route_class != AUTH and time.monotonic() < _breaker.closed_at:
        return
    name = route_class if route_class in limits.classes else GENERAL
    try:
        taken = leases.take(
            f"rate:{{{tenant.id}}}:{name}:{_who(request)}",
            per_minute=per_minute,
            burst=burst,
            lease=1 if route_class == AUTH else limits.lease,
        )
    except Unavailable:
        _breaker.closed_at = time.monotonic() + _PAUSE
        logger.warning("rate_limit.unavailable", extra={"route_class": name})
        if route_class == AUTH:
            raise
        return
    request.rate_limit = taken  # type: ignore[attr-defined]
    if not taken.allowed:
        metrics.rate_limited.labels(route_class=name).inc()
        raise RateLimited(retry_after=taken.retry_after)


def add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the client how it stands: ``RateLimit-Limit``, ``-Remaining`` and ``-Reset``, in tokens and seconds."""
    for name, value in headers_for(request).items():
        response[name] = value


def headers_for(request: HttpRequest) -> dict[str, str]:
    """Return the headers of :func:`add_headers` for the answer to a request; none where it was not counted."""
    taken: buckets.Taken | None = getattr(request, "rate_limit", None)
    return {} if taken is None else headers_of(taken)


def headers_of(taken: buckets.Taken) -> dict[str, str]:
    """Return the headers of :func:`add_headers`."""
    return {
        "RateLimit-Limit": str(taken.limit),
        "RateLimit-Remaining": str(taken.remaining),
        "RateLimit-Reset": str(taken.reset),
    }


def _who(request: HttpRequest) -> str:
    actor = getattr(getattr(request, "ctx", None), "actor_id", None)
    return f"user:{actor}" if actor is not None else f"ip:{client_of(request).network}"
