"""REST of orders for staff: lists, one order with everything about it, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.jobs import JobResponse
from rustok_commerce.dto.orders import (
    AddNoteRequest,
    CancelOrderRequest,
    EditOrderRequest,
    ExportOrdersRequest,
    ListOrdersRequest,
    OrderResponse,
    OrderSummaryResponse,
    ResendMailRequest,
    TimelineEntryResponse,
    UpdateOrderRequest,
)
from rustok_commerce.selectors import order_timeline
from rustok_commerce.selectors import orders as selectors
from rustok_commerce.services import running
from rustok_commerce.services.orders import cancelling, editing, updating


class OrdersView(ApiView):
    """Orders."""

    tag = "orders"

    @endpoint(query=ListOrdersRequest, response=OrderSummaryResponse, page=True)
    def get(self, request: Request, query: ListOrdersRequest) -> Page[OrderSummaryResponse]:
        """List orders, newest first."""
        return selectors.list_orders(self.ctx, query)


class OrderExportView(ApiView):
    """Writing files."""

    tag = "orders"

    @endpoint(request=ExportOrdersRequest, response=JobResponse)
    def post(self, request: Request, data: ExportOrdersRequest) -> JobResponse:
        """Write orders to a CSV or XLSX file, a row for each line; in the background if they are many."""
        return running.start_order_export(self.ctx, data)


class OrderView(ApiView):
    """One order."""

    tag = "orders"

    @endpoint(response=OrderResponse)
    def get(self, request: Request, id: UUID) -> OrderResponse:
        """Return an order with its lines, payments, parcels, returns, refunds, documents and notes."""
        return selectors.get_order(self.ctx, id)

    @endpoint(request=UpdateOrderRequest, response=OrderResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateOrderRequest) -> OrderResponse:
        """Change addresses, the e-mail address, the note; fields left out stay."""
        return updating.update_order(self.ctx, id, data)


class OrderTimelineView(ApiView):
    """What happened."""

    tag = "orders"

    @endpoint(response=TimelineEntryResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[TimelineEntryResponse, ...]:
        """Return changes of states, events and notes in one list, newest first."""
        return order_timeline.order_timeline(self.ctx, id)


class OrderEditView(ApiView):
    """Editing."""

    tag = "orders"

    @endpoint(request=EditOrderRequest, response=OrderResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: EditOrderRequest) -> OrderResponse:
        """Add lines, change quantities, take lines away; the difference is shown as due or to refund."""
        return editing.edit_order(self.ctx, id, data)


class CancelOrderView(ApiView):
    """Cancelling."""

    tag = "orders"

    @endpoint(request=CancelOrderRequest, response=OrderResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: CancelOrderRequest) -> OrderResponse:
        """Give an order up: its stock is free again, and what was paid is given back if so asked."""
        return cancelling.cancel_order(self.ctx, id, data)


class CompleteOrderView(ApiView):
    """Completing."""

    tag = "orders"

    @endpoint(response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID) -> OrderResponse:
        """Say that nothing is left to do."""
        return updating.complete_order(self.ctx, id)


class OrderNotesView(ApiView):
    """Notes."""

    tag = "orders"

    @endpoint(request=AddNoteRequest, response=OrderResponse)
    def post(self, request: Request, id: UUID, data: AddNoteRequest) -> OrderResponse:
        """Write something beside an order."""
        return updating.add_note(self.ctx, id, data)


class OrderMailsView(ApiView):
    """Mails."""

    tag = "orders"

    @endpoint(request=ResendMailRequest, response=OrderResponse, status=202)
    def post(self, request: Request, id: UUID, data: ResendMailRequest) -> OrderResponse:
        """Have a mail sent once more."""
        return updating.resend_mail(self.ctx, id, data)
