"""The WSGI application: Django's, and before it the storefront's short way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.exception import response_for_exception
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.http import HttpRequest, HttpResponse

from rustok.api import shortcut
from rustok.api.middleware import GRAPHQL_PATH
from rustok.api.shortcut.routes import PREFIX
from rustok.telemetry.middleware import RequestTelemetry

TELEMETRY = "rustok.telemetry.middleware.RequestTelemetry"
_WITHOUT_BODY = frozenset({204, 304})

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class ShortcutApplication:
    """Takes the short way without Django's handler; what does not go it is Django's, whose middleware tries again.

    Django's signals of a request's beginning and end are not sent: a read opens no file and no session, and the
    connection is looked after here.
    """

    def __init__(self, django: Application) -> None:
        self._django = django
        self._shortcut = shortcut.StorefrontShortcut(_unused)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path = environ.get("PATH_INFO", "")
        if not (path.startswith(PREFIX) or path == GRAPHQL_PATH):
            return self._django(environ, start_response)
        request = WSGIRequest(environ)
        try:
            way = self._shortcut.way(request)
            if way is None:
                return self._django(environ, start_response)
            response = RequestTelemetry(way)(request)
        except Exception as exc:  # as Django's handler does: the last place where anybody is told
            response = response_for_exception(request, exc)
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
        body = response.content
        # Each header is kept as a pair of its name and value already.
        headers = list(response.headers._store.values())
        if response.status_code not in _WITHOUT_BODY:
            # The length is known here; no server has to find it out.
            headers.append(("Content-Length", str(len(body))))
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [body]


def _unused(_request: HttpRequest) -> HttpResponse:
    raise NotImplementedError("the application asks for the way only")


def application() -> Application:
    """Return the application; the short way is before Django only where telemetry alone would stand before it."""
    django: Any = get_wsgi_application()
    if list(settings.MIDDLEWARE[:2]) != [TELEMETRY, shortcut.SELF]:
        return cast(Application, django)
    try:
        return ShortcutApplication(django)
    except MiddlewareNotUsed:
        return cast(Application, django)
