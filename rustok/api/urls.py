"""All routes of the installation. Modules bring theirs; nothing here names one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string
from django.views.generic import RedirectView

from rustok.api import health, pages
from rustok.api.admin.site import RustokAdminSite
from rustok.api.graphql.view import graphql
from rustok.api.media.views import receive
from rustok.api.rest import converters, platform
from rustok.api.rest.errors import problem_response
from rustok.media.views import rendition, serve
from rustok.modules.errors import ModuleDisabled
from rustok.modules.registry import registry
from rustok.modules.toggles import require_enabled

__all__ = ["build_urlpatterns", "converters", "handler400", "handler403", "handler404", "handler500", "urlpatterns"]

handler400: Final = "rustok.api.admin.pages.bad_request"
handler403: Final = "rustok.api.admin.pages.forbidden"
handler404: Final = "rustok.api.admin.pages.not_found"
handler500: Final = "rustok.api.admin.pages.server_error"

Patterns = list[URLPattern | URLResolver]


def build_urlpatterns() -> Patterns:
    """Build the routes of the registered modules and those that belong to none."""
    from django.contrib import admin  # noqa: PLC0415  # its site is chosen by the app's configuration

    site: RustokAdminSite | Any = admin.site
    return [
        path("", pages.start, name="start"),
        path("health/live", health.live, name="health-live"),
        path("health/ready", health.ready, name="health-ready"),
        path("health/modules", health.modules, name="health-modules"),
        path("metrics", health.metrics, name="metrics"),
        path("openapi.json", pages.openapi, name="openapi"),
        path("swagger/", pages.swagger, name="swagger"),
        path("graphql", graphql, name="graphql"),
        path("admin", RedirectView.as_view(url="/admin/")),
        path("admin/", site.urls),
        path(f"{settings.MEDIA_URL.strip('/')}/r/<ulid:id>/<str:name>", rendition, name="media-rendition"),
        path(f"{settings.MEDIA_URL.strip('/')}/uploads/<ulid:id>/<str:signature>", receive, name="media-upload"),
        path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", serve, name="media"),
        path("api/v1/auth/", include("rustok.api.auth.urls")),
        path("api/v1/store/tenant", platform.StoreTenantView.as_view(), name="store-tenant"),
        path("api/v1/store/", include(_of_modules("store_urls"))),
        path("api/v1/admin/modules", platform.ModulesView.as_view(), name="admin-modules"),
        path("api/v1/admin/modules/<slug:slug>", platform.ModuleView.as_view(), name="admin-module"),
        path("api/v1/admin/tenant", platform.AdminTenantView.as_view(), name="admin-tenant"),
        path("api/v1/admin/", include(_of_modules("admin_urls"))),
        *_of_modules("site_urls"),
    ]


def _of_modules(attribute: str) -> Patterns:
    """Collect what the modules bring, each route behind its module's toggle."""
    found: Patterns = []
    for module in registry.ordered():
        dotted: str | None = getattr(module, attribute)
        if dotted:
            found += _gated(module.slug, import_string(f"{dotted}.urlpatterns"))
    return found


def _gated(slug: str, patterns: Patterns) -> Patterns:
    found: Patterns = []
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = _gated(slug, entry.url_patterns)
            found.append(URLResolver(entry.pattern, inner, entry.default_kwargs, entry.app_name, entry.namespace))
        else:
            found.append(URLPattern(entry.pattern, _gate(slug, entry.callback), entry.default_args, entry.name))
    return found


def _gate(slug: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 where the module is off. The wrapper keeps the view's attributes, by which the schema finds it."""

    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            require_enabled(slug, request.tenant)  # type: ignore[attr-defined]
        except ModuleDisabled as exc:
            return problem_response(exc, request)
        return view(request, *args, **kwargs)

    gated.module = slug  # type: ignore[attr-defined]
    return gated


urlpatterns: Patterns = build_urlpatterns()
