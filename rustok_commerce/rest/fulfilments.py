"""REST of parcels and returns for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.fulfilments import (
    DecideReturnRequest,
    FulfilOrderRequest,
    ReceiveReturnRequest,
    RequestReturnRequest,
    ShipFulfilmentRequest,
    UpdateFulfilmentRequest,
)
from rustok_commerce.dto.orders import OrderResponse
from rustok_commerce.services.orders import fulfilment, returns


class FulfilmentsView(ApiView):
    """Parcels."""

    tag = "orders"

    @endpoint(request=FulfilOrderRequest, response=OrderResponse)
    def post(self, request: Request, id: UUID, data: FulfilOrderRequest) -> OrderResponse:
        """Pack pieces of an order into a parcel: they leave the stock."""
        return fulfilment.fulfil_order(self.ctx, id, data)


class FulfilmentView(ApiView):
    """One parcel."""

    tag = "orders"

    @endpoint(request=UpdateFulfilmentRequest, response=OrderResponse)
    def patch(self, request: Request, id: UUID, fulfilment_id: UUID, data: UpdateFulfilmentRequest) -> OrderResponse:
        """Say what else is known of a parcel's way; fields left out stay."""
        return fulfilment.update_fulfilment(self.ctx, id, fulfilment_id, data)


class ShipFulfilmentView(ApiView):
    """Sending."""

    tag = "orders"

    @endpoint(request=ShipFulfilmentRequest, response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, fulfilment_id: UUID, data: ShipFulfilmentRequest) -> OrderResponse:
        """Send a packed parcel on its way."""
        return fulfilment.ship_fulfilment(self.ctx, id, fulfilment_id, data)


class DeliverFulfilmentView(ApiView):
    """Arriving."""

    tag = "orders"

    @endpoint(response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, fulfilment_id: UUID) -> OrderResponse:
        """Say that a parcel has come to the buyer."""
        return fulfilment.deliver_fulfilment(self.ctx, id, fulfilment_id)


class CancelFulfilmentView(ApiView):
    """Taking back."""

    tag = "orders"

    @endpoint(response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, fulfilment_id: UUID) -> OrderResponse:
        """Take a parcel back before it arrives: its pieces go into stock again and are promised to the order."""
        return fulfilment.cancel_fulfilment(self.ctx, id, fulfilment_id)


class ReturnsView(ApiView):
    """Returns."""

    tag = "orders"

    @endpoint(request=RequestReturnRequest, response=OrderResponse)
    def post(self, request: Request, id: UUID, data: RequestReturnRequest) -> OrderResponse:
        """Enter a return that was agreed on."""
        return returns.create_return(self.ctx, id, data)


class ApproveReturnView(ApiView):
    """Approving."""

    tag = "orders"

    @endpoint(response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, return_id: UUID) -> OrderResponse:
        """Let the buyer send it back."""
        return returns.approve_return(self.ctx, id, return_id)


class RejectReturnView(ApiView):
    """Rejecting."""

    tag = "orders"

    @endpoint(request=DecideReturnRequest, response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, return_id: UUID, data: DecideReturnRequest) -> OrderResponse:
        """Refuse to take it back."""
        return returns.reject_return(self.ctx, id, return_id, data)


class CancelReturnView(ApiView):
    """Cancelling."""

    tag = "orders"

    @endpoint(request=DecideReturnRequest, response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, return_id: UUID, data: DecideReturnRequest) -> OrderResponse:
        """Say that nothing will come back after all."""
        return returns.cancel_return(self.ctx, id, return_id, data)


class ReceiveReturnView(ApiView):
    """Receiving."""

    tag = "orders"

    @endpoint(request=ReceiveReturnRequest, response=OrderResponse, status=200)
    def post(self, request: Request, id: UUID, return_id: UUID, data: ReceiveReturnRequest) -> OrderResponse:
        """Write down what came back, and put what is still good into stock."""
        return returns.receive_return(self.ctx, id, return_id, data)
