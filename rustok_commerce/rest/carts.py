"""REST of carts, for shoppers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Version
from rustok_commerce.dto.carts import (
    AddCartCreditRequest,
    AddCartLineRequest,
    CartChangeResponse,
    CartPromotionRequest,
    CartResponse,
    CartVersionRequest,
    CouponCode,
    CreateCartRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
    UpdateCartLineRequest,
    UpdateCartRequest,
)
from rustok_commerce.dto.shipping import ShippingOptionResponse
from rustok_commerce.services.carts import creating, details, lines, merging, recovery, viewing
from rustok_commerce.services.carts.tokens import CART_TOKEN


class CartBase(ApiView):
    """Base of the views here: a guest's cart is opened by its token."""

    tag = "carts"
    keys: ClassVar[Mapping[str, str]] = {CART_TOKEN: "Opens a guest's cart; it was told when the cart was made."}

    @property
    def token(self) -> str | None:
        """What the client knows of the cart."""
        request: Any = self.request
        token: str | None = request.headers.get(CART_TOKEN)
        return token


@dataclass(frozen=True, slots=True, kw_only=True)
class CartVersionQuery:
    """The version that a removal was made from."""

    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCouponQuery:
    """Which code to take out."""

    code: CouponCode
    version: Version | None = None


class CartsView(CartBase):
    """Carts."""

    @endpoint(request=CreateCartRequest, response=CartResponse, idempotent=False)
    def post(self, request: Request, data: CreateCartRequest) -> CartResponse:
        """Make a cart; the answer alone has its token. Somebody who is signed in gets their open cart again."""
        cart, token = creating.create_cart(self.ctx, data)
        return viewing.present_cart(self.ctx, cart, token=token)


class CartView(CartBase):
    """A cart."""

    @endpoint(response=CartResponse)
    def get(self, request: Request, id: UUID) -> CartResponse:
        """Return a cart with all it costs now, and everything its buyer should know."""
        return viewing.get_cart(self.ctx, id, self.token)

    @endpoint(request=UpdateCartRequest, response=CartResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateCartRequest) -> CartResponse:
        """Change the e-mail address, the VAT id or the note; fields left out stay."""
        return viewing.present_cart(self.ctx, creating.update_cart(self.ctx, id, self.token, data))


class CartLinesView(CartBase):
    """What is in a cart."""

    @endpoint(request=AddCartLineRequest, response=CartChangeResponse, versioned=True)
    def post(self, request: Request, id: UUID, data: AddCartLineRequest) -> CartChangeResponse:
        """Put pieces of a variant into a cart. The answer tells of the line; the cart itself, what all of it costs."""
        return lines.add_line(self.ctx, id, self.token, data)


class CartLineView(CartBase):
    """A line of a cart."""

    @endpoint(request=UpdateCartLineRequest, response=CartChangeResponse, versioned=True)
    def patch(self, request: Request, id: UUID, line_id: UUID, data: UpdateCartLineRequest) -> CartChangeResponse:
        """Change how many pieces a line has, or what is to be said of them."""
        return lines.update_line(self.ctx, id, self.token, line_id, data)

    @endpoint(query=CartVersionQuery, response=CartChangeResponse)
    def delete(self, request: Request, id: UUID, line_id: UUID, query: CartVersionQuery) -> CartChangeResponse:
        """Take a line out of a cart."""
        return lines.remove_line(self.ctx, id, self.token, line_id, query.version)


class CartAddressView(CartBase):
    """Where a cart goes."""

    @endpoint(request=SetCartAddressRequest, response=CartResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetCartAddressRequest) -> CartResponse:
        """Say where the goods go, and where the bill."""
        return viewing.present_cart(self.ctx, details.set_address(self.ctx, id, self.token, data))


class CartShippingOptionsView(CartBase):
    """How a cart can be delivered."""

    @endpoint(response=ShippingOptionResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[ShippingOptionResponse, ...]:
        """List the deliveries that the cart can have at its address."""
        return viewing.shipping_options(self.ctx, id, self.token)


class CartShippingMethodView(CartBase):
    """How a cart is delivered."""

    @endpoint(request=SetCartShippingRequest, response=CartResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetCartShippingRequest) -> CartResponse:
        """Choose one of the cart's delivery options, or take the choice back."""
        return viewing.present_cart(self.ctx, details.set_shipping(self.ctx, id, self.token, data))


class CartPromotionsView(CartBase):
    """Codes of promotions in a cart."""

    @endpoint(request=CartPromotionRequest, response=CartResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: CartPromotionRequest) -> CartResponse:
        """Put a code into a cart; one that does not apply yet is taken, and the cart says why it does not."""
        return viewing.present_cart(self.ctx, details.add_coupon(self.ctx, id, self.token, data))

    @endpoint(query=CartCouponQuery, response=CartResponse)
    def delete(self, request: Request, id: UUID, query: CartCouponQuery) -> CartResponse:
        """Take a code out of a cart."""
        data = CartPromotionRequest(code=query.code, version=query.version)
        return viewing.present_cart(self.ctx, details.remove_coupon(self.ctx, id, self.token, data))


class CartCreditsView(CartBase):
    """Gift cards and store credit that pay for a cart."""

    @endpoint(request=AddCartCreditRequest, response=CartResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: AddCartCreditRequest) -> CartResponse:
        """Pay with a gift card by its code, or with one's own store credit without one."""
        return viewing.present_cart(self.ctx, details.add_credit(self.ctx, id, self.token, data))


class CartCreditView(CartBase):
    """A credit that pays for a cart."""

    @endpoint(query=CartVersionQuery, response=CartResponse)
    def delete(self, request: Request, id: UUID, credit_id: UUID, query: CartVersionQuery) -> CartResponse:
        """Do not pay with a credit after all."""
        cart = details.remove_credit(self.ctx, id, self.token, credit_id, query.version)
        return viewing.present_cart(self.ctx, cart)


class RefreshCartView(CartBase):
    """A cart at today's prices."""

    @endpoint(request=CartVersionRequest, response=CartResponse, status=200, versioned=True)
    def post(self, request: Request, id: UUID, data: CartVersionRequest) -> CartResponse:
        """Accept the prices as they are now, and take out what is not sold any more."""
        return viewing.present_cart(self.ctx, details.refresh_cart(self.ctx, id, self.token, data.version))


class ClaimCartView(CartBase):
    """A guest's cart that becomes a customer's."""

    signed_in = True

    @endpoint(response=CartResponse, status=200)
    def post(self, request: Request, id: UUID) -> CartResponse:
        """Take a guest's cart over; what is in it joins the open cart of whoever is signed in, where there is one."""
        return viewing.present_cart(self.ctx, merging.claim_cart(self.ctx, id, self.token))


class StopRemindersView(CartBase):
    """Reminders of a cart that was left."""

    @endpoint()
    def post(self, request: Request, id: UUID) -> None:
        """Send no more reminders to the address of the cart; the mail has its token, and no sign-in is needed."""
        recovery.stop_reminders(self.ctx, id, self.token)
