"""GraphQL of tax classes and tax zones for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.taxes import (
    CreateTaxClassRequest,
    CreateTaxZoneRequest,
    TaxClassResponse,
    TaxZoneResponse,
    UpdateTaxClassRequest,
    UpdateTaxZoneRequest,
)
from rustok_commerce.selectors import taxes
from rustok_commerce.services import tax_classes, tax_zones

TaxClass = object_type(TaxClassResponse)
TaxZone = object_type(TaxZoneResponse)


class TaxQuery:
    """Taxes as they are written."""

    tax_classes = graphene.List(graphene.NonNull(TaxClass), required=True)
    tax_class = graphene.Field(TaxClass, id=ID(required=True))
    tax_zones = graphene.List(graphene.NonNull(TaxZone), required=True)
    tax_zone = graphene.Field(TaxZone, id=ID(required=True))

    def resolve_tax_classes(self, info: Any) -> tuple[TaxClassResponse, ...]:
        return taxes.list_tax_classes(info.context.ctx)

    def resolve_tax_class(self, info: Any, id: UUID) -> TaxClassResponse:
        return taxes.get_tax_class(info.context.ctx, id)

    def resolve_tax_zones(self, info: Any) -> tuple[TaxZoneResponse, ...]:
        return taxes.list_tax_zones(info.context.ctx)

    def resolve_tax_zone(self, info: Any, id: UUID) -> TaxZoneResponse:
        return taxes.get_tax_zone(info.context.ctx, id)


class CreateTaxClass(graphene.Mutation):
    """Make a tax class."""

    class Arguments:
        input = input_type(CreateTaxClassRequest)(required=True)

    Output = graphene.NonNull(TaxClass)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> TaxClassResponse:
        return tax_classes.create_tax_class(info.context.ctx, parse(CreateTaxClassRequest, input))


class UpdateTaxClass(graphene.Mutation):
    """Change a tax class; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateTaxClassRequest)(required=True)

    Output = graphene.NonNull(TaxClass)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TaxClassResponse:
        return tax_classes.update_tax_class(info.context.ctx, id, parse(UpdateTaxClassRequest, input))


class DeleteTaxClass(graphene.Mutation):
    """Delete a tax class that nothing is of; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        tax_classes.delete_tax_class(info.context.ctx, id)
        return id


class CreateTaxZone(graphene.Mutation):
    """Make a tax zone."""

    class Arguments:
        input = input_type(CreateTaxZoneRequest)(required=True)

    Output = graphene.NonNull(TaxZone)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> TaxZoneResponse:
        return tax_zones.create_tax_zone(info.context.ctx, parse(CreateTaxZoneRequest, input))


class UpdateTaxZone(graphene.Mutation):
    """Change a tax zone; fields left out stay, areas and rates are given whole."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateTaxZoneRequest)(required=True)

    Output = graphene.NonNull(TaxZone)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> TaxZoneResponse:
        return tax_zones.update_tax_zone(info.context.ctx, id, parse(UpdateTaxZoneRequest, input))


class DeleteTaxZone(graphene.Mutation):
    """Delete a tax zone with its areas and rates; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        tax_zones.delete_tax_zone(info.context.ctx, id)
        return id


class TaxMutation:
    """Changes to taxes."""

    create_tax_class = CreateTaxClass.Field()
    update_tax_class = UpdateTaxClass.Field()
    delete_tax_class = DeleteTaxClass.Field()
    create_tax_zone = CreateTaxZone.Field()
    update_tax_zone = UpdateTaxZone.Field()
    delete_tax_zone = DeleteTaxZone.Field()
