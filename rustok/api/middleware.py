"""Who asks, in which language, and whether the request can be read at all; for REST, GraphQL and the admin."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from rustok.api import consistency, errors, ratelimit
from rustok.api.channels import DEFAULT, ChannelInfo, find_channel, implicit_channel
from rustok.api.rest.errors import problem_response
from rustok.auth.errors import InvalidToken
from rustok.auth.principals import Principal, authenticate
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import Malformed, RustokError, TooLarge, Unauthenticated
from rustok.modules.rights import rights_of
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok.tenancy.info import TenantInfo

GetResponse = Callable[[HttpRequest], HttpResponseBase]

API_PREFIX: Final = "/api/"
GRAPHQL_PATH: Final = "/graphql"
AUTH_PREFIX: Final = "/api/v1/auth/"
STAFF_PREFIX: Final = "/api/v1/admin/"
ADMIN_PREFIX: Final = "/admin/"

WITHOUT_SIGN_IN: Final = frozenset(
    AUTH_PREFIX + name
    for name in (
        "register",
        "login",
        "refresh",
        "password-reset",
        "password-reset/confirm",
        "verify-email",
        "verify-email/confirm",
    )
)
"""Where a token that is not valid (any more) is passed over."""

_BEARER: Final = re.compile(r"^[Bb]earer +([A-Za-z0-9._~+/=-]{1,8192})$")
_CHANNEL: Final = re.compile(r"^[a-z0-9](?:[a-z0-9_-]{0,62})$")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ApiMiddleware:
    """Sets ``request.ctx`` on every request that has a tenant; ``request.principal`` is who signed in, or None.

    Sessions play no part here: the APIs know bearer tokens only, so there is nothing for CSRF to ride on. A token that
    is not valid for this very tenant is a 401, also where no sign-in is needed: a client must learn that it lapsed.
    Only where a new one is fetched it is passed over.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        consistency.forget_events()
        try:
            check_query(request.META.get("QUERY_STRING", ""))
            check_headers(request)
            tenant: TenantInfo | None = getattr(request, "tenant", None)
            if tenant is not None:
                self._prepare(request, tenant)
        except RustokError as exc:
            response = problem_response(exc, request)
            ratelimit.add_headers(request, response)
            patch_vary_headers(response, ("Authorization", "X-Tenant-ID"))
            return response
        answer = self.get_response(request)
        ratelimit.add_headers(request, answer)
        return answer

    def _prepare(self, request: HttpRequest, tenant: TenantInfo) -> None:
        principal: Principal | None = None
        is_api = request.path.startswith(API_PREFIX) or request.path == GRAPHQL_PATH
        if is_api:
            _check_size(request)
            if token := _token(request):
                principal = _authenticated(token, tenant, request)
        role = principal.role if principal else Role.ANONYMOUS
        request.principal = principal  # type: ignore[attr-defined]
        channel = implicit_channel(tenant)
        if is_api:
            named = request.GET.get("channel"), request.META.get("HTTP_X_CHANNEL")
            # Staff and sign-in stand above the channels: one that is gone must not lock them out.
            above = request.path.startswith((STAFF_PREFIX, AUTH_PREFIX))
            channel = channel_of(tenant, *named, above=above)
        request.ctx = RequestContext(  # type: ignore[attr-defined]
            tenant_id=tenant.id,
            actor_id=principal.user_id if principal else None,
            locale=locale_of(
                tenant,
                channel,
                request.GET.get("locale"),
                request.META.get("HTTP_ACCEPT_LANGUAGE", ""),
                own=principal.locale if principal is not None else None,
            )
            if is_api
            else tenant.default_locale,
            channel=channel.code,
            currencies=channel.currencies,
            permissions=rights_of(role),
            audience=BITS[Role(role)],
            correlation_id=request.correlation_id,  # type: ignore[attr-defined]
            trace_id=request.trace_id,  # type: ignore[attr-defined]
        )
        if is_api and request.method != "OPTIONS":
            ratelimit.check(request, route_class(request))


def _authenticated(token: str, tenant: TenantInfo, request: HttpRequest) -> Principal | None:
    try:
        return authenticate(token, tenant)
    except InvalidToken:
        # A client that sends its lapsed token everywhere must still get a new one.
        if request.path in WITHOUT_SIGN_IN:
            return None
        raise


