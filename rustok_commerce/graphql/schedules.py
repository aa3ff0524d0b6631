"""GraphQL of products' schedules for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.products import ProductResponse, ScheduleProductRequest
from rustok_commerce.services import schedule


class ScheduleProduct(graphene.Mutation):
    """Plan when a product is published and withdrawn by itself; null takes a time back."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ScheduleProductRequest)(required=True)

    Output = graphene.NonNull(object_type(ProductResponse))

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ProductResponse:
        return schedule.schedule_product(info.context.ctx, id, parse(ScheduleProductRequest, input))


class ScheduleMutation:
    """Plans for products."""

    schedule_product = ScheduleProduct.Field()
