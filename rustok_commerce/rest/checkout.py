"""REST of paying and completing a cart, for shoppers."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import endpoint
from rustok_commerce.dto.carts import CompleteCartRequest, CompletedCartResponse, StartCartPaymentRequest
from rustok_commerce.dto.payments import OfferedPaymentMethodResponse, PaymentSessionResponse
from rustok_commerce.rest.carts import CartBase
from rustok_commerce.services import checkout


class CartPaymentMethodsView(CartBase):
    """How a cart can be paid."""

    @endpoint(response=OfferedPaymentMethodResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[OfferedPaymentMethodResponse, ...]:
        """List the ways to pay that the shop offers for the cart."""
        return checkout.payment_methods(self.ctx, id, self.token)


class CartPaymentSessionView(CartBase):
    """The payment of a cart."""

    # ``client_data`` may hold a secret of the provider's. A repeat needs no key: it finds the payment that was begun.
    @endpoint(
        request=StartCartPaymentRequest, response=PaymentSessionResponse, status=200, versioned=True, idempotent=False
    )
    def post(self, request: Request, id: UUID, data: StartCartPaymentRequest) -> PaymentSessionResponse:
        """Begin to pay what is left after credits; the same again is the same payment."""
        return checkout.start_payment(self.ctx, id, self.token, data)


class CompleteCartView(CartBase):
    """The end of a checkout."""

    @endpoint(request=CompleteCartRequest, response=CompletedCartResponse, status=200, versioned=True, calls_out=True)
    def post(self, request: Request, id: UUID, data: CompleteCartRequest) -> CompletedCartResponse:
        """Buy what is in the cart. Completing it twice answers with the same order."""
        return checkout.complete_cart(self.ctx, id, self.token, data)
