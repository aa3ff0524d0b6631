"""The admin site: who may enter, what it is called, and what its front page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from unfold.sites import UnfoldAdminSite

from rustok.api import ratelimit
from rustok.api.admin.history import entries
from rustok.api.rest.errors import problem_response
from rustok.errors import RustokError
from rustok.events.history import history_of


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

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show or take the login form; attempts are limited like those of the API."""
        if request.method == "POST":
            try:
                ratelimit.check(request, "auth")
            except RustokError as exc:
                return problem_response(exc, request)
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the front page: what there is to manage and what happened last."""
        activity = entries(history_of(None, None, limit=15))
        return super().index(request, {**(extra_context or {}), "activity": activity})


def environment(request: HttpRequest) -> list[str] | None:
    """Name the tenant on every page, so that nobody edits the wrong shop."""
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        return None
    return [tenant.name, "danger" if tenant.is_platform else "info"]


def site_header(request: HttpRequest) -> str:
    """Head the sidebar with the tenant's name."""
    tenant = getattr(request, "tenant", None)
    return tenant.name if tenant is not None else "RusToK"
