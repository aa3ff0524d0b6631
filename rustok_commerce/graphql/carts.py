"""GraphQL of carts, for shoppers. A guest's cart is opened by its token."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.money import Money, money
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.dto import parse
from rustok_commerce.dto.carts import (
    AddCartCreditRequest,
    AddCartLineRequest,
    CartChangeResponse,
    CartCreditResponse,
    CartDiscountResponse,
    CartLineResponse,
    CartProblemResponse,
    CartPromotionRequest,
    CartResponse,
    CartShippingResponse,
    CreateCartRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
    UpdateCartLineRequest,
    UpdateCartRequest,
)
from rustok_commerce.dto.shipping import ShippingOptionResponse
from rustok_commerce.services.carts import creating, details, lines, merging, recovery, viewing

# The answer tells the token that opens the cart.
never_stored("createCart")


def amounts(*names: str, required: bool = True) -> dict[str, Any]:
    """Make fields of money out of amounts whose currency stands beside them."""

    def resolver(name: str) -> Any:
        def resolve(source: Any, info: Any) -> Any:
            amount = getattr(source, name)
            return None if amount is None else money(amount, source.currency)

        return resolve

    return {name: graphene.Field(Money, required=required, resolver=resolver(name)) for name in names}


# The parts before the whole: a type is made once, with the fields that it was asked for first.
object_type(
    CartProblemResponse,
    **amounts("was", "now", required=False),
)
object_type(
    CartLineResponse,
    **amounts("unit_price", "compare_at", required=False),
    **amounts("amount", "discount", "net", "tax", "gross"),
)
object_type(CartShippingResponse, **amounts("amount", "discount", "gross"))
object_type(CartDiscountResponse, **amounts("amount"))
object_type(CartCreditResponse, **amounts("balance", "amount"))
Cart = object_type(
    CartResponse,
    **amounts(
        "subtotal",
        "shipping_total",
        "discount_total",
        "net_total",
        "tax_total",
        "total",
        "credit_total",
        "amount_due",
    ),
)
ShippingOption = object_type(ShippingOptionResponse, **amounts("amount"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed(CartChangeResponse):
    """A change of lines, with the token by which the whole cart can be asked for."""

    token: str | None


def _with(change: CartChangeResponse, token: str | None) -> _Changed:
    values = {field.name: getattr(change, field.name) for field in fields(change)}
    return _Changed(**values, token=token)


def _whole_cart(source: _Changed, info: Any) -> CartResponse:
    """Return the whole cart, which is worked out only where it is asked for."""
    return viewing.get_cart(info.context.ctx, source.cart_id, source.token)


CartChange = object_type(
    CartChangeResponse,
    **amounts("unit_price", required=False),
    cart=graphene.Field(Cart, required=True, resolver=_whole_cart),
)


class CartQuery:
    """Carts."""

    cart = graphene.Field(Cart, id=ID(required=True), token=graphene.String())
    cart_shipping_options = graphene.List(
        graphene.NonNull(ShippingOption), required=True, id=ID(required=True), token=graphene.String()
    )

    def resolve_cart(self, info: Any, id: UUID, token: str | None = None) -> CartResponse:
        return viewing.get_cart(info.context.ctx, id, token)

    def resolve_cart_shipping_options(
        self, info: Any, id: UUID, token: str | None = None
    ) -> tuple[ShippingOptionResponse, ...]:
        return viewing.shipping_options(info.context.ctx, id, token)


class CreateCart(graphene.Mutation):
    """Make a cart; the answer alone has its token. Somebody who is signed in gets their open cart again."""

    class Arguments:
        input = input_type(CreateCartRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CartResponse:
        cart, token = creating.create_cart(info.context.ctx, parse(CreateCartRequest, input))
        return viewing.present_cart(info.context.ctx, cart, token=token)


class UpdateCart(graphene.Mutation):
    """Change the e-mail address, the VAT id or the note; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(UpdateCartRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, creating.update_cart(ctx, id, token, parse(UpdateCartRequest, input)))


