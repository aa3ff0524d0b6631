"""What the admin shows in place of a page that is not there or not for the operator."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from rustok.api.admin.middleware import PREFIX
from rustok.api.rest import errors

_DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read.",
    HTTPStatus.FORBIDDEN: "Your role does not let you do this. Ask an administrator.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. It may have been deleted meanwhile.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side. It has been logged.",
}


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Return a page for an HTTP error below ``/admin/``."""
    found = HTTPStatus(status)
    site = admin.site
    context = {
        "site_title": "RusToK",
        "title": _(found.phrase),
        "detail": _(_DETAILS[found]),
        "home": reverse("admin:index"),
        # The look: colours, theme and radius.
        **({} if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not hasattr(request, "user") else _look(site, request)),
    }
    return render(request, "rustok/admin/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler400``: a page in the admin, a problem elsewhere."""
    return error_page(request, 400) if _in_admin(request) else errors.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler403``."""
    return error_page(request, 403) if _in_admin(request) else errors.forbidden(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler404``."""
    return error_page(request, 404) if _in_admin(request) else errors.not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``; Django has logged the exception."""
    return error_page(request, 500) if _in_admin(request) else errors.server_error(request)


def _in_admin(request: HttpRequest) -> bool:
    return request.path.startswith(PREFIX)


def _look(site: admin.AdminSite, request: HttpRequest) -> dict[str, object]:
    return {name: value for name, value in site.each_context(request).items() if name not in {"title", "site_title"}}
