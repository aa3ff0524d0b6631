"""A node as it would be published, for whoever has the link of a preview and no storefront that shows it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from rustok.api.admin.forms import language_name
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.context import RequestContext
from rustok.tenancy.info import current_tenant
from rustok_content import errors
from rustok_content.services import previews


def preview_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the address of previews. It asks for no login: the token is what lets one look, as in the APIs."""
    return [path("preview/<str:token>/", require_GET(_shown), name="rustok_content_node_preview")]


def _shown(request: HttpRequest, token: str) -> HttpResponse:
    if getattr(request, "tenant", None) is None:
        raise Http404
    tenant = current_tenant()
    wanted = request.GET.get("locale", "")
    locale = wanted if wanted in tenant.locale_codes else tenant.default_locale
    try:
        document = previews.look(RequestContext(tenant_id=tenant.id, locale=locale), token)
    except errors.PreviewNotFound as exc:
        raise Http404 from exc
    answer = TemplateResponse(
        request,
        "rustok_content/admin/preview.html",
        {
            "document": document,
            "locale": document["locale"],
            "languages": [(code, language_name(code), code == locale) for code in tenant.locale_codes],
        },
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
