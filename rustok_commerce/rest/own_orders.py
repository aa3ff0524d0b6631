"""REST of shoppers' own orders: by their login, or by the token of the cart that the order was made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.fulfilments import RequestReturnRequest
from rustok_commerce.dto.orders import OrderResponse, OrderSummaryResponse
from rustok_commerce.rest.invoices import pdf
from rustok_commerce.selectors import invoices
from rustok_commerce.selectors import orders as selectors
from rustok_commerce.services.orders import returns

TOKEN: Final = "X-Order-Token"


class _OwnOrderView(ApiView):
    tag = "orders"
    keys: ClassVar[Mapping[str, str]] = {TOKEN: "Opens a guest's order: the token of its cart."}

    @property
    def token(self) -> str | None:
        """What the visitor shows."""
        return self.request.headers.get(TOKEN)


class OwnOrdersView(ApiView):
    """One's own orders."""

    tag = "orders"
    signed_in = True

    @endpoint(query=PageQuery, response=OrderSummaryResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[OrderSummaryResponse]:
        """List the orders of whoever is signed in, newest first."""
        return selectors.list_own_orders(self.ctx, after=query.after, limit=query.limit)


class OwnOrderView(_OwnOrderView):
    """One of one's own orders."""

    @endpoint(response=OrderResponse)
    def get(self, request: Request, id: UUID) -> OrderResponse:
        """Return an order to its buyer."""
        return selectors.get_own_order(self.ctx, id, self.token)


class OwnReturnsView(_OwnOrderView):
    """Sending back."""

    @endpoint(request=RequestReturnRequest, response=OrderResponse)
    def post(self, request: Request, id: UUID, data: RequestReturnRequest) -> OrderResponse:
        """Ask to send pieces of an order back."""
        return returns.request_own_return(self.ctx, id, self.token, data)


class OwnInvoicePdfView(_OwnOrderView):
    """A document of one's own order, printed."""

    @endpoint(status=200)
    def get(self, request: Request, id: UUID, invoice_id: UUID) -> HttpResponse:
        """Fetch an invoice or a credit note of an order as PDF."""
        return pdf(invoices.get_own_invoice(self.ctx, id, invoice_id, self.token))
