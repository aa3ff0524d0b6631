"""Saved filters above every list: links to it as somebody wants to see it again."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rustok.auth.dto import SaveFilterRequest
from rustok.auth.selectors.filters import list_filters
from rustok.auth.services import filters
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed

# Which page of the list, how it is shown, and what Django's own links add.
_PASSING: Final = frozenset({"p", "all", "e", "_popup", "_to_field", "_changelist_filters"})


def saved_filters(request: HttpRequest, ctx: RequestContext, opts: Any) -> dict[str, Any]:
    """Return what the template above a list shows: its filters, and the present one if it can be saved."""
    present = _normal(request.GET.urlencode())
    found = list_filters(ctx, opts.label_lower)
    may_clear = allowed(ctx, "accounts.user:update")
    return {
        "page": opts.label_lower,
        "entries": [
            {
                "id": entry.id,
                "name": entry.name,
                "query": entry.query,
                "is_shared": entry.is_shared,
                "may_delete": entry.is_own or may_clear,
                "is_present": entry.query == present,
            }
            for entry in found
        ],
        "query": present,
        "may_save": bool(present) and all(entry.query != present for entry in found),
    }


@require_http_methods(["POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep a list as it is shown."""
    ctx: RequestContext = request.ctx  # type: ignore[attr-defined]
    page, query = request.POST.get("page", ""), _normal(request.POST.get("query", ""))
    data = {
        "page": page,
        "name": request.POST.get("name", ""),
        "query": query,
        "is_shared": request.POST.get("is_shared") == "on",
    }
    url = _list_url(page)
    try:
        saved = filters.save_filter(ctx, parse(SaveFilterRequest, data))
    except RustokError as exc:
        reasons = "; ".join(error.message for error in exc.errors)
        messages.error(request, f"{exc} {reasons}".strip())
    else:
        messages.success(request, _("The filter %(name)s was saved.") % {"name": saved.name})
    return HttpResponseRedirect(f"{url}?{query}")


@require_http_methods(["POST"])
def delete(request: HttpRequest, filter_id: str) -> HttpResponse:
    """Forget a filter."""
    ctx: RequestContext = request.ctx  # type: ignore[attr-defined]
    url = _list_url(request.POST.get("page", ""))
    try:
        filters.delete_filter(ctx, parse_id(filter_id))
    except InvalidId as exc:
        raise Http404 from exc
    except RustokError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, _("The filter was deleted."))
    return HttpResponseRedirect(url)


def _normal(query: str) -> str:
    """Write a query string the one way, without what passes."""
    kept = [(name, value) for name, value in parse_qsl(query, max_num_fields=100) if name not in _PASSING]
    return urlencode(sorted(kept))


def _list_url(page: str) -> str:
    for model in admin.site._registry:
        if model._meta.label_lower == page:
            return reverse(f"admin:{page.replace('.', '_')}_changelist")
    raise Http404