def route_class(request: HttpRequest) -> str:
    """Name the class of routes whose rate limit holds for a request."""
    if request.path.startswith(AUTH_PREFIX):
        return "auth" if request.method not in _SAFE else "general"
    if request.path == GRAPHQL_PATH:
        return "graphql"
    return "general" if request.method in _SAFE else "write"


def check_query(text: str) -> None:
    """Refuse a query string that PostgreSQL could not hold.

    :raises Malformed: NUL, bytes that are not UTF-8.
    """
    query = unquote_to_bytes(text.replace("+", " "))
    try:
        query.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise Malformed(reason="the query is not UTF-8") from exc
    if b"\x00" in query:
        raise Malformed(reason="the query holds NUL")


def check_headers(request: HttpRequest) -> None:
    """Refuse a path or header that no client means.

    :raises Malformed: NUL in the path, control characters in a header.
    """
    # Bytes that are not UTF-8 stay percent-encoded in Django's path, so no route and no id matches them.
    if "\x00" in request.path:
        raise Malformed(reason="the path holds NUL")
    texts = [value for name, value in request.META.items() if name[:5] == "HTTP_"]
    texts += [request.META.get("CONTENT_TYPE") or "", request.META.get("CONTENT_LENGTH") or ""]
    if not _CONTROL.search("".join(map(str, texts))):
        return
    for name, value in request.headers.items():
        if _CONTROL.search(value):
            raise Malformed(reason=f"the header {name} holds control characters")


def _check_size(request: HttpRequest) -> None:
    limit = conf().api.max_body_bytes
    if (request.content_type or "").startswith("multipart/"):
        # A margin for the parts' own headers.
        limit = conf().media.max_bytes + 65_536
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isascii() and length.isdigit() and int(length[:18]) > limit:
        raise TooLarge(limit=f"{limit} bytes")


def _token(request: HttpRequest) -> str | None:
    header = request.headers.get("Authorization")
    if header is None:
        return None
    match = _BEARER.match(header.strip())
    if match is None:
        raise Unauthenticated()
    return match.group(1)


def locale_of(
    tenant: TenantInfo, channel: ChannelInfo, wanted: str | None, accepted: str, *, own: str | None = None
) -> str:
    """Choose the language, among those of the channel: the query's, the browser's, the user's own, the tenant's.

    :raises UnknownLocale: the query's is none of them.
    """
    if wanted is not None:
        found = tenant.choose_locale(wanted, among=channel.locales) if len(wanted) <= 32 else None
        if found is None:
            raise errors.UnknownLocale(locale=wanted[:32])
        return found
    for tag, _weight in parse_accept_lang_header(accepted[:500]):
        if tag != "*" and (found := tenant.choose_locale(tag, among=channel.locales)) is not None:
            return found
    if own is not None and (found := tenant.choose_locale(own, among=channel.locales)) is not None:
        return found
    return tenant.default_locale if channel.speaks(tenant.default_locale) else channel.locales[0]


def channel_of(tenant: TenantInfo, wanted: str | None, header: str | None, *, above: bool = False) -> ChannelInfo:
    """Choose the channel: the query's, the header's, the default one.

    :param above: the request is in no channel, whatever it names.
    :raises InvalidChannel: it cannot be a channel's code.
    :raises UnknownChannel: the tenant does not sell in it.
    """
    code = (header or DEFAULT) if wanted is None else wanted
    if not _CHANNEL.match(code):
        raise errors.InvalidChannel()
    return implicit_channel(tenant) if above else find_channel(tenant, code)


_STRICT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self' blob:"
)
# Unfold's Alpine evaluates expressions and sets styles; no script of the admin stands in its pages.
_ADMIN: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'none'; object-src 'none'"
)
# GraphiQL's editor and Swagger UI write styles into their pages.
_TOOLS: Final = _STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "font-src 'self'", "font-src 'self' data:"
)


class ContentSecurityPolicy:
    """No page of ours loads anything from elsewhere; strict everywhere, wider only where a page needs it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request and add the policy, unless the view set its own."""
        response = self.get_response(request)
        if not response.has_header("Content-Security-Policy"):
            response["Content-Security-Policy"] = self._policy(request.path)
        if not response.has_header("Permissions-Policy"):
            response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        return response

    @staticmethod
    def _policy(path: str) -> str:
        if path.startswith(ADMIN_PREFIX):
            return _ADMIN
        if path == GRAPHQL_PATH or path.startswith("/swagger/"):
            return _TOOLS
        return _STRICT
