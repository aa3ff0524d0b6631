"""GraphQL of shipping zones and methods for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.shipping import (
    CreateShippingMethodRequest,
    CreateShippingZoneRequest,
    ShippingMethodResponse,
    ShippingZoneResponse,
    UpdateShippingMethodRequest,
    UpdateShippingZoneRequest,
)
from rustok_commerce.selectors import shipping
from rustok_commerce.services import shipping_methods, shipping_zones

ShippingZone = object_type(ShippingZoneResponse)
ShippingMethod = object_type(ShippingMethodResponse)


class ShippingQuery:
    """Deliveries as they are written."""

    shipping_zones = graphene.List(graphene.NonNull(ShippingZone), required=True)
    shipping_zone = graphene.Field(ShippingZone, id=ID(required=True))
    shipping_methods = graphene.List(graphene.NonNull(ShippingMethod), required=True)
    shipping_method = graphene.Field(ShippingMethod, id=ID(required=True))

    def resolve_shipping_zones(self, info: Any) -> tuple[ShippingZoneResponse, ...]:
        return shipping.list_shipping_zones(info.context.ctx)

    def resolve_shipping_zone(self, info: Any, id: UUID) -> ShippingZoneResponse:
        return shipping.get_shipping_zone(info.context.ctx, id)

    def resolve_shipping_methods(self, info: Any) -> tuple[ShippingMethodResponse, ...]:
        return shipping.list_shipping_methods(info.context.ctx)

    def resolve_shipping_method(self, info: Any, id: UUID) -> ShippingMethodResponse:
        return shipping.get_shipping_method(info.context.ctx, id)


class CreateShippingZone(graphene.Mutation):
    """Make a shipping zone."""

    class Arguments:
        input = input_type(CreateShippingZoneRequest)(required=True)

    Output = graphene.NonNull(ShippingZone)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ShippingZoneResponse:
        return shipping_zones.create_shipping_zone(info.context.ctx, parse(CreateShippingZoneRequest, input))


class UpdateShippingZone(graphene.Mutation):
    """Change a shipping zone; fields left out stay, areas are given whole."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateShippingZoneRequest)(required=True)

    Output = graphene.NonNull(ShippingZone)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ShippingZoneResponse:
        return shipping_zones.update_shipping_zone(info.context.ctx, id, parse(UpdateShippingZoneRequest, input))


class DeleteShippingZone(graphene.Mutation):
    """Delete a shipping zone with its areas and methods; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        shipping_zones.delete_shipping_zone(info.context.ctx, id)
        return id


class CreateShippingMethod(graphene.Mutation):
    """Make a way of delivery."""

    class Arguments:
        input = input_type(CreateShippingMethodRequest)(required=True)

    Output = graphene.NonNull(ShippingMethod)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ShippingMethodResponse:
        return shipping_methods.create_shipping_method(info.context.ctx, parse(CreateShippingMethodRequest, input))


class UpdateShippingMethod(graphene.Mutation):
    """Change a way of delivery; fields left out stay, texts and rates are given whole."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateShippingMethodRequest)(required=True)

    Output = graphene.NonNull(ShippingMethod)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ShippingMethodResponse:
        return shipping_methods.update_shipping_method(info.context.ctx, id, parse(UpdateShippingMethodRequest, input))


class DeleteShippingMethod(graphene.Mutation):
    """Delete a way of delivery; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        shipping_methods.delete_shipping_method(info.context.ctx, id)
        return id


class ShippingMutation:
    """Changes to deliveries."""

    create_shipping_zone = CreateShippingZone.Field()
    update_shipping_zone = UpdateShippingZone.Field()
    delete_shipping_zone = DeleteShippingZone.Field()
    create_shipping_method = CreateShippingMethod.Field()
    update_shipping_method = UpdateShippingMethod.Field()
    delete_shipping_method = DeleteShippingMethod.Field()
