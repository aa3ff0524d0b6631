"""REST of invoices and credit notes for staff."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.invoices import InvoiceResponse, ListInvoicesRequest
from rustok_commerce.dto.orders import OrderResponse
from rustok_commerce.selectors import invoices as selectors
from rustok_commerce.services.orders import invoicing, printing


def pdf(name: str, content: bytes) -> HttpResponse:
    """Answer with a PDF."""
    answer = HttpResponse(content, content_type="application/pdf")
    safe = "".join(char if char.isalnum() or char in "-_." else "-" for char in name)
    answer["Content-Disposition"] = f'attachment; filename="{safe}.pdf"'
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
        document = selectors.get_invoice(self.ctx, id)
        return pdf(document.number, printing.print_invoice(document))


class OrderInvoicesView(ApiView):
    """Issuing."""

    tag = "orders"

    @endpoint(response=OrderResponse)
    def post(self, request: Request, id: UUID) -> OrderResponse:
        """Issue the documents that an order lacks: its invoice, what an edit changed, what was given back."""
        return invoicing.issue_invoice(self.ctx, id)
