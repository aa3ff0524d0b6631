"""What runs out: a list to order anew from, at all locations together or at one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.errors import Invalid
from rustok.ids import InvalidId, parse_id
from rustok_commerce import models
from rustok_commerce.dto.inventory import LowStockResponse
from rustok_commerce.selectors.inventory import list_locations
from rustok_commerce.selectors.low_stock import list_low_stock

_PER_PAGE: Final = 50


class LowStockPage:
    """The list; the address says of which location (``location``) and from where on (``after``)."""

    def __init__(self, page: RustokModelAdmin, request: HttpRequest) -> None:
        self.page = page
        self.request = request

    def answer(self) -> HttpResponse:
        """Show a page of the list."""
        if not self.page.has_view_permission(self.request):
            raise PermissionDenied
        ctx = context_of(self.request)
        wanted = self.request.GET.get("location", "")
        try:
            location_id = parse_id(wanted) if wanted else None
            found = list_low_stock(
                ctx, location_id=location_id, after=self.request.GET.get("after") or None, limit=_PER_PAGE
            )
        except (InvalidId, Invalid):
            # An address that somebody mistyped, or kept until its cursor meant nothing.
            return HttpResponseRedirect(self.request.path)
        kept = {"location": wanted} if wanted else {}
        self.request.current_app = self.page.admin_site.name
        shown: dict[str, Any] = {
            **self.page.admin_site.each_context(self.request),
            "title": "Low stock",
            "opts": self.page.opts,
            "locations": [(str(row.id), row.name) for row in list_locations(ctx)],
            "chosen": str(location_id) if location_id is not None else "",
            "rows": _named(found.items),
            "next": urlencode({**kept, "after": found.next}) if found.next else "",
            "first": self.request.GET.get("after") and f"?{urlencode(kept)}",
        }
        return TemplateResponse(self.request, "rustok_commerce/admin/low_stock.html", shown)


def _named(items: Sequence[LowStockResponse]) -> list[dict[str, Any]]:
    """Name the variants by what they were chosen for."""
    rows = models.Variant.objects.filter(pk__in=[item.variant_id for item in items])
    names = dict(rows.values_list("pk", "combination"))
    return [{"item": item, "variant": names.get(item.variant_id, "").replace(";", ", ")} for item in items]
