"""Invoices and credit notes: staff's lists, and the documents of a buyer's order."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.invoices import InvoiceResponse, ListInvoicesRequest
from rustok_commerce.selectors import keyset
from rustok_commerce.selectors.orders import find_own_order


def list_invoices(ctx: RequestContext, request: ListInvoicesRequest) -> Page[InvoiceResponse]:
    """Return one page of documents, newest first.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.order:read")
    asked = {
        "kind": request.kind,
        "order_id": request.order_id,
        "number": request.number,
        "issued_at__gte": request.issued_from,
        "issued_at__lt": request.issued_before,
    }
    rows = models.Invoice.objects.filter(**{name: value for name, value in asked.items() if value is not None})
    if request.after is not None:
        rows = rows.filter(id__lt=keyset.decode("invoices", request.after)[1])
    page = list(rows.order_by("-id")[: request.limit + 1])
    more = len(page) > request.limit
    page = page[: request.limit]
    return Page(
        items=tuple(mappers.invoice_response(row) for row in page),
        next=keyset.encode("invoices", None, page[-1].id) if more else None,
    )


def get_invoice(ctx: RequestContext, invoice_id: UUID) -> models.Invoice:
    """Return a document to staff.

    :raises InvoiceNotFound: no such document in the shop.
    """
    require(ctx, "commerce.order:read")
    return _find(invoice_id, None)


def list_order_documents(ctx: RequestContext, order_ids: Iterable[UUID]) -> list[models.Invoice]:
    """Return all documents of orders, in the order of their numbers."""
    require(ctx, "commerce.order:read")
    return list(models.Invoice.objects.filter(order_id__in=list(order_ids)).order_by("id"))


def get_own_invoice(ctx: RequestContext, order_id: UUID, invoice_id: UUID, token: str | None) -> models.Invoice:
    """Return a document of an order to its buyer.

    :raises OrderNotFound: no such order, or it is somebody else's.
    :raises InvoiceNotFound: the order has no such document.
    """
    return _find(invoice_id, find_own_order(ctx, order_id, token))


def _find(invoice_id: UUID, order: models.Order | None) -> models.Invoice:
    rows = models.Invoice.objects.filter(id=invoice_id)
    if order is not None:
        rows = rows.filter(order=order)
    found: models.Invoice | None = rows.first()
    if found is None:
        raise errors.InvoiceNotFound(invoice=to_ulid(invoice_id))
    return found
