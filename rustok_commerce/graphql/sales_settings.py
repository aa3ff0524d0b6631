"""GraphQL of how the shop sells, for staff."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.dto import parse
from rustok_commerce.dto.sales_settings import SalesSettingsResponse, UpdateSalesSettingsRequest
from rustok_commerce.selectors import sales_settings as selectors
from rustok_commerce.services import sales_settings

SalesSettings = object_type(SalesSettingsResponse)


class SalesSettingsQuery:
    """How the shop sells."""

    sales_settings = graphene.Field(SalesSettings)

    def resolve_sales_settings(self, info: Any) -> SalesSettingsResponse:
        return selectors.get_sales_settings(info.context.ctx)


class UpdateSalesSettings(graphene.Mutation):
    """Change how the shop sells; fields left out stay."""

    class Arguments:
        input = input_type(UpdateSalesSettingsRequest)(required=True)

    Output = graphene.NonNull(SalesSettings)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> SalesSettingsResponse:
        return sales_settings.update_sales_settings(info.context.ctx, parse(UpdateSalesSettingsRequest, input))


class SalesSettingsMutation:
    """Changes to how the shop sells."""

    update_sales_settings = UpdateSalesSettings.Field()
