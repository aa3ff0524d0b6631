"""Put every request into the scope of its tenant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from rustok.errors import RustokError
from rustok.tenancy.context import Scope, no_scope, tenant_scope
from rustok.tenancy.errors import TenantInactive, TenantNotFound
from rustok.tenancy.resolution import resolve

# Answers that are the same for the whole installation, and must come while no tenant exists.
WITHOUT_TENANT = ("/health/", "/metrics", "/openapi.json", "/swagger/")

_STATUS = {TenantNotFound: HTTPStatus.NOT_FOUND, TenantInactive: HTTPStatus.FORBIDDEN}


class TenantMiddleware:
    """Sets ``request.tenant`` (a ``TenantInfo``) and enters its scope; unknown is a 404 problem, inactive a 403.

    ``request.tenant`` is None on the paths that have no tenant.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if request.path_info.startswith((*WITHOUT_TENANT, _static_prefix())):
            request.tenant = None  # type: ignore[attr-defined]
            with no_scope():
                return self.get_response(request)
        try:
            tenant = resolve(request)
        except (TenantNotFound, TenantInactive) as exc:
            return problem(exc, _STATUS[type(exc)])
        request.tenant = tenant  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(tenant=tenant.slug)
        with tenant_scope(tenant) as scope:
            response = self.get_response(request)
        if getattr(response, "streaming", False):
            # The body is made after the middleware has left the scope.
            stream: Any = response
            stream.streaming_content = in_scope(stream.streaming_content, scope)
        return response


def in_scope(chunks: Iterable[bytes], scope: Scope) -> Iterator[bytes]:
    """Make each chunk of a stream in the scope, and leave it in between."""
    source = iter(chunks)
    while True:
        with tenant_scope(scope):
            try:
                chunk = next(source)
            except StopIteration:
                return
        yield chunk


def problem(error: RustokError, status: HTTPStatus) -> HttpResponse:
    """Answer with a problem (RFC 9457) where no API has taken over yet."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "code": error.code,
            "detail": str(error),
            "errors": [],
            "trace_id": structlog.contextvars.get_contextvars().get("trace_id"),
        },
        status=status,
        content_type="application/problem+json",
    )


def _static_prefix() -> str:
    return str(settings.STATIC_URL)
