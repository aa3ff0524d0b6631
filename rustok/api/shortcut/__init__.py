"""The short way of a storefront's reads, around everything that has nothing to do with them.

A read that says nothing of a user is the same for everybody, changes nothing and knows neither session nor form. Of
thirteen middlewares and DRF's dispatch it needs a tenant, a language, a limit, and the headers that every answer bears.
Here these are done by the same functions as on the long way, and the answer is the same to the last header: tests ask
both ways everything. Whatever is not plainly such a read goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final, cast

import structlog
from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import ResolverMatch, get_resolver
from django.utils.cache import patch_vary_headers

from rustok.api import consistency, ratelimit
from rustok.api.graphql.view import NAMING, graphql
from rustok.api.middleware import GRAPHQL_PATH, ContentSecurityPolicy, check_headers, check_query
from rustok.api.rest import endpoints
from rustok.api.rest.caching import VARY, cache_control
from rustok.api.rest.errors import problem_response
from rustok.api.shortcut.dress import Dress
from rustok.api.shortcut.routes import LONGEST_KEPT, PREFIX, Route, Routes, routes_of
from rustok.api.shortcut.wanted import wanted_by
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.modules.errors import ModuleDisabled
from rustok.modules.rights import rights_of
from rustok.modules.toggles import require_enabled
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.errors import TenantInactive, TenantNotFound
from rustok.tenancy.info import TenantInfo
from rustok.tenancy.resolution import resolve

SELF: Final = "rustok.api.shortcut.StorefrontShortcut"

_DRESSING: Final[Mapping[str, Any]] = {
    "django.middleware.security.SecurityMiddleware": SecurityMiddleware,
    "django.middleware.clickjacking.XFrameOptionsMiddleware": XFrameOptionsMiddleware,
    "rustok.api.middleware.ContentSecurityPolicy": ContentSecurityPolicy,
}
"""Middlewares that put the same headers on every answer."""
_CORS: Final = "corsheaders.middleware.CorsMiddleware"
_PASSED_BY: Final = frozenset(
    {
        *_DRESSING,
        _CORS,
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "rustok.tenancy.middleware.TenantMiddleware",
        "rustok.api.middleware.ApiMiddleware",
        "rustok.api.admin.middleware.AdminSessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "rustok.api.admin.middleware.AdminAuthenticationMiddleware",
        "rustok.api.admin.middleware.AdminLocaleMiddleware",
        "rustok.api.admin.middleware.AdminMessageMiddleware",
    }
)
_GRAPHQL: Final = ResolverMatch(graphql, (), {}, route="graphql")
_ACCEPTED: Final = frozenset({"*/*", "application/*", "application/json"})


Short = Callable[[HttpRequest], HttpResponse]


class StorefrontShortcut:
    """Answers storefront reads and visitors' GraphQL; the outermost middleware but for telemetry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        names = list(settings.MIDDLEWARE)
        behind = names[names.index(SELF) + 1 :]
        if not _PASSED_BY.issuperset(behind):
            # Somebody's own middleware wants to see every request.
            raise MiddlewareNotUsed("a middleware stands behind it that it does not know")
        self.get_response = get_response
        self._cors = CorsMiddleware(get_response) if _CORS in behind else None
        self._dressers = [_DRESSING[name] for name in behind if name in _DRESSING]
        self._dressed: dict[tuple[bool, bool], Dress | None] = {}
        self._routes: Routes | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        short = self.way(request)
        return self.get_response(request) if short is None else short(request)

    def way(self, request: HttpRequest) -> Short | None:
        """Return what answers a request by the short way; None where it is to go the long one."""
        path = request.path_info
        if path.startswith(PREFIX):
            return self._read(request) if request.method in ("GET", "HEAD") else None
        return self._graphql(request) if path == GRAPHQL_PATH else None

    def _read(self, request: HttpRequest) -> Short | None:
        meta = request.META
        if not (
            _says_nothing_of_a_user(request)
            and meta.get("CONTENT_LENGTH") in (None, "", "0")
            and _wants_json(meta.get("HTTP_ACCEPT", "*/*"))
        ):
            return None
        resolver = get_resolver()
        routes = self._routes
        if routes is None or routes.resolver is not resolver:
            routes = self._routes = routes_of(resolver)
        found = routes.find(request.path_info[1:])
        if found is None:
            return None
        route, path = found
        return self._in_scope(request, route.match, partial(_answer, route, path))

    def _graphql(self, request: HttpRequest) -> Short | None:
        """Answer a document of somebody who is not signed in; the view needs no more than a read does."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if (
            not _says_nothing_of_a_user(request)
            or not (length.isascii() and length.isdigit() and int(length[:18]) <= conf().api.max_body_bytes)
            or request.content_type == "multipart/form-data"
        ):
            return None
        if request.method != "POST" and (
            request.method not in ("GET", "HEAD") or NAMING.isdisjoint(_names(request.META.get("QUERY_STRING", "")))
        ):
            return None
        return self._in_scope(request, _GRAPHQL, _graphql_answer)

    def _in_scope(
        self,
        request: HttpRequest,
        match: ResolverMatch,
        answer: Callable[[HttpRequest, TenantInfo, Dress], HttpResponse],
    ) -> Short | None:
        dress = self._dress(request)
        if dress is None:
            return None
        try:
            tenant = resolve(request)
        except (TenantNotFound, TenantInactive):
            return None

        def short(request: HttpRequest) -> HttpResponse:
            request.tenant = tenant  # type: ignore[attr-defined]
            structlog.contextvars.bind_contextvars(tenant=tenant.slug)
            request.resolver_match = match
            with tenant_scope(tenant):
                response = answer(request, tenant, dress)
            if self._cors is not None and "HTTP_ORIGIN" in request.META:
                self._cors.check_preflight(request)
                self._cors.add_response_headers(request, response)
            return response

        return short

    def _dress(self, request: HttpRequest) -> Dress | None:
        """Return the headers that every answer bears; None where the answer is to go elsewhere, to https."""
        key = (request.is_secure(), request.path_info == GRAPHQL_PATH)
        if key not in self._dressed:
            bare = HttpResponse()
            own = set(bare.headers)
            chain: Callable[[HttpRequest], HttpResponseBase] = lambda _request: bare  # noqa: E731
            for dresser in reversed(self._dressers):
                chain = dresser(chain)
            answer = chain(request)
            found = {name: value for name, value in answer.items() if name not in own}
            vary = ""
            if self._cors is not None:
                plain = HttpRequest()
                plain.path = plain.path_info = request.path_info
                plain.method = request.method
                self._cors.check_preflight(plain)
                self._cors.add_response_headers(plain, bare)
                vary = bare.headers.get("Vary", "")
            self._dressed[key] = Dress(found, vary) if answer is bare else None
        return self._dressed[key]


def _says_nothing_of_a_user(request: HttpRequest) -> bool:
    return "HTTP_AUTHORIZATION" not in request.META and request.path == request.path_info and conf().api.shortcut


def _prepare(request: HttpRequest, tenant: TenantInfo, route_class: str) -> QueryDict:
    """Do what the long way's middleware does; return the query's parameters.

    :raises RustokError: the request cannot be read, or is one too many.
    """
    meta = request.META
    consistency.forget_events()
    check_headers(request)
    text = meta.get("QUERY_STRING", "")
    params = _params(text) if len(text) <= LONGEST_KEPT else _params.__wrapped__(text)
    request.principal = None  # type: ignore[attr-defined]
    channel, locale = wanted_by(tenant, text, params, meta.get("HTTP_X_CHANNEL"), meta.get("HTTP_ACCEPT_LANGUAGE", ""))
    request.ctx = RequestContext(  # type: ignore[attr-defined]
        tenant_id=tenant.id,
        locale=locale,
        channel=channel.code,
        currencies=channel.currencies,
        permissions=rights_of(Role.ANONYMOUS),
        correlation_id=request.correlation_id,  # type: ignore[attr-defined]
        trace_id=request.trace_id,  # type: ignore[attr-defined]
    )
    ratelimit.check(request, route_class)
    return params


def _graphql_answer(request: HttpRequest, tenant: TenantInfo, dress: Dress) -> HttpResponse:
    try:
        _prepare(request, tenant, "graphql")
    except RustokError as exc:
        return _refusal(exc, request, dress, ("Authorization", "X-Tenant-ID"))
    try:
        response: Any = graphql(request)
    except Exception as exc:  # as Django does around a view: its own page of a fault, and a line in the log
        response = response_for_exception(request, exc)
    return _dressed(response, request, dress, ())


def _answer(route: Route, path: dict[str, Any], request: HttpRequest, tenant: TenantInfo, dress: Dress) -> HttpResponse:
    try:
        params = _prepare(request, tenant, ratelimit.GENERAL)
    except RustokError as exc:
        return _refusal(exc, request, dress, ("Authorization", "X-Tenant-ID"))
    if route.module is not None:
        try:
            require_enabled(route.module, tenant)
        except ModuleDisabled as exc:
            return _refusal(exc, request, dress, ())
    view, kind = route.view(), cast(Any, route.view)
    view.request = request  # type: ignore[assignment]
    view.kwargs = path
    try:
        text = request.META.get("QUERY_STRING", "")
        kept = len(text) <= LONGEST_KEPT
        asked = _asked(kind, text) if kept else endpoints.ask(route.spec, params)
        answer = endpoints.read(route.spec, route.function, view, request, path, asked)
    except Exception as exc:  # as DRF does around a view: whatever it is, it is told as a problem and logged
        response = _refusal(exc, request, dress, VARY)
        response["Allow"] = route.allow
        return response
    if isinstance(answer, HttpResponseBase):
        raise TypeError("a read of the storefront answers with data")
    status = answer.status
    response = HttpResponse(answer.body, status=status, content_type="application/json")
    own = {**answer.headers, **ratelimit.headers_for(request)}
    dress.put_on(response, route.allow, cache_control(private=False, shared=True, status=status), own)
    if status == 304:
        del response["Content-Type"]
    return response


def _refusal(exc: Exception, request: HttpRequest, dress: Dress, vary: Sequence[str]) -> HttpResponse:
    return _dressed(problem_response(exc, request), request, dress, vary)


def _dressed(response: HttpResponse, request: HttpRequest, dress: Dress, vary: Sequence[str]) -> HttpResponse:
    ratelimit.add_headers(request, response)
    response.headers._store.update(dress.kept)
    store = response.headers._store
    named = store["vary"][1] if "vary" in store else ""
    store["vary"] = ("Vary", _vary(named, (*vary, *dress.vary)))
    return response


@lru_cache(maxsize=256)
def _vary(named: str, more: tuple[str, ...]) -> str:
    """Return the header ``Vary`` with more names in it."""
    example = HttpResponse(headers={"Vary": named} if named else {})
    patch_vary_headers(example, more)
    return example.headers.get("Vary", "")


@lru_cache(maxsize=256)
def _wants_json(accept: str) -> bool:
    """Tell whether DRF's negotiation would find JSON to be acceptable."""
    return any(part.partition(";")[0].strip() in _ACCEPTED for part in accept.split(","))


@lru_cache(maxsize=1024)
def _names(text: str) -> frozenset[str]:
    """Return the parameters of a query string, as far as it can be read."""
    return frozenset(QueryDict(text).keys())


@lru_cache(maxsize=2048)
def _params(text: str) -> QueryDict:
    check_query(text)
    return QueryDict(text)


@lru_cache(maxsize=2048)
def _asked(view: Any, text: str) -> endpoints.Asked:
    spec = endpoints.endpoint_of(view, "get")
    assert spec is not None
    return endpoints.ask(spec, _params(text))
