"""The routes whose reads may take the short way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from rustok.api.rest import endpoints
from rustok.api.rest.views import ApiView

PREFIX: Final = "/api/v1/store/"
LONGEST_KEPT: Final = 1024
"""Longer paths and query strings are read each time: they must not fill the memory."""
_PREFIX_LENGTH: Final = len(PREFIX) - 1
_MOST_PATHS: Final = 4096


@dataclass(frozen=True, slots=True)
class Route:
    """A read that may take the short way."""

    pattern: RoutePattern
    view: type[ApiView]
    function: Callable[..., Any]
    spec: endpoints.Endpoint
    module: str | None
    match: ResolverMatch
    allow: str


@dataclass(slots=True)
class Routes:
    """Routes below the prefix by their first step, in order; None where the long way is to be taken."""

    resolver: URLResolver
    by_step: dict[str, list[tuple[RoutePattern, Route | None]]] = field(default_factory=dict)
    found: dict[str, tuple[Route, dict[str, Any]]] = field(default_factory=dict)

    def find(self, path: str) -> tuple[Route, dict[str, Any]] | None:
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
                if len(path) <= LONGEST_KEPT:
                    self.found[path] = (route, found[2])
                return route, found[2]
        return None


def routes_of(resolver: URLResolver) -> Routes:
    """Collect the routes below the prefix."""
    routes = Routes(resolver)
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


def _route(written: str, pattern: RoutePattern, entry: URLPattern) -> Route | None:
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
    return Route(
        pattern=pattern,
        view=view,
        function=view.get.__wrapped__,
        spec=spec,
        module=getattr(entry.callback, "module", None),
        match=ResolverMatch(entry.callback, (), {}, route=written),
        allow=", ".join(example.allowed_methods),
    )
