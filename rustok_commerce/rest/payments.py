"""REST of payments and refunds, for staff; where providers send their messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.idempotency import HEADER
from rustok.api.rest.parsers import read_body
from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.payments import (
    CapturePaymentRequest,
    CreatePaymentMethodRequest,
    CreateRefundRequest,
    MarkPaidRequest,
    PaymentEventResponse,
    PaymentMethodResponse,
    PaymentResponse,
    RefundResponse,
    UpdatePaymentMethodRequest,
)
from rustok_commerce.selectors import payments
from rustok_commerce.services.payments import desk, offering, webhooks


def _key(request: Request) -> str | None:
    key: str | None = request.headers.get(HEADER)
    return key


class OrderPaymentsView(ApiView):
    """Payments of an order."""

    tag = "payments"

    @endpoint(response=PaymentResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[PaymentResponse, ...]:
        """Return the payments of an order, each with every call to its provider."""
        return payments.list_order_payments(self.ctx, id)


class OrderRefundsView(ApiView):
    """Refunds of an order."""

    tag = "payments"

    @endpoint(response=RefundResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[RefundResponse, ...]:
        """Return the refunds of an order."""
        return payments.list_order_refunds(self.ctx, id)

    @endpoint(request=CreateRefundRequest, response=RefundResponse, calls_out=True)
    def post(self, request: Request, id: UUID, data: CreateRefundRequest) -> RefundResponse:
        """Give money back, by lines or by amount; it is pending until the provider has answered."""
        return desk.create_refund(self.ctx, id, data, key=_key(request))


class PaymentView(ApiView):
    """A payment."""

    tag = "payments"

    @endpoint(response=PaymentResponse)
    def get(self, request: Request, id: UUID) -> PaymentResponse:
        """Return a payment with every call to its provider."""
        return payments.get_payment(self.ctx, id)


class PaymentEventsView(ApiView):
    """Messages of the provider about a payment."""

    tag = "payments"

    @endpoint(response=PaymentEventResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[PaymentEventResponse, ...]:
        """Return the messages of the provider about a payment, the last one first."""
        return payments.list_payment_events(self.ctx, id)


class CapturePaymentView(ApiView):
    """Taking money."""

    tag = "payments"

    @endpoint(request=CapturePaymentRequest, response=PaymentResponse, status=200, calls_out=True)
    def post(self, request: Request, id: UUID, data: CapturePaymentRequest) -> PaymentResponse:
        """Take the money that is held ready, or a part of it."""
        return desk.capture_payment(self.ctx, id, data, key=_key(request))


class VoidPaymentView(ApiView):
    """Letting money go."""

    tag = "payments"

    @endpoint(response=PaymentResponse, status=200, calls_out=True)
    def post(self, request: Request, id: UUID) -> PaymentResponse:
        """Let go what is held ready and not taken."""
        return desk.void_payment(self.ctx, id)


class MarkPaidView(ApiView):
    """Money that came by itself."""

    tag = "payments"

    @endpoint(request=MarkPaidRequest, response=PaymentResponse, status=200)
    def post(self, request: Request, id: UUID, data: MarkPaidRequest) -> PaymentResponse:
        """Write down that money came by bank transfer or by hand."""
        return desk.mark_paid(self.ctx, id, data)


class PaymentMethodsView(ApiView):
    """Ways to pay."""

    tag = "payments"

    @endpoint(response=PaymentMethodResponse, page=True)
    def get(self, request: Request) -> tuple[PaymentMethodResponse, ...]:
        """Return the ways to pay of the shop; without any it offers what the platform does by itself."""
        return offering.list_payment_methods(self.ctx)

    @endpoint(request=CreatePaymentMethodRequest, response=PaymentMethodResponse)
    def post(self, request: Request, data: CreatePaymentMethodRequest) -> PaymentMethodResponse:
        """Offer a way to pay."""
        return offering.create_payment_method(self.ctx, data)


class PaymentMethodView(ApiView):
    """A way to pay."""

    tag = "payments"

    @endpoint(request=UpdatePaymentMethodRequest, response=PaymentMethodResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdatePaymentMethodRequest) -> PaymentMethodResponse:
        """Change a way to pay, switch it off or on; fields left out stay."""
        return offering.update_payment_method(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a way to pay; payments that are begun go on."""
        offering.delete_payment_method(self.ctx, id)


class WebhookView(ApiView):
    """Messages of payment providers."""

    tag = "payments"

    @endpoint(idempotent=False, status=200)
    def post(self, request: Request, provider: str) -> HttpResponse:
        """Take a message of a payment provider, which must be signed by it; the same message counts once."""
        raw: Any = request
        # There is no stream where there is no body.
        body = read_body(raw.stream) if raw.stream is not None else b""
        headers = {name.lower(): value for name, value in raw.headers.items()}
        webhooks.receive(self.ctx, provider, headers, body)
        return HttpResponse(status=200)
