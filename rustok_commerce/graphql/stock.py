"""GraphQL of stock of many variants, of transfers, and of the places that hold it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.inventory import (
    ChangeStockLevelsRequest,
    LowStockResponse,
    SetStockLevelsRequest,
    StockLevelsResponse,
    StockLocationResponse,
    TransferStockRequest,
    UpdateStockLocationRequest,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors import low_stock
from rustok_commerce.services import stock_levels, stock_locations

Variant = object_type(VariantResponse)
StockLocation = object_type(StockLocationResponse)
StockLevels = object_type(StockLevelsResponse)


class StockQuery:
    """Stock as it is counted."""

    low_stock = connection_field(object_type(LowStockResponse), location_id=ID())

    def resolve_low_stock(
        self, info: Any, first: int | None = None, after: str | None = None, location_id: UUID | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = low_stock.list_low_stock(info.context.ctx, location_id=location_id, after=after, limit=query.limit)
        return connect(page, after)


class TransferStock(graphene.Mutation):
    """Take pieces of a variant from one location to another."""

    class Arguments:
        input = input_type(TransferStockRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> VariantResponse:
        return stock_levels.transfer_stock(info.context.ctx, parse(TransferStockRequest, input))


class SetStockLevels(graphene.Mutation):
    """Say how many pieces there are of many variants: all of it or nothing."""

    class Arguments:
        input = input_type(SetStockLevelsRequest)(required=True)

    Output = graphene.NonNull(StockLevels)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> StockLevelsResponse:
        return stock_levels.set_stock_levels(info.context.ctx, parse(SetStockLevelsRequest, input))


class ChangeStockLevels(graphene.Mutation):
    """Add pieces to the stock of many variants, or take them away: all of it or nothing."""

    class Arguments:
        input = input_type(ChangeStockLevelsRequest)(required=True)

    Output = graphene.NonNull(StockLevels)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> StockLevelsResponse:
        return stock_levels.change_stock_levels(info.context.ctx, parse(ChangeStockLevelsRequest, input))


class UpdateStockLocation(graphene.Mutation):
    """Rename a location, switch it off or on; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateStockLocationRequest)(required=True)

    Output = graphene.NonNull(StockLocation)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> StockLocationResponse:
        return stock_locations.update_location(info.context.ctx, id, parse(UpdateStockLocationRequest, input))


class SetDefaultStockLocation(graphene.Mutation):
    """Make a location the default one."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(StockLocation)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> StockLocationResponse:
        return stock_locations.set_default_location(info.context.ctx, id)


class DeleteStockLocation(graphene.Mutation):
    """Delete a location where no stock lies; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        stock_locations.delete_location(info.context.ctx, id)
        return id


class StockMutation:
    """Changes to stock and its places."""

    transfer_stock = TransferStock.Field()
    set_stock_levels = SetStockLevels.Field()
    change_stock_levels = ChangeStockLevels.Field()
    update_stock_location = UpdateStockLocation.Field()
    set_default_stock_location = SetDefaultStockLocation.Field()
    delete_stock_location = DeleteStockLocation.Field()
