"""REST of invoices and credit notes for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.invoices import InvoiceResponse, ListInvoicesRequest
from rustok_commerce.dto.orders import OrderResponse
from rustok_commerce.selectors import invoices as selectors
from rustok_commerce.services.orders import invoicing, printing


def pdf(document: Any) -> HttpResponse:
    """Answer with a document as PDF."""
    answer = HttpResponse(printing.print_invoice(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{printing.file_name(document)}"'
    return answer


class InvoicesView(ApiView):
    """Documents."""

    tag = "orders"

    @endpoint(query=ListInvoicesRequest, response=InvoiceResponse, page=True)
    def get(self, request: Request, query: ListInvoicesRequest) -> Page[InvoiceResponse]:
        """List invoices and credit notes, newest first."""
        return selectors.list_invoices(self.ctx, query)


class InvoicePdfView(ApiView):
    """A document, printed."""

    tag = "orders"

    @endpoint(status=200)
    def get(self, request: Request, id: UUID) -> HttpResponse:
        """Fetch an invoice or a credit note as PDF."""
        return pdf(selectors.get_invoice(self.ctx, id))


class OrderInvoicesView(ApiView):
    """Issuing."""

    tag = "orders"

    @endpoint(response=OrderResponse)
    def post(self, request: Request, id: UUID) -> OrderResponse:
        """Issue the documents that an order lacks: its invoice, what an edit changed, what was given back."""
        return invoicing.issue_invoice(self.ctx, id)
