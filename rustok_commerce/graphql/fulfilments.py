"""GraphQL of parcels and returns for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
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

Order = object_type(OrderResponse)


class FulfilOrder(graphene.Mutation):
    """Pack pieces of an order into a parcel: they leave the stock."""

    class Arguments:
        id = ID(required=True)
        input = input_type(FulfilOrderRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> OrderResponse:
        return fulfilment.fulfil_order(info.context.ctx, id, parse(FulfilOrderRequest, input))


class UpdateFulfilment(graphene.Mutation):
    """Say what else is known of a parcel's way; fields left out stay."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)
        input = input_type(UpdateFulfilmentRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID, input: Any) -> OrderResponse:
        request = parse(UpdateFulfilmentRequest, input)
        return fulfilment.update_fulfilment(info.context.ctx, order_id, id, request)


class ShipFulfilment(graphene.Mutation):
    """Send a packed parcel on its way."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)
        input = input_type(ShipFulfilmentRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID, input: Any) -> OrderResponse:
        request = parse(ShipFulfilmentRequest, input)
        return fulfilment.ship_fulfilment(info.context.ctx, order_id, id, request)


class DeliverFulfilment(graphene.Mutation):
    """Say that a parcel has come to the buyer."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID) -> OrderResponse:
        return fulfilment.deliver_fulfilment(info.context.ctx, order_id, id)


class CancelFulfilment(graphene.Mutation):
    """Take a parcel back before it arrives: its pieces go into stock again and are promised to the order."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID) -> OrderResponse:
        return fulfilment.cancel_fulfilment(info.context.ctx, order_id, id)


class CreateReturn(graphene.Mutation):
    """Enter a return that was agreed on."""

    class Arguments:
        order_id = ID(required=True)
        input = input_type(RequestReturnRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, input: Any) -> OrderResponse:
        return returns.create_return(info.context.ctx, order_id, parse(RequestReturnRequest, input))


class ApproveReturn(graphene.Mutation):
    """Let the buyer send it back."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID) -> OrderResponse:
        return returns.approve_return(info.context.ctx, order_id, id)


class RejectReturn(graphene.Mutation):
    """Refuse to take it back."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)
        input = input_type(DecideReturnRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID, input: Any) -> OrderResponse:
        return returns.reject_return(info.context.ctx, order_id, id, parse(DecideReturnRequest, input))


class CancelReturn(graphene.Mutation):
    """Say that nothing will come back after all."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)
        input = input_type(DecideReturnRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID, input: Any) -> OrderResponse:
        return returns.cancel_return(info.context.ctx, order_id, id, parse(DecideReturnRequest, input))


class ReceiveReturn(graphene.Mutation):
    """Write down what came back, and put what is still good into stock."""

    class Arguments:
        order_id = ID(required=True)
        id = ID(required=True)
        input = input_type(ReceiveReturnRequest)(required=True)

    Output = graphene.NonNull(Order)

    @staticmethod
    def mutate(root: Any, info: Any, order_id: UUID, id: UUID, input: Any) -> OrderResponse:
        return returns.receive_return(info.context.ctx, order_id, id, parse(ReceiveReturnRequest, input))


class FulfilmentMutation:
    """Parcels and returns."""

    fulfil_order = FulfilOrder.Field()
    update_fulfilment = UpdateFulfilment.Field()
    ship_fulfilment = ShipFulfilment.Field()
    deliver_fulfilment = DeliverFulfilment.Field()
    cancel_fulfilment = CancelFulfilment.Field()
    create_return = CreateReturn.Field()
    approve_return = ApproveReturn.Field()
    reject_return = RejectReturn.Field()
    cancel_return = CancelReturn.Field()
    receive_return = ReceiveReturn.Field()
