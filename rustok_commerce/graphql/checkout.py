"""GraphQL of paying and completing a cart, for shoppers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.outgoing import calls_out
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.dto import parse
from rustok_commerce.dto.carts import CompleteCartRequest, CompletedCartResponse, StartCartPaymentRequest
from rustok_commerce.dto.payments import OfferedPaymentMethodResponse, PaymentSessionResponse
from rustok_commerce.graphql.carts import amounts
from rustok_commerce.services import checkout

OfferedPaymentMethod = object_type(OfferedPaymentMethodResponse)
PaymentSession = object_type(PaymentSessionResponse, **amounts("amount"))
CompletedCart = object_type(CompletedCartResponse, **amounts("total"))

# ``clientData`` may hold a secret of the provider's. A repeat needs no key: it finds the payment that was begun.
never_stored("startCartPayment")
calls_out("completeCart")


class CheckoutQuery:
    """What is asked before paying."""

    cart_payment_methods = graphene.List(
        graphene.NonNull(OfferedPaymentMethod), required=True, id=ID(required=True), token=graphene.String()
    )

    def resolve_cart_payment_methods(
        self, info: Any, id: UUID, token: str | None = None
    ) -> tuple[OfferedPaymentMethodResponse, ...]:
        return checkout.payment_methods(info.context.ctx, id, token)


class StartCartPayment(graphene.Mutation):
    """Begin to pay what is left after credits; the same again is the same payment."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(StartCartPaymentRequest)(required=True)

    Output = graphene.NonNull(PaymentSession)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> PaymentSessionResponse:
        return checkout.start_payment(info.context.ctx, id, token, parse(StartCartPaymentRequest, input))


class CompleteCart(graphene.Mutation):
    """Buy what is in the cart. Completing it twice answers with the same order."""

    class Arguments:
        id = ID(required=True)
        token = graphene.String()
        input = input_type(CompleteCartRequest)(required=True)

    Output = graphene.NonNull(CompletedCart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any, token: str | None = None) -> CompletedCartResponse:
        return checkout.complete_cart(info.context.ctx, id, token, parse(CompleteCartRequest, input))


class CheckoutMutation:
    """Paying and buying."""

    start_cart_payment = StartCartPayment.Field()
    complete_cart = CompleteCart.Field()