class AddCartLine(graphene.Mutation):
    """Put pieces of a variant into a cart."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(AddCartLineRequest)(required=True)

    Output = graphene.NonNull(CartChange)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartChangeResponse:
        return _with(lines.add_line(info.context.ctx, id, token, parse(AddCartLineRequest, input)), token)


class UpdateCartLine(graphene.Mutation):
    """Change how many pieces a line has, or what is to be said of them."""

    class Arguments:
        id = ID(required=True)
        line_id = ID(required=True)
        token = graphene.String()
        input = input_type(UpdateCartLineRequest)(required=True)

    Output = graphene.NonNull(CartChange)

    @staticmethod
    def mutate(
        root: Any, info: Any, id: UUID, line_id: UUID, input: Any, token: str | None = None
    ) -> CartChangeResponse:
        request = parse(UpdateCartLineRequest, input)
        return _with(lines.update_line(info.context.ctx, id, token, line_id, request), token)


class RemoveCartLine(graphene.Mutation):
    """Take a line out of a cart."""

    class Arguments:
        id = ID(required=True)
        line_id = ID(required=True)
        token = graphene.String()
        version = graphene.Int()

    Output = graphene.NonNull(CartChange)

    @staticmethod
    def mutate(
        root: Any, info: Any, id: UUID, line_id: UUID, token: str | None = None, version: int | None = None
    ) -> CartChangeResponse:
        return _with(lines.remove_line(info.context.ctx, id, token, line_id, version), token)


class SetCartAddress(graphene.Mutation):
    """Say where the goods go, and where the bill."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(SetCartAddressRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.set_address(ctx, id, token, parse(SetCartAddressRequest, input)))


class SetCartShippingMethod(graphene.Mutation):
    """Choose one of the cart's delivery options, or take the choice back."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(SetCartShippingRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.set_shipping(ctx, id, token, parse(SetCartShippingRequest, input)))


class AddCartPromotion(graphene.Mutation):
    """Put a code into a cart; one that does not apply yet is taken, and the cart says why it does not."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(CartPromotionRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.add_coupon(ctx, id, token, parse(CartPromotionRequest, input)))


class RemoveCartPromotion(graphene.Mutation):
    """Take a code out of a cart."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(CartPromotionRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.remove_coupon(ctx, id, token, parse(CartPromotionRequest, input)))


class AddCartCredit(graphene.Mutation):
    """Pay with a gift card by its code, or with one's own store credit without one."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(AddCartCreditRequest)(required=True)

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.add_credit(ctx, id, token, parse(AddCartCreditRequest, input)))


class RemoveCartCredit(graphene.Mutation):
    """Do not pay with a credit after all."""

    class Arguments:
        id = ID(required=True)
        credit_id = ID(required=True)
        token = graphene.String()
        version = graphene.Int()

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(
        root: Any, info: Any, id: UUID, credit_id: UUID, token: str | None = None, version: int | None = None
    ) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.remove_credit(ctx, id, token, credit_id, version))


class RefreshCart(graphene.Mutation):
    """Accept the prices as they are now, and take out what is not sold any more."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        version = graphene.Int()

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, token: str | None = None, version: int | None = None) -> CartResponse:
        ctx = info.context.ctx
        return viewing.present_cart(ctx, details.refresh_cart(ctx, id, token, version))


class ClaimCart(graphene.Mutation):
    """Take a guest's cart over; what is in it joins the open cart of whoever is signed in, where there is one."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()

    Output = graphene.NonNull(Cart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, token: str | None = None) -> CartResponse:
        return viewing.present_cart(info.context.ctx, merging.claim_cart(info.context.ctx, id, token))


class StopCartReminders(graphene.Mutation):
    """Send no more reminders to the address of a cart; returns its id."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, token: str | None = None) -> UUID:
        recovery.stop_reminders(info.context.ctx, id, token)
        return id


class CartMutation:
    """Changes to carts."""

    create_cart = CreateCart.Field()
    update_cart = UpdateCart.Field()
    add_cart_line = AddCartLine.Field()
    update_cart_line = UpdateCartLine.Field()
    remove_cart_line = RemoveCartLine.Field()
    set_cart_address = SetCartAddress.Field()
    set_cart_shipping_method = SetCartShippingMethod.Field()
    add_cart_promotion = AddCartPromotion.Field()
    remove_cart_promotion = RemoveCartPromotion.Field()
    add_cart_credit = AddCartCredit.Field()
    remove_cart_credit = RemoveCartCredit.Field()
    refresh_cart = RefreshCart.Field()
    claim_cart = ClaimCart.Field()
    stop_cart_reminders = StopCartReminders.Field()
