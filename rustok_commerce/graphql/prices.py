"""GraphQL of prices, their history and price lists for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID, DateTime
from rustok.api.rendering import plain
from rustok.dto import parse
from rustok_commerce.dto.prices import (
    CreatePriceListRequest,
    PriceChangeResponse,
    PriceListResponse,
    RemovePriceRequest,
    SetPriceRequest,
    SetPricesRequest,
    SetPricesResponse,
    UpdatePriceListRequest,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors import price_lists as list_selectors
from rustok_commerce.selectors import prices as selectors
from rustok_commerce.services import price_lists, pricing

Variant = object_type(VariantResponse)
PriceChange = object_type(PriceChangeResponse)
PriceList = object_type(PriceListResponse)
SetPricesResult = object_type(SetPricesResponse)


class PriceQuery:
    """Prices as they are written."""

    price_lists = graphene.List(graphene.NonNull(PriceList), required=True)
    price_list = graphene.Field(PriceList, id=ID(required=True))
    price_changes = connection_field(PriceChange, variant_id=ID(required=True))

    def resolve_price_lists(self, info: Any) -> tuple[PriceListResponse, ...]:
        return list_selectors.list_price_lists(info.context.ctx)

    def resolve_price_list(self, info: Any, id: UUID) -> PriceListResponse:
        return list_selectors.get_price_list(info.context.ctx, id)

    def resolve_price_changes(
        self, info: Any, variant_id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = selectors.list_price_changes(info.context.ctx, variant_id, after=after, limit=query.limit)
        return connect(page, after)


class SetPrice(graphene.Mutation):
    """Set a variant's price in one currency from a quantity on."""

    class Arguments:
        variant_id = ID(required=True)
        input = input_type(SetPriceRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, variant_id: UUID, input: Any) -> VariantResponse:
        return pricing.set_price(info.context.ctx, variant_id, parse(SetPriceRequest, input))


class SetPrices(graphene.Mutation):
    """Set and remove prices of one or many products: all of them or none."""

    class Arguments:
        input = input_type(SetPricesRequest)(required=True)

    Output = graphene.NonNull(SetPricesResult)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> SetPricesResponse:
        return pricing.set_prices(info.context.ctx, parse(SetPricesRequest, input))


class RemovePrice(graphene.Mutation):
    """Remove a variant's price."""

    class Arguments:
        variant_id = ID(required=True)
        currency = graphene.String(required=True)
        min_quantity = graphene.Int(default_value=1)
        channel_id = ID()
        price_list_id = ID()
        starts_at = DateTime()

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, variant_id: UUID, **asked: Any) -> VariantResponse:
        given = {name: plain(value) for name, value in asked.items() if value is not None}
        return pricing.remove_price(info.context.ctx, variant_id, parse(RemovePriceRequest, given))


class CreatePriceList(graphene.Mutation):
    """Make a price list, as a draft."""

    class Arguments:
        input = input_type(CreatePriceListRequest)(required=True)

    Output = graphene.NonNull(PriceList)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> PriceListResponse:
        return price_lists.create_price_list(info.context.ctx, parse(CreatePriceListRequest, input))


class UpdatePriceList(graphene.Mutation):
    """Change a price list; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdatePriceListRequest)(required=True)

    Output = graphene.NonNull(PriceList)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PriceListResponse:
        return price_lists.update_price_list(info.context.ctx, id, parse(UpdatePriceListRequest, input))


class ActivatePriceList(graphene.Mutation):
    """Let a price list hold, within its window."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(PriceList)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> PriceListResponse:
        return price_lists.activate_price_list(info.context.ctx, id)


class DeactivatePriceList(graphene.Mutation):
    """Make a price list a draft again: its prices hold no more."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(PriceList)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> PriceListResponse:
        return price_lists.deactivate_price_list(info.context.ctx, id)


class DeletePriceList(graphene.Mutation):
    """Delete a draft with its prices; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        price_lists.delete_price_list(info.context.ctx, id)
        return id


class PriceMutation:
    """Changes to prices and price lists."""

    set_price = SetPrice.Field()
    set_prices = SetPrices.Field()
    remove_price = RemovePrice.Field()
    create_price_list = CreatePriceList.Field()
    update_price_list = UpdatePriceList.Field()
    activate_price_list = ActivatePriceList.Field()
    deactivate_price_list = DeactivatePriceList.Field()
    delete_price_list = DeletePriceList.Field()
