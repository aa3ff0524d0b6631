"""The one place where an error becomes an answer of the REST API: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from rest_framework import exceptions
from rest_framework.views import set_rollback

from rustok.api import jsontext
from rustok.api.problems import MEDIA_TYPE, Problem, problem_for_status, problem_of
from rustok.errors import RustokError

log = structlog.get_logger("rustok.api")

GRAPHQL_PATH = "/graphql"


def handle(exc: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer for an exception that a REST view raised; DRF's ``EXCEPTION_HANDLER``."""
    set_rollback()
    return problem_response(exc, context["request"]._request)


def problem_response(exc: Exception, request: HttpRequest) -> HttpResponse:
    """Answer for an exception. What we did not foresee is logged with its trace and shown as a bare 500."""
    return respond(problem_from(exc), request)


def problem_from(exc: Exception) -> Problem:
    """Describe an exception."""
    if isinstance(exc, RustokError):
        return problem_of(exc)
    if isinstance(exc, exceptions.APIException):
        return _from_drf(exc)
    if isinstance(exc, Http404):
        return problem_for_status(404, "There is nothing at this address.")
    if isinstance(exc, PermissionDenied):
        return problem_for_status(403)
    if isinstance(exc, RequestDataTooBig):
        return problem_for_status(413)
    if isinstance(exc, (SuspiciousOperation, MultiPartParserError, UnicodeError)):
        return problem_for_status(400)
    log.error("api.unforeseen_error", exc_info=exc)
    return problem_for_status(500, "Something went wrong on our side; the trace id finds it in our logs.")


def respond(problem: Problem, request: HttpRequest) -> HttpResponse:
    """Send a problem; on the GraphQL endpoint in GraphQL's own form."""
    trace_id = getattr(request, "trace_id", None)
    if request.path == GRAPHQL_PATH:
        body = problem.body(trace_id)
        extensions = {name: body[name] for name in ("code", "errors", "trace_id", *problem.extra)}
        content: dict[str, Any] = {"errors": [{"message": problem.detail, "extensions": extensions}]}
        response = HttpResponse(jsontext.dumps(content), status=problem.status, content_type="application/json")
    else:
        response = HttpResponse(jsontext.dumps(problem.body(trace_id)), status=problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler400``."""
    return respond(problem_for_status(400), request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler403``."""
    return respond(problem_for_status(403), request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler404``."""
    return respond(problem_for_status(404, "There is nothing at this address."), request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``; Django has logged the exception."""
    return respond(problem_for_status(500, "Something went wrong on our side."), request)


def _from_drf(exc: exceptions.APIException) -> Problem:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(exc.auth_header)  # type: ignore[attr-defined]
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait))  # type: ignore[attr-defined]
    return problem_for_status(exc.status_code, str(exc.detail), **headers)
