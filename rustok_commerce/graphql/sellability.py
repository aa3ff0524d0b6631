"""GraphQL of why a product is not for sale, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import object_type
from rustok.api.graphql.scalars import ID
from rustok_commerce.dto.sellability import SellabilityResponse
from rustok_commerce.selectors import sellability


class SellabilityQuery:
    """What stands in the way of a sale."""

    product_sellability = graphene.Field(object_type(SellabilityResponse), id=ID(required=True))

    def resolve_product_sellability(self, info: Any, id: UUID) -> SellabilityResponse:
        return sellability.explain(info.context.ctx, id)
