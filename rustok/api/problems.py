"""What a refusal looks like: RFC 9457 for REST, ``extensions`` for GraphQL. One table for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from rustok.errors import ErrorKind, FieldError, RustokError

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final = {
    ErrorKind.MOVED: 301,
    ErrorKind.ELSEWHERE: 302,
    ErrorKind.MALFORMED: 400,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.GONE: 410,
    ErrorKind.PRECONDITION: 412,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.VALIDATION: 422,
    ErrorKind.RATE_LIMITED: 429,
    ErrorKind.UNAVAILABLE: 503,
}

CODES: Final = {
    400: "request.malformed",
    401: "auth.token.missing",
    403: "request.forbidden",
    404: "resource.not_found",
    405: "request.method_not_allowed",
    406: "request.not_acceptable",
    413: "request.too_large",
    415: "request.unsupported_media_type",
    429: "rate_limit.exceeded",
    500: "server.error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal, ready to be shown."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def body(self, trace_id: str | None) -> dict[str, Any]:
        """Return the problem's JSON members (RFC 9457, section 3.1, and ours)."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "errors": shown(self.errors),
            **self.extra,
            "trace_id": trace_id,
        }


def shown(errors: tuple[FieldError, ...]) -> list[dict[str, Any]]:
    """Return field errors as JSON-ready data; what a client sent may hold text that UTF-8 cannot."""
    return [
        {
            "path": [_text(part) if isinstance(part, str) else part for part in error.path],
            "code": error.code,
            "message": _text(error.message),
        }
        for error in errors
    ]


def problem_of(exc: RustokError) -> Problem:
    """Describe a typed error."""
    status = STATUS[exc.kind]
    headers = {}
    if exc.kind is ErrorKind.RATE_LIMITED or "retry_after" in exc.params:
        headers["Retry-After"] = str(exc.params.get("retry_after", 1))
    elif exc.kind is ErrorKind.UNAVAILABLE:
        headers["Retry-After"] = "1"
    if exc.kind is ErrorKind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="rustok"'
    if "location" in exc.params:
        headers["Location"] = str(exc.params["location"])
    extra = {
        name: value
        for name in ("current", "given", "changed", "retry_after", "target")
        if isinstance(value := exc.params.get(name), (int, str, list))
    }
    return Problem(
        status=status, code=exc.code, detail=_text(str(exc)), errors=exc.errors, extra=extra, headers=headers
    )


def problem_for_status(status: int, detail: str | None = None, **headers: str) -> Problem:
    """Describe a plain HTTP refusal."""
    return Problem(
        status=status,
        code=CODES.get(status, "request.refused" if status < 500 else "server.error"),
        detail=detail or HTTPStatus(status).description or HTTPStatus(status).phrase,
        headers=headers,
    )


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
