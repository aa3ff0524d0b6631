"""The short way of a storefront's reads, around everything that has nothing to do with them.

A read that says nothing of a user is the same for everybody, changes nothing and knows neither session nor form. Of
thirteen middlewares and DRF's dispatch it needs a tenant, a language, a limit, and the headers that every answer bears.
Here these are done by the same functions as on the long way, and the answer is the same to the last header: tests ask
both ways everything. Whatever is not plainly such a read goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Final, cast

import structlog
from corsheaders.middleware import CorsMiddleware
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.exception import response_for_exception
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase, ResponseHeaders
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.cache import patch_vary_headers

from rustok.api import consistency, ratelimit
from rustok.api.channels import ChannelInfo
from rustok.api.graphql.view import NAMING, graphql
from rustok.api.middleware import GRAPHQL_PATH, ContentSecurityPolicy, channel_of, check_headers, check_query, locale_of
from rustok.api.rest import endpoints
from rustok.api.rest.caching import VARY, cache_control
from rustok.api.rest.errors import problem_response
from rustok.api.rest.views import ApiView
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.modules.errors import ModuleDisabled
from rustok.modules.rights import rights_of
from rustok.modules.toggles import require_enabled
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.errors import TenantInactive, TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok.tenancy.resolution import resolve

PREFIX: Final = "/api/v1/store/"
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
_PREFIX_LENGTH: Final = len(PREFIX) - 1
_GRAPHQL: Final = ResolverMatch(graphql, (), {}, route="graphql")
_ACCEPTED: Final = frozenset({"*/*", "application/*", "application/json"})
_LONGEST_KEPT: Final = 1024
"""Longer query strings are read each time: they must not fill the memory."""
_MOST_PATHS: Final = 4096


@dataclass(frozen=True, slots=True)
class _Route:
    """A read that may take the short way."""

    pattern: RoutePattern
    view: type[ApiView]
    function: Callable[..., Any]
    spec: endpoints.Endpoint
    module: str | None
    match: ResolverMatch
    allow: str


@dataclass(slots=True)
class _Routes:
    """Routes below the prefix by their first step, in order; None where the long way is to be taken."""

    resolver: URLResolver
    by_step: dict[str, list[tuple[RoutePattern, _Route | None]]] = field(default_factory=dict)
    found: dict[str, tuple[_Route, dict[str, Any]]] = field(default_factory=dict)

    def find(self, path: str) -> tuple[_Route, dict[str, Any]] | None:
        """Return the read at a path (without its first slash) and what the path says."""
        known = self.found.get(path)
        if known is not None:
            return known
        step = path[_PREFIX_LENGTH:].partition("/")[0]
        for pattern, route in self.by_step.get(step, ()):
            found = pattern.match(path)
            if found:
                if route is None:
                    return None
                if len(self.found) >= _MOST_PATHS:
                    self.found.clear()
                if len(path) <= _LONGEST_KEPT:
                    self.found[path] = (route, found[2])
                return route, found[2]
        return None


Short = Callable[[HttpRequest], HttpResponse]


class Dress:
    """Headers that every answer bears, and those of a good answer besides, ready to be put on."""

    def __init__(self, headers: Mapping[str, str], vary: str) -> None:
        self.headers = headers
        self.vary = [name for name in vary.split(", ") if name]
        self.kept: dict[str, tuple[str, str]] = dict(ResponseHeaders(headers)._store)
        self._ready: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def put_on(self, response: HttpResponse, allow: str, control: str, own: Mapping[str, str]) -> None:
        """Put the headers of a good answer on it, and its own, which are known to be ASCII.

        By way of a dict that Django keeps for itself: fifteen headers, each checked anew by what checked them before,
        cost as much as a statement.
        """
        ready = self._ready.get((allow, control))
        if ready is None:
            example = HttpResponse(headers={"Allow": allow, "Cache-Control": control, **self.headers})
            patch_vary_headers(example, [*VARY, *self.vary])
            del example["Content-Type"]
            ready = self._ready[allow, control] = dict(example.headers._store)
        store = response.headers._store
        store.update(ready)
        for name, value in own.items():
            store[name.lower()] = (name, value)


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
        self._routes: _Routes | None = None

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
            routes = self._routes = _routes(resolver)
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


class _Wanted:
    """Which channel and language requests want, by their words; kept as long as what is known of their tenant."""

    _MOST: Final = 4096

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[TenantInfo, TenantInfo, ChannelInfo, str]] = {}

    def of(
        self, tenant: TenantInfo, text: str, params: QueryDict, header: str | None, accepted: str
    ) -> tuple[ChannelInfo, str]:
        """Return the channel and the language of a request.

        :raises RustokError: there is no such channel or language.
        """
        # Channels are let go of together with what is known of the tenant by its id.
        known = tenant_info(tenant.id)
        key = (tenant.slug, text, header or "", accepted)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is tenant and kept[1] is known:
            return kept[2], kept[3]
        channel = channel_of(tenant, params.get("channel"), header)
        locale = locale_of(tenant, channel, params.get("locale"), accepted)
        # What a transaction has not committed yet is not to be kept.
        if len(text) + len(accepted) <= _LONGEST_KEPT and not connection.in_atomic_block:
            if len(self._kept) >= self._MOST:
                self._kept.clear()
            self._kept[key] = (tenant, known, channel, locale)
        return channel, locale


_wanted: Final = _Wanted()


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
    params = _params(text) if len(text) <= _LONGEST_KEPT else _params.__wrapped__(text)
    request.principal = None  # type: ignore[attr-defined]
    channel, locale = _wanted.of(tenant, text, params, meta.get("HTTP_X_CHANNEL"), meta.get("HTTP_ACCEPT_LANGUAGE", ""))
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


def _answer(
    route: _Route, path: dict[str, Any], request: HttpRequest, tenant: TenantInfo, dress: Dress
) -> HttpResponse:
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
        kept = len(text) <= _LONGEST_KEPT
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


def _routes(resolver: URLResolver) -> _Routes:
    """Collect the routes below the prefix."""
    routes = _Routes(resolver)
    for written, entry in _leaves(resolver, ""):
        below = f"/{written}"
        if not below.startswith(PREFIX):
            continue
        step = below[len(PREFIX) :].partition("/")[0]
        if "<" in step:
            # From here on any first step might be meant.
            break
        pattern = RoutePattern(written, is_endpoint=True)
        routes.by_step.setdefault(step, []).append((pattern, _route(written, pattern, entry)))
    return routes


def _leaves(resolver: URLResolver, prefix: str) -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for entry in resolver.url_patterns:
        written = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += _leaves(entry, written)
        else:
            found.append((written, entry))
    return found


def _route(written: str, pattern: RoutePattern, entry: URLPattern) -> _Route | None:
    view: Any = getattr(entry.callback, "view_class", None)
    spec = endpoints.endpoint_of(view, "get")
    if (
        spec is None
        or not spec.waits
        or not isinstance(entry.pattern, RoutePattern)
        or entry.default_args
        or view.signed_in
    ):
        return None
    example = view()
    example.head = example.get  # as setup() does
    return _Route(
        pattern=pattern,
        view=view,
        function=view.get.__wrapped__,
        spec=spec,
        module=getattr(entry.callback, "module", None),
        match=ResolverMatch(entry.callback, (), {}, route=written),
        allow=", ".join(example.allowed_methods),
    )
