"""The admin site: who may enter, what it is called, and what its front page shows."""

from __future__ import annotations

import itertools
import json
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from unfold.forms import AdminOwnPasswordChangeForm
from unfold.sites import UnfoldAdminSite

from rustok.api import ratelimit
from rustok.api.admin import filters
from rustok.api.admin.history import entries
from rustok.api.admin.model_admin import context_of
from rustok.api.admin.navigation import SETTINGS, Link
from rustok.api.rest.errors import problem_response
from rustok.auth.clients import client_of
from rustok.auth.dto import ChangePasswordRequest
from rustok.auth.models import User
from rustok.auth.services import credentials
from rustok.errors import RustokError
from rustok.events.history import history_of
from rustok.modules import toggles
from rustok.modules.contract import Card, Chart
from rustok.modules.registry import registry
from rustok.rbac.policies import allowed

# How many lines the front page has of what happened last.
_ACTIVITY: Final = 12


class RustokAdminSite(UnfoldAdminSite):
    """Lets in the staff of the tenant that the host names; the platform's own host is for its super admins."""

    index_template = "rustok/admin/index.html"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether the user may enter: active staff of this very tenant."""
        user: Any = request.user
        tenant = getattr(request, "tenant", None)
        return bool(
            tenant is not None
            and user.is_active
            and getattr(user, "is_staff", False)
            and user.tenant_id == tenant.id
            and hasattr(request, "ctx")
        )

    def extra_urls(self) -> list[URLPattern]:
        """Add the pages that are no model's."""
        return [
            path("modules/", self.admin_view(self.modules), name="modules"),
            path("modules/<slug:slug>/", self.admin_view(self.toggle_module), name="module"),
            path("filters/", self.admin_view(filters.save), name="filters"),
            path("filters/<str:filter_id>/delete/", self.admin_view(filters.delete), name="filter_delete"),
        ]

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Return the menu's lines of the pages that are no model's."""
        if not allowed(context_of(request), "modules.module:read"):
            return []
        url = reverse("admin:modules")
        return [
            Link(
                section=SETTINGS,
                title=_("Modules"),
                url=url,
                icon="extension",
                order=20,
                active=request.path.startswith(url),
            )
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show or take the login form; attempts are limited like those of the API."""
        if request.method == "POST":
            try:
                ratelimit.check(request, "auth")
            except RustokError as exc:
                return problem_response(exc, request)
        response: HttpResponse = super().login(request, extra_context)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show the front page: the modules' figures and what happened last."""
        context = {
            **self.each_context(request),
            "title": _("Dashboard"),
            "subtitle": None,
            "cards": _cards(request),
            "charts": _charts(request),
            "activity": self._activity(request),
            **(extra_context or {}),
        }
        request.current_app = self.name
        return TemplateResponse(request, self.index_template, context)

    def _activity(self, request: HttpRequest) -> Any:
        """Return what happened last to what the operator may see; what has no page is for whoever sees all events."""
        ctx = context_of(request)
        if allowed(ctx, "outbox.event:read"):
            return entries(history_of(None, None, limit=_ACTIVITY))
        pages: Any = self._registry.values()
        seen = {getattr(page, "aggregate_type", "") for page in pages if page.has_view_permission(request)}
        events = (event for event in history_of(None, None) if event.event.aggregate_type in seen)
        return entries(list(itertools.islice(events, _ACTIVITY)))

    def modules(self, request: HttpRequest) -> TemplateResponse:
        """Show the installation's modules and their switches."""
        ctx = context_of(request)
        try:
            found = toggles.list_modules(ctx)
        except RustokError as exc:
            raise PermissionDenied from exc
        context = {
            **self.each_context(request),
            "title": _("Modules"),
            "subtitle": None,
            "modules": found,
            "may_switch": allowed(ctx, "modules.module:update"),
        }
        request.current_app = self.name
        return TemplateResponse(request, "rustok/admin/modules.html", context)

    def toggle_module(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Switch a module on or off."""
        return _toggle_module(request, slug)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Let operators set their own password, through the service: their sessions elsewhere end."""
        ctx = context_of(request)
        user: Any = request.user
        form = AdminOwnPasswordChangeForm(user=user, data=request.POST or None)
        if request.method == "POST" and form.is_valid():
            change = ChangePasswordRequest(
                current_password=form.cleaned_data["old_password"], new_password=form.cleaned_data["new_password1"]
            )
            try:
                with transaction.atomic():
                    credentials.change_password(ctx, change, client=client_of(request))
            except RustokError as exc:
                form.add_error(None, str(exc))
            else:
                update_session_auth_hash(request, User.objects.get(pk=user.pk))
                messages.success(request, _("Your password was changed."))
                return HttpResponseRedirect(reverse("admin:index"))
        request.current_app = self.name
        context = {**self.each_context(request), "form": form, "title": _("Password change"), **(extra_context or {})}
        return TemplateResponse(request, "registration/password_change_form.html", context)


@require_http_methods(["POST"])
def _toggle_module(request: HttpRequest, slug: str) -> HttpResponse:
    ctx = context_of(request)
    switch = toggles.enable_module if request.POST.get("enabled") == "1" else toggles.disable_module
    try:
        module = switch(ctx, slug)
    except RustokError as exc:
        messages.error(request, str(exc))
    else:
        told = _("%(name)s is now on.") if module.enabled else _("%(name)s is now off.")
        messages.success(request, told % {"name": module.name})
    return HttpResponseRedirect(reverse("admin:modules"))


def _cards(request: HttpRequest) -> list[Card]:
    ctx = context_of(request)
    return [
        card
        for module in registry.ordered()
        if toggles.is_enabled(module.slug, request.tenant)  # type: ignore[attr-defined]
        for card in module.dashboard(ctx)
    ]


# The first is the main one; the colours are told apart in light and in dark.
_COLOURS: Final = ("var(--color-primary-600)", "#f59e0b", "#10b981", "#3b82f6", "#ef4444")


def _charts(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the modules' charts as Unfold's components take them."""
    ctx = context_of(request)
    found = [
        chart
        for module in registry.ordered()
        if toggles.is_enabled(module.slug, request.tenant)  # type: ignore[attr-defined]
        for chart in module.charts(ctx)
    ]
    return [{"chart": chart, "data": json.dumps(_chart_data(chart))} for chart in found]


def _chart_data(chart: Chart) -> dict[str, Any]:
    return {
        "labels": list(chart.labels),
        "datasets": [
            {
                "label": series.name,
                "data": list(series.values),
                "borderColor": colour,
                "backgroundColor": colour,
                "displayYAxis": True,
                "maxTicksXLimit": 10,
            }
            for series, colour in zip(chart.series, itertools.cycle(_COLOURS), strict=False)
        ],
    }


def environment(request: HttpRequest) -> list[str] | None:
    """Name the tenant on every page, so that nobody edits the wrong shop."""
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        return None
    return [tenant.name, "danger" if tenant.is_platform else "info"]


def site_title(request: HttpRequest) -> str:
    """Name the tenant on the sign-in page and in the browser's tabs."""
    return site_header(request)


def favicon(request: HttpRequest) -> str:
    """Return the address of the icon in the browser's tabs."""
    return static("rustok/api/icon.svg")


def stylesheet(request: HttpRequest) -> str:
    """Return the address of the styles that Unfold does not bring."""
    return static("rustok/api/admin/admin.css")


def script(request: HttpRequest) -> str:
    """Return the address of the script that lets the keyboard reach what Unfold leaves to the pointer."""
    return static("rustok/api/admin/reach.js")


def site_header(request: HttpRequest) -> str:
    """Head the sidebar with the tenant's name."""
    tenant = getattr(request, "tenant", None)
    return tenant.name if tenant is not None else "RusToK"
