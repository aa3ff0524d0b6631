"""REST of products' schedules for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.products import ProductResponse, ScheduleProductRequest
from rustok_commerce.services import schedule


class ScheduleView(ApiView):
    """When a product is published and withdrawn by itself."""

    tag = "products"

    @endpoint(request=ScheduleProductRequest, response=ProductResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: ScheduleProductRequest) -> ProductResponse:
        """Plan when a product is published and withdrawn; null takes a time back."""
        return schedule.schedule_product(self.ctx, id, data)
