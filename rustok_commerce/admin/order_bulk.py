"""Many orders at once: sent, their documents in one archive, a table of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from rustok.api.admin.chips import chips
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.order_words import amount_in, state_chip
from rustok_commerce.dto.fulfilments import FulfilOrderRequest
from rustok_commerce.dto.jobs import TableFormat
from rustok_commerce.selectors.invoices import list_order_documents
from rustok_commerce.services.orders import fulfilment, printing
from rustok_commerce.services.transfer.orders import orders_table

MAX_AT_ONCE: Final = 200
"""How many orders one answer takes: each is sent, or printed, while the operator waits."""

Answer = Callable[..., Any]


def order_bulk_actions(request: HttpRequest) -> dict[str, tuple[Answer, str, str]]:
    """Return what the operator may do with many orders, as Django keeps it."""
    ctx = context_of(request)
    found = []
    if allowed(ctx, "commerce.order:fulfil"):
        found.append((mark_sent, "mark_sent", "Mark as sent …"))
    if allowed(ctx, "commerce.order:read"):
        found.append((print_documents, "print_documents", "Invoices as PDF"))
        found.append((export_csv, "export_csv", "Export as CSV"))
    return {name: (answer, name, title) for answer, name, title in found}


def order_bulk_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the address of the page that asks once more."""

    def show(request: HttpRequest) -> HttpResponse:
        if not page.has_view_permission(request) or not allowed(context_of(request), "commerce.order:fulfil"):
            raise PermissionDenied
        return _send(page, request)

    return [path("send/", page.admin_site.admin_view(show), name="orders_send")]


def mark_sent(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Ask on a page of its own."""
    ids = _few(request, queryset)
    if ids is None:
        return None
    chosen = ",".join(to_ulid(order_id) for order_id in ids)
    return HttpResponseRedirect(f"{reverse('admin:orders_send')}?ids={chosen}")


def print_documents(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Send every document of the chosen orders: one as it is, several in an archive."""
    ids = _few(request, queryset)
    if ids is None:
        return None
    documents = list_order_documents(context_of(request), ids)
    if not documents:
        messages.warning(request, "None of these orders has an invoice yet. Issue them on the orders' pages.")
        return None
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for document in documents:
            archive.writestr(printing.file_name(document), printing.print_invoice(document))
    return _file(target.getvalue(), f"invoices-{_today()}.zip", "application/zip")


def export_csv(page: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Send a table of the chosen orders, a row for each line."""
    ids = _few(request, queryset)
    if ids is None:
        return None
    content = orders_table(context_of(request), ids, TableFormat.CSV)
    return _file(content, f"orders-{_today()}.csv", "text/csv; charset=utf-8")


def _few(request: HttpRequest, queryset: Any) -> list[UUID] | None:
    ids = list(queryset.order_by("id").values_list("id", flat=True)[: MAX_AT_ONCE + 1])
    if len(ids) > MAX_AT_ONCE:
        told = f"At most {MAX_AT_ONCE} orders at once. For a table of more, export the whole list."
        messages.error(request, told)
        return None
    return ids


def _send(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    ids = _ids(request)
    orders = list(models.Order.objects.filter(id__in=ids).order_by("id"))
    back = reverse("admin:rustok_commerce_order_changelist")
    if not orders:
        raise Http404
    if request.method == "POST":
        _send_all(request, orders, notify=request.POST.get("notify") == "on")
        return HttpResponseRedirect(f"{back}?queue=to_send")
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": "Mark as sent",
        "orders": [
            {
                "order": order,
                "total": amount_in(order.currency, order.total),
                "states": chips(
                    [state_chip("payment", order.payment_status), state_chip("fulfilment", order.fulfilment_status)]
                ),
            }
            for order in orders
        ],
        "back": back,
    }
    return TemplateResponse(request, "rustok_commerce/admin/orders_send.html", context)


def _send_all(request: HttpRequest, orders: Sequence[models.Order], *, notify: bool) -> None:
    """Send what is open of each order, each for itself: one that is refused does not keep back the others."""
    ctx = context_of(request)
    sent = 0
    for order in orders:
        try:
            fulfilment.fulfil_order(ctx, order.id, parse(FulfilOrderRequest, {"notify": notify}))
        except RustokError as exc:
            messages.error(request, f"{order.number}: {exc}")
        else:
            sent += 1
    if sent:
        messages.success(request, f"Sent: {sent} {'order' if sent == 1 else 'orders'}.")


def _ids(request: HttpRequest) -> list[UUID]:
    try:
        ids = [parse_id(text) for text in request.GET.get("ids", "").split(",") if text]
    except InvalidId as exc:
        raise Http404 from exc
    if len(ids) > MAX_AT_ONCE:
        raise Http404
    return ids


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _today() -> str:
    return timezone.localdate().isoformat()
