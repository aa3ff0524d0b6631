"""Sessions, users and messages for the admin alone, so that a storefront's path stays short.

They are subclasses because Django's checks look for the originals' names in ``MIDDLEWARE``.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

from rustok.context import RequestContext
from rustok.modules.rights import rights_of
from rustok.rbac.roles import Role

PREFIX = "/admin/"


class _AdminOnly:
    """Mixed in before a middleware: anything outside of the admin passes by."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Any:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class AdminSessionMiddleware(_AdminOnly, SessionMiddleware):
    """Sessions live in the cache, under the tenant's key: a cookie of one tenant opens nothing at another."""


class AdminAuthenticationMiddleware(_AdminOnly, AuthenticationMiddleware):
    """Gives an operator's request the context that services ask for."""

    def process_request(self, request: HttpRequest) -> None:
        """Set ``request.user`` and, for a signed-in member of this tenant, ``request.ctx``."""
        super().process_request(request)
        user: Any = request.user
        tenant = getattr(request, "tenant", None)
        if tenant is None or not user.is_authenticated:
            return
        request.ctx = RequestContext(  # type: ignore[attr-defined]
            tenant_id=tenant.id,
            actor_id=user.pk,
            locale=tenant.default_locale,
            permissions=rights_of(Role(user.role)),
            correlation_id=request.correlation_id,  # type: ignore[attr-defined]
            trace_id=request.trace_id,  # type: ignore[attr-defined]
        )


class AdminLocaleMiddleware(_AdminOnly, LocaleMiddleware):
    """The admin speaks the operator's language, by cookie and ``Accept-Language``."""


class AdminMessageMiddleware(_AdminOnly, MessageMiddleware):
    """What the admin tells after a redirect."""
