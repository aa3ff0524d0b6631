"""REST of why a product is not for sale, for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.sellability import SellabilityResponse
from rustok_commerce.selectors import sellability


class SellabilityView(ApiView):
    """Whether a product is for sale."""

    tag = "products"

    @endpoint(response=SellabilityResponse)
    def get(self, request: Request, id: UUID) -> SellabilityResponse:
        """Tell whether shoppers can buy a product now, and what stands in the way."""
        return sellability.explain(self.ctx, id)
